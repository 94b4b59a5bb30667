"""Samples of the letters of joint handling and of materials asked for during the review."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "joint_handling_notice": Sample(
        series="联",
        seal="own",
        facts={
            "government": "鹤壁市人民政府",
            "decision_number": "鹤政〔2026〕8号",
            "government_decided_on": "2026-03-01",
            "days": 45,
            "unit": "working",
            "original_last_on": "2026-03-30",
            "new_last_on": "2026-05-08",
            "basis": "《行政许可法》第二十六条第二款、第四十二条第二款",
        },
    ),
    "material_request": Sample(
        series="补材",
        seal="own",
        facts={
            "items": [
                {
                    "about": "环境影响说明",
                    "problem": "缺少噪声预测。",
                    "remedy": "补充噪声预测章节。",
                }
            ],
            "asked_on": "2026-03-12",
            "last_on": "2026-04-02",
            "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十条",
        },
    ),
}
