"""Versions of documents: what was handed in, in which order, and what is the same again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from states.paper_versions import version_named, versions_of
from states.terms import Entry, EntryKind

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def entry(number: int, *materials: Any, kind: EntryKind = EntryKind.SUPPLEMENTED) -> Entry:
    """An entry that brings these materials."""
    payload = {"materials": list(materials)}
    return Entry(number, kind, "qiye", "-", date(2026, 3, number), AT, payload)


def paper(material: str, content: str) -> dict[str, str]:
    """One row as entries carry it; the content stands for its hash."""
    return {"id": material, "filename": f"{content}.pdf", "sha256": content * 8}


def test_a_corrected_document_is_the_next_version_and_the_first_is_kept() -> None:
    found = versions_of([entry(1, paper("map", "a")), entry(4, paper("map", "b"))])

    assert [(v.number, v.filename, v.entry_number) for v in found["map"]] == [
        (1, "a.pdf", 1),
        (2, "b.pdf", 4),
    ]
    assert found["map"][1].supplied_on == date(2026, 3, 4)


def test_the_same_content_again_is_no_new_version_but_an_older_one_come_back_is() -> None:
    again = [entry(1, paper("map", "a")), entry(2, paper("map", "a"))]
    back = [*again, entry(3, paper("map", "b")), entry(4, paper("map", "a"))]

    assert len(versions_of(again)["map"]) == 1
    assert [v.filename for v in versions_of(back)["map"]] == ["a.pdf", "b.pdf", "a.pdf"]
    named = version_named(versions_of(back), "aaaaaaaa")
    assert named is not None
    assert named.number == 3
    assert version_named(versions_of(back), "cccccccc") is None


def test_materials_that_are_only_promised_are_no_versions() -> None:
    promised = entry(2, "map", "study", kind=EntryKind.COMMITMENT_MADE)

    assert versions_of([promised]) == {}


@given(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abc")), max_size=12))
def test_versions_are_numbered_from_one_and_neighbours_differ(rows: list[tuple[str, str]]) -> None:
    entries = [entry(n, paper(*row)) for n, row in enumerate(rows[:28], start=1)]
    for each in versions_of(entries).values():
        assert [version.number for version in each] == list(range(1, len(each) + 1))
        assert all(a.sha256 != b.sha256 for a, b in pairwise(each))
