"""Samples of the letters of filing."""

from __future__ import annotations

from tests.templates.samples.base import APPLICANT, CREDIT_CODE, RECORD_FILING, Sample

SAMPLES: dict[str, Sample] = {
    "filing_certificate": Sample(
        series="备",
        seal="none",
        matter=RECORD_FILING,
        facts={
            "filed_at": "2026-03-01T13:45:10+00:00",
            "groups": {
                "enterprise": {"name": APPLICANT, "credit_code": CREDIT_CODE},
                "project": {
                    "name": "年产5万吨电子级玻璃纤维项目",
                    "location": "鹤壁市淇滨区金山工业园区",
                    "scale": "总建筑面积86000平方米，年产电子级玻璃纤维5万吨",
                    "content": "新建生产车间4座、研发楼1座及配套公用工程。",
                },
                "investment": {"total_wan": "128000.5"},
                "declaration": True,
            },
        },
    ),
    "change_notice": Sample(
        series="更",
        seal="own",
        matter=RECORD_FILING,
        facts={
            "problem": "备案信息显示的建设内容属于《政府核准的投资项目目录》所列事项，"
            "应当办理核准。",
            "remedy": "请撤回该备案，并向核准机关提交项目申请书。",
            "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十五条",
        },
    ),
}
