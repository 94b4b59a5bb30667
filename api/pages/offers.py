"""Which acts a page offers to whom: what the machines foresee and the person's office allows.

An offer is a courtesy, never a permission: the act itself judges again.
"""

from __future__ import annotations

from collections.abc import Callable

from acts.authority import may_offer
from acts.deed import Deed
from acts.deeds import DEEDS
from states.approval import Approval
from states.commitment import still_promised
from states.filing import Filing, RecordFiling, owed_by_applicant
from states.joint_review import JointReview, Opinion
from states.material_requests import open_request
from states.procedure import Procedure, allowed_events
from states.terms import Actor, CaseSnapshot, Rank, Regime

Offer = Callable[[CaseSnapshot, Actor], bool]


def _foresees(machine: type[Procedure], state: str, event: str) -> bool:
    return event in allowed_events(machine, state)


def _filing(case: CaseSnapshot, event: str) -> bool:
    record = case.rules.regime is Regime.RECORD_FILING
    return _foresees(RecordFiling if record else Filing, case.filing_state, event)


def _sits(case: CaseSnapshot, actor: Actor, event: str) -> bool:
    seat = case.seat(actor.organisation)
    return seat is not None and _foresees(Opinion, seat.state, event)


def _may_sign(case: CaseSnapshot, actor: Actor) -> bool:
    if case.review_state in ("agreed", "objected"):
        return _sits(case, actor, "answer_late")
    heard = _foresees(JointReview, case.review_state, "give_opinion")
    return heard and (_sits(case, actor, "agree") or _sits(case, actor, "answer_late"))


def _promised_to_follow(case: CaseSnapshot) -> bool:
    return bool(still_promised(case)) and case.approval_state in ("granted", "delivered")


def _may_supplement(case: CaseSnapshot, actor: Actor) -> bool:
    owed = bool(owed_by_applicant(case)) or open_request(case) is not None
    owes = owed and case.decision is None
    asked = case.filing_state == "correction_notified" or (
        case.filing_state == "accepted" and (owes or _promised_to_follow(case))
    )
    return asked


def _may_open_review(case: CaseSnapshot, actor: Actor) -> bool:
    ready = case.rules.review is not None and case.approval_state in ("running", "extended")
    return ready and _foresees(JointReview, case.review_state, "open")


def _may_withdraw(case: CaseSnapshot, actor: Actor) -> bool:
    return case.decision is None and _filing(case, "withdraw")


def _in_filing(event: str) -> Offer:
    return lambda case, actor: _filing(case, event)


def _in_review(event: str) -> Offer:
    return lambda case, actor: _foresees(JointReview, case.review_state, event)


def _in_decision(event: str) -> Offer:
    return lambda case, actor: _foresees(Approval, case.approval_state, event)


def _may_extend(case: CaseSnapshot, actor: Actor) -> bool:
    """Who has the rank that the text names, or deputises for somebody, is offered it."""
    rule = case.rules.extension
    if rule is None or case.extension is not None:
        return False
    needed = rule.approved_by if case.joint is None else Rank.GOVERNMENT_HEAD
    ranked = actor.rank is not None and actor.rank.satisfies(needed)
    deputises = any(deputy.officer == actor.id for deputy in case.deputies)
    return (ranked or deputises) and _foresees(Approval, case.approval_state, "extend")


def _open_seat(event: str) -> Offer:
    return lambda case, actor: (
        _foresees(JointReview, case.review_state, "give_opinion") and _sits(case, actor, event)
    )


def _of_record_filing(event: str) -> Offer:
    return lambda case, actor: case.rules.regime is Regime.RECORD_FILING and _filing(case, event)


def _may_suspend(case: CaseSnapshot, actor: Actor) -> bool:
    return bool(case.rules.suspensions) and _foresees(Approval, case.approval_state, "suspend")


def _of_deed(deed: Deed) -> Offer:
    return lambda case, actor: deed.when(case) and deed.concerns(case, actor)


