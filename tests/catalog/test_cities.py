"""Every shipped city is data: checked, complete, and named by no line of code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import catalog
from catalog.faults import UnknownCity
from catalog.loader import SHIPPED, canonical, shipped_city
from states.terms import Role

CITIES = ("hebi", "zhumadian")
ROOMS = ("acts", "api", "catalog", "flows", "greenlane", "ledger", "states", "templates")
HOUSE = Path(catalog.__file__).parents[1]


def words_of(room: str) -> set[str]:
    """Every text that a room's code holds: literals, and the words of its docstrings."""
    texts: set[str] = set()
    for file in (HOUSE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return texts


@pytest.mark.parametrize("name", CITIES)
def test_a_shipped_city_has_no_fault(name: str) -> None:
    assert catalog.check(shipped_city(name)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_names_a_city_its_code_or_its_departments(room: str) -> None:
    texts = words_of(room)
    for name in CITIES:
        city = catalog.load(shipped_city(name))
        literal = {name, city.book.city.region, *city.departments}
        inside = {city.city, city.city_en, *(d.name for d in city.departments.values())}

        assert not literal & texts
        assert not [text for text in texts for word in inside if word in text]
        assert not [t for t in texts for d in city.departments if t.startswith(f"{d}.")]


def test_the_second_city_is_another_one() -> None:
    first, second = (catalog.load(shipped_city(name)) for name in CITIES)

    assert first.sha256 != second.sha256
    assert not set(first.departments) & set(second.departments)
    assert {d.name for d in second.departments.values() if "驻马店" not in d.name} == set()
    assert second.book.city.region == "411700"


def test_the_second_citys_tasks_are_those_of_its_document() -> None:
    city = catalog.load(shipped_city("zhumadian"))
    tasks = {city.task_key(task): task for task in city.tasks}

    assert len(tasks) == 30
    assert tasks["驻政办2021-10/七/(27)"].responsible == ("ziran", "fagai", "shuiwu", "gongxin")
    assert tasks["驻政办2021-10/七/(26)"].others == ("市工商联",)
    assert "首席服务员" in tasks["驻政办2021-10/七/(26)"].text


def test_a_city_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownCity, match='did you mean "zhumadian"'):
        shipped_city("zhumadien")

    assert shipped_city(str(SHIPPED / "hebi")) == SHIPPED / "hebi"


@pytest.mark.parametrize("name", CITIES)
def test_enough_people_play_in_every_city(name: str) -> None:
    city = catalog.load(shipped_city(name))
    assert city.demonstration is not None
    people = city.demonstration.people

    assert city.users[people.clerk].role is Role.CLERK
    assert set(people.reviewers.values()) <= set(city.users)


def test_an_edition_of_an_older_release_keeps_its_text_and_hash() -> None:
    city = catalog.load()
    older = city.content.replace(f'"task_series":"{city.book.task_series}",', "")
    assert older != city.content

    read = catalog.Catalog.from_content(older)

    assert read.content == older
    assert read.sha256 != city.sha256
    assert canonical(read.book) != older
