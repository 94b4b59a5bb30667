"""Samples of the letters of hearing."""

from __future__ import annotations

from tests.templates.samples.base import Sample

SAMPLES: dict[str, Sample] = {
    "rights_notice": Sample(
        series="权",
        seal="special",
        facts={
            "intended": "拟以产能置换方案未落实为由不予核准。",
            "basis": "《行政许可法》第七条、第三十六条",
            "until_on": "2026-03-16",
        },
    ),
    "interested_party_notice": Sample(
        series="利",
        seal="special",
        facts={
            "party": "鹤壁市金山村村民委员会",
            "interest": "项目用地与该村饮用水水源保护区相邻。",
            "basis": "《行政许可法》第三十六条",
            "until_on": None,
        },
    ),
    "statement_record": Sample(
        series="陈",
        seal="none",
        facts={
            "heard_on": "2026-03-13",
            "place": "鹤壁市政务服务中心三楼",
            "speaker": "李晓梅",
            "capacity": "申请人的委托代理人",
            "statement": "产能置换方案已经与省工业和信息化厅衔接。\n请求给予补充说明的机会。",
            "officers": ["赵一", "钱二"],
        },
    ),
    "hearing_right_notice": Sample(
        series="听告",
        seal="special",
        facts={
            "party": "鹤壁市金山村村民委员会",
            "interest": "项目取水影响该村灌溉用水。",
            "told_on": "2026-03-09",
            "request_by_on": "2026-03-16",
            "days": 5,
            "unit": "working",
            "basis": "《行政许可法》第四十七条",
        },
    ),
    "hearing_application": Sample(
        series="听申",
        seal="none",
        facts={
            "requested_by": "鹤壁市金山村村民委员会",
            "requested_on": "2026-03-12",
            "request_by_on": "2026-03-16",
            "reasons": "项目取水影响灌溉，应当当面听取意见。",
        },
    ),
    "hearing_notice": Sample(
        series="听通",
        seal="own",
        facts={
            "party": "鹤壁市金山村村民委员会",
            "told_on": "2026-03-16",
            "held_at": "2026-03-26T01:00:00+00:00",
            "place": "鹤壁市政务服务中心第一会议室",
            "presider": "孙主持",
            "recorder": "周记录",
            "reviewer": "吴审查",
            "basis": "《行政许可法》第四十八条",
        },
    ),
    "hearing_announcement": Sample(
        series="听公",
        seal="own",
        facts={
            "held_at": "2026-03-26T01:00:00+00:00",
            "place": "鹤壁市政务服务中心第一会议室",
            "register_by_on": "2026-03-23",
            "how_to_register": "持有效身份证件到市政务服务中心综合窗口报名。",
            "basis": "《行政许可法》第四十六条",
        },
    ),
    "hearing_record": Sample(
        series="听录",
        seal="none",
        facts={
            "held_at": "2026-03-26T01:00:00+00:00",
            "place": "鹤壁市政务服务中心第一会议室",
            "presider": "孙主持",
            "recorder": "周记录",
            "reviewer": "吴审查",
            "statements": [
                {"speaker": "吴审查", "capacity": "审查人员", "said": "取水论证报告符合规定。"},
                {"speaker": "郑村民", "capacity": "利害关系人", "said": "旱季水量不足。"},
            ],
            "objection": None,
            "open_to_public": True,
        },
    ),
}
