"""Search on both engines: what is found, by whom, and that the index follows the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from acts import documents, intake, searching, signoff, upkeep
from acts.forms import CorrectionForm, ItemForm, ReasonsForm, SeatForm, SupplementForm
from ledger import search_views
from ledger.evidence import verify
from ledger.grams import grams_asked
from ledger.search_index import in_index, keep, letter_text, own_text
from tests.playing import DOCUMENT, Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


@pytest.fixture(params=["case by case", "through the index"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of answering an organisation, whatever the number of its cases."""
    if request.param == "through the index":
        monkeypatch.setattr(search_views, "FEW", -1)
    return str(request.param)


def ids(play: Play, words: str, by: str = "guanli", **more: Any) -> list[str]:
    actor, limit = play.actor(by), more.pop("limit", 50)
    found = play.read(lambda o: searching.search(o, words, actor=actor, limit=limit, **more))
    return [one.case.case_id for one in found]


def hits(play: Play, words: str, by: str = "guanli") -> dict[str, str]:
    """Where the words stand in the first case that is found: place to what is marked."""
    actor = play.actor(by)
    found = play.read(lambda o: searching.search(o, words, actor=actor, limit=1))
    return {
        hit.place: "/".join(piece.text for piece in hit.excerpt if piece.is_hit)
        for hit in found[0].hits
    }


def named(play: Play, name: str, enterprise: str = "鹤壁示例企业") -> str:
    project, applicant = play.project(name=name), play.applicant(name=enterprise)
    return play.received(project=project, applicant=applicant).case_id


def test_a_case_is_found_by_every_name_and_number_that_it_bears(play: Play) -> None:
    first = named(play, "宏图光伏发电项目", "淇县宏图新能源有限公司")
    second = named(play, "远大污水处理厂")
    code = play.case(first).applicant["credit_code"]

    assert ids(play, "宏图") == [first]
    assert hits(play, "宏图")["project_name"] == "宏图"
    assert ids(play, "远大 污水") == [second]
    assert ids(play, "宏图 污水") == []
    assert ids(play, "伏") == [first]
    assert ids(play, first) == [first]
    assert hits(play, first)["case_id"] == first
    assert ids(play, code.lower()) == [second, first]
    assert hits(play, code[:9])["applicant_code"] == code[:9]
    assert ids(play, "核准") == [second, first]
    assert hits(play, "企业投资项目核准")["matter"] == "企业投资项目核准"
    assert hits(play, "RATIFICATION")["matter"].lower() == "ratification"
    assert hits(play, "新能源有限公司")["applicant_name"] == "新能源有限公司"
    assert ids(play, "图宏") == []
    assert ids(play, "宏%图") == ids(play, "宏_") == ids(play, "'宏\"*") == []


def test_a_case_is_found_by_the_number_and_the_words_of_its_letters(play: Play) -> None:
    case = named(play, "宏图光伏发电项目")
    items = (ItemForm(about="/scale", problem="占地面积前后矛盾", remedy="核对后写明"),)
    play.act(intake.notify_correction, case, CorrectionForm(items=items), by="chuangkou")
    number = play.case(case).letters[-1].number

    assert ids(play, "前后矛盾") == [case]
    assert hits(play, "前后矛盾") == {"letter": "前后矛盾"}
    assert ids(play, number) == [case]
    assert hits(play, number)["letter"].startswith(number)
    # Words may stand in different texts of a case.
    assert ids(play, "光伏 前后矛盾") == [case]


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(play: Play) -> None:
    case = named(play, "旧名光伏项目")
    items = (ItemForm(about="/name", problem="名称有误", remedy="改正"),)
    play.act(intake.notify_correction, case, CorrectionForm(items=items), by="chuangkou")
    changes = SupplementForm(changes={"name": "新名风电项目"})
    play.act(intake.supplement, case, changes, by="qiye")

    assert ids(play, "新名风电") == [case]
    assert hits(play, "新名风电")["project_name"] == "新名风电"
    assert "project_name" not in hits(play, "旧名光伏")
    assert play.read(lambda office: verify(office.session)) == []


def test_a_refused_act_leaves_nothing_to_be_found(play: Play) -> None:
    form, actor, now = play.form(), play.actor("qiye"), play.clock.now()
    with pytest.raises(RuntimeError), play.house.ledger.writing() as session:
        intake.receive(play.house.office(session), form, actor=actor, now=now)
        raise RuntimeError

    assert ids(play, "热电") == []


def test_everybody_finds_only_what_is_theirs_to_see(play: Play, way: str) -> None:
    mine = play.in_review().case_id
    other = play.applicant(name="他人有限公司", credit_code=play.actor("qiye2").organisation)
    play.act(documents.store, "document.pdf", DOCUMENT, by="qiye2")
    theirs = play.act(intake.receive, play.form(applicant=other), by="qiye2").case_id

    assert ids(play, "热电") == [theirs, mine]
    assert ids(play, "热电", "chuangkou") == [theirs, mine]
    assert ids(play, "热电", "fgw.chengban") == [theirs, mine]
    assert ids(play, "热电", "qiye") == [mine]
    assert ids(play, "热电", "qiye2") == [theirs]
    assert ids(play, "热电", "wgl.chengban") == [mine]
    assert ids(play, "热电", "swj.chengban") == []


