"""Samples of the letters of clock."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "special_procedure": Sample(
        series="特",
        seal="special",
        facts={
            "procedure_name": "专家评审",
            "basis": "《行政许可法》第四十五条；项目涉及重大工艺安全，依法需要组织专家评审。",
            "from_on": "2026-03-12",
            "announced_days": 15,
            "original_last_on": "2026-04-02",
            "new_last_on": "2026-04-24",
        },
    ),
    "extension": Sample(
        series="延",
        seal="own",
        optional=frozenset({"unit"}),
        facts={
            "original_last_on": "2026-04-02",
            "new_last_on": "2026-05-08",
            "days": 23,
            "unit": "working",
            "reasons": "项目情况复杂，需进一步核实产能置换方案与区域能耗指标的衔接情况。",
            "approver": "王建国",
            "approver_rank": "principal_head",
            "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十条",
        },
    ),
}
