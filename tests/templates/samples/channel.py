"""Samples of a channel's letters."""

from __future__ import annotations

from tests.templates.samples.base import Sample

CHANNEL = ("工业项目绿色通道（备案类）", "Green channel for industrial projects (filing)")

SAMPLES: dict[str, Sample] = {
    "channel_admission": Sample(
        series="绿",
        seal="own",
        matter=CHANNEL,
        facts={
            "admitted_on": "2026-03-05",
            "basis": "2026年第3次重点项目联审联批会议纪要",
            "criteria": "列入重点项目清单，或者总投资1亿元以上",
            "promise_days": 60,
            "promise_source": "河南省2022年投资审批改革方案",
            "stages": ["立项用地规划许可", "工程建设许可", "施工许可", "竣工验收"],
            "officer": "李服务",
        },
    ),
    "channel_exit": Sample(
        series="绿",
        seal="own",
        matter=CHANNEL,
        facts={
            "ended_on": "2026-03-05",
            "ground": "rectification_failed",
            "reasons": "未按期补办用地手续。",
            "basis": "豫发改重点〔2024〕337号",
        },
    ),
}
