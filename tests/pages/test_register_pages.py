"""The pages of registers, without scripts: entered, found, moved, imported, read as of a day."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.pages.browsing import Page, Reader
from tests.playing import Play

KEEPER, CODE = "fgw.zhuren", "key_projects"
HERE = f"/registers/{CODE}"


def entered(play: Play, name: str = "示例镁合金项目", **more: str) -> str:
    """Enter an item through the form; its address."""
    values = {"values__project_name": name, "values__grade": "city", "reason": "市政府常务会议"}
    answer = Reader(play, KEEPER).send(f"{HERE}/enter", **(values | more))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("名录", "企业", "省、市重点")), ("en", ("Registers", "Enterprises", "city key"))],
)
def test_the_registers_are_listed_by_what_they_speak_of(
    play: Play, lang: str, words: tuple[str, ...]
) -> None:
    page = Reader(play, "ducha", lang).get("/registers")

    for word in words:
        assert word in page.text
    assert HERE in page.links


def test_an_enterprise_sees_the_public_registers_only(play: Play) -> None:
    page = Reader(play, "qiye").get("/registers")

    assert HERE in page.links
    assert "/registers/white_list" not in page.links
    Reader(play, "qiye").get("/registers/white_list", expect=403)


def test_an_item_is_entered_and_stands_in_the_list_with_its_basis(play: Play) -> None:
    address = entered(play, basis="鹤政纪〔2026〕3号", values__investment="5000")
    item = Reader(play, "ducha").get(address)
    listed = Reader(play, "ducha").get(HERE)

    for word in ("示例镁合金项目", "市重点", "5000", "市政府常务会议", "鹤政纪〔2026〕3号"):
        assert word in item.text
    assert address in listed.links
    assert f"{HERE}/enter" not in listed.links


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(play: Play) -> None:
    form = {"values__project_name": "", "values__grade": "city", "values__investment": "很多"}
    answer = Reader(play, KEEPER).send(f"{HERE}/enter", reason="x", **form)
    page = Page(answer.text)

    assert answer.status_code == 422
    assert "#values.project_name" in page.links
    assert page.form(f"{HERE}/enter").values["values.investment"] == ["很多"]
    assert "应为数字" in page.text


def test_a_status_is_moved_as_the_definition_allows_and_the_item_comes_back(play: Play) -> None:
    address = entered(play)
    reader = Reader(play, KEEPER)
    assert reader.send(f"{address}/move", status="removed", reason="已竣工").status_code == 303
    gone = Reader(play, KEEPER).get(address)
    assert reader.send(f"{address}/reenter", reason="二期").status_code == 303

    assert f"{address}/reenter" in gone.links
    assert f"{address}/change" not in gone.links
    assert "已移出" in gone.text
    assert "重新列入" in reader.get(address).text


def test_a_change_keeps_what_stood_and_a_day_before_shows_it(play: Play) -> None:
    address = entered(play, from_on="2026-01-05")
    reader = Reader(play, KEEPER)
    sent = reader.send(f"{address}/change", values__project_name="新名项目", reason="更名")
    assert sent.status_code == 303

    assert "新名项目" in reader.get(address).text
    assert "新名项目" not in Page(reader.client.get(f"{HERE}?day=2026-02-01").text).text
    assert "示例镁合金项目" in reader.get(f"{address}?day=2026-02-01").text


def test_a_form_that_others_overtook_is_not_taken(play: Play) -> None:
    address = entered(play)
    reader = Reader(play, KEEPER)
    form = reader.get(f"{address}/change").form(f"{address}/change")
    reader.send(f"{address}/change", values__park="宝山", reason="一")
    late = reader.submit(form, values__park="鹤淇", reason="二")

    assert late.status_code == 412
    assert "宝山" in reader.get(address).text


def test_only_keepers_are_offered_the_forms(play: Play) -> None:
    address = entered(play)

    for path in (f"{HERE}/enter", f"{HERE}/import", f"{address}/move"):
        Reader(play, "ducha").get(path, expect=403)
    assert f"{address}/move" not in Reader(play, "ducha").get(address).links
    Reader(play, KEEPER).get(f"{address}/burn", expect=404)
    Reader(play, KEEPER).get(f"{HERE}/2026-0099", expect=404)


def test_an_import_says_what_is_wrong_row_by_row_and_enters_nothing(play: Play) -> None:
    text = "项目名称,项目级别\n甲,省重点\n,乡级\n"
    answer = Reader(play, KEEPER).send(f"{HERE}/import", text=text, reason="首批")
    page = Page(answer.text)

    assert answer.status_code == 422
    assert "没有列入任何条目" in page.text
    assert "只能是以下之一" in page.text
    assert "名录里还没有条目" in Reader(play, KEEPER).get(HERE).text


def test_an_import_enters_every_row_and_words_find_them(play: Play) -> None:
    text = "项目名称,项目级别\n甲项目,省重点\n乙项目,市重点\n"
    answer = Reader(play, KEEPER).send(f"{HERE}/import", text=text, reason="首批")
    found = Reader(play, "ducha").get(f"{HERE}?words=乙&day=&status=&which=in")

    assert answer.status_code == 303
    assert "已列入2条" in Reader(play, KEEPER).get(answer.headers["location"]).text
    assert "乙项目" in found.text
    assert "甲项目" not in found.text
    assert any("words=乙" in unquote(link) and "/export?" in link for link in found.links)