OFFERS: dict[str, tuple[str, Offer]] = {
    "supplement": ("supplement", _may_supplement),
    "correct": ("correct", lambda case, actor: case.review_state == "returned"),
    "change": ("change", _of_record_filing("change")),
    "accept": ("accept", _in_filing("accept")),
    "notify-correction": ("notify_correction", _in_filing("notify_correction")),
    "refuse-acceptance": ("refuse_acceptance", _in_filing("refuse_acceptance")),
    "not-needed": ("find_not_needed", _in_filing("find_not_needed")),
    "opinion": ("give_opinion", _may_sign),
    "open-review": ("open_review", _may_open_review),
    "decide": ("decide", _in_decision("grant")),
    "extend": ("extend", _may_extend),
    "deliver": ("deliver", _in_decision("deliver")),
    "suspend": ("suspend", _may_suspend),
    "resume": ("resume", _in_decision("resume")),
    "add-seat": ("add_seat", _in_review("add_seat")),
    "release-seat": ("release_seat", _in_review("release_seat")),
    "reopen-review": ("reopen", _in_review("reopen")),
    "notify-change": ("notify_change", _of_record_filing("notify_change")),
    "recall-opinion": ("recall", _open_seat("recall")),
    "reassign": ("reassign", _open_seat("reassign")),
    "withdraw": ("withdraw", _may_withdraw),
    **{name: (deed.event, _of_deed(deed)) for name, deed in DEEDS.items()},
}
"""The acts by their name in the address, each with its name in the policy and when it makes sense
to whom; in the order in which a page lists them."""

FOREMOST = frozenset(
    {"supplement", "correct", "accept", "opinion", "open-review", "decide", "deliver"}
) | {name for name, deed in DEEDS.items() if deed.is_foremost}
"""The acts that answer a duty; pages print them as the main buttons."""


def offered(case: CaseSnapshot, actor: Actor) -> tuple[str, ...]:
    """The acts to offer to this person on this case now."""
    return tuple(
        name
        for name, (act, offer) in OFFERS.items()
        if may_offer(actor, act, case) and offer(case, actor)
    )


GROUPS: dict[str, tuple[str, ...]] = {
    "time": (
        "suspend",
        "resume",
        "prolong-special-procedure",
        "ask-extension",
        "extend",
        "decline-extension",
        "link-government-decision",
        "explain-delay",
        "urge",
        "confirm-urging",
    ),
    "seats": (
        "add-seat",
        "release-seat",
        "reopen-review",
        "recall-opinion",
        "reassign",
        "ask-handover",
        "answer-handover",
        "name-deputy",
        "request-check",
        "answer-check-request",
        "answer-consultation",
        "open-coordination",
        "close-coordination",
        "escalate-coordination",
    ),
    "conditions": (
        "specify-condition",
        "merge-conditions",
        "flag-contradiction",
        "resolve-contradiction",
    ),
    "checks": (
        "notify-correction",
        "request-materials",
        "assign-inspectors",
        "record-site-check",
        "commission-evaluation",
        "record-expert-opinion",
        "engage-intermediary",
        "check-access",
        "use-area-result",
        "record-project-code",
        "void-project-code",
        "compare-estimate",
        "demand-feasibility",
    ),
    "hearing": (
        "tell-hearing-right",
        "call-hearing",
        "announce-hearing",
        "recuse-presider",
        "hold-hearing",
    ),
    "letters": ("serve-letter", "void-letter", "seal-letter", "publish", "confirm-receipt"),
}
"""What the acts of a page are about, in the order in which it shows them; all else comes last."""
GROUPED_FROM = 7
"""So many acts are no longer found in one row."""


def grouped(names: list[str]) -> list[tuple[str, list[str]]]:
    """The acts by what they are about; one group without a name where they are few."""
    if len(names) < GROUPED_FROM:
        return [("", names)] if names else []
    found = [(group, [name for name in names if name in of]) for group, of in GROUPS.items()]
    known = {name for of in GROUPS.values() for name in of}
    found.append(("other", [name for name in names if name not in known]))
    return [(group, within) for group, within in found if within]
