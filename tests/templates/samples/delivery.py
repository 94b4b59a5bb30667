"""Samples of the letters of service and publication."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "service_return": Sample(
        series="送",
        seal="none",
        facts={
            "document_title": "准予行政许可决定书",
            "document_number": "鹤发改许准〔2026〕12号",
            "addressee": "鹤壁市淇水新材料有限公司",
            "method": "left_in_place",
            "served_on": "2026-04-02",
            "source": "《民事诉讼法》第八十九条（参照）",
            "servers": ["赵一"],
            "recipient": None,
            "refused": True,
            "witnesses": ["居委会 陈证"],
            "recording_sha256": None,
            "consented_on": None,
            "system": None,
            "return_card": None,
            "announced_on": None,
            "why_public": None,
        },
    ),
    "publication_record": Sample(
        series="公",
        seal="own",
        facts={
            "decided_on": "2026-03-30",
            "due_on": "2026-04-09",
            "published_on": "2026-04-01",
            "channel": "信用中国（河南鹤壁）",
            "address": "示例网址：鹤壁信用网行政许可公示栏",
            "withheld": "技术秘密不予公开（《行政许可法》第五条）。",
            "basis": "《行政许可法》第四十条",
        },
    ),
}
