"""What the law forbids in the life of a catalogue: publishing, and moving running cases."""

from __future__ import annotations

from states.refusals import Refusal


class FaultsRemain(Refusal):
    """The draft has {count} faults and cannot be published; the first: {first}"""

    zh = "目录草案尚有{count}处缺陷，不能公布；第一处：{first}"
    article = "Administrative Licensing Law arts. 17, 30"
    article_zh = "行政许可法第十七条、第三十条"


class PublishedByItsAuthor(Refusal):
    """Who drafted an edition does not publish it: another administrator must look at it."""

    zh = "目录由谁起草，不得由谁公布；须由另一名管理员复核公布。"
    article = "separation of duties (LAW B10)"
    article_zh = "职责分离"


class NotBeforePublication(Refusal):
    """An edition binds from {earliest_on} at the earliest: what was not published cannot bind."""

    zh = "目录最早自{earliest_on}起施行：未经公布的规定不得作为实施行政许可的依据。"
    article = "Administrative Licensing Law art. 5"
    article_zh = "行政许可法第五条"


class CaseMayNotMove(Refusal):
    """The case stays under the edition it was filed under: {reasons}."""

    zh = "本件仍适用申报时的目录：{reasons}。"
    article = "Administrative Licensing Law arts. 5, 8"
    article_zh = "行政许可法第五条、第八条"


class ActedUnderTheEdition(Refusal):
    """The move cannot be undone: entry {entry} was made under the edition since."""

    zh = "不能撤回目录迁移：此后已按该目录作出第{entry}项记录。"
    article = "Administrative Licensing Law art. 8"
    article_zh = "行政许可法第八条"


class NeverMoved(Refusal):
    """The case was not moved to another edition, or the move was undone already."""

    zh = "本件未曾迁移目录，或者已经撤回迁移。"
