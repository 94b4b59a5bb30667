"""Joint review: departments sign side by side; the last needed signature concludes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from acts.authority import require_department
from acts.checks import checked_changes, checked_materials
from acts.forms import (
    OpenReviewForm,
    OpinionForm,
    ReasonsForm,
    ReassignForm,
    SeatForm,
    SupplementForm,
)
from acts.intake import nothing_sent
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from states.commands import AboutSeat, Command, GiveOpinion
from states.joint_review import ANSWERED_AS, JointReview, Opinion, concerned_by
from states.procedure import decide
from states.refusals import NotForeseen
from states.review_record import seen_before
from states.review_refusals import SecondReturn
from states.seat_record import standing_in
from states.terms import (
    Actor,
    Answer,
    CaseSnapshot,
    CorrectionItem,
    Draft,
    EntryKind,
    ReviewRules,
    SeatRule,
)
from states.worktime import legal_day


def open_review(
    office: Office,
    case_id: str,
    form: OpenReviewForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """Ask the departments, all at once; each seat's clock starts with the delivered file.

    The request reaches a department's desk in the transaction that opens the review, which
    is its delivery (LAW B9.11); the letter and the flow follow.
    """
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        review = case.rules.review
        if review is None or case.approval_state not in ("running", "extended"):
            raise NotForeseen(
                event="open_review",
                machine="Approval",
                state=case.approval_state,
                allowed="a running case with a joint review in the catalogue",
            )
        decide(JointReview, case.review_state, "open", case, Command(actor, today))
        seats = [
            {"department": seat.department, "weight": seat.weight, "veto": seat.veto}
            for seat in _asked(review, form.departments)
        ]
        return [Draft(EntryKind.REVIEW_OPENED, today, {"seats": seats})]

    return office.record(
        case_id, judge, act="open_review", actor=actor, now=now, if_version=if_version
    )


def _asked(review: ReviewRules, departments: tuple[str, ...] | None) -> tuple[SeatRule, ...]:
    if departments is None:
        return review.seats
    listed = {seat.department: seat for seat in review.seats}
    unknown = [name for name in departments if name not in listed]
    if unknown or not departments:
        raise Invalid(
            FieldProblem(
                "/departments",
                f"只能选择目录中的联审部门：{'、'.join(listed)}。",
                f"Choose among the departments of the catalogue: {', '.join(listed)}.",
            )
        )
    return tuple(listed[name] for name in dict.fromkeys(departments))


def give_opinion(
    office: Office,
    case_id: str,
    department: str,
    form: OpinionForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """What `department` says; the review concludes in the same transaction if it may.

    After silence became agreement the opinion is kept as late and cannot block (LAW B9.11).
    """
    require_department(actor, department)
    today = legal_day(now)
    _complete(form)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        answer, said = _as_the_text_has_it(case, form)
        cmd = GiveOpinion(actor, today, department, answer)
        late = _checked_seat(case, cmd)
        payload = {"department": department, **form.model_dump(mode="json"), **said}
        opinion = Draft(EntryKind.OPINION_GIVEN, today, payload)
        if late or answer is not Answer.RETURN_FOR_CORRECTION:
            return [opinion]
        return [opinion, *_second_return(case, department, form, actor, today)]

    return office.record(
        case_id, judge, act="give_opinion", actor=actor, now=now, if_version=if_version
    )


def _as_the_text_has_it(case: CaseSnapshot, form: OpinionForm) -> tuple[Answer, dict[str, str]]:
    """An objection without reasons: agreement where a text says so, else bad input."""
    if form.answer is not Answer.OBJECT or form.comment:
        return form.answer, {}
    review = case.rules.review
    if review is None or review.mute_objection_source is None:
        reasons = "提出异议须说明理由。", "An objection must give its reasons."
        raise Invalid(FieldProblem("/comment", *reasons))
    said = {"said": Answer.OBJECT.value, "basis": review.mute_objection_source}
    return Answer.AGREE, {"answer": Answer.AGREE.value, **said}


def _second_return(
    case: CaseSnapshot, department: str, form: OpinionForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """The report to supervision where a department tells anew what it could have seen.

    Raises:
        SecondReturn: no superior signed it with a reason (LAW B1.8).
    """
    items = [CorrectionItem(i.about, i.problem, i.remedy) for i in form.items]
    seen = seen_before(case, department, items)
    if not seen:
        return
    first = next(notice for notice in case.returns if notice.department == department)
    ranks = [office.rank for office in standing_in(case, actor, today) if office.rank]
    if not ranks or not form.second_return_reason:
        raise SecondReturn(
            department=department, returned_on=first.given_on, abouts=", ".join(seen)
        )
    yield Draft(
        EntryKind.SECOND_RETURN_REPORTED,
        today,
        {
            "by": department,
            "abouts": list(seen),
            "first_returned_on": first.given_on.isoformat(),
            "reasons": form.second_return_reason,
            "rank": ranks[0].value,
            "officer": actor.name,
        },
    )


def _checked_seat(case: CaseSnapshot, cmd: GiveOpinion) -> bool:
    """Whether the opinion is late; one that the machines do not foresee is refused."""
    seat = case.seat(cmd.department)
    late = seat is not None and seat.state == "deemed_agreed"
    if late and case.review_state in ("agreed", "objected"):
        # A concluded review hears late opinions for the file; they move nothing.
        decide(Opinion, "deemed_agreed", "answer_late", case, cmd)
        return True
    decide(JointReview, case.review_state, "give_opinion", case, cmd)
    assert seat is not None, "has_seat was asked"
    event = "answer_late" if late else ANSWERED_AS[cmd.answer]
    decide(Opinion, seat.state, event, case, cmd)
    return late


def _complete(form: OpinionForm) -> None:
    """Conditions, items and reasons go with the answers that need them."""
    needed = {
        Answer.AGREE_WITH_CONDITIONS: ("conditions", "请列出附加条件。", "List the conditions."),
        Answer.RETURN_FOR_CORRECTION: (
            "items",
            "请逐项列明需补正的内容。",
            "List every item to correct.",
        ),
        Answer.REFER_UPWARD: (
            "authority",
            "请写明转报的上级机关。",
            "Name the authority above that has to answer.",
        ),
    }
    field, zh, en = needed.get(form.answer, ("", "", ""))
    if field and not getattr(form, field):
        raise Invalid(FieldProblem(f"/{field}", zh, en))


def recall_opinion(
    office: Office,
    case_id: str,
    department: str,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """拿回: take an opinion back while the review is open; the seat's own clock runs on."""
    require_department(actor, department)
    return _move_seat(
        office,
        case_id,
        department,
        "recall",
        EntryKind.OPINION_RECALLED,
        {},
        actor,
        now,
        if_version,
    )


