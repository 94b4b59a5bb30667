"""Which acts a page offers to whom: what the machines foresee and the person's office allows.

An offer is a courtesy, never a permission: the act itself judges again.
"""

from __future__ import annotations

from collections.abc import Callable

from acts.deed import Deed
from acts.deeds import DEEDS
from states.approval import Approval
from states.commitment import still_promised
from states.filing import Filing, RecordFiling, owed_by_applicant
from states.joint_review import JointReview, Opinion
from states.material_requests import open_request
from states.procedure import Procedure, allowed_events
from states.terms import Actor, CaseSnapshot, Rank, Regime, Role

Offer = Callable[[CaseSnapshot, Actor], bool]


def _foresees(machine: type[Procedure], state: str, event: str) -> bool:
    return event in allowed_events(machine, state)


def _filing(case: CaseSnapshot, event: str) -> bool:
    record = case.rules.regime is Regime.RECORD_FILING
    return _foresees(RecordFiling if record else Filing, case.filing_state, event)


def _applicant(case: CaseSnapshot, actor: Actor) -> bool:
    own = actor.organisation == case.applicant.get("credit_code")
    return actor.role is Role.CLERK or (actor.role is Role.ENTERPRISE and own)


def _lead(case: CaseSnapshot, actor: Actor, role: Role) -> bool:
    return actor.role is role and actor.organisation == case.rules.lead


def _sits(case: CaseSnapshot, actor: Actor, event: str) -> bool:
    seat = case.seat(actor.organisation)
    if seat is None or actor.role not in (Role.HANDLER, Role.APPROVER):
        return False
    return _foresees(Opinion, seat.state, event)


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
    return asked and _applicant(case, actor)


def _may_open_review(case: CaseSnapshot, actor: Actor) -> bool:
    ready = case.rules.review is not None and case.approval_state in ("running", "extended")
    return (
        ready
        and _foresees(JointReview, case.review_state, "open")
        and _lead(case, actor, Role.HANDLER)
    )


def _may_withdraw(case: CaseSnapshot, actor: Actor) -> bool:
    return case.decision is None and _filing(case, "withdraw") and _applicant(case, actor)


def _may_deliver(case: CaseSnapshot, actor: Actor) -> bool:
    window = actor.role is Role.CLERK or _lead(case, actor, Role.HANDLER)
    return window and _foresees(Approval, case.approval_state, "deliver")


def _window(event: str) -> Offer:
    return lambda case, actor: actor.role is Role.CLERK and _filing(case, event)


def _handler_review(event: str) -> Offer:
    return lambda case, actor: (
        _lead(case, actor, Role.HANDLER) and _foresees(JointReview, case.review_state, event)
    )


def _handler_decision(event: str) -> Offer:
    return lambda case, actor: (
        _lead(case, actor, Role.HANDLER) and _foresees(Approval, case.approval_state, event)
    )


def _approver(event: str) -> Offer:
    return lambda case, actor: (
        _lead(case, actor, Role.APPROVER) and _foresees(Approval, case.approval_state, event)
    )


def _extends_jointly(case: CaseSnapshot, actor: Actor) -> bool:
    """Under joint handling the head of the people's government extends (art. 42(2))."""
    head = actor.role is Role.APPROVER and actor.rank is Rank.GOVERNMENT_HEAD
    return head and case.joint is not None and _foresees(Approval, case.approval_state, "extend")


def _may_extend(case: CaseSnapshot, actor: Actor) -> bool:
    """Who has the rank that the text names, or deputises for somebody, is offered it."""
    rule = case.rules.extension
    if rule is None or case.extension is not None:
        return False
    ranked = actor.rank is not None and actor.rank.satisfies(rule.approved_by)
    deputises = any(deputy.officer == actor.id for deputy in case.deputies)
    alone = _approver("extend")(case, actor) and (ranked or deputises)
    return alone or _extends_jointly(case, actor)


def _open_seat(event: str) -> Offer:
    return lambda case, actor: (
        _foresees(JointReview, case.review_state, "give_opinion") and _sits(case, actor, event)
    )


def _of_deed(deed: Deed) -> Offer:
    return lambda case, actor: deed.when(case) and deed.who(case, actor)


OFFERS: dict[str, Offer] = {
    "supplement": _may_supplement,
    "correct": lambda case, actor: case.review_state == "returned" and _applicant(case, actor),
    "change": lambda case, actor: (
        case.rules.regime is Regime.RECORD_FILING
        and _filing(case, "change")
        and _applicant(case, actor)
    ),
    "accept": _window("accept"),
    "notify-correction": _window("notify_correction"),
    "refuse-acceptance": _window("refuse_acceptance"),
    "not-needed": _window("find_not_needed"),
    "opinion": _may_sign,
    "open-review": _may_open_review,
    "decide": _approver("grant"),
    "extend": _may_extend,
    "deliver": _may_deliver,
    "suspend": lambda case, actor: (
        bool(case.rules.suspensions) and _handler_decision("suspend")(case, actor)
    ),
    "resume": _handler_decision("resume"),
    "add-seat": _handler_review("add_seat"),
    "release-seat": _handler_review("release_seat"),
    "reopen-review": _handler_review("reopen"),
    "notify-change": lambda case, actor: (
        case.rules.regime is Regime.RECORD_FILING
        and _filing(case, "notify_change")
        and (_lead(case, actor, Role.HANDLER) or _lead(case, actor, Role.APPROVER))
    ),
    "recall-opinion": _open_seat("recall"),
    "reassign": _open_seat("reassign"),
    "withdraw": _may_withdraw,
    **{name: _of_deed(deed) for name, deed in DEEDS.items()},
}
"""The acts by their name in the address, in the order in which a page lists them."""

FOREMOST = frozenset(
    {"supplement", "correct", "accept", "opinion", "open-review", "decide", "deliver"}
) | {name for name, deed in DEEDS.items() if deed.is_foremost}
"""The acts that answer a duty; pages print them as the main buttons."""


def offered(case: CaseSnapshot, actor: Actor) -> tuple[str, ...]:
    """The acts to offer to this person on this case now."""
    return tuple(name for name, offer in OFFERS.items() if offer(case, actor))


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
