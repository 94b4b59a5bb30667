"""What registers.toml may not say, each seeded into a copy of the city."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import catalog

Spoil = Callable[[str, str, str], Path]

SEEDED = [
    # text, replacement, key of the fault, words of its message
    ('code = "white_list"', 'code = "base_titles"', "registers[base_titles]", "duplicate code"),
    ('code = "white_list"', 'code = "White"', "registers[White].code", "should match"),
    (
        'owner = "jrj"',
        'owner = "jrjj"',
        "registers[white_list].owner",
        'did you mean "jrj"?',
    ),
    (
        'owner = "jrj"',
        'owner = "gdgs"',
        "registers[white_list].owner",
        "is a company: nobody there keeps a register",
    ),
    (
        'also = ["bb"]',
        'also = ["bbb"]',
        "registers[parks].also",
        'unknown department "bbb"',
    ),
    (
        '{ id = "duty", name = "职责事项", name_en = "duty", required = true }',
        '{ id = "duty", name = "职责事项", name_en = "duty" }',
        "registers[duty_list].fields[duty]",
        "the first field names the item",
    ),
    (
        '{ id = "bank", name = "主办银行", name_en = "main bank" }',
        '{ id = "name", name = "主办银行", name_en = "main bank" }',
        "registers[white_list].fields[name]",
        'duplicate field "name"',
    ),
    (
        '{ id = "bank", name = "主办银行", name_en = "main bank" }',
        '{ id = "bank", name = "主办银行", name_en = "main bank", kind = "choice" }',
        "registers[white_list].fields[bank].choices",
        "needs something to choose",
    ),
    (
        '{ id = "bank", name = "主办银行", name_en = "main bank" }',
        '{ id = "bank", name = "主办银行", name_en = "main bank", unit = "家", unit_en = "x" }',
        "registers[white_list].fields[bank].unit",
        "a text has no unit",
    ),
    (
        '"rechecked", "rectifying", "revoked"] }',
        '"rechecked", "rectifying", "revokd"] }',
        "registers[base_titles].statuses[monitored].moves",
        'did you mean "revoked"?',
    ),
    (
        'name_en = "granted", moves = ["monitored", "revoked"] }',
        'name_en = "granted", moves = ["granted", "revoked"] }',
        "registers[base_titles].statuses[granted].moves",
        "does not follow itself",
    ),
    (
        'name_en = "granted", moves = ["monitored", "revoked"] }',
        'name_en = "granted", moves = ["revoked"] }',
        "registers[base_titles].statuses[rectifying]",
        "nothing ever leads to this status",
    ),
    (
        'name_en = "granted", moves = ["monitored", "revoked"] }',
        'name_en = "granted", moves = ["monitored", "revoked"], ends = true }',
        "registers[base_titles].statuses[granted].ends",
        "would be out at once",
    ),
    (
        'name_en = "revoked", ends = true }',
        'name_en = "revoked", ends = true, moves = ["granted"] }',
        "registers[base_titles].statuses[revoked].moves",
        "entered again, not moved",
    ),
    (
        'name_en = "revoked", ends = true }',
        'name_en = "revoked" }',
        "registers[base_titles].statuses[rechecked].moves",
        "no way leads out",
    ),
]


@pytest.mark.parametrize(("old", "new", "where", "words"), SEEDED)
def test_a_seeded_fault_of_the_registers_is_found(
    spoil: Spoil, old: str, new: str, where: str, words: str
) -> None:
    faults = catalog.check(spoil("registers.toml", old, new))
    found = [fault for fault in faults if fault.file == "registers.toml" and fault.key == where]

    assert any(words in fault.message for fault in found), faults


def test_every_register_names_the_mechanisms_that_it_carries() -> None:
    city = catalog.load()
    rows = [row for entry in city.registers.values() for row in entry.rows]

    assert len(city.registers) >= 30
    assert {row for row in rows if not 1 <= row <= 120} == set()
    assert len(rows) == len(set(rows)), "no mechanism stands in two registers"


def test_an_edition_kept_in_the_ledger_reads_its_registers_again() -> None:
    city = catalog.load()

    assert catalog.Catalog.from_content(city.content).registers == city.registers
    assert city.in_english(city.register("white_list").source).startswith("2021 work plan")
