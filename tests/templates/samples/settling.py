"""Samples of the letters about seats and objections."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "coordination_notice": Sample(
        series="协",
        seal="own",
        facts={
            "department_name": "鹤壁市自然资源和规划局",
            "level": "conference",
            "reason": "用地范围与永久基本农田重叠，部门间协商未达成一致。",
            "opened_on": "2026-03-18",
            "due_on": "2026-03-25",
            "basis": "样例：联席会议协调期限",
        },
    ),
    "coordination_minutes": Sample(
        series="纪",
        seal="own",
        facts={
            "department_name": "鹤壁市自然资源和规划局",
            "level": "conference",
            "opened_on": "2026-03-18",
            "closed_on": "2026-03-20",
            "result": "with_conditions",
            "minutes": "会议议定：建设单位调整红线，避让永久基本农田。\n自然资源部门重新出具意见。",
            "sha256": "0f" * 32,
        },
    ),
    "handover_notice": Sample(
        series="转",
        seal="own",
        facts={
            "department_name": "鹤壁市人民防空办公室",
            "from_department_name": "鹤壁市住房和城乡建设局",
            "reason": "该项内容属于人防部门职责。",
            "asked_on": "2026-03-06",
            "due_on": "2026-03-17",
            "restarted": False,
        },
    ),
    "deemed_notice": Sample(
        series="视",
        seal="own",
        facts={
            "department_name": "鹤壁市自然资源和规划局",
            "due_on": "2026-03-17",
            "deemed_on": "2026-03-18",
            "basis": "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）",
            "own_permit": "建设用地规划许可证",
        },
    ),
}
