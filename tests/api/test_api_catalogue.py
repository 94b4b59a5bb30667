"""The life of the catalogue at the API: drafted, published by another, moved and moved back.

A ratification received on Monday 2026-03-02 is promised within 13 working days, until Thursday
19 March; with 10 it is Monday 16 March.
"""

from __future__ import annotations

from typing import Any

import pytest

from catalog.drafts import files_at
from catalog.loader import DEMONSTRATION_CITY
from tests.api.calling import ADMINISTRATOR, CLERK, ENTERPRISE, HANDLER, SUPERVISOR, Caller

PUBLISHER = "fuhe"


def files(days: int = 10, version: str = "2026.2") -> dict[str, str]:
    """The shipped city with another version and another promise, without its accounts."""
    found = files_at(DEMONSTRATION_CITY)
    del found["users.toml"]
    matter = "matters/ratification.toml"
    found["catalog.toml"] = found["catalog.toml"].replace('"2026.1"', f'"{version}"', 1)
    found[matter] = found[matter].replace("days = 13", f"days = {days}", 1)
    return found


def drafted(call: Caller, **changes: Any) -> dict[str, Any]:
    body = {"files": files(**changes), "note": "sample"}
    told: dict[str, Any] = call.do(ADMINISTRATOR, "POST", "/catalog/drafts", body, 201)
    return told


def published(call: Caller, **changes: Any) -> int:
    draft = drafted(call, **changes)["draft"]
    body = {"effective_on": "2026-03-02"}
    told = call.do(PUBLISHER, "POST", f"/catalog/drafts/{draft}/publication", body, 201)
    return int(told["number"])


def test_the_shipped_city_is_the_first_edition_for_everybody_to_see(call: Caller) -> None:
    (first,) = call.get(ENTERPRISE, "/catalog/editions")

    assert (first["number"], first["version"]) == (1, "2026.1")


def test_a_draft_answers_with_its_changes_and_is_shown_again(call: Caller) -> None:
    told = drafted(call)

    assert told["faults"] == []
    (change,) = told["differences"]
    assert change["kind"] == "limit_changed" and "promised limit" in change["said"]
    assert call.get(SUPERVISOR, f"/catalog/drafts/{told['draft']}") == told
    chinese = call.get(
        SUPERVISOR, f"/catalog/drafts/{told['draft']}", headers={"Accept-Language": "zh"}
    )
    assert "承诺期限" in chinese["differences"][0]["said"]


def test_faults_are_told_by_file_and_key_and_hinder_publication(call: Caller) -> None:
    faulty = files()
    name = "matters/ratification.toml"
    faulty[name] = faulty[name].replace('delivery = "licensing_delivery"\n', "", 1)

    told = call.do(ADMINISTRATOR, "POST", "/catalog/drafts", {"files": faulty}, 201)
    answer = call(
        PUBLISHER,
        "POST",
        f"/catalog/drafts/{told['draft']}/publication",
        {"effective_on": "2026-03-02"},
    )

    (fault,) = told["faults"]
    assert fault["file"] == name
    assert fault["key"] == "matters[ratification.enterprise].limits.delivery"
    assert (answer.status_code, answer.json()["code"]) == (409, "FaultsRemain")


@pytest.mark.parametrize(
    "wrong",
    [{}, {"../catalog.toml": ""}, {"matters/deep/er.toml": ""}, {"notes.txt": ""}],
    ids=["none", "outside", "too deep", "no catalogue"],
)
def test_files_of_no_catalogue_are_bad_input(call: Caller, wrong: dict[str, str]) -> None:
    answer = call(ADMINISTRATOR, "POST", "/catalog/drafts", {"files": wrong})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/files"


def test_another_administrator_publishes_and_nobody_backdates(call: Caller) -> None:
    path = f"/catalog/drafts/{drafted(call)['draft']}/publication"

    own = call(ADMINISTRATOR, "POST", path, {"effective_on": "2026-03-02"})
    early = call(PUBLISHER, "POST", path, {"effective_on": "2026-03-01"})
    edition = call.do(PUBLISHER, "POST", path, {"effective_on": "2026-03-09"}, 201)

    assert own.json()["code"] == "PublishedByItsAuthor"
    assert early.json()["code"] == "NotBeforePublication"
    assert (edition["number"], edition["effective_on"]) == (2, "2026-03-09")
    assert (edition["drafted_by"], edition["published_by"]) == (ADMINISTRATOR, PUBLISHER)
    assert len(call.get(CLERK, "/catalog/editions")) == 2


def test_an_edition_and_a_draft_that_are_not_there_are_told(call: Caller) -> None:
    for path in ("/catalog/editions/9/rehearsal", f"/catalog/drafts/{'0' * 64}"):
        assert call(SUPERVISOR, "GET", path).status_code == 422


def test_a_case_is_rehearsed_moved_and_moved_back(call: Caller) -> None:
    case_id = call.accepted()
    number = published(call)

    (row,) = call.get(SUPERVISOR, f"/catalog/editions/{number}/rehearsal")
    moving = {"edition": number, "reason": "sample"}
    path = f"/catalog/cases/{case_id}/move"
    moved = call.do(ADMINISTRATOR, "POST", path, moving)
    rehearsed_again = call.get(SUPERVISOR, f"/catalog/editions/{number}/rehearsal")
    back = call.do(ADMINISTRATOR, "POST", f"{path}/undo", {"reason": "sample"})
    twice = call(ADMINISTRATOR, "POST", f"{path}/undo", {})

    assert (row["case_id"], row["may_move"]) == (case_id, True)
    (change,) = row["dates"]
    assert (change["before"], change["after"]) == ("2026-03-19", "2026-03-16")
    assert rehearsed_again == []
    assert back["version"] == moved["version"] + 1
    assert (twice.status_code, twice.json()["code"]) == (409, "NeverMoved")


def test_who_would_lose_a_date_moves_only_with_a_reason(call: Caller) -> None:
    case_id = call.accepted()
    number = published(call, days=15)
    path = f"/catalog/cases/{case_id}/move"

    without = call(ADMINISTRATOR, "POST", path, {"edition": number})
    rehearsal = f"/catalog/editions/{number}/rehearsal"
    before, after = call.get(SUPERVISOR, rehearsal), call.get(SUPERVISOR, f"{rehearsal}?reason=ok")

    assert (without.status_code, without.json()["code"]) == (409, "CaseMayNotMove")
    assert [before[0]["may_move"], after[0]["may_move"]] == [False, True]
    call.do(ADMINISTRATOR, "POST", path, {"edition": number, "reason": "sample"})


@pytest.mark.parametrize("who", [CLERK, HANDLER, SUPERVISOR, ENTERPRISE])
def test_the_life_of_the_catalogue_is_the_administrators(call: Caller, who: str) -> None:
    draft = drafted(call)["draft"]
    commands: list[tuple[str, dict[str, Any]]] = [
        ("/catalog/drafts", {"files": files()}),
        (f"/catalog/drafts/{draft}/publication", {"effective_on": "2026-03-02"}),
    ]

    for path, body in commands:
        assert call(who, "POST", path, body).status_code == 403
    if who != SUPERVISOR:
        assert call(who, "GET", f"/catalog/drafts/{draft}").status_code == 403
        assert call(who, "GET", "/catalog/editions/1/rehearsal").status_code == 403
