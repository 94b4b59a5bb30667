"""The whole API, asked by everybody: who may what is as it was written down and read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from acts import authority
from acts.deeds import DEEDS
from acts.policy import POLICY, Line, Tie
from api.allowed import EVENTS
from states.terms import Role
from tests.authority.asking import PEOPLE, Answers, Asked, asked, written
from tests.authority.doors import doors_of, shut
from tests.playing import Play, play_on

STATES = ("received", "reviewed", "granted")
"""What CI asks; the file has every state, written by `python -m tests.authority.asking`."""
OPEN = {
    "POST /api/v1/session/reset",
    "GET /api/v1/matters",
    "GET /api/v1/matters/{code}",
    "GET /api/v1/departments",
    "GET /api/v1/channels",
    "GET /api/v1/codes/{kind}/{value}",
    "GET /api/v1/catalog/editions",
    "GET /api/v1/due?start=2026-03-10&days=5",
    "POST /api/v1/guide",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
}
"""What nobody has to sign in for: the law and the catalogue, a code that resets a password, and
what the operator watches."""
DENIED = set("-?!")
READING = "POST /api/v1/cases/{case_id}/acts/read-contact"
READERS = ("the window", "lead, handler", "lead, deputy head", "lead, head")
"""Who is shown the applicant's personal data, and the one address that shows them."""


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    folder = tmp_path_factory.mktemp("asked")
    play = play_on(f"sqlite:///{folder / 'greenlane.db'}")
    yield play
    play.house.ledger.close()


@pytest.fixture(scope="module")
def known() -> tuple[tuple[str, ...], Answers]:
    return written()


@pytest.mark.timeout(280)
def test_everybody_is_answered_as_it_was_written_down(
    play: Play, known: tuple[tuple[str, ...], Answers]
) -> None:
    states, answers = known
    at = [states.index(state) for state in STATES]
    wanted = {
        operation: {
            name: "".join(signs[number] for number in at) if len(signs) > 1 else signs
            for name, signs in people.items()
        }
        for operation, people in answers.items()
    }
    city = Asked(play)
    doors = doors_of(play, city.cases["reviewed"], city.known["project"])

    assert shut(doors) == ""
    assert asked(city, STATES, city.operations()) == wanted
    told = {who: where for who, where in city.told.items() if who != PEOPLE["the applicant"]}
    assert set(told) == {PEOPLE[name] for name in READERS}
    assert {place for where in told.values() for place in where} == {READING}


def test_who_is_not_signed_in_reads_the_law_and_nothing_else(
    known: tuple[tuple[str, ...], Answers],
) -> None:
    _, answers = known
    without = {op for op, people in answers.items() if not set(people["nobody"]) <= {"!"}}

    assert without == OPEN


def test_a_case_does_not_exist_for_those_who_have_no_part_in_it(
    known: tuple[tuple[str, ...], Answers],
) -> None:
    _, answers = known
    strangers = ("another enterprise", "elsewhere, handler", "elsewhere, head")
    told = {
        (operation, name, people[name])
        for operation, people in answers.items()
        for name in strangers
        if "{case_id}" in operation and set(people[name]) != {"?"}
    }

    # The house itself is asked first who may bring a case up to date.
    assert {operation for operation, _, _ in told} <= {"POST /api/v1/cases/{case_id}/advance"}
    assert all(set(signs) == {"-"} for _, _, signs in told)


def test_who_oversees_decides_nothing(known: tuple[tuple[str, ...], Answers]) -> None:
    _, answers = known
    own = {"advance", "urge", "decide-card-appeal", "move", "undo"}
    done = {
        operation
        for operation, people in answers.items()
        for name in ("supervisor", "administrator")
        if "{case_id}" in operation and not operation.startswith("GET")
        if not set(people[name]) <= DENIED
    }

    assert {operation.rpartition("/")[2] for operation in done} == own


def test_only_an_approver_of_the_lead_decides(known: tuple[tuple[str, ...], Answers]) -> None:
    _, answers = known
    people = answers["POST /api/v1/cases/{case_id}/decision"]
    may = {name for name, signs in people.items() if not set(signs) <= DENIED}

    assert may == {"lead, deputy head", "lead, head"}


def test_an_act_that_the_policy_does_not_know_cannot_be_asked_for() -> None:
    someone = authority.SYSTEM

    with pytest.raises(KeyError):
        authority.allows(someone, "grant_everything")


def test_every_act_on_a_case_stands_in_the_policy() -> None:
    by_another_name = {
        "accept_tolerantly": "accept",
        "accept_on_commitment": "accept",
        "open": "open_review",
        "answer_late": "give_opinion",
        "recall_opinion": "recall",
        "grant": "decide",
        "refuse": "decide",
    }
    acts = {by_another_name.get(event, event) for event in EVENTS}

    assert acts <= set(POLICY)
    assert {deed.event for deed in DEEDS.values()} <= set(POLICY)


def test_every_act_of_the_policy_is_asked_for_somewhere() -> None:
    root = Path(__file__).parents[2]
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("acts", "api", "flows", "greenlane")
        for path in (root / folder).rglob("*.py")
        if path.name != "policy.py"
    )
    deeds = {deed.event for deed in DEEDS.values()}
    events = {"refuse_acceptance", "find_not_needed", "recall", "reassign"}
    unasked = {act for act in POLICY if f'"{act}"' not in sources} - deeds - events

    assert unasked == set()


def test_no_line_says_what_another_says_already() -> None:
    for act, lines in POLICY.items():
        assert len(set(lines)) == len(lines), act
        for line in lines:
            wider = Line(line.role) if (line.tie, line.rank) != (Tie.ANY, None) else None
            assert wider not in lines, (act, line)


def test_everybody_of_the_matrix_is_of_another_kind(play: Play) -> None:
    roles = {play.actor(name).role for name in PEOPLE.values() if name}

    assert roles == set(Role) - {Role.SYSTEM}
