"""The page of shortcuts tells each role only what it may open."""

from __future__ import annotations

import pytest

from api.pages.shortcuts import places_by_keys
from states.terms import Role
from tests.pages.browsing import Reader
from tests.playing import Play


@pytest.mark.parametrize("username", ["chuangkou", "wgl.chengban", "fgw.zhuren", "ducha", "guanli"])
def test_every_shortcut_leads_to_a_page_that_the_role_may_open(play: Play, username: str) -> None:
    reader = Reader(play, username)
    page = reader.client.get("/help/keys").text
    places = places_by_keys(play.actor(username).role)

    assert places
    for keys, href in places.items():
        assert f'data-keys="{keys}" data-href="{href}"' in page
        assert reader.client.get(href).status_code == 200


def test_an_enterprise_has_no_shortcuts_and_nobody_sees_any(play: Play) -> None:
    assert places_by_keys(Role.ENTERPRISE) == {}
    assert "data-keys-page" not in Reader(play, "qiye").client.get("/").text
    assert Reader(play, "qiye").client.get("/help/keys").status_code == 403
    assert "data-keys-page" not in Reader(play, None).client.get("/sign-in").text
