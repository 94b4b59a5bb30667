"""Cards under appeal: the present record is reckoned again, nothing is deleted (LAW B4.4, B8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from acts import board, calendars, due, upkeep
from acts.cards import AppealCardForm, DecideCardAppealForm
from acts.deeds import DEEDS
from ledger.board import marks_by_department
from states.cards import CardNoLongerDue, CardStillDue, NoSuchAppeal, NoSuchCard
from states.lateness import owes_an_explanation
from states.refusals import NotYours
from states.terms import Card, CaseSnapshot, EntryKind
from tests.notices import LONGER_FESTIVAL, NOTICE_2026, before_2026
from tests.playing import Play

APPEAL, DECIDE = DEEDS["appeal-card"].do, DEEDS["decide-card-appeal"].do


@pytest.fixture
def play(ledger_url: str, tmp_path: Path) -> Iterator[Play]:
    play = before_2026(ledger_url, tmp_path)
    play.act(calendars.publish_calendar, NOTICE_2026, by="guanli", when="2025-11-05 09:00")
    yield play
    play.house.ledger.close()


def carded(play: Play, accepted: str, carded_on: str) -> tuple[CaseSnapshot, Card]:
    """A case that missed its promise: the yellow card, issued by the watch on that day."""
    case_id = play.accepted(accepted).case_id
    play.act(due.advance, case_id, when=carded_on)
    case = play.case(case_id)
    (card,) = [c for c in case.cards if c.colour.value == "yellow"]
    return case, card


def appeal(play: Play, case: CaseSnapshot, card: Card, when: str) -> None:
    form = AppealCardForm(card=card.number, reasons="放假通知延长了春节假期")
    play.act(APPEAL, case.case_id, form, by="fgw.chengban", when=when)


def decide(play: Play, case: CaseSnapshot, card: Card, decision: str, by: str = "ducha") -> None:
    form = DecideCardAppealForm(card=card.number, decision=decision, reasons="按现有日历重算")
    play.act(DECIDE, case.case_id, form, by=by)


def kinds(play: Play, case_id: str) -> list[str]:
    entries = play.read(lambda office: office.entries(case_id))
    return [entry.kind.value for entry in entries]


def after_the_notice(play: Play) -> tuple[CaseSnapshot, Card]:
    """The promise ran out on 2 March; a late notice takes two days out and makes it 4 March."""
    case, card = carded(play, ACCEPTED, CARDED_ON)
    play.act(calendars.publish_calendar, LONGER_FESTIVAL, by="guanli", when=CARDED_ON)
    return case, card


ACCEPTED, CARDED_ON = "2026-02-05 09:30", "2026-03-03 09:30"


def test_a_card_that_a_later_notice_makes_groundless_is_revoked_and_leaves_its_trace(
    play: Play,
) -> None:
    case, card = after_the_notice(play)
    appeal(play, case, card, CARDED_ON)
    assert play.case(case.case_id).cards[-1].standing == "appealed"
    with pytest.raises(CardNoLongerDue):
        decide(play, case, card, "upheld")
    decide(play, case, card, "revoked")
    stands = play.case(case.case_id)
    (revoked,) = [c for c in stands.cards if c.number == card.number]

    assert revoked.standing == "revoked"
    assert revoked.appeal is not None
    assert (revoked.appeal.decided_by, revoked.appeal.decision_reasons) == (
        "ducha",
        "按现有日历重算",
    )
    assert EntryKind.CARDED.value in kinds(play, case.case_id)
    assert not owes_an_explanation(stands)
    counts = play.read(lambda office: marks_by_department(office.session))
    assert counts["fgw", "yellow", "revoked"] == 1
    (line,) = play.read(lambda office: board.assessed(office, None, None))
    assert (line.issued.count, line.revoked.count, line.net) == (1, 1, 0)
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0


def test_the_card_is_shown_anew_when_the_new_last_day_passes_as_well(play: Play) -> None:
    case, card = after_the_notice(play)
    appeal(play, case, card, CARDED_ON)
    decide(play, case, card, "revoked")
    play.act(due.advance, case.case_id, when="2026-03-20 09:30")
    cards = [c for c in play.case(case.case_id).cards if c.clock is card.clock]

    assert [c.standing for c in cards if c.colour is card.colour] == ["revoked", "standing"]


def test_a_card_that_is_due_by_the_present_record_is_upheld(play: Play) -> None:
    case, card = carded(play, ACCEPTED, CARDED_ON)
    appeal(play, case, card, CARDED_ON)
    with pytest.raises(CardStillDue):
        decide(play, case, card, "revoked")
    decide(play, case, card, "upheld")

    assert play.case(case.case_id).cards[-1].standing == "upheld"
    (line,) = play.read(lambda office: board.assessed(office, None, None))
    assert (line.issued.count, line.revoked.count, line.net) == (1, 0, 1)


def test_only_the_department_appeals_and_only_the_supervisor_decides(play: Play) -> None:
    case, card = carded(play, ACCEPTED, CARDED_ON)
    form = AppealCardForm(card=card.number, reasons="理由")
    with pytest.raises(NotYours):
        play.act(APPEAL, case.case_id, form, by="sthj.chengban")
    with pytest.raises(NotYours):
        play.act(APPEAL, case.case_id, form, by="ducha")
    with pytest.raises(NoSuchAppeal):
        decide(play, case, card, "upheld")
    appeal(play, case, card, CARDED_ON)
    with pytest.raises(NoSuchCard):
        appeal(play, case, card, CARDED_ON)
    with pytest.raises(NotYours):
        decide(play, case, card, "upheld", by="guanli")
