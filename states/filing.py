"""项目申报: how an application comes in (LAW B1.1 art. 32, B1.8), and 备案 beside it (B2.2)."""

from __future__ import annotations

from statemachine import State

from states.after_dates import filing_refusal_due
from states.after_refusals import DeclinedTooLate, NotDeclinable
from states.clocks import notice_due
from states.commands import Accept, GiveReasons, NotifyCorrection
from states.commitment_refusals import NotCommitted
from states.procedure import Procedure
from states.refusals import (
    AlreadyDecided,
    MaterialNotListed,
    MaterialsMissing,
    NoticeAlreadyGiven,
    NoticePeriodOver,
    NoticePeriodRunning,
    NotTolerable,
    ProjectCodeUnchecked,
    ReasonsMissing,
    StudyCovered,
)
from states.terms import CaseSnapshot, MaterialRule
from states.terms.checked import AreaUse, CodeStatus


def materials_missing(case: CaseSnapshot) -> tuple[MaterialRule, ...]:
    """Required materials of the published list that the applicant has yet to hand in.

    What another step or data sharing provides may not be demanded (LAW B11.17).
    """
    there = {material.id for material in case.materials} | covered_by_area(case).keys()
    return tuple(
        rule
        for rule in case.rules.materials
        if rule.required and rule.provided_by == "applicant" and rule.id not in there
    )


def covered_by_area(case: CaseSnapshot) -> dict[str, AreaUse]:
    """Documents that an area assessment takes the place of, by material id (LAW B5.3)."""
    return {material: use for use in case.area_uses for material in use.materials}


def owed_by_applicant(case: CaseSnapshot) -> tuple[str, ...]:
    """Material ids that acceptance left open and that have not come in since."""
    supplied = {material.id for material in case.materials}
    return tuple(material for material in case.owed_materials if material not in supplied)


def _names(materials: tuple[MaterialRule, ...]) -> str:
    return ", ".join(f"{rule.name} ({rule.id})" for rule in materials)


def notice_in_time(case: CaseSnapshot, cmd: NotifyCorrection) -> None:
    """A correction notice is given within the notice period (art. 32(4))."""
    due = notice_due(case)
    if due is not None and cmd.today > due.due_on:
        raise NoticePeriodOver(due_on=due.due_on)


def notice_only_once(case: CaseSnapshot, cmd: NotifyCorrection) -> None:
    """All items at once: a second notice may only name new defects (art. 32(4), 72(4))."""
    if case.corrections and not cmd.new_defects:
        raise NoticeAlreadyGiven(notified_on=case.corrections[0].notified_on)


def notice_asks_for_listed_materials(case: CaseSnapshot, cmd: NotifyCorrection) -> None:
    """Only published materials may be demanded; items about form fields start with “/”."""
    for item in cmd.items:
        if not item.about.startswith("/") and case.rules.material(item.about) is None:
            raise MaterialNotListed(material=item.about)
        use = covered_by_area(case).get(item.about)
        if use is not None:
            raise StudyCovered(kind=item.about, report_no=use.report_no)


def project_code_is_checked(case: CaseSnapshot, cmd: Accept) -> None:
    """Where the matter asks for it, nothing is accepted without a checked project code.

    Deemed acceptance knows no such condition: silence has its effect all the same.
    """
    code = case.project.get("code")
    standing = [each for each in case.codes if each.status is CodeStatus.ACTIVE]
    checked = any(each.code == code for each in standing)
    if case.rules.project_code_required and not checked:
        raise ProjectCodeUnchecked(code=code or "-")


def complete_for_acceptance(case: CaseSnapshot, cmd: Accept) -> None:
    """Normal acceptance needs every required material (art. 32(5))."""
    missing = materials_missing(case)
    if missing:
        raise MaterialsMissing(materials=_names(missing))


def complete_but_for_tolerable(case: CaseSnapshot, cmd: Accept) -> None:
    """容缺受理 needs all main materials; what is owed must be named."""
    missing = materials_missing(case)
    unforgiven = tuple(r for r in missing if not r.tolerant or r.id not in cmd.owed)
    if unforgiven:
        raise NotTolerable(materials=_names(unforgiven))


def complete_but_for_promised(case: CaseSnapshot, cmd: Accept) -> None:
    """Acceptance on a commitment needs what was not promised to follow (告知承诺)."""
    promised = case.commitment.materials if case.commitment else ()
    missing = tuple(rule for rule in materials_missing(case) if rule.id not in promised)
    if missing:
        raise MaterialsMissing(materials=_names(missing))


def committed(case: CaseSnapshot, cmd: Accept) -> None:
    """Nobody is held to a commitment that he did not make."""
    if case.commitment is None or case.commitment.state != "committed":
        raise NotCommitted()


def notice_period_is_over(case: CaseSnapshot, cmd: Accept) -> None:
    """Deemed acceptance begins the day after the notice period has fully run (art. 32(4))."""
    due = notice_due(case)
    if due is None or due.provisional or cmd.today <= due.due_on:
        raise NoticePeriodRunning(due_on=due.due_on if due else "-")


