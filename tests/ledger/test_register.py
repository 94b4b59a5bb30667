"""Document numbers: per organ, kind and year, without gaps, never used twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import intake
from acts.forms import AcceptForm
from ledger import register, views
from tests.playing import Play, play_on


def numbers(play: Play, series: str, year: int = 2026) -> list[str]:
    rows = play.read(lambda office: register.registered(office.session, "fgw", series, year))
    return [row.number for row in rows]


def test_numbers_count_per_kind_and_start_again_with_the_year_of_signing(
    ledger_url: str,
) -> None:
    """A case received in December and accepted in January bears two first numbers."""
    play = play_on(ledger_url)
    case = play.received("2025-12-30 10:00")
    play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou", when="2026-01-05 10:00")
    play.received("2026-01-05 11:00")

    assert numbers(play, "收", 2025) == ["鹤发改收〔2025〕1号"]
    assert numbers(play, "收", 2026) == ["鹤发改收〔2026〕1号"]
    assert numbers(play, "受", 2026) == ["鹤发改受〔2026〕1号"]
    play.house.ledger.close()


def test_an_act_that_is_rolled_back_gives_its_number_back(ledger_url: str) -> None:
    """Allocated at sealing, in the transaction: no gap (LAW B6.3)."""
    play = play_on(ledger_url)
    case = play.received()

    class Stopped(Exception):
        pass

    with pytest.raises(Stopped), play.house.ledger.writing() as session:
        intake.accept(
            play.house.office(session),
            case.case_id,
            AcceptForm(),
            actor=play.actor("chuangkou"),
            now=play.clock.now(),
        )
        raise Stopped

    assert numbers(play, "受") == []
    play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    assert numbers(play, "受") == ["鹤发改受〔2026〕1号"]
    play.house.ledger.close()


def test_many_at_once_number_without_gap_or_double(ledger_url: str) -> None:
    """Twelve windows seal at the same time; some of them fail and give theirs back."""
    play = play_on(ledger_url)
    ids = [play.received().case_id for _ in range(12)]
    clerk, now = play.actor("chuangkou"), play.clock.now()

    def accept(place: int) -> None:
        try:
            with play.house.ledger.writing() as session:
                office = play.house.office(session)
                intake.accept(office, ids[place], AcceptForm(), actor=clerk, now=now)
                if place % 4 == 0:
                    raise KeyError(place)
        except KeyError:
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(accept, range(12)))

    (series,) = [
        one
        for one in play.read(lambda office: register.all_series(office.session, "fgw"))
        if one.series == "受"
    ]
    assert (series.taken, series.last, series.is_gapless) == (9, 9, True)
    assert numbers(play, "受") == [f"鹤发改受〔2026〕{n}号" for n in range(1, 10)]
    play.house.ledger.close()


def test_every_sealed_letter_stands_in_the_register(ledger_url: str) -> None:
    """Letter and number point at each other."""
    play = play_on(ledger_url)
    case = play.in_review()

    rows = play.read(lambda office: list(views.letters_of(office.session, case.case_id)))
    found = [
        play.read(lambda office, row=row: register.number_of(office.session, row.letter_id))
        for row in rows
    ]
    assert [row.number for row in rows] == [one.number for one in found if one]
    play.house.ledger.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE document_number SET serial = 9",
        "DELETE FROM document_number",
        "INSERT INTO document_number VALUES ('fgw', '收', 2026, 1, 'x', 'x')",
        "INSERT INTO document_number VALUES ('fgw', '收', 2026, 9, '鹤发改收〔2026〕1号', 'x')",
    ],
)
def test_a_number_once_taken_is_never_changed_freed_or_taken_again(
    ledger_url: str, change: str
) -> None:
    """The database itself refuses."""
    play = play_on(ledger_url)
    play.received()

    with pytest.raises(DatabaseError), play.house.ledger.writing() as session:
        session.execute(text(change))
    assert numbers(play, "收") == ["鹤发改收〔2026〕1号"]
    play.house.ledger.close()
