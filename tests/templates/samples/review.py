"""Samples of the letters of review."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "opinion_request": Sample(
        series="征",
        seal="own",
        facts={
            "department_name": "鹤壁市生态环境局",
            "delivered_on": "2026-03-06",
            "due_on": "2026-03-17",
            "days": 7,
            "unit": "working",
            "silence": "deemed",
            "deemed_source": "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）",
            "basis": "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）",
        },
    ),
}