def filing_reasons_given(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """Whoever refuses to accept, or finds a permit unneeded, says why (art. 32, 38)."""
    if not cmd.reasons.strip():
        raise ReasonsMissing()


def undecided(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """The applicant may withdraw before the decision (LAW B9.16)."""
    if case.decision is not None:
        raise AlreadyDecided(decided_on=case.decision.decided_on)


def declining_exists_in_law(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """备案 is never refused, but where the text of its day says so (LAW B2.2, B2.4)."""
    if filing_refusal_due(case) is None:
        raise NotDeclinable()


def declined_in_time(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """不予备案 is given within the days of its text."""
    due, rule = filing_refusal_due(case), case.rules.after.filing_refusal
    if due is not None and rule is not None and cmd.today > due.due_on:
        raise DeclinedTooLate(due_on=due.due_on, source=rule.limit.source)


class Filing(Procedure):
    """An application for a ratification, an approval or a permit, until it is accepted."""

    # In: the enterprise fills its form. Out: it sends it. If nobody does: nothing, no
    # clock runs on what was never received.
    draft = State(initial=True, value="draft")
    # In: all that was sent stands in the designated system. Out: the clerk accepts, refuses,
    # or tells once what is missing. If nobody does: deemed accepted when the notice period
    # has run, as of the day of receipt.
    submitted = State(value="submitted")
    # In: the clerk told all items at once. Out: the applicant supplements or withdraws. If
    # nobody does: it stays, for no text here turns an applicant's silence into withdrawal.
    correction_notified = State(value="correction_notified")
    # In: acceptance, normal, tolerant or deemed. Out: withdrawal before the decision. If
    # nobody does: the decision clock of Approval runs.
    accepted = State(value="accepted")
    # In: no permit is needed (art. 32(1)). Final: told with a document.
    not_needed = State(final=True, value="not_needed")
    # In: outside the organ's competence (art. 32(2)). Final: decision with remedies.
    not_accepted = State(final=True, value="not_accepted")
    # In: the applicant took it back. Final: the clocks are void.
    withdrawn = State(final=True, value="withdrawn")

    submit = draft.to(submitted)
    notify_correction = submitted.to(
        correction_notified,
        validators=[notice_in_time, notice_only_once, notice_asks_for_listed_materials],
    )
    supplement = correction_notified.to(submitted) | accepted.to.itself(internal=True)
    accept = submitted.to(accepted, validators=[complete_for_acceptance, project_code_is_checked])
    accept_tolerantly = submitted.to(
        accepted, validators=[complete_but_for_tolerable, project_code_is_checked]
    )
    accept_on_commitment = submitted.to(
        accepted, validators=[committed, complete_but_for_promised, project_code_is_checked]
    )
    deem_accepted = submitted.to(accepted, validators=[notice_period_is_over])
    find_not_needed = submitted.to(not_needed, validators=[filing_reasons_given])
    refuse_acceptance = submitted.to(not_accepted, validators=[filing_reasons_given])
    withdraw = (
        submitted.to(withdrawn)
        | correction_notified.to(withdrawn)
        | accepted.to(withdrawn, validators=[undecided])
    )


class RecordFiling(Procedure):
    """备案: the receipt of all information is the filing; nobody approves or rejects it."""

    # In: the enterprise fills the four groups of information. Out: it sends them all; what
    # is incomplete is guided, not refused. If nobody does: nothing was filed.
    draft = State(initial=True, value="draft")
    # In: all information was received (Order 673 art. 13). Out: a change, a notice to
    # correct, or withdrawal by the enterprise. If nobody does: it stands, and after two years
    # without a start the enterprise is asked for a statement; no decision clock ever runs.
    filed = State(value="filed")
    # In: later found forbidden, in the wrong regime or with the wrong authority (art. 15).
    # Out: the enterprise corrects or withdraws. If nobody does: departments were notified;
    # it is a notice, never a refusal.
    change_notified = State(value="change_notified")
    # In: two years without a start or any other step (14号令 art. 15). Out: the enterprise
    # states that it goes on, or withdraws; the organ reminds it. If nobody does: it stands.
    statement_asked = State(value="statement_asked")
    # In: the organ reminded the enterprise. Out: its statement or withdrawal; or the organ
    # removes the filing, with reasons. If nobody does: it stands, for only a person removes.
    statement_reminded = State(value="statement_reminded")
    # In: the enterprise gave the project up and said so. Final.
    withdrawn = State(final=True, value="withdrawn")
    # In: the organ removed the published filing. Final: the certificate has lapsed.
    removed = State(final=True, value="removed")
    # In: 不予备案 of a foreign project, where a text of its day knows it. Final: in writing.
    declined = State(final=True, value="declined")

    inform = draft.to(filed)
    notify_change = filed.to(change_notified, validators=[filing_reasons_given])
    change = (
        filed.to.itself(internal=True)
        | change_notified.to(filed)
        | statement_asked.to.itself(internal=True)
        | statement_reminded.to.itself(internal=True)
    )
    ask_statement = filed.to(statement_asked)
    remind_statement = statement_asked.to(statement_reminded)
    state_on = statement_asked.to(filed) | statement_reminded.to(filed)
    remove = statement_reminded.to(removed, validators=[filing_reasons_given])
    decline = filed.to(
        declined, validators=[declining_exists_in_law, declined_in_time, filing_reasons_given]
    )
    withdraw = (
        filed.to(withdrawn)
        | change_notified.to(withdrawn)
        | statement_asked.to(withdrawn)
        | statement_reminded.to(withdrawn)
    )