def reassign_seat(
    office: Office,
    case_id: str,
    department: str,
    form: ReassignForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """转办 / 委派: another officer of the same department takes the seat over."""
    require_department(actor, department)
    account = keyed.account(office.session, form.officer)
    if account is None or account.organisation != department:
        raise Invalid(
            FieldProblem(
                "/officer",
                "请选择本部门的经办人账号。",
                "Name an officer's account of this department.",
            )
        )
    return _move_seat(
        office,
        case_id,
        department,
        "reassign",
        EntryKind.SEAT_REASSIGNED,
        {"officer": form.officer},
        actor,
        now,
        if_version,
    )


def _move_seat(
    office: Office,
    case_id: str,
    department: str,
    event: str,
    kind: EntryKind,
    facts: dict[str, str],
    actor: Actor,
    now: datetime,
    if_version: int | None,
) -> CaseSnapshot:
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = AboutSeat(actor, today, department)
        decide(JointReview, case.review_state, "give_opinion", case, cmd)
        seat = case.seat(department)
        assert seat is not None, "has_seat was asked"
        decide(Opinion, seat.state, event, case, cmd)
        return [Draft(kind, today, {"department": department, **facts})]

    return office.record(case_id, judge, act=event, actor=actor, now=now, if_version=if_version)


def add_seat(
    office: Office,
    case_id: str,
    form: SeatForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """加签: ask one more department, with a full period of its own."""
    today = legal_day(now)
    entry = office.city.catalog.departments.get(form.department)
    if entry is None or entry.kind != "organ":
        raise Invalid(
            FieldProblem(
                "/department",
                "没有这个部门，或者它不是行政机关，不能参加会签。",
                "No such department, or not an administrative organ: it cannot hold a seat.",
            )
        )

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = AboutSeat(actor, today, form.department)
        decide(JointReview, case.review_state, "add_seat", case, cmd)
        return [Draft(EntryKind.SEAT_ADDED, today, form.model_dump())]

    return office.record(
        case_id, judge, act="add_seat", actor=actor, now=now, if_version=if_version
    )


def release_seat(
    office: Office,
    case_id: str,
    department: str,
    form: ReasonsForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """减签: a department need not be asked after all; the reason stays on record."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        cmd = AboutSeat(actor, today, department)
        decide(JointReview, case.review_state, "release_seat", case, cmd)
        seat = case.seat(department)
        assert seat is not None, "has_seat was asked"
        decide(Opinion, seat.state, "release", case, cmd)
        payload = {"department": department, "reasons": form.reasons}
        return [Draft(EntryKind.SEAT_RELEASED, today, payload)]

    return office.record(
        case_id, judge, act="release_seat", actor=actor, now=now, if_version=if_version
    )


def correct_in_review(
    office: Office,
    case_id: str,
    form: SupplementForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """The applicant answers a return; only the departments it concerns are asked again.

    The decision clock is not stopped: after acceptance there is no 补正 in law (LAW B1.8).
    """
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        decide(JointReview, case.review_state, "correct", case, Command(actor, today))
        materials = checked_materials(
            office, case.rules, form.materials, actor, str(case.applicant["credit_code"])
        )
        changes = checked_changes(form.changes)
        if not materials and not changes:
            raise nothing_sent()
        concerned = concerned_by(case, [m["id"] for m in materials], changes)
        payload = {"materials": materials, "changes": changes, "concerned": list(concerned)}
        return [Draft(EntryKind.CORRECTED_IN_REVIEW, today, payload)]

    return office.record(case_id, judge, act="correct", actor=actor, now=now, if_version=if_version)


def reopen_review(
    office: Office,
    case_id: str,
    form: ReasonsForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """After coordination of an objection the objecting departments are asked again."""
    today = legal_day(now)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        decide(JointReview, case.review_state, "reopen", case, Command(actor, today))
        return [Draft(EntryKind.REVIEW_REOPENED, today, {"minutes": form.reasons})]

    return office.record(case_id, judge, act="reopen", actor=actor, now=now, if_version=if_version)
