"""Samples of the letters of renewal and change."""

from __future__ import annotations

from tests.templates.samples.base import OF_GRANT, REMEDIES, Sample

SAMPLES: dict[str, Sample] = {
    "renewal_grant": Sample(
        series="延准",
        seal="own",
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "expires_on": "2026-04-10",
            "new_expires_on": "2029-04-10",
            "conditions": ["按期报送年度报告。"],
            "approver": "王建国",
        },
    ),
    "renewal_refusal": Sample(
        series="延不",
        seal="own",
        remedies=True,
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "facts_found": "环保设施未按要求改造。",
            "reasons": "不符合延续条件。",
            "basis": "《行政许可法》第五十条",
            "remedies": REMEDIES,
            "expires_on": "2026-04-10",
        },
    ),
    "change_grant": Sample(
        series="变准",
        seal="own",
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "changes": [
                {"item": "建设规模", "before": "年产5万吨", "after": "年产6万吨"},
                {"item": "建设地点", "before": "金山工业园区一号地", "after": "金山工业园区二号地"},
            ],
            "conditions": [],
            "approver": "王建国",
        },
    ),
    "change_refusal": Sample(
        series="变不",
        seal="own",
        remedies=True,
        facts={
            **OF_GRANT,
            "decided_on": "2026-03-30",
            "facts_found": "拟变更地点不在园区规划范围内。",
            "reasons": "不符合法定条件。",
            "basis": "《行政许可法》第四十九条",
            "remedies": REMEDIES,
        },
    ),
}
