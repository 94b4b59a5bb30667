"""延期申请: the handler asks whoever may sign the one extension (art. 42; LAW B1.5).

Asking and declining move no date; only a signed extension does. A request that nobody answers
brings no extension: the period ends on its day, and the request with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from statemachine import State

from states.approval import (
    extension_before_expiry,
    extension_exists_in_law,
    extension_only_once,
    extension_short_enough,
)
from states.clocks import statute_due
from states.commands import DeclineExtension, Extend
from states.part import Part
from states.procedure import Procedure, decide, follow
from states.refusals import Refusal, SameOfficer, WrongRank
from states.seat_record import barred_from_deciding
from states.silence import has_card
from states.terms import (
    AskedExtension,
    CaseSnapshot,
    ClockName,
    Colour,
    Duty,
    Entry,
    EntryKind,
    Rank,
    Task,
)

WAITING = ("running", "suspended")


class NothingToExtend(Refusal):
    """An extension is asked for while the decision clock runs; the case is “{state}”."""

    zh = "办理期限计算期间方可申请延期；本案当前状态为“{state}”。"
    article = "Administrative Licensing Law art. 42"
    article_zh = "行政许可法第四十二条"


class ExtensionAlreadyAsked(Refusal):
    """The request of {asked_on} for an extension is not answered yet."""

    zh = "{asked_on}提出的延期申请尚未答复。"
    article = "Administrative Licensing Law art. 42"
    article_zh = "行政许可法第四十二条"


class NoExtensionAsked(Refusal):
    """No request for an extension waits for an answer."""

    zh = "没有待答复的延期申请。"
    article = "Administrative Licensing Law art. 42"
    article_zh = "行政许可法第四十二条"


class DeclineSaysNothing(Refusal):
    """Say why the extension is not approved."""

    zh = "不同意延期应当说明理由。"
    pointer = "/reasons"


def declined_by_the_right_rank(case: CaseSnapshot, cmd: DeclineExtension) -> None:
    """Whoever may sign the extension declines it (LAW B1.5)."""
    rule, rank = case.rules.extension, cmd.actor.rank
    if rule and (rank is None or not rank.satisfies(rule.approved_by)):
        actual = rank.value if rank else cmd.actor.role.value
        raise WrongRank(needed=rule.approved_by.value, actual=actual, source=rule.source)


def declined_by_another_officer(case: CaseSnapshot, cmd: DeclineExtension) -> None:
    """Who asked does not answer, also not as somebody's deputy (LAW B10)."""
    if cmd.actor.id in cmd.asked_by:
        raise SameOfficer(officer=cmd.actor.name)


def decline_says_why(case: CaseSnapshot, cmd: DeclineExtension) -> None:
    """The handler is told the reasons."""
    if not cmd.reasons.strip():
        raise DeclineSaysNothing()


class ExtensionRequest(Procedure):
    """One request for the extension, until it is answered or has no object any more."""

    # In: the handler asked while the extension could still be signed. Out: it is signed or
    # declined. If nobody does: the decision clock runs on unextended, never a deemed
    # extension; the request ends with the period, the decision or the case.
    asked = State(initial=True, value="asked")
    # In: the extension was signed. Final.
    granted = State(final=True, value="granted")
    # In: it was declined with reasons; the handler may ask again. Final.
    declined = State(final=True, value="declined")

    extend_as_asked = asked.to(granted)
    decline_extension = asked.to(
        declined,
        validators=[
            declined_by_the_right_rank,
            declined_by_another_officer,
            decline_says_why,
        ],
    )


def open_request(case: CaseSnapshot) -> AskedExtension | None:
    """The request that waits for an answer.

    None where none was made, where it was answered, and where it has no object any more: the
    case was extended or decided, its period is over, or another rank signs now.
    """
    last, rule = case.extension_requests[-1:], case.rules.extension
    if not last or last[0].state != "asked" or rule is None or last[0].rank is not rule.approved_by:
        return None
    still = case.approval_state in WAITING and case.extension is None and not _is_over(case)
    return last[0] if still else None


def _is_over(case: CaseSnapshot) -> bool:
    """Whether the record says that the statutory period ended: its red card stands."""
    due = statute_due(case)
    since = due.started_on if due else None
    return has_card(case, ClockName.STATUTE, Colour.RED, case.rules.lead, since)


