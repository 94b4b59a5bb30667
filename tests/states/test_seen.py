"""A visit, and what is new since the one before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from states.seen import Look, Seen, after_look

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
VISIT = timedelta(minutes=30)


def minutes(count: int) -> datetime:
    """So many minutes after the first look."""
    return AT + timedelta(minutes=count)


def test_the_first_look_has_nothing_to_compare_with() -> None:
    assert after_look(None, 4, AT, VISIT) == Seen(Look(4, AT))


def test_opening_the_page_again_does_not_make_what_is_new_old() -> None:
    first = Seen(Look(4, AT))
    later = after_look(first, 6, minutes(60), VISIT)
    again = after_look(later, 7, minutes(89), VISIT)

    assert later == Seen(Look(6, minutes(60)), Look(4, AT))
    assert again == Seen(Look(7, minutes(60)), Look(4, AT))


def test_the_next_visit_begins_when_the_time_of_the_last_is_over() -> None:
    first = Seen(Look(4, AT))

    assert after_look(first, 4, minutes(29), VISIT) == first
    assert after_look(first, 4, minutes(30), VISIT).before == Look(4, AT)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 3)), max_size=30))
def test_looking_never_forgets_forward_and_repeating_a_look_changes_nothing(
    looks: list[tuple[int, int]],
) -> None:
    seen, head, at = None, 1, AT
    for pause, entries in looks:
        head, at = head + entries, at + timedelta(minutes=pause)
        was, seen = seen, after_look(seen, head, at, VISIT)
        assert seen.now.number == head
        assert after_look(seen, head, at, VISIT) == seen
        assert seen.before is None or seen.before.number <= seen.now.number
        assert was is None or seen.before is None or seen.before.number <= was.now.number
