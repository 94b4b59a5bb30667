"""备案 whole: filed by receipt, changed, stated on, reminded, removed; never approved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acts import due, intake
from acts.deeds import DEEDS
from acts.grants import BeginWorksForm, ReportWorksForm
from acts.statements import (
    DeclineFilingForm,
    RemindStatementForm,
    RemoveFilingForm,
    StateFilingForm,
)
from api.pages.offers import offered
from greenlane.story import at
from states.after_dates import filing_refusal_due, statement_due
from states.after_refusals import DeclinedTooLate, NotDeclinable
from states.duties import duties_of
from states.refusals import NotForeseen, NotYours
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, EntryKind, Task
from tests.playing import Play, play_on

REMOVE = RemoveFilingForm(reasons="经提醒仍未说明，也未撤回")
STATE = StateFilingForm(statement="继续实施，正在办理用地手续")


def filed(
    play: Play, when: str = "2024-02-29 10:00", matter: str = "filing.domestic"
) -> CaseSnapshot:
    play.clock.set(at(when))
    case: CaseSnapshot = play.act(intake.receive, play.form(matter), by="qiye")
    return case


def do(play: Play, name: str, case: CaseSnapshot, form: Any, **more: Any) -> CaseSnapshot:
    found: CaseSnapshot = play.act(DEEDS[name].do, case.case_id, form, **more)
    return found


def entries(play: Play, case: CaseSnapshot, kind: EntryKind) -> list[Any]:
    return [e for e in play.read(lambda o: o.entries(case.case_id)) if e.kind is kind]


def test_c34_a_filing_on_a_holiday_is_filed_at_that_instant_and_runs_no_decision_clock(
    play: Play,
) -> None:
    case = filed(play, "2026-10-03 10:00")

    assert case.filing_state == "filed"
    assert case.filed_at == at("2026-10-03 10:00")
    assert {clock.name for clock in clocks_of(case)} == {ClockName.STATEMENT}
    assert duties_of(case) == ()
    assert [letter.kind for letter in case.letters] == ["filing_certificate"]


def test_two_years_without_a_start_ask_for_a_statement_and_nothing_more(play: Play) -> None:
    """Filed on 2024-02-29; two years end on 2026-02-28, for 2026 has no 29th."""
    case = filed(play)
    assert statement_due(case).due_on == date(2026, 2, 28)  # type: ignore[union-attr]

    play.act(due.advance, case.case_id, when="2030-01-01 08:00")
    case = play.case(case.case_id)
    (asked,) = entries(play, case, EntryKind.STATEMENT_ASKED)

    assert asked.effective_on == date(2026, 3, 1)
    assert "第十五条" in asked.on_authority_of
    assert case.filing_state == "statement_asked"
    assert {(d.task, d.breach_on) for d in duties_of(case)} == {
        (Task.STATE_FILING, None),
        (Task.REMIND_STATEMENT, None),
    }


def test_only_a_person_removes_and_only_after_a_reminder_on_both_engines(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = filed(play)
    play.act(due.advance, case.case_id, when="2026-03-02 08:00")

    with pytest.raises(NotForeseen):
        do(play, "remove-filing", case, REMOVE, by="fgw.zhuren")
    do(play, "remind-statement", case, RemindStatementForm(), by="fgw.chengban")
    with pytest.raises(NotYours):
        do(play, "remove-filing", case, REMOVE, by="fgw.chengban")
    removed = do(play, "remove-filing", case, REMOVE, by="fgw.zhuren", when="2026-06-01 09:00")

    assert removed.filing_state == "removed"
    assert [letter.kind for letter in removed.letters] == [
        "filing_certificate",
        "statement_request",
        "statement_reminder",
        "filing_removal",
    ]
    assert duties_of(removed) == ()
    with pytest.raises(NotForeseen):
        do(play, "state-filing", case, STATE, by="qiye")
    play.house.ledger.close()


def test_a_statement_lets_the_two_years_run_anew(play: Play) -> None:
    case = filed(play)
    play.act(due.advance, case.case_id, when="2026-03-02 08:00")
    stated = do(play, "state-filing", case, STATE, by="qiye", when="2026-03-05 09:00")

    assert stated.filing_state == "filed"
    assert statement_due(stated).due_on == date(2028, 3, 5)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "form"),
    [("begin-works", BeginWorksForm()), ("report-works", ReportWorksForm(progress="已办理用地"))],
)
def test_works_or_another_step_answer_the_question_for_good(
    play: Play, name: str, form: Any
) -> None:
    before, after = filed(play), filed(play)
    do(play, name, before, form, by="qiye", when="2025-06-03 09:00")
    play.act(due.advance, after.case_id, when="2026-03-02 08:00")
    stirred = do(play, name, after, form, by="qiye")
    for case in (before, after):
        play.act(due.advance, case.case_id, when="2030-01-01 08:00")

    assert stirred.filing_state == "filed"
    assert not entries(play, before, EntryKind.STATEMENT_ASKED)
    assert len(entries(play, after, EntryKind.STATEMENT_ASKED)) == 1


def test_a_domestic_filing_is_never_refused(play: Play) -> None:
    """LAW B11.5: no act of yes or no is offered to anybody, and none is taken."""
    case = filed(play)

    for person in ("fgw.zhuren", "fgw.chengban", "chuangkou"):
        offers = set(offered(case, play.actor(person)))
        assert not offers & {"accept", "decide", "decline-filing", "refuse-acceptance"}
    with pytest.raises(NotDeclinable):
        do(play, "decline-filing", case, DeclineFilingForm(reasons="不符合"), by="fgw.zhuren")


def test_a_foreign_filing_may_be_declined_in_writing_within_seven_working_days(play: Play) -> None:
    """Received on Monday 2026-03-02: seven working days end on Wednesday 03-11."""
    form = DeclineFilingForm(reasons="属于外商投资准入负面清单禁止的领域")
    case = filed(play, "2026-03-02 10:00", "filing.foreign")
    assert filing_refusal_due(case).due_on == date(2026, 3, 11)  # type: ignore[union-attr]

    declined = do(play, "decline-filing", case, form, by="fgw.zhuren", when="2026-03-11 17:00")
    late = filed(play, "2026-03-02 10:00", "filing.foreign")
    with pytest.raises(DeclinedTooLate):
        do(play, "decline-filing", late, form, by="fgw.zhuren", when="2026-03-12 09:00")
    (entry,) = entries(play, case, EntryKind.FILING_DECLINED)

    assert declined.filing_state == "declined"
    assert declined.letters[-1].kind == "filing_refusal"
    assert entry.payload["certainty"] == "verify"
    assert "第12号" in entry.payload["basis"]
