"""Samples of the letters of decision."""

from __future__ import annotations

from tests.templates.samples.base import REMEDIES, Sample

SAMPLES: dict[str, Sample] = {
    "grant": Sample(
        series="许准",
        seal="own",
        facts={
            "decided_on": "2026-03-30",
            "conditions": [
                "开工前依法办结环境影响评价、节能审查等手续。",
                "建设地点、规模、内容发生较大变更的，应当事先提出变更申请。",
            ],
            "content": "同意建设年产5万吨电子级玻璃纤维项目，"
            "总建筑面积86000平方米，总投资128000万元。",
            "validity": "自本决定作出之日起2年内开工建设；需要延期的，"
            "应当在期限届满30个工作日前提出申请。",
            "approver": "王建国",
        },
    ),
    "refusal": Sample(
        series="许不",
        seal="own",
        remedies=True,
        facts={
            "decided_on": "2026-03-30",
            "facts_found": "项目拟建设的生产线属于《产业结构调整指导目录（2024年本）》限制类，"
            "建设性质为新建。\n"
            "申请人未提出产能置换方案。",
            "reasons": "对属于限制类的新建项目禁止投资，投资管理部门不予核准。",
            "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第九条",
            "remedies": REMEDIES,
        },
    ),
}
