"""Random histories: every stored date is the date that is computed anew.

Ten thousand of them pure, a few through the ledger on both engines, where every stored column
and worklist is compared after each act, thrown away at the end, and restored bit by bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from acts import approval, calendars, due, intake, signoff, upkeep
from acts.forms import (
    AcceptForm,
    CorrectionForm,
    DecideForm,
    DeliverForm,
    ExtendForm,
    ItemForm,
    OpenReviewForm,
    OpinionForm,
    ResumeForm,
    SupplementForm,
    SuspendForm,
)
from acts.problems import Invalid
from ledger.evidence import verify
from states.refusals import Refusal
from states.worktime import legal_day
from tests.notices import LONGER_FESTIVAL, NOTICE_2026, before_2026
from tests.playing import REVIEWERS, Play
from tests.states.test_histories import walk

HISTORIES, PORTIONS = 10_000, 10


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_stored_dates_are_recomputed_dates_in_ten_thousand_histories(portion: int) -> None:
    seen: Counter[str] = Counter()
    share = HISTORIES // PORTIONS

    for seed in range(portion * share, (portion + 1) * share):
        walk(seed, seen)

    for kind in (
        *("dates_derived_again", "suspended", "resumed", "extended", "supplemented", "withdrawn"),
        *("corrected_in_review", "opinion_deemed_agreed", "decided", "delivered", "carded"),
    ):
        assert seen[kind] > 10, f"the walks hardly met {kind}"


ITEM = ItemForm(about="project_application", problem="缺页", remedy="补齐")
Step = tuple[Callable[..., Any], Any, str]


def steps_of(play: Play, random: Random) -> dict[str, tuple[Step, ...]]:
    """What may be tried, by the state of the decision or of the filing."""
    reviewer = random.choice(REVIEWERS)
    opinion = OpinionForm(answer=random.choice(("agree", "abstain")))
    pause = SuspendForm(kind="expert_review", announced_days=random.randint(1, 9), basis="依法")
    supplement = SupplementForm(materials=play.materials(["project_application"]))
    refusal = DecideForm(outcome="refuse", reasons="不符合规划。", facts_found="用地不符。")
    delivery = DeliverForm(method="in_person", recipient="李某")
    lead: tuple[Step, ...] = (
        (approval.suspend, (pause,), "fgw.chengban"),
        (approval.extend, (ExtendForm(days=10, reasons="情况复杂"),), "fgw.zhuren"),
        (signoff.open_review, (OpenReviewForm(),), "fgw.chengban"),
        (signoff.give_opinion, (reviewer, opinion), f"{reviewer}.chengban"),
        (approval.decide, (refusal,), "fgw.zhuren"),
        (approval.decide, (DecideForm(outcome="grant", content="准予。"),), "fgw.zhuren"),
        (intake.withdraw, ("另行选址",), "qiye"),
    )
    return {
        "submitted": (
            (intake.accept, (AcceptForm(),), "chuangkou"),
            (intake.notify_correction, (CorrectionForm(items=(ITEM,)),), "chuangkou"),
        ),
        "correction_notified": ((intake.supplement, (supplement,), "qiye"),),
        "running": lead,
        "extended": lead,
        "suspended": ((approval.resume, (ResumeForm(),), "fgw.chengban"),),
        "granted": ((approval.deliver, (delivery,), "chuangkou"),),
    }


def try_one(play: Play, case_id: str, random: Random) -> None:
    """One act, one look of the watch or one run of the flow."""
    chance = random.random()
    if chance < 0.1:
        play.act(due.advance, case_id)
    elif chance < 0.2:
        for lagging in play.read(calendars.to_derive):
            play.act(calendars.derive_again, lagging)
    else:
        case = play.case(case_id)
        state = case.approval_state if case.approval_state != "pending" else case.filing_state
        offered = steps_of(play, random).get(state)
        if offered:
            act, arguments, by = random.choice(offered)
            try:
                play.act(act, case_id, *arguments, by=by)
            except (Refusal, Invalid):
                return


STEPS = 40
NOTICES = {date(2025, 12, 23): NOTICE_2026, date(2026, 1, 21): LONGER_FESTIVAL}
DERIVED = (
    *("accepted_on", "promise_due_on", "statute_due_on", "decided_on", "next_alarm_on"),
    *("reaches_on",),
)
UNKNOWN = {
    "filing_state": "'draft'",
    "review_state": "'not_opened'",
    "approval_state": "'pending'",
    "provisional": "false",
    "light": "'blue'",
    "calendar_version": "''",
    "region": "''",
    "project_name": "''",
    "project_code": "'?'",
    "applicant_name": "''",
}
"""What stands in the columns that may not be empty, once all that is derived is thrown away."""


def stored(play: Play) -> list[tuple[Any, ...]]:
    """Every derived row as the database has it."""
    with play.house.ledger.reading() as session:
        return [
            tuple(map(str, row))
            for table in ("cases", "duty")
            for row in sorted(session.execute(text(f"SELECT * FROM {table}")).all(), key=str)
        ]


def assert_nothing_differs(play: Play) -> None:
    """A rebuild finds every case as it stands; it is rolled back all the same."""
    with play.house.ledger.reading() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
        session.rollback()


@pytest.mark.parametrize("seed", range(4))
def test_histories_through_the_ledger_are_restored_bit_by_bit(
    ledger_url: str, tmp_path: Path, seed: int
) -> None:
    random, notices = Random(seed), dict(NOTICES)
    play = before_2026(ledger_url, tmp_path, "2025-11-24 09:00")
    cases = [play.received(f"2025-11-{day} 09:30").case_id for day in (24, 26, 28)]
    for _ in range(STEPS):
        play.clock.set(play.clock.now() + timedelta(hours=random.choice((2, 20, 40, 70))))
        for day in [day for day in notices if day <= legal_day(play.clock.now())]:
            play.act(calendars.publish_calendar, notices.pop(day), by="guanli")
        try_one(play, random.choice(cases), random)
        assert_nothing_differs(play)
    before, record = stored(play), play.read(lambda office: list(upkeep.export(office)))

    with play.house.ledger.writing() as session:
        session.execute(text("DELETE FROM duty"))
        blank = dict.fromkeys(DERIVED, "NULL") | UNKNOWN
        changes = ", ".join(f"{name} = {value}" for name, value in blank.items())
        session.execute(text(f"UPDATE cases SET {changes}"))
    with play.house.ledger.writing() as session:
        changed = upkeep.rebuild(play.house.office(session))

    assert changed == len(cases)
    assert stored(play) == before
    assert play.read(lambda office: list(upkeep.export(office))) == record
    assert play.read(lambda office: verify(office.session)) == []
    play.house.ledger.close()
