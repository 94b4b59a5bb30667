"""Requests for the extension (art. 42): every way of asking, held against an oracle by hand."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.clocks import promise_due, statute_due
from states.duties import duties_of
from states.extension_requests import open_request
from states.history import replay
from states.refusals import ClockExpired, Refusal
from states.terms import CaseSnapshot, ClockName, Colour, EntryKind, Rank, Task
from tests.states.cases import MONDAY, ONE_DAY, RULES, working_day
from tests.states.counter import ACCEPTED, Record, played
from tests.states.walker import Facts, Walker, begun, walk

ACTS = (
    "ask_extension 10",
    "ask_extension 11",
    "decline_extension",
    "decline_extension section_head",
    "extend 5",
    "suspend hearing 5",
    "resume",
    "grant",
    "withdraw",
    "wait",
)


def oracle(facts: Facts, words: str) -> str | None:
    """The manual in plain ifs: who may ask, when, and what answers or ends a request."""
    name, *about = words.split()
    state = facts["state"]
    open_ = facts["waits"] and state in ("running", "suspended")
    if name == "ask_extension":
        if facts["extended"]:
            return "ExtensionUsed"
        if state != "running":
            return "NothingToExtend"
        if open_:
            return "ExtensionAlreadyAsked"
        if facts["waited"]:
            return "ClockExpired"
        if "11" in about:
            return "ExtensionTooLong"
        facts |= {"waits": True, "asked": facts["asked"] + 1}
        return None
    if name == "decline_extension":
        if not open_:
            return "NoExtensionAsked"
        if "section_head" in about:
            return "WrongRank"
        facts |= {"waits": False, "declined": facts["declined"] + 1}
        return None
    return _of_the_decision(facts, name)


def _of_the_decision(facts: Facts, name: str) -> str | None:
    state = facts["state"]
    counts = state in ("running", "extended")
    if name == "extend" and counts:
        if facts["extended"]:
            return "ExtensionUsed"
        if facts["waited"]:
            return "ClockExpired"
        facts |= {"state": "extended", "extended": True, "waits": False}
    elif name == "suspend" and counts:
        if facts["waited"]:
            return "ClockExpired"
        facts["state"] = "suspended"
    elif name == "resume" and state == "suspended":
        facts["state"] = "extended" if facts["extended"] else "running"
    elif name == "grant" and counts:
        facts["state"] = "granted"
    elif name == "withdraw" and state in ("running", "suspended", "extended"):
        facts["state"] = "withdrawn"
    elif name == "withdraw" and state == "granted":
        return "AlreadyDecided"
    else:
        return "NotForeseen"
    return None


def agrees(walker: Walker) -> None:
    case, facts = walker.case, walker.facts
    waits = facts["waits"] and facts["state"] in ("running", "suspended")
    asked = [duty for duty in duties_of(case) if duty.task is Task.DECIDE_EXTENSION]

    assert case.approval_state == facts["state"], walker.path
    assert (open_request(case) is not None) is waits, walker.path
    assert len(asked) == waits, walker.path
    assert len(case.extension_requests) == facts["asked"], walker.path
    states = [request.state for request in case.extension_requests]
    assert states.count("declined") == facts["declined"], walker.path
    assert (case.extension is not None) is facts["extended"], walker.path


def test_every_way_of_asking_for_an_extension() -> None:
    facts = {
        "state": "running",
        "extended": False,
        "waits": False,
        "asked": 0,
        "declined": 0,
        "waited": False,
    }
    start = begun(ACCEPTED, replace(RULES, review=None), facts)

    assert walk(start, ACTS, oracle, agrees, 5) > 100


def asked() -> Record:
    return played((*ACCEPTED, "ask_extension 10"), replace(RULES, review=None))


def waits(case: CaseSnapshot) -> bool:
    return any(duty.task is Task.DECIDE_EXTENSION for duty in duties_of(case))


def test_a_request_is_owed_until_the_last_day_of_the_period_and_ends_with_it() -> None:
    record = asked()
    duty = next(d for d in duties_of(record.case) if d.task is Task.DECIDE_EXTENSION)

    assert (duty.party, duty.clock, duty.breach_on) == ("lead", ClockName.STATUTE, working_day(20))
    assert duty.since_on == MONDAY
    record.settle_on(working_day(20))
    assert waits(record.case)

    record.settle_on(working_day(20) + ONE_DAY)

    assert Colour.RED in {card.colour for card in record.case.cards}
    assert not waits(record.case)
    with pytest.raises(ClockExpired):
        record.do("ask_extension 5", working_day(20) + ONE_DAY)


def test_a_request_whose_rank_no_longer_signs_is_open_no_more() -> None:
    case = asked().case
    rule = case.rules.extension
    assert rule is not None
    other = replace(case.rules, extension=replace(rule, approved_by=Rank.GOVERNMENT_HEAD))

    assert waits(case)
    assert not waits(case.but(rules=other))


@given(
    acts=st.lists(
        st.sampled_from(("ask_extension 3", "ask_extension 10", "decline_extension")),
        max_size=8,
    ),
    gaps=st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_asking_and_declining_move_no_date_and_replay_to_the_same_case(
    acts: list[str], gaps: list[int]
) -> None:
    rules = replace(RULES, review=None)
    record, bare = played(ACCEPTED, rules), played(ACCEPTED, rules)
    number = 0
    for words, gap in zip(acts, gaps, strict=False):
        number += gap
        with suppress(Refusal):
            record.do(words, working_day(number))
    for each in (record, bare):
        each.settle_on(working_day(number))

    assert statute_due(record.case) == statute_due(bare.case)
    assert promise_due(record.case) == promise_due(bare.case)
    assert [entry.effective_on for entry in record.of(EntryKind.CARDED)] == [
        entry.effective_on for entry in bare.of(EntryKind.CARDED)
    ]
    assert replay("C-1", record.entries, rules, record.calendar) == record.case
