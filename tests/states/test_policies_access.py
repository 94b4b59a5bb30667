"""Access lists and the chemical-park gate: what blocks needs a law, and a person chose the item."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import load
from catalog.schema_policies import Nature
from states.policies_access import (
    EditionNotInForce,
    at_the_gate,
    judged,
    require_in_force,
)
from states.terms.channel import Truth
from states.terms.policies import MAY_BLOCK, BasisLevel, Effect, GateException, ListKind
from tests.states.policies import BASIS, DAY, access, gate, listed, yes

BOOK = load().policies
NATURES = get_args(Nature)


def effect(list_id: str, item: str, nature: str, day: date = DAY) -> Effect:
    edition = BOOK.access_list(list_id, day)
    assert edition is not None
    return judged(edition, item, nature).effect


@pytest.mark.parametrize(
    ("nature", "expected"),
    [
        ("new", Effect.BLOCK),
        ("technical_renovation", Effect.CONDITION),
        ("reconstruction", Effect.CONDITION),
        ("expansion", Effect.CONDITION),
        ("relocation", Effect.CONDITION),
    ],
)
def test_pitfall_16_restricted_is_forbidden_for_new_projects_and_open_to_upgrades(
    nature: str, expected: Effect
) -> None:
    """LAW trap 7: the key is (category, nature of construction), not the category alone."""
    assert effect("industry_guidance", "样例-限制", nature) is expected


def test_a_new_project_below_the_benchmark_is_handled_like_the_restricted_category() -> None:
    assert effect("industry_guidance", "限-能效", "new") is Effect.BLOCK


@pytest.mark.parametrize("nature", NATURES)
def test_the_eliminated_category_is_forbidden_for_all(nature: str) -> None:
    assert effect("industry_guidance", "样例-淘汰", nature) is Effect.BLOCK


@pytest.mark.parametrize("nature", NATURES)
def test_pitfall_16_no_park_standard_blocks(nature: str) -> None:
    """LAW trap 6: what S0 and S2 call admission standards are conditions, never a bar."""
    edition = BOOK.access_list("park_standard", DAY)
    assert edition is not None

    effects = {judged(edition, no, nature).effect for no in edition.items}

    assert effects <= {Effect.CONDITION, Effect.ADVISE}


@given(level=st.sampled_from(BasisLevel), nature=st.sampled_from(NATURES))
def test_only_a_law_a_regulation_or_the_state_council_blocks(
    level: BasisLevel, nature: str
) -> None:
    said = judged(listed(access(Effect.BLOCK, level)), "1", nature).effect

    may = {BasisLevel.LAW, BasisLevel.REGULATION, BasisLevel.STATE_COUNCIL}
    assert said is (Effect.BLOCK if level in may else Effect.CONDITION)
    assert may == MAY_BLOCK


def test_no_item_chosen_means_no_effect() -> None:
    """Outside the three categories and lawful: permitted (允许类)."""
    assert judged(listed(access(Effect.BLOCK, BasisLevel.LAW)), None, "new").effect is Effect.NONE


def test_an_item_that_the_edition_does_not_hold_cannot_be_chosen() -> None:
    with pytest.raises(KeyError):
        judged(listed(), "2", "new")


@pytest.mark.parametrize(
    ("list_id", "first", "total"),
    [
        ("industry_guidance", date(2024, 2, 1), 1005),
        ("foreign_access", date(2024, 11, 1), 29),
        ("market_access", date(2025, 4, 24), 106),
    ],
)
def test_the_editions_and_their_first_days(list_id: str, first: date, total: int) -> None:
    edition = BOOK.access_list(list_id, DAY)
    assert edition is not None

    assert edition.validity.since == first
    assert edition.total == total
    assert not edition.complete
    assert BOOK.access_list(list_id, date(first.year - 1, 12, 31)) is None


def test_an_edition_may_not_be_used_before_its_first_day() -> None:
    edition = BOOK.access_list("foreign_access", DAY)
    assert edition is not None

    with pytest.raises(EditionNotInForce):
        require_in_force(edition, date(2024, 10, 31))
    require_in_force(edition, date(2024, 11, 1))


def test_every_item_held_here_is_read_on_a_page_or_marked_a_sample() -> None:
    for edition in BOOK.lists:
        for item in edition.items.values():
            assert item.certainty.value in ("page_seen", "sample")
            assert (item.certainty.value == "sample") == ("样例" in item.no)


def test_pitfall_park_lists_are_of_their_own_kind() -> None:
    assert {edition.kind for edition in BOOK.lists} == set(ListKind)


EXCEPTION = GateException("unit", yes("supporting_unit"), "配套", "supporting", BASIS)


@pytest.mark.parametrize(
    ("facts", "truth", "expected"),
    [
        # GB/T 4754 25 and 26 outside a recognised park: blocked.
        ({"industry": "2614", "park": "none", "supporting_unit": False}, Truth.TRUE, Effect.BLOCK),
        ({"industry": "2511", "park": "none", "supporting_unit": False}, Truth.TRUE, Effect.BLOCK),
        ({"industry": "2614", "park": "baoshan"}, Truth.FALSE, Effect.NONE),
        ({"industry": "2614", "park": "none", "supporting_unit": True}, Truth.FALSE, Effect.NONE),
        ({"industry": "3670", "park": "none"}, Truth.FALSE, Effect.NONE),
        # Ignorance blocks nobody: it asks.
        ({"industry": "2614", "park": "none"}, Truth.UNKNOWN, Effect.NONE),
        ({"industry": "2614", "supporting_unit": False}, Truth.UNKNOWN, Effect.NONE),
        ({"park": "none"}, Truth.UNKNOWN, Effect.NONE),
    ],
)
def test_a_chemical_project_belongs_into_a_recognised_park(
    facts: dict[str, object], truth: Truth, expected: Effect
) -> None:
    said = at_the_gate(gate(EXCEPTION), facts, DAY)

    assert (said.truth, said.effect) == (truth, expected)
    assert bool(said.ask) is (truth is Truth.UNKNOWN)


def test_a_park_counts_from_the_day_of_its_recognition() -> None:
    facts = {"industry": "2614", "park": "baoshan"}

    assert at_the_gate(gate(), facts, date(2024, 12, 30)).effect is Effect.BLOCK
    assert at_the_gate(gate(), facts, date(2024, 12, 31)).effect is Effect.NONE


def test_a_gate_without_a_basis_of_that_level_puts_conditions_only() -> None:
    facts = {"industry": "2614", "park": "none"}

    assert at_the_gate(gate(level=BasisLevel.DOCUMENT), facts, DAY).effect is Effect.CONDITION


def test_the_nine_parks_that_the_city_knows() -> None:
    """LAW B4.5: 宝山, 姬家山 in the third batch; seven of Xinxiang and Zhumadian in the second."""
    assert BOOK.gate is not None

    assert len(BOOK.gate.parks) == 9
    assert {"baoshan", "jijiashan"} <= {park.id for park in BOOK.gate.parks}
