"""One complete set of facts per kind of letter, as acts hand them over."""

from __future__ import annotations

import copy
from typing import Any

APPLICANT = "鹤壁市淇水新材料有限公司"

SERIES = {
    "receipt_voucher": "收",
    "acceptance": "受",
    "correction": "补",
    "acceptance_refusal": "不受",
    "not_needed": "告",
    "opinion_request": "征",
    "special_procedure": "特",
    "extension": "延",
    "grant": "许准",
    "refusal": "许不",
    "filing_certificate": "备",
    "change_notice": "告",
}

SHORT_BASIS = "行政许可法第三十二条第一款第(二)项"

OWN: dict[str, dict[str, Any]] = {
    "receipt_voucher": {
        "received_on": "2026-03-02",
        "notice_due_on": "2026-03-09",
        "materials": ["项目申请书", "建设项目用地预审与选址意见书", "资金来源说明"],
    },
    "acceptance": {
        "received_on": "2026-03-02",
        "accepted_on": "2026-03-05",
        "mode": "normal",
        "days": 20,
        "unit": "working",
        "last_on": "2026-04-02",
        "provisional": False,
        "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十条",
        "owed_materials": [],
    },
    "correction": {
        "items": [
            {
                "about": "项目申请书",
                "problem": "缺少资源利用和生态环境影响分析一章。",
                "remedy": "按示范文本补充该章，加盖公章后重新上传。",
            },
            {
                "about": "建设项目用地预审与选址意见书",
                "problem": "所附图纸的用地范围与申请书不一致：\n申请书为12.4公顷，图纸为11.8公顷。",
                "remedy": "更正申请书或者提交与之一致的图纸。",
            },
        ],
        "received_on": "2026-03-02",
        "basis": "《行政许可法》第三十二条第一款第四项、第八十二条",
    },
    "acceptance_refusal": {
        "reasons": "该项目跨鹤壁、安阳两市，按照《河南省政府核准的投资项目目录》"
        "由省级机关核准，不属于本机关职权范围。",
        "competent_organ": "河南省发展和改革委员会",
        "basis": SHORT_BASIS,
    },
    "not_needed": {
        "reasons": "该项目为厂区内设备大修，不增加固定资产，不属于需要办理的事项。",
        "competent_organ": None,
        "basis": "行政许可法第三十二条第一款第(一)项",
    },
    "opinion_request": {
        "department_name": "鹤壁市生态环境局",
        "delivered_on": "2026-03-06",
        "due_on": "2026-03-17",
        "days": 7,
        "unit": "working",
        "silence": "deemed",
        "deemed_source": "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）",
        "basis": "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）",
    },
    "special_procedure": {
        "procedure_name": "专家评审",
        "basis": "《行政许可法》第四十五条；项目涉及重大工艺安全，依法需要组织专家评审。",
        "from_on": "2026-03-12",
        "announced_days": 15,
        "original_last_on": "2026-04-02",
        "new_last_on": "2026-04-24",
    },
    "extension": {
        "original_last_on": "2026-04-02",
        "new_last_on": "2026-05-08",
        "days": 23,
        "unit": "working",
        "reasons": "项目情况复杂，需进一步核实产能置换方案与区域能耗指标的衔接情况。",
        "approver": "王建国",
        "approver_rank": "principal_head",
        "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十条",
    },
    "grant": {
        "decided_on": "2026-03-30",
        "conditions": [
            "开工前依法办结环境影响评价、节能审查等手续。",
            "建设地点、规模、内容发生较大变更的，应当事先提出变更申请。",
        ],
        "content": "同意建设年产5万吨电子级玻璃纤维项目，总建筑面积86000平方米，总投资128000万元。",
        "validity": "自本决定作出之日起2年内开工建设；需要延期的，"
        "应当在期限届满30个工作日前提出申请。",
        "approver": "王建国",
    },
    "refusal": {
        "decided_on": "2026-03-30",
        "facts_found": "项目拟建设的生产线属于《产业结构调整指导目录（2024年本）》限制类，"
        "建设性质为新建。\n"
        "申请人未提出产能置换方案。",
        "reasons": "对属于限制类的新建项目禁止投资，投资管理部门不予核准。",
        "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第九条",
    },
    "filing_certificate": {
        "filed_at": "2026-03-01T13:45:10+00:00",
        "groups": {
            "enterprise": {"name": APPLICANT, "credit_code": "91410600MA40ABCD1X"},
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
    "change_notice": {
        "problem": "备案信息显示的建设内容属于《政府核准的投资项目目录》所列事项，应当办理核准。",
        "remedy": "请撤回该备案，并向核准机关提交项目申请书。",
        "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十五条",
    },
}

MATTERS = {
    "filing_certificate": ("企业投资项目备案", "Record filing of an enterprise investment project"),
    "change_notice": ("企业投资项目备案", "Record filing of an enterprise investment project"),
}
RATIFICATION = ("企业投资项目核准", "Ratification of an enterprise investment project")


def sample(kind: str) -> dict[str, Any]:
    """Fresh facts of one letter; a test may change them."""
    matter, matter_en = MATTERS.get(kind, RATIFICATION)
    common = {
        "letter": {
            "id": "2026-0117-3-0",
            "kind": kind,
            "number": f"鹤发改{SERIES[kind]}〔2026〕12号",
            "issued_on": "2026-03-05",
        },
        "organ": {
            "name": "鹤壁市发展和改革委员会",
            "name_en": "Hebi Development and Reform Commission",
            "letter_code": "鹤发改",
            "phone": "0392-0000001",
        },
        "city": "鹤壁市",
        "case": {
            "id": "2026-0117",
            "matter": matter,
            "matter_en": matter_en,
            "project_name": "年产5万吨电子级玻璃纤维项目",
            "project_code": "2603-410611-04-01-123453",
            "region": "410611",
            "region_name": "淇滨区",
        },
        "applicant": {
            "name": APPLICANT,
            "credit_code": "91410600MA40ABCD1X",
            "contact": "李晓梅",
        },
    }
    return copy.deepcopy(common | OWN[kind])
