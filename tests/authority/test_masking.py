"""Personal data planted in every filing: who is told them by which page.

Operations of the API are heeded where everybody asks for all of them (test_authority.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from api.pages.page_acts import PAGE_ACTS
from tests.authority.asking import CONTACT, PEOPLE, PHONE, Asked
from tests.playing import play_on

APPLICANT = "qiye"
ALIKE = {"lead, deputy head", "lead, head", "seat, head", "elsewhere, handler", "elsewhere, head"}
LOOKING = [who for name, who in PEOPLE.items() if name not in ALIKE]
"""Pages show a head what they show a handler of the same organ, and strangers nothing."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("masked")
    play = play_on(f"sqlite:///{folder / 'greenlane.db'}")
    yield Asked(play)
    play.house.ledger.close()


@pytest.mark.timeout(120)
def test_no_page_of_an_act_tells_personal_data_to_anybody_else(city: Asked) -> None:
    city.told.clear()
    for act in PAGE_ACTS:
        for who in (APPLICANT, "chuangkou", "fgw.chengban", "sthj.chengban"):
            city.look(f"/cases/{{case_id}}/acts/{act}", who, city.cases["granted"])

    assert set(city.told) <= {APPLICANT}


@pytest.mark.timeout(120)
def test_no_page_tells_personal_data_to_anybody_else(city: Asked) -> None:
    city.told.clear()
    for path in city.pages():
        for who in LOOKING:
            city.look(path, who, city.cases["granted"])

    assert set(city.told) == {APPLICANT}
    assert "GET /cases/{case_id}" in city.told[APPLICANT]


def test_nobody_finds_a_case_by_personal_data(city: Asked) -> None:
    for who in filter(None, PEOPLE.values()):
        for sought in (CONTACT, PHONE, CONTACT[:2]):
            found = city.client.get("/api/v1/search", params={"q": sought}, headers={"x-who": who})
            listed = city.client.get(
                "/api/v1/cases", params={"text": sought}, headers={"x-who": who}
            )

            assert found.json()["items"] == []
            assert listed.json()["items"] == []


def test_who_handles_the_case_reads_masks_and_which_fields_they_hide(city: Asked) -> None:
    case_id = city.cases["granted"]
    told = city.client.get(f"/api/v1/cases/{case_id}", headers={"x-who": "fgw.chengban"}).json()
    lines = city.client.get(
        f"/api/v1/cases/{case_id}/entries", headers={"x-who": "fgw.chengban"}
    ).json()

    assert (told["applicant"]["contact"], told["applicant"]["phone"]) == ("欧**", "138****7364")
    assert lines[0]["payload"]["applicant"] == told["applicant"]
    assert lines[0]["masked"] == ["/applicant/contact", "/applicant/phone"]


def test_the_record_and_the_letters_hold_what_was_filed(city: Asked) -> None:
    case_id = city.cases["granted"]
    case = city.play.case(case_id)
    own = city.client.get(f"/api/v1/cases/{case_id}/file", headers={"x-who": APPLICANT}).json()

    assert (case.applicant["contact"], case.applicant["phone"]) == (CONTACT, PHONE)
    assert json.loads(own["entries"][0]["payload"])["applicant"]["phone"] == PHONE
    assert all(entry["masked"] == [] for entry in own["entries"])
