"""What may not be done with service officers, leaders and their visits."""

from __future__ import annotations

from states.refusals import Refusal


class AlreadyBound(Refusal):
    """{person} is bound already from {from_on} on."""

    zh = "{person}自{from_on}起已经联系本对象。"
    pointer = "/person"


class BindingBackwards(Refusal):
    """The last day ({until_on}) lies before the first ({from_on})."""

    zh = "截止日（{until_on}）早于起始日（{from_on}）。"
    pointer = "/until_on"


class NoSuchBinding(Refusal):
    """There is no such person bound here."""

    zh = "没有这一联系人。"
    pointer = "/binding"


class BindingOver(Refusal):
    """This binding ended on {until_on}."""

    zh = "该联系关系已于{until_on}结束。"
    pointer = "/binding"


class VisitAhead(Refusal):
    """A visit is written down when it is over; {visited_on} lies ahead."""

    zh = "走访后方可登记；{visited_on}尚未到来。"
    pointer = "/visited_on"


class NotBoundThatDay(Refusal):
    """{person} was not bound here on {visited_on}."""

    zh = "{visited_on}当日，{person}不是本对象的联系人。"
    pointer = "/visited_on"


class NoSuchTicket(Refusal):
    """There is no such open problem."""

    zh = "没有这一待解决的问题。"
    pointer = "/ticket"
