"""Samples of the letters of commitments and tolerance."""

from __future__ import annotations

from tests.templates.samples.base import REMEDIES, Sample

BASIS = "《河南省优化营商环境条例》第三十四条；国办发〔2020〕42号"

SAMPLES: dict[str, Sample] = {
    "commitment_notice": Sample(
        series="告",
        seal="special",
        facts={
            "standards": "符合已公布的规划条件。",
            "materials": ["设计方案（总平面图）"],
            "materials_days": 20,
            "materials_unit": "working",
            "verification_days": 60,
            "verification_unit": "natural",
            "basis": BASIS,
        },
    ),
    "commitment_record": Sample(
        series="诺",
        seal="special",
        facts={
            "committed_on": "2026-03-04",
            "promises": ["总平面图与规划条件一致。", "2026年4月开工，2027年10月竣工。"],
            "materials": ["设计方案（总平面图）"],
            "basis": BASIS,
        },
    ),
    "rectification_order": Sample(
        series="改",
        seal="own",
        facts={
            "problems": "总平面图的建筑密度高于规划条件。",
            "days": 15,
            "unit": "working",
            "last_on": "2026-03-26",
            "basis": BASIS,
        },
    ),
    "commitment_breach": Sample(
        series="认",
        seal="own",
        remedies=True,
        facts={
            "ground": "not_performed",
            "reasons": "整改期限届满，总平面图仍不符合规划条件。",
            "basis": BASIS,
            "remedies": REMEDIES,
        },
    ),
    "deemed_withdrawal": Sample(
        series="撤告",
        seal="own",
        facts={
            "owed_materials": ["规划条件"],
            "due_on": "2026-03-04",
            "withdrawn_on": "2026-03-05",
            "basis": "《安阳市政务服务条例》第三十六条",
        },
    ),
}