def test_a_department_finds_the_case_from_the_day_it_has_a_seat(play: Play, way: str) -> None:
    case = play.in_review().case_id
    assert ids(play, "热电", "swj.chengban") == []

    play.act(signoff.add_seat, case, SeatForm(department="swj"), by="fgw.chengban")
    assert ids(play, "热电", "swj.chengban") == [case]

    reasons = ReasonsForm(reasons="不涉及")
    play.act(signoff.release_seat, case, "swj", reasons, by="fgw.chengban")
    seen = "swj" in {seat.department for seat in play.case(case).seats}
    assert (ids(play, "热电", "swj.chengban") == [case]) == seen


def test_an_enterprise_finds_no_words_of_letters_between_organs(play: Play, way: str) -> None:
    case = play.in_review().case_id

    assert ids(play, "征求意见函", "wgl.chengban") == [case]
    assert ids(play, "征求意见函", "qiye") == []
    assert ids(play, "受理通知书", "qiye") == [case]
    assert set(hits(play, "热电 受理", "qiye")) == {"project_name", "letter"}


def test_pages_follow_one_another_without_gap_or_double(play: Play, way: str) -> None:
    cases = [named(play, f"宏图{n}期") for n in "一二三四五"]
    seen: list[str] = []
    before = None
    actor = play.actor("qiye")
    while True:
        page = play.read(
            lambda o, at=before: searching.search(o, "宏图", actor=actor, limit=2, before=at)
        )
        if not page:
            break
        seen += [one.case.case_id for one in page]
        before = page[-1].case_no

    assert seen == cases[::-1]


def test_a_page_takes_the_same_number_of_queries_whatever_it_shows(play: Play, way: str) -> None:
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    engine = play.house.ledger.engine
    named(play, "宏图一期")
    event.listen(engine, "before_cursor_execute", note)
    ids(play, "宏图", "qiye")
    few = len(asked)
    event.remove(engine, "before_cursor_execute", note)
    for n in "二三四":
        named(play, f"宏图{n}期")
    asked.clear()
    event.listen(engine, "before_cursor_execute", note)
    ids(play, "宏图", "qiye")
    event.remove(engine, "before_cursor_execute", note)

    assert 0 < len(asked) == few


SPOILT = {
    "a text is changed": "UPDATE search_text SET content = '别的' WHERE place = 'case'",
    "a text is lost": "DELETE FROM search_text WHERE place <> 'case'",
    "a reader is lost": "DELETE FROM case_party WHERE organisation = 'fgw'",
    "the case's number is lost": "DELETE FROM search_case",
}


@pytest.mark.parametrize("damage", SPOILT, ids=str)
def test_verify_finds_a_spoilt_index_and_rebuild_mends_it(play: Play, damage: str) -> None:
    case = play.accepted().case_id
    with play.house.ledger.writing() as session:
        session.execute(text(SPOILT[damage]))
    faults = play.read(lambda office: verify(office.session))
    assert {fault.case_id for fault in faults} == {case}

    with play.house.ledger.writing() as session:
        upkeep.rebuild(play.house.office(session))

    assert play.read(lambda office: verify(office.session)) == []
    assert ids(play, "热电 受理") == [case]
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0


def test_verify_finds_an_index_that_does_not_lead_to_a_case(play: Play) -> None:
    case = play.accepted().case_id
    with play.house.ledger.writing() as session:
        upkeep.search_index.empty_index(session)
    faults = play.read(lambda office: verify(office.session))

    assert [(f.case_id, f.problem) for f in faults] == [
        (case, "the index of words does not lead to it")
    ]


def test_a_ledger_of_before_is_indexed_at_the_next_start(ledger_url: str) -> None:
    play = play_on(ledger_url)
    cases = [play.in_review().case_id, named(play, "宏图一期")]
    with play.house.ledger.writing() as session:
        upkeep.search_index.empty_index(session)
        for table in ("search_text", "search_case", "case_party"):
            session.execute(text(f"DELETE FROM {table}"))
    play.house.ledger.close()

    again = play_on(ledger_url)

    assert sorted(ids(again, "项目", "fgw.chengban")) == sorted(cases)
    assert again.read(lambda office: verify(office.session)) == []
    again.house.ledger.close()


def test_a_letter_is_kept_by_its_number_and_what_is_read_on_it() -> None:
    kept = letter_text("l", "鹤发〔2026〕1号", "fgw", "<p>请在７个工作日内</p>")

    assert kept.content == "鹤发〔2026〕1号\n请在7个工作日内"
    assert kept.reader == "fgw"


def test_the_index_forgets_what_no_text_of_the_case_says_any_more(play: Play) -> None:
    def proposed(session: Session, word: str) -> int:
        condition, given = in_index(session, grams_asked(word))
        query = text(f"SELECT count(*) FROM search_gram g WHERE {condition}")
        return int(session.execute(query, given).scalar_one())

    with play.house.ledger.writing() as session:
        keep(session, "c", [own_text(["旧名"])])
        assert (proposed(session, "旧名"), proposed(session, "新名")) == (1, 0)
        keep(session, "c", [own_text(["新名"])])
        assert (proposed(session, "旧名"), proposed(session, "新名")) == (0, 1)
