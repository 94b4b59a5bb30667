"""Where naive software gets the law wrong: LAW B11, one test for each of the thirty.

`python -m tests.law.breaking` breaks each rule once in a copy of the house and says which of
these tests fell; docs/pitfalls.md keeps the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import catalog
from acts import approval, due, intake
from acts.deeds import DEEDS
from acts.endings import RecallForm, RevokeForm
from acts.forms import (
    AcceptForm,
    CorrectionForm,
    DecideForm,
    ExtendForm,
    ItemForm,
    SuspendForm,
)
from acts.problems import Invalid
from catalog.calendars import shipped_calendar
from catalog.loader import DEMONSTRATION_CITY
from catalog.policy_checks import OPERATOR_OF_WORD
from ledger.views import letter as letter_row
from states.area_assessment import AreaResult, Coverage, Footprint, covering
from states.bulletin_period import Period
from states.case_facts import CaseFacts, RatingFact
from states.channel_conditions import found
from states.clocks import notice_due, statute_due
from states.commitment import CommitmentProcedure
from states.endings import BASIS, RevocationGround
from states.filing import RecordFiling
from states.indicators import SUMMED, by_department, total
from states.policies import threshold_on
from states.policies_access import judged
from states.procedure import table_of
from states.refusals import (
    ClockExpired,
    ExtensionTooLong,
    MaterialNotListed,
    ReasonsMissing,
    SuspensionNotAllowed,
    WrongRank,
)
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, Colour, Ending, EntryKind, Regime
from states.terms.channel import Comparison, Truth
from states.terms.policies import Effect, Validity
from states.worktime import SHANGHAI, DayUnit, Suspension, due_on, legal_day
from templates.letter_facts import letter_facts
from templates.sheets import sheet_of
from tests.law.breaking import ROOT, breaks
from tests.playing import REVIEWERS, Play, play_on
from tests.templates.samples import sample

CALENDAR = shipped_calendar()
CITY = catalog.load()
FOUND = {"facts_found": "以欺骗手段取得核准", "reasons": "违法取得"}
GRANT = DecideForm(outcome="grant", content="同意建设")
EXTEND = ExtendForm(days=40, reasons="复杂")
TOO_LONG = ExtendForm(days=41, reasons="复杂")


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url)
    yield play
    play.house.ledger.close()


def working(start: str, days: int, *pauses: Suspension) -> date:
    started_on = date.fromisoformat(start)
    return due_on(started_on, days, CALENDAR, unit=DayUnit.WORKING, suspensions=pauses).due_on


def reviewed(play: Play, when: str = "2026-03-02 09:30") -> CaseSnapshot:
    case = play.in_review(when)
    for department in REVIEWERS:
        case = play.sign(case.case_id, department)
    return case


def faults_of_spoiled(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """What the checker says of the demonstration city with this text changed."""
    for source in DEMONSTRATION_CITY.rglob("*.toml"):
        target = tmp_path / source.relative_to(DEMONSTRATION_CITY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    spoiled = (tmp_path / file).read_text(encoding="utf-8")
    assert old in spoiled
    (tmp_path / file).write_text(spoiled.replace(old, new, 1), encoding="utf-8")
    return [f"{fault.key}: {fault.message}" for fault in catalog.check(tmp_path)]


def test_pitfall_01_working_days_follow_the_notices_and_leave_the_event_day_out() -> None:
    assert working("2024-03-04", 20) == date(2024, 4, 1)
    assert working("2024-01-31", 20) == date(2024, 3, 4)
    assert working("2025-09-24", 20) == date(2025, 10, 28)
    assert CALENDAR.is_workday(date(2024, 2, 9))


def test_pitfall_02_the_notice_period_runs_from_receipt_not_from_the_first_look(
    play: Play,
) -> None:
    case = play.received("2026-03-07 20:00")
    due_notice = notice_due(case)

    assert case.received_on == date(2026, 3, 7)
    assert due_notice is not None
    assert due_notice.due_on == date(2026, 3, 13)


def test_pitfall_03_deemed_acceptance_is_dated_on_the_day_of_receipt(play: Play) -> None:
    case = play.received("2024-09-25 10:00")
    play.act(due.advance, case.case_id, when="2024-10-11 08:00")
    case = play.case(case.case_id)
    statute = statute_due(case)

    assert case.accepted_on == date(2024, 9, 25)
    assert statute is not None
    assert statute.due_on == date(2024, 10, 28)


def test_pitfall_04_no_silence_grants_a_permit(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30")
    play.act(due.advance, case.case_id, when="2026-12-01 08:00")
    case = play.case(case.case_id)

    assert case.review_state == "agreed"
    assert case.decision is None
    assert case.approval_state == "running"


def test_pitfall_05_a_record_filing_knows_no_approval_and_no_clock(play: Play) -> None:
    case = play.received(matter="filing.domestic", materials=())
    events = {event for row in table_of(RecordFiling).values() for event in row}

    assert case.filing_state == "filed"
    assert [c for c in clocks_of(case) if c.name in (ClockName.STATUTE, ClockName.NOTICE)] == []
    assert not events & {"accept", "grant", "refuse", "reject", "approve"}


def test_pitfall_06_ratification_is_extended_by_up_to_forty_days_by_the_principal_head(
    play: Play,
) -> None:
    case = play.accepted()
    with pytest.raises(WrongRank):
        play.act(
            approval.extend, case.case_id, ExtendForm(days=40, reasons="复杂"), by="fgw.fuzhuren"
        )
    with pytest.raises(ExtensionTooLong):
        play.act(
            approval.extend, case.case_id, ExtendForm(days=41, reasons="复杂"), by="fgw.zhuren"
        )

    extended = play.act(approval.extend, case.case_id, EXTEND, by="fgw.zhuren")
    assert extended.extension.days == 40


def test_pitfall_07_side_by_side_review_alone_gives_no_forty_five_days(play: Play) -> None:
    case = play.in_review()
    statute = statute_due(case)

    assert statute is not None
    assert statute.days == 20
    assert {matter.limits.decision for matter in CITY.matters.values()} & {
        "joint_decision"
    } == set()


def test_pitfall_08_only_listed_procedures_stop_the_clock_and_only_as_announced(
    play: Play,
) -> None:
    case = play.accepted()
    with pytest.raises(SuspensionNotAllowed):
        form = SuspendForm(kind="公示", announced_days=5, basis="公示")
        play.act(approval.suspend, case.case_id, form, by="fgw.chengban")

    pause = Suspension("hearing", date(2025, 4, 25), date(2025, 5, 15), 5)
    again = replace(pause, from_on=date(2025, 4, 28))
    unserved = replace(pause, notice_served=False)
    assert working("2025-04-21", 20, pause) == date(2025, 5, 28)
    assert working("2025-04-21", 20, unserved) == date(2025, 5, 21)
    whole = replace(pause, announced_days=20)
    inside = replace(again, announced_days=20)
    assert working("2025-04-21", 20, whole, inside) == date(2025, 6, 9)


def test_pitfall_09_one_correction_notice_and_no_closing_for_want_of_an_answer(
    play: Play,
) -> None:
    case = play.received()
    form = CorrectionForm(
        items=(ItemForm(about="project_application", problem="模糊", remedy="重传"),)
    )
    play.act(intake.notify_correction, case.case_id, form, by="chuangkou")
    play.act(due.advance, case.case_id, when="2027-03-02 09:00")
    assert play.case(case.case_id).filing_state == "correction_notified"

    reviewed_case = play.in_review("2027-03-02 10:00")
    before = statute_due(reviewed_case)
    item = {"about": "project_application", "problem": "模糊", "remedy": "重传"}
    returned = play.sign(
        reviewed_case.case_id, "zrzy", "return_for_correction", items=(ItemForm(**item),)
    )
    after = statute_due(returned)
    assert before is not None
    assert after is not None
    assert before.latest_on == after.latest_on


def test_pitfall_10_a_deemed_opinion_is_no_permit_of_that_department(play: Play) -> None:
    case = play.in_review()
    play.act(due.advance, case.case_id, when="2026-04-01 08:00")
    letters = play.read(lambda office: office.entries(case.case_id))
    seats = play.case(case.case_id).seats
    told = catalog.load().rules(case.rules.matter).review

    assert {seat.state for seat in seats} == {"deemed_agreed"}
    assert told is not None
    assert told.deemed_source
    assert not [entry for entry in letters if entry.kind is EntryKind.DECIDED]


@pytest.mark.parametrize(
    ("matter", "days", "unit", "start"),
    [
        ("permit.construction", 7, "natural", "received"),
        ("eia.report", 60, "natural", "received"),
        ("eia.form", 30, "natural", "received"),
        ("permit.water_abstraction", 45, "working", "accepted"),
    ],
)
def test_pitfall_11_every_statute_has_its_own_unit_and_start(
    matter: str, days: int, unit: str, start: str
) -> None:
    limit = CITY.rules(matter).decision_limit
    intake_limit = CITY.rules("permit.pollutant_discharge").notice_limit

    assert limit is not None
    assert (limit.days, limit.unit.value, limit.start.value) == (days, unit, start)
    assert intake_limit is not None
    assert intake_limit.days == 3


def test_pitfall_12_no_refusal_without_reasons_and_remedies(play: Play) -> None:
    case = reviewed(play)
    mute = DecideForm(outcome="refuse", reasons="", facts_found="事实")
    with pytest.raises(ReasonsMissing):
        play.act(approval.decide, case.case_id, mute, by="fgw.zhuren")

    told = DecideForm(outcome="refuse", reasons="不符合产业政策", facts_found="事实")
    refused = play.act(approval.decide, case.case_id, told, by="fgw.zhuren")
    letter = next(letter for letter in refused.letters if letter.kind == "refusal")
    html = play.read(lambda office: letter_html(office, letter.id))
    assert "行政复议" in html
    assert "行政诉讼" in html


def letter_html(office: Any, letter_id: str) -> str:
    row = letter_row(office.session, letter_id)
    assert row is not None
    return row.html


def test_pitfall_13_nothing_revives_a_period_that_is_over(play: Play) -> None:
    case = play.accepted("2026-02-10 09:30")
    form = ExtendForm(days=10, reasons="复杂")
    with pytest.raises(ClockExpired):
        play.act(approval.extend, case.case_id, form, by="fgw.zhuren", when="2026-03-17 09:00")


def test_pitfall_14_five_endings_are_five_acts(play: Play) -> None:
    case = reviewed(play)
    play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren")
    with pytest.raises(ValidationError):
        RecallForm.model_validate(FOUND | {"recall_ground": RevocationGround.FRAUD.value})
    form = RevokeForm.model_validate(FOUND | {"revocation_ground": RevocationGround.FRAUD.value})
    revoked = play.act(DEEDS["revoke-grant"].do, case.case_id, form, by="fgw.zhuren")

    assert {ending.value for ending in Ending} == {
        "lapsed",
        "revoked",
        "recalled",
        "cancelled",
        "penalised",
    }
    assert revoked.approval_state == "revoked"
    assert len(set(BASIS.values())) == len(BASIS)


def test_pitfall_15_project_codes_are_checked_and_never_made(play: Play) -> None:
    with pytest.raises(Invalid):
        project = play.project(code="2603-410611-04-01-12345")
        play.act(intake.receive, play.form(project=project), by="qiye")

    assert play.received().project["code"] is None


def test_pitfall_16_what_a_category_means_depends_on_the_nature_of_construction() -> None:
    listed = next(
        found
        for found in CITY.policies.lists
        if {rule.category for rule in found.rules} >= {"restricted", "eliminated"}
    )
    restricted = next(n for n, item in listed.items.items() if item.category == "restricted")

    assert judged(listed, restricted, "new").effect is Effect.BLOCK
    assert judged(listed, restricted, "technical_renovation").effect is Effect.CONDITION
    assert judged(listed, None, "new").effect is Effect.NONE


def test_pitfall_17_nothing_is_demanded_that_is_not_listed_or_that_others_provide(
    play: Play,
) -> None:
    case = play.received()
    form = CorrectionForm(items=(ItemForm(about="bank_statement", problem="无", remedy="交"),))
    with pytest.raises(MaterialNotListed):
        play.act(intake.notify_correction, case.case_id, form, by="chuangkou")

    accepted = play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    assert accepted.accepted_on == date(2026, 3, 2)
    assert "land_review_opinion" not in {material.id for material in accepted.materials}


def test_pitfall_18_a_commitment_is_voluntary_and_never_where_safety_is_at_stake(
    tmp_path: Path,
) -> None:
    declined = {event for row in table_of(CommitmentProcedure).values() for event in row}
    at_stake = faults_of_spoiled(
        tmp_path,
        "matters/planning.toml",
        'code = "permit.works_planning"\n',
        'code = "permit.works_planning"\nat_stake = ["public_safety"]\n',
    )

    assert {"decline", "take_back"} <= declined
    assert [fault for fault in at_stake if "public_safety" in fault]


@pytest.mark.parametrize(
    ("on", "parcel", "coverage"),
    [
        (date(2026, 3, 2), "P-1", Coverage.COVERED),
        (date(2027, 1, 1), "P-1", Coverage.EXPIRED),
        (date(2026, 3, 2), "P-9", Coverage.OUTSIDE),
    ],
)
def test_pitfall_19_an_area_assessment_serves_inside_its_area_and_its_time(
    on: date, parcel: str, coverage: Coverage
) -> None:
    result = AreaResult(
        "A-1",
        "relics",
        "2024-1",
        "批复",
        Validity(date(2024, 1, 1), date(2026, 12, 31)),
        parcels=frozenset({"P-1", "P-2"}),
    )
    footprint = Footprint(parcels=frozenset({parcel}))

    assert covering(result, "relics", footprint, {}, on).coverage is coverage


def test_pitfall_20_a_threshold_is_the_one_of_its_day() -> None:
    """USD 100 million until 3 May 2010, 300 million from 4 May (国发〔2010〕9号), in 万美元."""
    for day, value in ((date(2010, 5, 3), 10_000), (date(2010, 5, 4), 30_000)):
        threshold = threshold_on(CITY.policies, "foreign.local", day)

        assert threshold is not None
        assert threshold.value == value


def test_pitfall_21_figures_count_late_open_cases_and_what_nobody_rated_is_unrated() -> None:
    day = date(2026, 3, 16)
    grades = tuple(RatingFact(grade, day) for grade in (5, 1))
    late = CaseFacts("late", "m", Regime.RATIFICATION, "fgw", day, ratings=grades)
    late = replace(late, statute_due_on=day, promise_due_on=day)
    filed = replace(late, regime=Regime.RECORD_FILING)
    unrated = replace(late, case_id="unrated", ratings=())
    figures = {
        each.key: total(by_department(each, [late, filed, unrated], Period(2026, 1)).values())
        for each in SUMMED
    }

    for key in ("on_time_statute", "on_time_promise"):
        assert (figures[key].part, figures[key].whole) == (0, 2)
        assert not figures[key].is_shown(5)
    assert figures["refused"].rate is None
    assert (figures["satisfied"].part, figures["satisfied"].whole) == (1, 2)


def test_pitfall_22_yellow_is_the_promise_and_red_the_statute(play: Play) -> None:
    case = play.accepted("2026-02-10 09:30")
    play.act(due.advance, case.case_id, when="2026-03-10 08:00")
    yellow = [card for card in play.case(case.case_id).cards if card.colour is not Colour.WARNING]
    play.act(due.advance, case.case_id, when="2026-03-18 08:00")
    cards = {(c.clock, c.colour): c.effective_on for c in play.case(case.case_id).cards}

    assert [(c.clock, c.colour) for c in yellow] == [(ClockName.PROMISE, Colour.YELLOW)]
    assert cards[ClockName.PROMISE, Colour.YELLOW] == date(2026, 3, 6)
    assert cards[ClockName.STATUTE, Colour.RED] == date(2026, 3, 17)


def test_pitfall_23_served_late_is_a_breach_of_its_own(play: Play) -> None:
    case = reviewed(play, "2026-04-20 09:30")
    play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren", when="2026-04-30 10:00")
    play.act(due.advance, case.case_id, when="2026-05-19 08:00")
    cards = {(c.clock, c.colour): c.effective_on for c in play.case(case.case_id).cards}

    assert cards[ClockName.DELIVERY, Colour.RED] == date(2026, 5, 19)
    assert (ClockName.STATUTE, Colour.RED) not in cards


def test_pitfall_24_words_of_amount_compare_as_the_civil_code_says() -> None:
    def holds(word: str, amount: int) -> bool:
        comparison = Comparison("amount", OPERATOR_OF_WORD[word], ("100",))
        return found(comparison, {"amount": amount}).truth is Truth.TRUE

    for word in ("以上", "以下", "不低于", "不超过"):
        assert holds(word, 100), word
    for word in ("超过", "不满", "以外"):
        assert not holds(word, 100), word
    assert holds("超过", 101)
    assert holds("不满", 99)


def test_pitfall_25_acceptance_bears_the_special_seal_and_a_permit_the_organs_own() -> None:
    def seal(kind: str) -> str:
        return sheet_of(letter_facts(kind, sample(kind)), "zh").seal

    assert seal("acceptance") == "行政审批专用章"
    assert seal("grant") == "印章"


def test_pitfall_26_a_company_has_tasks_but_neither_a_seat_nor_a_matter(tmp_path: Path) -> None:
    company = next(d.id for d in CITY.departments.values() if d.kind == "company")
    tasks = [task for task in CITY.tasks if company in task.responsible]
    faults = faults_of_spoiled(
        tmp_path,
        "matters/ratification.toml",
        '{ department = "zrzy" },',
        f'{{ department = "zrzy" }},\n    {{ department = "{company}" }},',
    )

    assert tasks
    assert [fault for fault in faults if "company" in fault]


def test_pitfall_27_a_secret_project_is_not_taken_online(play: Play) -> None:
    with pytest.raises(Invalid) as refused:
        play.act(intake.receive, play.form(project=play.project(is_secret=True)), by="qiye")

    assert "涉密" in refused.value.problems[0].zh


def test_pitfall_28_what_was_granted_has_clocks_of_its_own(play: Play) -> None:
    """核准: two years to begin, the delay asked 30 working days before (LAW C20)."""
    case = reviewed(play, "2024-03-11 09:30")
    play.act(approval.decide, case.case_id, GRANT, by="fgw.zhuren", when="2024-03-15 10:00")
    ends = {c.name.value: c.due.due_on for c in clocks_of(play.case(case.case_id))}

    assert ends["validity"] == date(2026, 3, 15)
    assert ends["delay_request"] == date(2026, 1, 26)


def test_pitfall_29_a_year_without_a_notice_gives_a_range_and_never_a_guess() -> None:
    unknown = due_on(date(2026, 12, 25), 20, CALENDAR, unit=DayUnit.WORKING)

    assert unknown.provisional
    assert unknown.earliest_on < unknown.latest_on


def test_pitfall_30_the_legal_day_is_the_day_in_shanghai() -> None:
    late_evening = datetime(2026, 3, 2, 23, 30, tzinfo=SHANGHAI)
    early_morning = late_evening + timedelta(hours=1)

    assert legal_day(late_evening) == date(2026, 3, 2)
    assert legal_day(early_morning) == date(2026, 3, 3)


def test_there_is_a_break_for_each_of_the_thirty_and_it_still_finds_its_rule() -> None:
    assert {broken.number for broken in breaks()} == set(range(1, 31))
    for broken in breaks():
        assert broken.old in (ROOT / broken.file).read_text(encoding="utf-8"), broken.number
