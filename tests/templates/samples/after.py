"""Samples of the letters of what lives on after a decision or filing."""

from __future__ import annotations

from tests.templates.samples.base import OF_GRANT, RECORD_FILING, REMEDIES, Sample

DELAY = "《企业投资项目核准和备案管理条例》（国务院令第673号）第十二条"
RECHECK = "《建设项目环境保护管理条例》第十二条"
STATEMENT = "《企业投资项目事中事后监管办法》（国家发展改革委令2018年第14号）第十五条"
REFUSED = {
    **OF_GRANT,
    "decided_on": "2026-02-10",
    "reasons": "未说明不能按期开工的原因。",
    "remedies": REMEDIES,
}

SAMPLES: dict[str, Sample] = {
    "delay_grant": Sample(
        series="缓准",
        seal="own",
        facts={
            **OF_GRANT,
            "decided_on": "2026-02-10",
            "months": 12,
            "expires_on": "2027-04-10",
            "new_expires_on": "2028-04-10",
            "basis": DELAY,
            "approver": "王建国",
        },
    ),
    "delay_refusal": Sample(
        series="缓不",
        seal="own",
        remedies=True,
        facts={**REFUSED, "facts_found": "申请延期开工十二个月。", "basis": DELAY},
    ),
    "recheck_grant": Sample(
        series="核准",
        seal="own",
        facts={
            **OF_GRANT,
            "decided_on": "2026-02-10",
            "basis": RECHECK,
            "approver": "王建国",
        },
    ),
    "recheck_refusal": Sample(
        series="核不",
        seal="own",
        remedies=True,
        facts={**REFUSED, "facts_found": "批准满五年，申请重新审核。", "basis": RECHECK},
    ),
    "request_deemed": Sample(
        series="视",
        seal="own",
        facts={
            **OF_GRANT,
            "request": "renewal",
            "deemed_from": "2026-04-01",
            "new_expires_on": "2031-03-31",
            "basis": "《行政许可法》第五十条",
        },
    ),
    "statement_request": Sample(
        series="说",
        seal="own",
        matter=RECORD_FILING,
        facts={"filed_on": "2024-02-29", "years_ended_on": "2026-02-28", "basis": STATEMENT},
    ),
    "statement_reminder": Sample(
        series="提",
        seal="own",
        matter=RECORD_FILING,
        facts={
            "filed_on": "2024-02-29",
            "asked_on": "2026-03-01",
            "remark": "请于一个月内在线说明。",
            "basis": STATEMENT,
        },
    ),
    "filing_removal": Sample(
        series="移",
        seal="own",
        remedies=True,
        matter=RECORD_FILING,
        facts={
            "filed_on": "2024-02-29",
            "removed_on": "2026-06-01",
            "reasons": "经提醒仍未说明，也未撤回备案信息。",
            "basis": STATEMENT,
            "abnormal": True,
            "remedies": REMEDIES,
        },
    ),
    "filing_refusal": Sample(
        series="不备",
        seal="own",
        remedies=True,
        matter=RECORD_FILING,
        facts={
            "reasons": "项目属于外商投资准入负面清单禁止投资的领域。",
            "basis": "《外商投资项目核准和备案管理办法》（国家发展改革委令2014年第12号）第二十一条",
            "remedies": REMEDIES,
        },
    ),
}
