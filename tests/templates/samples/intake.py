"""Samples of the letters of intake."""

from __future__ import annotations

from tests.templates.samples.base import REMEDIES, Sample

SHORT_BASIS = "行政许可法第三十二条第一款第(二)项"

SAMPLES: dict[str, Sample] = {
    "receipt_voucher": Sample(
        series="收",
        seal="special",
        facts={
            "received_on": "2026-03-02",
            "notice_due_on": "2026-03-09",
            "materials": ["项目申请书", "建设项目用地预审与选址意见书", "资金来源说明"],
        },
    ),
    "acceptance": Sample(
        series="受",
        seal="special",
        facts={
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
    ),
    "correction": Sample(
        series="补",
        seal="special",
        facts={
            "items": [
                {
                    "about": "项目申请书",
                    "problem": "缺少资源利用和生态环境影响分析一章。",
                    "remedy": "按示范文本补充该章，加盖公章后重新上传。",
                },
                {
                    "about": "建设项目用地预审与选址意见书",
                    "problem": "所附图纸的用地范围与申请书不一致：\n"
                    "申请书为12.4公顷，图纸为11.8公顷。",
                    "remedy": "更正申请书或者提交与之一致的图纸。",
                },
            ],
            "received_on": "2026-03-02",
            "basis": "《行政许可法》第三十二条第一款第四项、第八十二条",
        },
    ),
    "acceptance_refusal": Sample(
        series="不受",
        seal="special",
        remedies=True,
        facts={
            "reasons": "该项目跨鹤壁、安阳两市，按照《河南省政府核准的投资项目目录》"
            "由省级机关核准，不属于本机关职权范围。",
            "competent_organ": "河南省发展和改革委员会",
            "basis": SHORT_BASIS,
            "remedies": REMEDIES,
        },
    ),
    "not_needed": Sample(
        series="告",
        seal="special",
        remedies=True,
        facts={
            "reasons": "该项目为厂区内设备大修，不增加固定资产，不属于需要办理的事项。",
            "competent_organ": None,
            "basis": "行政许可法第三十二条第一款第(一)项",
            "remedies": REMEDIES,
        },
    ),
}
