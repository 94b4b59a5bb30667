"""What is new since the official last looked, on the pages of a case."""

from __future__ import annotations

from sqlalchemy import text

from acts import intake
from acts.forms import ChangesForm, CorrectionForm, ItemForm, SupplementForm
from greenlane.story import at
from tests.pages.browsing import Reader
from tests.playing import Play

NEW = "自您上次查看以来"


def corrected(play: Play, case_id: str) -> None:
    """A correction notice and its answer, on the fourth of March."""
    play.clock.set(at("2026-03-04 10:00"))
    notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
    play.act(intake.notify_correction, case_id, notice, by="chuangkou")
    change = SupplementForm(changes=ChangesForm(scale="占地130亩"))
    play.act(intake.supplement, case_id, change, by="qiye")


def test_the_second_visit_tells_what_is_new_and_the_third_does_not(play: Play) -> None:
    case_id = play.received().case_id
    address = f"/cases/{case_id}"
    clerk = Reader(play, "chuangkou")

    assert NEW not in clerk.get(address).text

    corrected(play, case_id)
    clerk = Reader(play, "chuangkou")
    page = clerk.get(address)
    for told in (NEW, "2026年3月2日 09:30", "占地120亩", "占地130亩", "新增记录 2 条"):
        assert told in page.text
    assert f"{address}/timeline#entry-3" in page.links
    # The same visit goes on: what is new stays new while it is read.
    assert NEW in clerk.get(address).text

    play.clock.set(at("2026-03-04 11:00"))
    assert NEW not in clerk.get(address).text


def test_new_entries_are_marked_in_the_record_and_beside_a_form(play: Play) -> None:
    case_id = play.received().case_id
    Reader(play, "chuangkou").get(f"/cases/{case_id}")
    corrected(play, case_id)
    clerk = Reader(play, "chuangkou")
    form = clerk.client.get(f"/cases/{case_id}/acts/accept").text
    record = clerk.client.get(f"/cases/{case_id}/timeline").text

    mark = '<span class="pill soon">新</span>'
    assert form.count(mark) == 2
    assert record.count(mark) == 2
    first, _, later = record.partition('id="entry-2"')
    assert mark not in first.partition('id="entry-1"')[2]
    assert mark in later


def test_looking_writes_no_entry_and_a_page_fetched_ahead_is_not_looked_at(play: Play) -> None:
    case_id = play.received().case_id
    clerk = Reader(play, "chuangkou")
    clerk.client.get(f"/cases/{case_id}", headers={"sec-purpose": "prefetch"})

    def rows() -> int:
        counted = text("SELECT count(*) FROM case_seen")
        return int(play.read(lambda office: office.session.scalar(counted)))

    assert rows() == 0
    clerk.get(f"/cases/{case_id}")
    clerk.get(f"/cases/{case_id}")
    assert rows() == 1
    assert play.case(case_id).version == 1


def test_an_enterprise_is_told_by_its_notices_and_nothing_is_kept_of_its_looks(play: Play) -> None:
    case_id = play.received().case_id
    Reader(play, "qiye").get(f"/cases/{case_id}")
    corrected(play, case_id)

    assert NEW not in Reader(play, "qiye").get(f"/cases/{case_id}").text


def test_a_case_that_is_not_ours_to_see_leaves_no_mark(play: Play) -> None:
    case_id = play.received().case_id
    Reader(play, "dzj.chengban").get(f"/cases/{case_id}", expect=404)
    counted = text("SELECT count(*) FROM case_seen")

    assert play.read(lambda office: office.session.scalar(counted)) == 0


def test_the_interface_tells_the_same_without_remembering(play: Play) -> None:
    case_id = play.received().case_id
    corrected(play, case_id)
    clerk = Reader(play, "chuangkou")
    told = clerk.client.get(f"/api/v1/cases/{case_id}/since/1").json()

    assert told["fields"] == [{"name": "scale", "before": "占地120亩", "after": "占地130亩"}]
    assert told["entries"] == [2, 3]
    assert clerk.client.get(f"/api/v1/cases/{case_id}/since/0").status_code == 422
    stranger = Reader(play, "dzj.chengban").client
    assert stranger.get(f"/api/v1/cases/{case_id}/since/1").status_code == 404
