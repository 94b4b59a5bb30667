"""The life of the catalogue on both engines: drafted, published, followed, cases moved and back.

Expectations are counted by hand. A ratification received and accepted on Monday 2026-03-02 is
promised within 13 working days, until Thursday 19 March; with 10 it is Monday 16 March, with 15
Monday 23 March. (March 2026 has no holiday and no make-up day.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import approval, catalogue, edition_moves, intake, signoff, upkeep
from acts.as_of import office_as_of
from acts.catalogue_rows import draft_row, rehearsed_row
from acts.forms import AcceptForm, ExtendForm, OpenReviewForm
from acts.problems import Invalid
from catalog.drafts import files_at
from catalog.loader import DEMONSTRATION_CITY
from greenlane.settings import Settings
from greenlane.wiring import build, open_demonstration_accounts
from ledger import views
from ledger.evidence import verify
from states.catalogue_refusals import (
    ActedUnderTheEdition,
    CaseMayNotMove,
    FaultsRemain,
    NeverMoved,
    NotBeforePublication,
    PublishedByItsAuthor,
)
from states.clocks import promise_due
from states.refusals import NotYours
from states.terms import EntryKind
from states.worktime import legal_day
from tests.playing import Play, play_on

AUTHOR, PUBLISHER = "guanli", "fuhe"
RATIFICATION = "matters/ratification.toml"


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def files(version: str, *changes: tuple[str, str, str]) -> dict[str, str]:
    """The demonstration city as a draft: another version, and these texts replaced once."""
    found = files_at(DEMONSTRATION_CITY)
    for file, old, new in (("catalog.toml", '"2026.1"', f'"{version}"'), *changes):
        assert old in found[file]
        found[file] = found[file].replace(old, new, 1)
    del found["users.toml"]
    return found


def promised(days: int) -> tuple[str, str, str]:
    return RATIFICATION, "days = 13", f"days = {days}"


def published(
    play: Play,
    *changes: tuple[str, str, str],
    version: str = "2026.2",
    on: date = date(2026, 3, 2),
) -> int:
    draft = play.act(catalogue.hand_in, files(version, *changes), by=AUTHOR)
    assert [str(fault) for fault in draft.checked.faults] == []
    return int(play.act(catalogue.publish, draft.sha256, on, by=PUBLISHER).number)


def promise(play: Play, case_id: str) -> date:
    due = promise_due(play.case(case_id))
    assert due is not None
    return due.due_on


def moved(play: Play, case_id: str, number: int, reason: str = "") -> Any:
    return play.act(edition_moves.move, case_id, number, by=AUTHOR, reason=reason)


def reasons(play: Play, number: int, reason: str = "") -> dict[str, list[str]]:
    found = play.read(
        lambda office: [
            rehearsed_row(row, "en")
            for row in edition_moves.rehearse(
                office, number, actor=play.actor(AUTHOR), now=play.clock.now(), reason=reason
            )
        ]
    )
    return {row["case_id"]: row["why_not"] for row in found}


def test_the_house_as_of_an_instant_has_the_catalogue_of_then(play: Play) -> None:
    before = play.clock.now()
    first = play.read(lambda office: office.city.catalog.sha256)
    play.clock.set(before + timedelta(hours=1))
    published(play, promised(12), on=legal_day(before) + timedelta(days=3))
    published_at = play.clock.now()
    play.clock.set(before + timedelta(days=9))
    second = play.read(lambda office: office.city.catalog.sha256)

    def at(instant: datetime) -> str:
        now = play.clock.now()
        return play.read(lambda office: office_as_of(office, instant, now).city.catalog.sha256)

    assert first != second
    assert [at(before), at(published_at)] == [first, first]
    assert at(before + timedelta(days=3)) == second


def test_the_shipped_city_is_edition_one_however_often_the_house_opens(play: Play) -> None:
    again = build(play.house.settings, play.clock)
    (first,) = again.city.catalogs
    again.ledger.close()

    assert (first.number, first.catalog.version) == (1, "2026.1")
    assert first.catalog.sha256 == play.house.city.catalog.sha256


def test_a_draft_with_faults_is_kept_shown_and_not_published(play: Play) -> None:
    faulty = files("2026.2", (RATIFICATION, 'delivery = "licensing_delivery"\n', ""))

    draft = play.act(catalogue.hand_in, faulty, by=AUTHOR)
    row = draft_row(draft, "zh")

    assert [fault["key"] for fault in row["faults"]] == [
        "matters[ratification.enterprise].limits.delivery"
    ]
    with pytest.raises(FaultsRemain, match="1 faults"):
        play.act(catalogue.publish, draft.sha256, date(2026, 3, 2), by=PUBLISHER)
    assert len(play.house.city.catalogs) == 1


def test_a_draft_without_accounts_is_checked_against_the_people_who_may_sign_in(
    play: Play,
) -> None:
    open_demonstration_accounts(play.house)
    draft = play.act(
        catalogue.hand_in,
        files("2026.2", (RATIFICATION, '{ department = "zrzy" }', '{ department = "czj" }')),
        by=AUTHOR,
    )

    assert ['nobody in "czj" may give its opinion'] == [f.message for f in draft.checked.faults]


def test_the_differences_are_said_as_a_lawyer_reads_them(play: Play) -> None:
    changes = (
        promised(10),
        (RATIFICATION, '    { department = "slj" },\n', ""),
        (RATIFICATION, 'id = "traffic_note"', 'id = "transport_note"'),
    )
    draft = play.act(catalogue.hand_in, files("2026.2", *changes), by=AUTHOR)
    zh, en = (
        [row["said"] for row in draft_row(draft, lang)["differences"]] for lang in ("zh", "en")
    )

    assert zh[0].startswith("企业投资项目核准：承诺期限由 13 working")
    assert "联审减少席位 slj" in zh[1]
    assert zh[2:] == [
        "企业投资项目核准：增加申请材料“交通组织说明”",
        "企业投资项目核准：取消申请材料“交通组织说明”",
    ]
    assert "promised limit, from 13 working" in en[0]
    assert len(en) == len(zh) == 4


def test_its_author_does_not_publish_it_and_nobody_backdates_it(play: Play) -> None:
    draft = play.act(catalogue.hand_in, files("2026.2", promised(10)), by=AUTHOR)

    with pytest.raises(PublishedByItsAuthor):
        play.act(catalogue.publish, draft.sha256, date(2026, 3, 2), by=AUTHOR)
    with pytest.raises(NotBeforePublication):
        play.act(catalogue.publish, draft.sha256, date(2026, 3, 1), by=PUBLISHER)
    with pytest.raises(NotYours):
        play.act(catalogue.publish, draft.sha256, date(2026, 3, 2), by="fgw.zhuren")
    again = play.act(catalogue.hand_in, files("2026.2", promised(10)), by=PUBLISHER)
    assert (again.sha256, again.drafted_by) == (draft.sha256, AUTHOR)


def test_a_version_is_published_once(play: Play) -> None:
    published(play, promised(10))
    draft = play.act(catalogue.hand_in, files("2026.2", promised(9)), by=AUTHOR)

    with pytest.raises(Invalid, match="published before"):
        play.act(catalogue.publish, draft.sha256, date(2026, 3, 2), by=PUBLISHER)


def test_filings_are_pinned_to_the_edition_of_their_legal_day(play: Play) -> None:
    before = play.accepted("2026-03-02 09:30").case_id
    published(play, promised(10), on=date(2026, 3, 9))
    eve = play.accepted("2026-03-08 23:59").case_id
    after = play.accepted("2026-03-09 00:01").case_id

    first, second = (edition.catalog.sha256 for edition in play.house.city.catalogs)
    pinned = [play.case(case_id).catalog_sha256 for case_id in (before, eve, after)]
    assert pinned == [first, first, second]
    limits = [play.case(case_id).rules.promise_limit for case_id in (eve, after)]
    assert [limit.days for limit in limits if limit] == [13, 10]
    assert promise(play, before) == date(2026, 3, 19)


def test_every_process_follows_without_a_restart(play: Play, ledger_url: str) -> None:
    other = build(Settings(database_url=ledger_url), play.clock)
    published(play, promised(10))

    with other.ledger.reading() as session:
        limit = other.office(session).city.catalog.rules("ratification.enterprise").promise_limit
    other.ledger.close()

    assert limit is not None and limit.days == 10
    assert "qiye" in other.city.catalog.users


def test_a_rehearsal_lists_who_moves_and_which_dates_change(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, promised(10))

    (row,) = play.read(
        lambda office: [
            rehearsed_row(found, "zh")
            for found in edition_moves.rehearse(
                office, number, actor=play.actor(AUTHOR), now=play.clock.now()
            )
        ]
    )

    assert (row["case_id"], row["may_move"], row["why_not"]) == (case_id, True, [])
    (change,) = row["dates"]
    assert (change["clock"], change["before"], change["after"]) == (
        "promise",
        "2026-03-19",
        "2026-03-16",
    )
    assert play.case(case_id).version == 2


def test_a_move_is_one_entry_with_both_editions_and_all_dates_and_doing_it_twice_is_nothing(
    play: Play,
) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, promised(10))

    moved(play, case_id, number, "缩短承诺")
    version = moved(play, case_id, number, "缩短承诺").version

    (entry,) = [
        e
        for e in play.read(lambda office: office.entries(case_id))
        if e.kind is EntryKind.MOVED_TO_EDITION
    ]
    payload = entry.payload
    assert (version, entry.number, entry.actor) == (3, 3, AUTHOR)
    assert (payload["catalog_before"]["version"], payload["catalog"]["version"]) == (
        "2026.1",
        "2026.2",
    )
    assert payload["reason"] == "缩短承诺"
    assert payload["clocks"][0]["after"]["due_on"] == "2026-03-16"
    assert promise(play, case_id) == date(2026, 3, 16)
    assert reasons(play, number) == {}


def test_what_was_filed_is_folded_by_the_rules_of_its_time_and_rebuild_changes_nothing(
    play: Play,
) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id
    number = published(play, promised(10))
    moved(play, case_id, number)

    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
        assert verify(session) == []
        row = session.execute(
            text("SELECT catalog_sha256, promise_due_on FROM cases WHERE case_id = :id"),
            {"id": case_id},
        ).one()
    assert row.catalog_sha256 == play.house.city.catalogs[1].catalog.sha256
    assert str(row.promise_due_on) == "2026-03-16"


def test_the_applicant_is_written_to_where_a_told_date_changes(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    shorter = ("limits.toml", RATIFICATION_LIMIT, RATIFICATION_LIMIT.replace("20", "18"))
    number = published(play, shorter)

    moved(play, case_id, number)

    rows = play.read(lambda office: views.letters_of(office.session, case_id))
    assert rows[-1].kind == "moved_dates"
    assert "目录2026.2自2026年3月2日起适用" in rows[-1].html
    assert "2026年3月26日" in rows[-1].html


RATIFICATION_LIMIT = "[time_limits.ratification_decision]\ndays = 20"


def test_an_applicant_does_not_lose_a_shorter_promise_without_a_reason(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, promised(15))

    assert "would lose an earlier date" in reasons(play, number)[case_id][0]
    with pytest.raises(CaseMayNotMove, match="lose an earlier date"):
        moved(play, case_id, number)
    moved(play, case_id, number, "样例：系统维护")

    assert promise(play, case_id) == date(2026, 3, 23)


def test_a_case_past_the_point_does_not_move(play: Play) -> None:
    reviewed = play.in_review("2026-03-02 09:30").case_id
    extended = play.accepted("2026-03-02 10:00").case_id
    form = ExtendForm(days=40, reasons="样例")
    play.act(approval.extend, extended, form, by="fgw.zhuren")
    number = published(
        play,
        (RATIFICATION, '    { department = "slj" },\n', ""),
        ("limits.toml", "max_days = 40", "max_days = 30"),
    )

    found = reasons(play, number)

    assert found[reviewed] == ["the review has begun otherwise"]
    assert found[extended] == ["the extension granted is too long"]


def test_a_case_whose_new_day_is_over_does_not_move(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, promised(3))
    play.clock.set(play.clock.now().replace(day=10))

    assert reasons(play, number)[case_id] == ["the new last day, 2026-03-05, is over already"]


def test_a_case_does_not_move_to_another_lead_department(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, (RATIFICATION, 'department = "fgw"', 'department = "zrzy"'))

    assert "another department leads the matter" in reasons(play, number)[case_id]


def test_undoing_is_another_entry_and_the_dates_are_the_old_ones(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, promised(10))
    moved(play, case_id, number)

    case = play.act(edition_moves.undo, case_id, by=AUTHOR, reason="样例：撤回")

    assert case.version == 4
    assert case.catalog_sha256 == play.house.city.catalogs[0].catalog.sha256
    assert promise(play, case_id) == date(2026, 3, 19)
    with pytest.raises(NeverMoved):
        play.act(edition_moves.undo, case_id, by=AUTHOR)
    assert list(reasons(play, number)) == [case_id]


def test_what_was_done_under_the_new_edition_keeps_the_case_there(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    number = published(play, promised(10))
    moved(play, case_id, number)
    play.act(signoff.open_review, case_id, OpenReviewForm(), by="fgw.chengban")

    with pytest.raises(ActedUnderTheEdition, match="entry 4"):
        play.act(edition_moves.undo, case_id, by=AUTHOR)
    assert promise(play, case_id) == date(2026, 3, 16)


def test_reminders_between_do_not_hinder_the_way_back(play: Play) -> None:
    case_id = play.received("2026-03-02 09:30").case_id
    play.act(intake.accept, case_id, AcceptForm(), by="chuangkou")
    number = published(play, promised(10))
    moved(play, case_id, number)
    play.act(lambda office, now: office.advance(case_id, now), when="2026-03-16 09:00")

    case = play.act(edition_moves.undo, case_id, by=AUTHOR)

    assert case.catalog_sha256 == play.house.city.catalogs[0].catalog.sha256


@pytest.mark.parametrize("table", ["catalog_draft", "catalog_edition"])
def test_drafts_and_editions_are_never_changed(play: Play, table: str) -> None:
    published(play, promised(10))

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET drafted_by = 'x'"):
        with pytest.raises(DatabaseError), play.house.ledger.writing() as session:
            session.execute(text(statement))


def test_inside_one_edition_the_rule_of_the_filings_legal_day_stays_with_the_case(
    play: Play,
) -> None:
    before = (
        'earlier = [{ days = 30, unit = "working", start = "accepted", valid_to = 2026-03-09, '
        'source = "样例", source_en = "sample", certainty = "sample" }]'
    )
    dated = f"{RATIFICATION_LIMIT}\nvalid_from = 2026-03-10\n{before}"
    published(play, ("limits.toml", RATIFICATION_LIMIT, dated))

    eve = play.accepted("2026-03-09 23:59").case_id
    morning = play.accepted("2026-03-10 00:01").case_id

    limits = [play.case(case_id).rules.decision_limit for case_id in (eve, morning)]
    assert [limit.days for limit in limits if limit] == [30, 20]
