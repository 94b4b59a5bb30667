"""Samples of the letters of the endings of a grant."""

from __future__ import annotations

from tests.templates.samples.base import OF_GRANT, REMEDIES, Sample

SAMPLES: dict[str, Sample] = {
    "grant_recall": Sample(
        series="撤回",
        seal="own",
        remedies=True,
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "facts_found": "国土空间规划已经调整，项目用地改为生态用地。",
            "reasons": "为了公共利益的需要，应当撤回。",
            "basis": "《行政许可法》第八条",
            "remedies": REMEDIES,
            "ground": "circumstances_changed",
            "compensation": "造成财产损失的，依法给予补偿；补偿金额另行协商确定。",
        },
    ),
    "grant_revocation": Sample(
        series="撤销",
        seal="own",
        remedies=True,
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "facts_found": "准予决定作出时申请人不具备法定条件。",
            "reasons": "依法可以撤销。",
            "basis": "《行政许可法》第六十九条第一款第四项",
            "remedies": REMEDIES,
            "ground": "unqualified_applicant",
            "redress": "合法权益受到损害的，依法给予赔偿。",
        },
    ),
    "grant_cancellation": Sample(
        series="注销",
        seal="own",
        remedies=True,
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "facts_found": "有效期于2026年3月1日届满，未申请延续。",
            "reasons": "应当办理注销手续。",
            "basis": "《行政许可法》第七十条第一项",
            "remedies": REMEDIES,
            "ground": "expired_not_renewed",
        },
    ),
    "penalty_revocation": Sample(
        series="吊销",
        seal="own",
        remedies=True,
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "facts_found": "擅自改变许可内容，情节严重。",
            "reasons": "应当给予吊销的处罚。",
            "basis": "《行政许可法》第八十条",
            "remedies": REMEDIES,
            "rights_told_on": "2026-03-20",
        },
    ),
    "grant_lapse": Sample(
        series="失",
        seal="own",
        facts={
            **OF_GRANT,
            "ground": "not_started",
            "lapsed_on": "2027-04-11",
            "basis": "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）第三十八条",
        },
    ),
}
