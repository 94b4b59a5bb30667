"""What may not be done with a 通报: publish one's own, change a published one, guess ahead."""

from __future__ import annotations

from states.refusals import Refusal


class PeriodNotOver(Refusal):
    """{period} ends on {to_on}; a bulletin is drawn up after that day."""

    zh = "{period}至{to_on}结束，期满后方可编制通报。"


class CutOffInTheFuture(Refusal):
    """The cut-off must lie after the period and not after now ({now})."""

    zh = "数据截止时间应在统计期届满之后，且不得晚于现在（{now}）。"


class PublishedBulletinStands(Refusal):
    """The bulletin of {period} is published and stays as it is; draw up an erratum instead."""

    zh = "{period}通报已经公布，不得改动；如有错误，应编制更正。"


class NothingToCorrect(Refusal):
    """The bulletin of {period} is not published: there is nothing to correct, draft it anew."""

    zh = "{period}通报尚未公布，无需更正，可以重新编制。"


class NothingChanged(Refusal):
    """At this cut-off every figure of {period} is as published; an erratum would say nothing."""

    zh = "按该截止时间，{period}各项数据与已公布的一致，无可更正。"


class NoDraftToPublish(Refusal):
    """There is no draft of {period} with this hash that waits for publication."""

    zh = "{period}没有与此摘要相符的待公布草稿。"


class DraftedByThePublisher(Refusal):
    """Who drafted a bulletin does not publish it: a second person must look at it."""

    zh = "通报由谁编制，不得由谁公布；须由另一人审定。"
    article = "separation of duties (LAW B10)"
    article_zh = "职责分离"


class DaysUnknown(Refusal):
    """The figures need days of {year}, for which no holiday notice is published."""

    zh = "统计所需的{year}年放假安排尚未公布，无法计算。"
