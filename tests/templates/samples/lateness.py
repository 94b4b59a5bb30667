"""Samples of the letters of lateness."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "overdue_statement": Sample(
        series="逾",
        seal="own",
        remedies=True,
        facts={
            "last_on": "2026-04-02",
            "days": 20,
            "unit": "working",
            "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十条",
            "reconsideration_until": "2026-06-01",
            "reconsideration_source": "《行政复议法》第二十条、《行政复议法实施条例》第十六条",
            "suit_until": "2026-10-02",
            "suit_source": "《行政诉讼法》第四十七条及其适用解释第六十六条",
        },
    ),
    "lateness_explanation": Sample(
        series="说",
        seal="own",
        facts={
            "promised_on": "2026-03-16",
            "statute_last_on": "2026-04-02",
            "reasons": "专家意见分歧较大，需要再次核实。",
            "measures": "三个工作日内完成核实并提请决定。",
            "basis": "《优化营商环境条例》第三十六条",
        },
    ),
}
