"""The head of the pages: every role finds its pages, few at once, and none that is not its own."""

from __future__ import annotations

import pytest

from api.pages.navigation import LINKS, TOPICS, navigation
from states.terms import Role
from templates.i18n import messages
from tests.pages.browsing import Reader
from tests.playing import Play

PEOPLE = ("qiye", "chuangkou", "fgw.chengban", "fgw.zhuren", "ducha", "guanli")
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


@pytest.mark.parametrize("role", ROLES)
def test_at_most_five_links_stand_in_the_head_itself(role: Role) -> None:
    assert 1 <= len(navigation(role, "/").first) <= 5


@pytest.mark.parametrize("username", PEOPLE)
def test_every_link_of_the_head_opens_for_who_is_given_it(play: Play, username: str) -> None:
    role = play.actor(username).role
    shown = navigation(role, "/")
    links = [*shown.first, *(item for _, topic in shown.more for item in topic)]
    reader = Reader(play, username)

    assert [reader.get(item.href).tags & {"h1"} for item in links] == [{"h1"}] * len(links)


def test_a_link_stands_once_for_each_role_and_under_a_topic_of_the_menu() -> None:
    twice = [link.name for link in LINKS if set(link.first) & set(link.more)]
    lost = [link.name for link in LINKS if link.topic not in TOPICS]

    assert twice == []
    assert lost == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_and_topic_has_its_word(lang: str) -> None:
    known = messages(lang)
    wanted = {f"nav.{link.name}" for link in LINKS} | {f"nav_topic.{topic}" for topic in TOPICS}

    assert wanted - set(known) == set()


def test_a_clerk_finds_the_bulletins_in_the_menu(play: Play) -> None:
    page = Reader(play, "chuangkou").get("/")

    assert "/bulletins" in page.links
    assert "通报考核" in page.text


def test_the_menu_names_the_page_on_which_one_stands() -> None:
    here = navigation(Role.ADMINISTRATOR, "/catalogue/editions/1")

    assert here.within is not None
    assert here.within.name == "catalogue"
    assert [item.name for item in here.first if item.current] == []
    assert navigation(Role.ADMINISTRATOR, "/").within is None
