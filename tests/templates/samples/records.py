"""Samples of the letters of records and papers between offices."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "inspection_record": Sample(
        series="核",
        seal="none",
        facts={
            "inspected_on": "2026-03-11",
            "place": "鹤壁市淇滨区金山工业园区",
            "officers": ["赵一", "钱二"],
            "present": "李晓梅",
            "found": "场地已经平整，界址与图纸一致。",
            "conclusion": "现场情况与申请材料相符。",
            "basis": "《行政许可法》第三十四条",
        },
    ),
    "legal_review_opinion": Sample(
        series="法",
        seal="none",
        facts={
            "reviewed_on": "2026-03-25",
            "reviewer": "冯法制",
            "draft": "拟准予核准。",
            "examined": ["主体和权限", "事实和证据", "法律依据", "程序", "文书"],
            "opinion": "amend",
            "reasons": "应当载明开工期限及其依据。",
        },
    ),
    "approval_sheet": Sample(
        series="批",
        seal="none",
        facts={
            "about": "decision",
            "handler": "赵一",
            "proposal": "建议准予核准。",
            "proposed_on": "2026-03-27",
            "approver": "王建国",
            "ruling": "同意。",
            "ruled_on": "2026-03-30",
        },
    ),
    "transmission_letter": Sample(
        series="转",
        seal="own",
        facts={
            "higher_organ": "河南省发展和改革委员会",
            "opinion": "经初步审查，项目符合规划和产业政策，建议核准。",
            "materials": ["项目申请书", "建设项目用地预审与选址意见书"],
            "transmitted_on": "2026-03-10",
            "due_on": "2026-03-12",
            "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第八条",
        },
    ),
}
