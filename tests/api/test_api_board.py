"""The board at the API: the same figures, each with the address of what it counts."""

from __future__ import annotations

from typing import Any

from tests.api.calling import HANDLER, SUPERVISOR, Caller


def figures(told: Any) -> list[dict[str, Any]]:
    """Every figure anywhere in the answer."""
    if isinstance(told, dict):
        inner = [one for value in told.values() for one in figures(value)]
        return [told, *inner] if set(told) == {"count", "href"} else inner
    if isinstance(told, list):
        return [one for value in told for one in figures(value)]
    return []


def test_every_figure_names_the_address_of_what_it_counts(call: Caller) -> None:
    call.in_review()
    call.filed()
    told = call.get(SUPERVISOR, "/board")
    found = figures(told)

    assert len(found) > 60
    assert told["together"]["count"] == 2
    for figure in found:
        behind = call.get(SUPERVISOR, figure["href"].removeprefix("/api/v1"))
        assert (behind["count"], len(behind["items"])) == (figure["count"], figure["count"])


def test_the_rows_behind_a_figure_come_page_by_page(call: Caller) -> None:
    call.in_review()
    seen, cursor = [], ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        page = call.get(SUPERVISOR, f"/board/list?of=duties&limit=3{more}")
        seen += [(row["party"], row["task"]) for row in page["items"]]
        cursor = page["next_cursor"]

    assert len(seen) == len(set(seen)) == page["count"] == 8


def test_the_board_is_for_those_who_oversee(call: Caller) -> None:
    assert call(HANDLER, "GET", "/board").status_code == 403
    assert call(HANDLER, "GET", "/board/list?of=cases").status_code == 403
