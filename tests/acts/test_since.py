"""What is new in a case since an entry, on both engines, against expectations by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from acts import approval, documents, intake, seen
from acts.documents import pages_in
from acts.forms import (
    ChangesForm,
    CorrectionForm,
    ExtendForm,
    ItemForm,
    MaterialForm,
    SupplementForm,
)
from greenlane.story import pdf_of
from ledger import seen as marks
from states.running_clocks import clocks_of
from states.seen import Look, Seen
from states.terms import ClockName
from tests.playing import Play, play_on

NOTE = "environmental_note"


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def difference(play: Play, case_id: str, number: int) -> seen.Difference:
    """How the case differs from what it was at that entry."""
    return play.read(lambda office: seen.since(office, office.case(case_id), number))  # type: ignore[no-any-return]


def test_a_correction_shows_fields_old_and_new_and_documents_by_version(play: Play) -> None:
    case = play.received()
    notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
    play.act(intake.notify_correction, case.case_id, notice, by="chuangkou")
    stored = play.act(documents.store, "map-2.pdf", pdf_of("second"), by="qiye")
    newer = MaterialForm(id=NOTE, filename="map-2.pdf", sha256=stored.sha256)
    change = SupplementForm(materials=(newer,), changes=ChangesForm(scale="占地130亩"))
    play.act(intake.supplement, case.case_id, change, by="qiye")
    found = difference(play, case.case_id, 1)

    assert [(c.name, c.before, c.after) for c in found.fields] == [
        ("scale", "占地120亩", "占地130亩")
    ]
    [paper] = found.papers
    assert paper.before is not None
    assert (paper.before.number, paper.after.number) == (1, 2)
    assert (paper.before.filename, paper.after.filename) == ("document.pdf", "map-2.pdf")
    assert [entry.number for entry in found.entries] == [2, 3]


def test_an_extension_shows_the_last_day_old_and_new(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    statute = next(c for c in case_clocks(play, case.case_id) if c[0] is ClockName.STATUTE)
    form = ExtendForm(days=5, reasons="案情复杂")
    play.act(approval.extend, case.case_id, form, by="fgw.zhuren", when="2026-03-04 10:00")
    found = difference(play, case.case_id, case.version)
    moved = {m.clock: (m.before, m.after) for m in found.dates}

    # Twenty working days from the third of March; five more with Qingming off on the sixth.
    assert statute[1] == date(2026, 3, 30)
    assert moved[ClockName.STATUTE] == (date(2026, 3, 30), date(2026, 4, 7))
    assert ClockName.NOTICE not in moved


def case_clocks(play: Play, case_id: str) -> list[tuple[ClockName, date]]:
    """Each clock of the case with its last day."""
    return [(clock.name, clock.due.due_on) for clock in clocks_of(play.case(case_id))]


def test_departments_that_spoke_since_are_told_with_their_conditions(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "zrzy")
    head = play.case(case.case_id).version
    play.sign(case.case_id, "jtj", "agree_with_conditions", conditions=("另行报备",))
    found = difference(play, case.case_id, head)

    assert [(s.department, s.conditions) for s in found.opinions] == [("jtj", ("另行报备",))]


def test_nothing_is_new_where_nothing_was_added(play: Play) -> None:
    case = play.in_review()
    found = difference(play, case.case_id, case.version)

    assert (found.entries, found.papers, found.fields, found.dates, found.opinions) == (
        (),
        (),
        (),
        (),
        (),
    )


def test_what_a_person_has_seen_is_theirs_alone_and_kept_once(play: Play) -> None:
    case_id, at = play.accepted().case_id, datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    first = Seen(Look(1, at))
    second = Seen(Look(2, at + timedelta(hours=1)), Look(1, at))
    handler = play.actor("fgw.chengban")
    for stands in (first, second, second):
        with play.house.ledger.writing() as session:
            seen.remember(play.house.office(session), case_id, stands, actor=handler)

    def known(username: str) -> Seen | None:
        found: Seen | None = play.read(lambda o: marks.seen(o.session, username, case_id))
        return found

    assert known("fgw.chengban") == second
    assert known("fgw.zhuren") is None
    # A window that answers late does not take back what another one knows.
    with play.house.ledger.writing() as session:
        seen.remember(play.house.office(session), case_id, first, actor=handler)
    assert known("fgw.chengban") == second


def test_the_pages_of_a_pdf_are_told_and_of_anything_else_are_not() -> None:
    assert pages_in(pdf_of("one"), documents.PDF) == 1
    assert pages_in(b"%PDF-1.4\n% broken", documents.PDF) is None
    assert pages_in(pdf_of("one"), documents.PNG) is None
