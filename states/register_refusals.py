"""What may not be done with an item of a register (名录): the statuses and days that bind it."""

from __future__ import annotations

from states.refusals import Refusal


class NotInRegister(Refusal):
    """This item is not in the register any more; enter it again first."""

    zh = "该条目已不在名录中，应先重新列入。"


class StillInRegister(Refusal):
    """This item is still in the register until {until_on}; change or remove it instead."""

    zh = "该条目仍在名录中（至{until_on}），应变更或移出，而非重新列入。"


class StatusNotForeseen(Refusal):
    """From “{status}” this register knows no way to “{wanted}”; possible now: {allowed}."""

    zh = "本名录规定，“{status_zh}”不能变为“{wanted_zh}”；现在可以变为：{allowed_zh}。"
    pointer = "/status"


class BeforeTheLastLine(Refusal):
    """The record of this item goes to {last_on}; nothing takes effect before that day."""

    zh = "该条目的记录已到{last_on}，不得早于该日生效。"
    pointer = "/effective_on"


class AheadOfToday(Refusal):
    """A change takes effect today at the latest ({today}); only an entry may be announced."""

    zh = "变更最迟于今日（{today}）生效；只有列入可以预先公布。"
    pointer = "/effective_on"


class ValidityMissing(Refusal):
    """Whoever stands in this register stands there for a time; say until which day."""

    zh = "本名录有有效期，应写明有效期至哪一日。"
    pointer = "/until_on"


class ValidityNotForeseen(Refusal):
    """Items of this register have no term; they stay until they are removed."""

    zh = "本名录不设有效期，条目列入后至移出为止。"
    pointer = "/until_on"


class ValidityBackwards(Refusal):
    """The last day ({until_on}) lies before the first ({from_on})."""

    zh = "有效期的截止日（{until_on}）早于起始日（{from_on}）。"
    pointer = "/until_on"


class AlreadyListed(Refusal):
    """“{value}” already stands in this register as no. {item}."""

    zh = "“{value}”已在本名录中，编号{item}。"


class NothingChanged(Refusal):
    """Nothing differs from what stands in the register."""

    zh = "与名录现有内容相比没有变化。"
