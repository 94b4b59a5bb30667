"""Registers (名录): the statuses and days of an item, by hand and by hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.refusals import Refusal
from states.register_item import (
    RegisterItem,
    change_in_order,
    folded,
    move_in_order,
    reentry_in_order,
    term_in_order,
)
from states.register_refusals import (
    AheadOfToday,
    BeforeTheLastLine,
    NotInRegister,
    StatusNotForeseen,
    StillInRegister,
    ValidityBackwards,
    ValidityMissing,
    ValidityNotForeseen,
)
from states.terms.registers import ItemLine, LineKind, RegisterRules, Spell, StatusRule, Term

D1, D2, D5, D9 = (date(2026, 3, day) for day in (1, 2, 5, 9))
LATE = date(2026, 12, 31)


def rules(term: Term = Term.OPTIONAL) -> RegisterRules:
    """The title of a demonstration base (MISSION rows 50 and 51)."""
    ways = {
        "granted": ("monitored", "revoked"),
        "monitored": ("rechecked", "rectifying", "revoked"),
        "rechecked": ("monitored",),
        "rectifying": ("rechecked", "revoked"),
        "revoked": (),
    }
    statuses = {name: StatusRule(name, to, not to) for name, to in ways.items()}
    return RegisterRules("base_titles", term, MappingProxyType(statuses))


def line(number: int, kind: LineKind, on: date, **told: Any) -> ItemLine:
    return ItemLine(number, kind, on, told)


def entered(on: date = D1, until: date | None = None) -> ItemLine:
    told = {"status": "granted", "title": "甲", "values": {"name": "甲"}}
    return line(1, LineKind.ENTERED, on, until_on=until.isoformat() if until else None, **told)


def item(*lines: ItemLine) -> RegisterItem:
    found = folded(lines)
    assert found is not None
    return found


def test_nothing_is_an_item_before_its_first_line() -> None:
    assert folded([]) is None
    assert folded([entered(D5)], until=D2) is None


def test_each_status_has_its_own_days_and_the_next_begins_where_it_ends() -> None:
    title = item(
        entered(D1),
        line(2, LineKind.MOVED, D5, status="monitored"),
        line(3, LineKind.LEFT, D9, status="revoked"),
    )

    assert title.spells == (
        Spell(D1, date(2026, 3, 4), "granted"),
        Spell(D5, date(2026, 3, 8), "monitored"),
    )
    assert title.standing(D9) == "left"


def test_a_day_in_the_past_shows_what_stood_then() -> None:
    lines = (
        entered(D1),
        line(2, LineKind.CHANGED, D5, values={"name": "乙"}, title="乙"),
        line(3, LineKind.LEFT, D9, status="revoked"),
    )

    then = folded(lines, until=D2)
    assert then is not None
    assert (then.title, then.status, then.standing(D2)) == ("甲", "granted", "in")
    assert item(*lines).title == "乙"


def test_a_term_that_is_over_ends_the_listing_without_a_line() -> None:
    listed = item(entered(D1, until=D5))

    assert [listed.standing(day) for day in (D5, date(2026, 3, 6))] == ["in", "lapsed"]
    assert item(entered(D9)).standing(D5) == "ahead"


def test_an_item_that_left_on_its_first_day_was_never_in() -> None:
    gone = item(entered(D5), line(2, LineKind.LEFT, D5, status="revoked"))

    assert gone.spells == ()
    assert not gone.stands(D5)


@pytest.mark.parametrize(
    ("term", "until", "refusal"),
    [
        (Term.REQUIRED, None, ValidityMissing),
        (Term.NONE, D9, ValidityNotForeseen),
        (Term.OPTIONAL, D1, ValidityBackwards),
    ],
)
def test_the_term_of_an_entry_is_as_the_definition_asks(
    term: Term, until: date | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        term_in_order(rules(term), D5, until)


def test_a_term_of_one_day_is_one() -> None:
    term_in_order(rules(Term.REQUIRED), D5, D5)
    term_in_order(rules(Term.NONE), D5, None)


def test_only_the_moves_of_the_definition_are_possible() -> None:
    granted = item(entered())

    assert move_in_order(rules(), granted, "monitored", D5, D5) is LineKind.MOVED
    assert move_in_order(rules(), granted, "revoked", D5, D5) is LineKind.LEFT
    with pytest.raises(StatusNotForeseen, match="possible now: monitored, revoked"):
        move_in_order(rules(), granted, "rectifying", D5, D5)


def test_nothing_takes_effect_before_the_last_line_nor_after_today() -> None:
    granted = item(entered(D5))

    with pytest.raises(BeforeTheLastLine):
        move_in_order(rules(), item(entered(D2), line(2, LineKind.CHANGED, D5)), "revoked", D2, D9)
    with pytest.raises(AheadOfToday):
        change_in_order(rules(), granted, D9, D5, None)
    change_in_order(rules(), granted, D5, D5, None)


def test_an_announced_item_may_be_put_right_on_its_own_first_day() -> None:
    change_in_order(rules(), item(entered(D9)), D9, D1, None)


def test_what_left_or_lapsed_is_neither_changed_nor_moved() -> None:
    left = item(entered(D1), line(2, LineKind.LEFT, D5, status="revoked"))
    lapsed = item(entered(D1, until=D2))

    for gone in (left, lapsed):
        with pytest.raises(NotInRegister):
            change_in_order(rules(), gone, D9, D9, None)
        with pytest.raises(NotInRegister):
            move_in_order(rules(), gone, "monitored", D9, D9)


def test_what_left_comes_back_and_what_stands_does_not() -> None:
    left = item(entered(D1), line(2, LineKind.LEFT, D5, status="revoked"))

    reentry_in_order(rules(), left, D9, None)
    reentry_in_order(rules(), item(entered(D1, until=D2)), D5, D9)
    with pytest.raises(BeforeTheLastLine):
        reentry_in_order(rules(), left, D2, None)
    with pytest.raises(StillInRegister):
        reentry_in_order(rules(), item(entered(D1)), D9, None)


def test_a_longer_term_is_asked_of_the_definition_too() -> None:
    with pytest.raises(ValidityNotForeseen):
        change_in_order(rules(Term.NONE), item(entered()), D5, D5, D9)
    longer = item(entered(D1, until=D5), line(2, LineKind.CHANGED, D2, until_on=D9.isoformat()))
    assert longer.spells == (Spell(D1, D9, "granted"),)


STEP = st.tuples(
    st.sampled_from(["move", "change", "back"]),
    st.sampled_from(["granted", "monitored", "rechecked", "rectifying", "revoked"]),
    st.integers(-2, 6),
    st.none() | st.integers(-1, 8),
)


def played(steps: Sequence[tuple[str, str, int, int | None]]) -> list[ItemLine]:
    """The lines that the rules let through, each day told from the one before."""
    lines, today = [entered(D1)], D1
    for what, status, days, term in steps:
        here, number = item(*lines), len(lines) + 1
        today = today + timedelta(days=max(days, 0))
        on = here.last_on + timedelta(days=days)
        until = on + timedelta(days=term) if term is not None else None
        told: dict[str, Any] = {"until_on": until.isoformat()} if until else {}
        try:
            if what == "move":
                kind = move_in_order(rules(), here, status, on, today)
                told = {"status": status}
            elif what == "change":
                change_in_order(rules(), here, on, today, until)
                kind = LineKind.CHANGED
            else:
                reentry_in_order(rules(), here, on, until)
                kind, told = LineKind.REENTERED, {"status": "granted", **told}
        except Refusal:
            continue
        lines.append(line(number, kind, on, **told))
    return lines


@given(st.lists(STEP, max_size=12))
def test_whatever_is_let_through_the_days_never_overlap_and_the_lines_are_in_order(
    steps: list[tuple[str, str, int, int | None]],
) -> None:
    lines = played(steps)
    spells = item(*lines).spells

    assert [line.effective_on for line in lines] == sorted(line.effective_on for line in lines)
    for one, next_one in pairwise(spells):
        assert one.until_on is not None
        assert one.until_on < next_one.from_on
    for spell in spells:
        assert spell.until_on is None or spell.from_on <= spell.until_on
        assert spell.status != "revoked"


@given(st.lists(STEP, max_size=12), st.integers(0, 60))
def test_later_lines_never_change_what_a_day_in_the_past_shows(
    steps: list[tuple[str, str, int, int | None]], after: int
) -> None:
    lines = played(steps)
    day = D1 + timedelta(days=after)
    then = folded(lines, until=day)
    known = [line for line in lines if line.effective_on <= day]

    assert then == folded(known)
    assert then is not None
    today = [spell.status for spell in item(*lines).spells if spell.covers(day)]
    assert today == [spell.status for spell in then.spells if spell.covers(day)]
    assert len(today) <= 1
