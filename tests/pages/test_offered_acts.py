"""What the reviewer's page of a case offers: every act within reach, by what it is about."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from api.pages.offers import GROUPS, OFFERS, grouped
from api.pages.offers import offered as offered_to
from states.terms import Rank
from tests.browser.looking import city_at_work
from tests.pages.browsing import Reader
from tests.playing import Play


def offered(play: Play, username: str, case_id: str) -> set[str]:
    """The acts that the page of a case leads to."""
    text = Reader(play, username).client.get(f"/cases/{case_id}").text
    return set(re.findall(rf"/cases/{case_id}/acts/([\w-]+)\"", text))


@pytest.mark.parametrize(
    ("username", "acts"),
    [
        ("fgw.chengban", {"suspend", "add-seat", "release-seat", "request-materials"}),
        ("fgw.zhuren", {"decide", "extend", "name-deputy"}),
        ("wgl.chengban", {"opinion", "reassign", "ask-handover", "request-check"}),
        ("wgl.juzhang", {"opinion", "name-deputy"}),
    ],
)
def test_each_official_finds_the_acts_of_the_office_on_the_page_of_the_case(
    play: Play, username: str, acts: set[str]
) -> None:
    review = city_at_work(play)["review"]

    assert acts <= offered(play, username, review)
    for name in acts:
        Reader(play, username).get(f"/cases/{review}/acts/{name}")


def test_an_extension_is_offered_to_the_rank_that_the_text_names(play: Play) -> None:
    review = play.in_review().case_id

    # 核准办法: the head of the organ extends; a section head has a decision to prepare only.
    assert "extend" in offered(play, "fgw.zhuren", review)
    assert "extend" not in offered(play, "fgw.chengban", review)
    assert "extend" not in offered(play, "wgl.juzhang", review)
    head = play.actor("fgw.zhuren")
    case = play.case(review)
    assert "extend" in offered_to(case, head)
    assert "extend" not in offered_to(case, replace(head, rank=Rank.SECTION_HEAD))


def test_colleagues_are_chosen_by_name_and_only_from_ones_own_department(play: Play) -> None:
    review = play.in_review().case_id
    official = Reader(play, "wgl.chengban")
    address = f"/cases/{review}/acts/reassign"
    page = official.client.get(address).text

    assert '<option value="wgl.juzhang">' in page
    assert "fgw.chengban" not in page.partition('id="officer"')[2].partition("</select>")[0]
    assert official.send(address, officer="wgl.juzhang").status_code == 303
    seat = play.case(review).seat("wgl")
    assert seat is not None
    assert seat.officer == "wgl.juzhang"
    deputy = Reader(play, "wgl.juzhang").client.get(f"/cases/{review}/acts/name-deputy").text
    assert deputy.count('<option value="wgl.chengban">') == 2


def test_few_acts_stand_in_one_row_and_many_by_what_they_are_about() -> None:
    few, many = ["reassign", "ask-handover"], ["suspend", "add-seat", "serve-letter", "withdraw"]

    assert grouped([]) == []
    assert grouped(few) == [("", few)]
    found = grouped([*many, *few, "extend"])
    assert found == [
        ("time", ["suspend", "extend"]),
        ("seats", ["add-seat", "reassign", "ask-handover"]),
        ("letters", ["serve-letter"]),
        ("other", ["withdraw"]),
    ]


def test_every_group_names_acts_that_exist_and_none_twice() -> None:
    named = [name for of in GROUPS.values() for name in of]

    assert set(named) <= set(OFFERS)
    assert len(named) == len(set(named))