def may_be_asked(case: CaseSnapshot) -> bool:
    """Whether a handler could ask now, the day itself not considered."""
    return (
        case.approval_state == "running"
        and case.rules.extension is not None
        and case.extension is None
        and open_request(case) is None
        and not _is_over(case)
    )


def asked_in_order(case: CaseSnapshot, cmd: Extend) -> Rank:
    """The rank that must sign; nobody asks for what could not be signed today.

    Raises:
        NothingToExtend, ExtensionAlreadyAsked: as they say.
        ExtensionNotAllowed, ExtensionUsed, ClockExpired, ExtensionTooLong: as for signing it.
    """
    extension_only_once(case, cmd)
    if case.approval_state != "running":
        raise NothingToExtend(state=case.approval_state)
    waiting = open_request(case)
    if waiting is not None:
        raise ExtensionAlreadyAsked(asked_on=waiting.asked_on)
    for rule in (extension_exists_in_law, extension_before_expiry, extension_short_enough):
        rule(case, cmd)
    assert case.rules.extension is not None, "extension_exists_in_law"
    return case.rules.extension.approved_by


def declined_in_order(case: CaseSnapshot, cmd: DeclineExtension) -> AskedExtension:
    """The request that is declined.

    Raises:
        NoExtensionAsked, WrongRank, SameOfficer, DeclineSaysNothing: as they say.
    """
    request = open_request(case)
    if request is None:
        raise NoExtensionAsked()
    decide(ExtensionRequest, request.state, "decline_extension", case, cmd)
    return request


def askers_of_extension(case: CaseSnapshot, today: date) -> frozenset[str]:
    """Who asked, and whoever stands in for them today: none of them signs or declines."""
    request = open_request(case)
    if request is None:
        return frozenset()
    return barred_from_deciding(case, [(request.asked_by, request.asked_on)], today)


def _asked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    request = AskedExtension(
        number=entry.number,
        days=payload["days"],
        reasons=payload["reasons"],
        asked_on=entry.effective_on,
        asked_by=entry.actor,
        asker_name=payload["person"],
        rank=Rank(payload["rank"]),
        party=payload["party"],
    )
    return case.but(extension_requests=(*case.extension_requests, request))


def _answered(case: CaseSnapshot, event: str, entry: Entry, answer: str) -> CaseSnapshot:
    *earlier, last = case.extension_requests
    state = follow(ExtensionRequest, last.state, event, case, None)
    last = replace(last, state=state, answered_on=entry.effective_on, answer=answer)
    return case.but(extension_requests=(*earlier, last))


def _declined(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _answered(case, "decline_extension", entry, entry.payload["reasons"])


def extended_as_asked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The case with the open request answered by the extension; unchanged where none waits."""
    if open_request(case) is None:
        return case
    return _answered(case, "extend_as_asked", entry, entry.payload["reasons"])


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    request = open_request(case)
    if request is not None:
        due = statute_due(case)
        yield Duty.by(request.party, Task.DECIDE_EXTENSION, ClockName.STATUTE, due)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if not case.extension_requests:
        return None
    waiting, due = open_request(case), statute_due(case)
    return {
        "requests": [_row(one, waiting) for one in case.extension_requests],
        "grantable_until": due.due_on.isoformat() if waiting and due else None,
    }


def _row(request: AskedExtension, waiting: AskedExtension | None) -> dict[str, Any]:
    """A request that was neither answered nor waits any more has lapsed."""
    lapsed = request.state == "asked" and request is not waiting
    return {
        "number": request.number,
        "days": request.days,
        "reasons": request.reasons,
        "asked_on": request.asked_on.isoformat(),
        "asked_by": request.asked_by,
        "asker_name": request.asker_name,
        "rank": request.rank.value,
        "party": request.party,
        "state": "lapsed" if lapsed else request.state,
        "answered_on": request.answered_on.isoformat() if request.answered_on else None,
        "answer": request.answer,
    }


EXTENSION_REQUESTS = Part(
    name="extension_requests",
    folds={
        EntryKind.EXTENSION_ASKED: _asked,
        EntryKind.EXTENSION_DECLINED: _declined,
    },
    duties=_duties,
    view=_view,
)
