"""备案 after the filing: two-year statement, reminder, removal, 不予备案 (LAW B2.2, B2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from acts.deed import Deed, recorded
from acts.forms import Form, Prose, Remark
from states.after_dates import filing_refusal_due
from states.commands import Command, GiveReasons
from states.filing import RecordFiling
from states.procedure import allowed_events, decide
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, Regime


class StateFilingForm(Form):
    """That the project goes on, and how."""

    statement: Prose


class RemindStatementForm(Form):
    """The reminder that the text asks for before anything is removed."""

    remark: Remark = ""


class RemoveFilingForm(Form):
    """Why the published filing is removed; `abnormal` puts it on the list of bad-faith filings."""

    reasons: Prose
    abnormal: bool = False


class DeclineFilingForm(Form):
    """Why a foreign project is not filed, in writing."""

    reasons: Prose


def _state(case: CaseSnapshot, form: StateFilingForm, actor: Actor, today: date) -> Iterable[Draft]:
    """说明: the enterprise states that the project goes on; the two years run anew."""
    decide(RecordFiling, case.filing_state, "state_on", case, Command(actor, today))
    return [Draft(EntryKind.STATEMENT_GIVEN, today, {"statement": form.statement})]


def _remind(
    case: CaseSnapshot, form: RemindStatementForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """提醒: the organ reminds an enterprise that neither stated nor withdrew."""
    decide(RecordFiling, case.filing_state, "remind_statement", case, Command(actor, today))
    payload = {"remark": form.remark, "basis": _statement_source(case)}
    return [Draft(EntryKind.STATEMENT_REMINDED, today, payload)]


def _remove(
    case: CaseSnapshot, form: RemoveFilingForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """移除: a person removes the published filing, with reasons; the certificate lapses then."""
    cmd = GiveReasons(actor, today, form.reasons)
    decide(RecordFiling, case.filing_state, "remove", case, cmd)
    payload = {
        "reasons": form.reasons,
        "abnormal": form.abnormal,
        "basis": _statement_source(case),
        "approver_name": actor.name,
    }
    return [Draft(EntryKind.FILING_REMOVED, today, payload)]


def _decline(
    case: CaseSnapshot, form: DeclineFilingForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """不予备案: in writing, with reasons, within its days, only where a text of the day has it."""
    cmd = GiveReasons(actor, today, form.reasons)
    decide(RecordFiling, case.filing_state, "decline", case, cmd)
    rule = case.rules.after.filing_refusal
    payload = {
        "reasons": form.reasons,
        "basis": rule.limit.source if rule else "",
        "certainty": rule.limit.certainty.value if rule else "",
        "approver_name": actor.name,
    }
    return [Draft(EntryKind.FILING_DECLINED, today, payload)]


def _statement_source(case: CaseSnapshot) -> str:
    rule = case.rules.after.statement
    return rule.limit.source if rule else ""


def _foresees(event: str) -> Callable[[CaseSnapshot], bool]:
    return lambda case: (
        case.rules.regime is Regime.RECORD_FILING
        and event in allowed_events(RecordFiling, case.filing_state)
    )


def _declinable(case: CaseSnapshot) -> bool:
    return _foresees("decline")(case) and filing_refusal_due(case) is not None


DEEDS = (
    Deed(
        name="state-filing",
        form=StateFilingForm,
        do=recorded("state_filing", _state),
        when=_foresees("state_on"),
        is_foremost=True,
    ),
    Deed(
        name="remind-statement",
        form=RemindStatementForm,
        do=recorded("remind_statement", _remind),
        when=_foresees("remind_statement"),
        is_foremost=True,
    ),
    Deed(
        name="remove-filing",
        form=RemoveFilingForm,
        do=recorded("remove_filing", _remove),
        when=_foresees("remove"),
        is_grave=True,
    ),
    Deed(
        name="decline-filing",
        form=DeclineFilingForm,
        do=recorded("decline_filing", _decline),
        when=_declinable,
        is_grave=True,
    ),
)
