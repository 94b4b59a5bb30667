"""Every path through a joint review and its seats, against an oracle written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from states.terms import ReviewRule, SeatRule
from tests.states.cases import RULES, review_rules
from tests.states.counter import IN_REVIEW
from tests.states.test_verdict import oracle as verdict_oracle
from tests.states.walker import LATER, Facts, Walker, begun, walk

REVIEW_ACTS = (
    *(f"{name} {d}" for name in ("agree", "return", "object", "abstain") for d in "ab"),
    "agree_if a",
    "agree c",
    *(f"{name} {d}" for name in ("recall", "deem", "release") for d in "ab"),
    "add c",
    "add a",
    "correct map",
    "conclude agreed",
    "conclude objected",
    "reopen",
    "open",
    "refuse",
    "wait",
)
ANSWER_MARKS = {"agree": "+", "agree_if": "*", "return": "!", "object": "-", "abstain": "0"}
MARK_STATES = {
    "+": "agreed",
    "*": "agreed_with_conditions",
    "=": "deemed_agreed",
    "~": "late",
    "-": "objected",
    "0": "abstained",
    "!": "returned",
    "?": "asked",
    "x": "released",
}
OPEN = ("collecting", "returned")


@dataclass(frozen=True)
class ReviewOracle:
    """The procedure of a joint review under one rule; capital letters in `row` are vetoes."""

    words: str
    vetoes: str = ""
    silence_speaks: bool = True

    def __call__(self, facts: Facts, words: str) -> str | None:
        name, *about = words.split()
        if name == "open":
            return "NotForeseen"
        if name == "refuse":
            return self.decide(facts)
        if name == "reopen":
            return self.reopen(facts)
        late = name in ANSWER_MARKS and facts.get(f"seat {about[0]}") == "="
        if late and facts["review"] in ("agreed", "objected"):
            facts[f"seat {about[0]}"] = "~"
            return None
        if facts["review"] not in OPEN:
            return "NotForeseen"
        if name == "conclude":
            return self.conclude(facts, about[0])
        if name == "correct":
            return self.correct(facts)
        refusal = self.seat(facts, name, about[0])
        if refusal is None:
            self.collate(facts)
        return refusal

    def live(self, facts: Facts) -> dict[str, str]:
        return {d: m for d in "abc" if (m := facts.get(f"seat {d}", "x")) != "x"}

    def ask(self, facts: Facts, departments: Iterable[str]) -> None:
        for department in departments:
            facts |= {f"seat {department}": "?", f"asked {department}": "now"}

    def collate(self, facts: Facts) -> None:
        facts["review"] = "returned" if "!" in self.live(facts).values() else "collecting"

    def seat(self, facts: Facts, name: str, d: str) -> str | None:
        live = self.live(facts)
        if name == "add":
            if d in live:
                return "SeatTaken"
            self.ask(facts, d)
            return None
        if d not in live:
            return "NoSuchSeat"
        if name == "release" and len(live) == 1:
            return "OnlySeat"
        if name == "deem" and live[d] == "?":
            if not self.silence_speaks:
                return "SilenceIsNotAgreement"
            if facts[f"asked {d}"] != "long ago":
                return "OpinionPeriodRunning"
        moves = {"recall": ("+*!-0", "?"), "deem": ("?", "="), "release": ("?!=", "x")}
        late = name in ANSWER_MARKS and live[d] == "="
        possible, mark = moves[name] if name in moves else ("?", ANSWER_MARKS[name])
        if live[d] not in possible and not late:
            return "NotForeseen"
        facts[f"seat {d}"] = "~" if late else mark
        return None

    def correct(self, facts: Facts) -> str | None:
        live = self.live(facts)
        self.ask(facts, [d for d, mark in live.items() if d == "a" or mark == "!"])
        self.collate(facts)
        return None

    def conclude(self, facts: Facts, said: str) -> str | None:
        row = " ".join(
            f"{d.upper() if d in self.vetoes else d}{mark}" for d, mark in self.live(facts).items()
        )
        if verdict_oracle(self.words, row) != said:
            return "OpinionsOutstanding"
        facts["review"] = said
        return None

    def reopen(self, facts: Facts) -> str | None:
        if facts["review"] != "objected":
            return "NotForeseen"
        live = self.live(facts)
        against = [d for d, mark in live.items() if mark == "-"]
        self.ask(facts, against or [d for d, mark in live.items() if mark == "0"])
        self.collate(facts)
        return None

    def decide(self, facts: Facts) -> str | None:
        if facts["decided"]:
            return "NotForeseen"
        facts["decided"] = True
        if facts["review"] != "agreed":
            facts["review"] = "cancelled"
        return None


def review_agrees(walker: Walker) -> None:
    case, facts = walker.case, walker.facts
    marks = {seat.department: seat.state for seat in case.seats}

    assert case.review_state == facts["review"], walker.path
    assert marks == {d: MARK_STATES[facts[f"seat {d}"]] for d in "abc" if f"seat {d}" in facts}, (
        walker.path
    )
    for seat in case.seats:
        asked_on = LATER if facts["waited"] and facts[f"asked {seat.department}"] == "now" else None
        assert asked_on is None or seat.asked_on == LATER, walker.path
        assert (seat.answered_on is None) is (seat.state == "asked"), walker.path


@pytest.mark.parametrize(
    ("oracle", "depth"),
    [
        (ReviewOracle("all"), 4),
        (ReviewOracle("all", silence_speaks=False), 3),
        (ReviewOracle("any"), 4),
        (ReviewOracle("any", vetoes="b"), 4),
        (ReviewOracle("n_of_m 2"), 4),
        (ReviewOracle("n_of_m 2", vetoes="a"), 3),
    ],
)
def test_every_way_of_a_joint_review(oracle: ReviewOracle, depth: int) -> None:
    rule, _, threshold = oracle.words.partition(" ")
    review = review_rules(
        ReviewRule(rule),
        *(SeatRule(d, veto=d in oracle.vetoes) for d in "ab"),
        deemed_source="a text" if oracle.silence_speaks else None,
        threshold=int(threshold or 0),
    )
    facts = {"review": "collecting", "decided": False, "waited": False}
    facts |= {"seat a": "?", "seat b": "?", "asked a": "now", "asked b": "now"}
    start = begun(IN_REVIEW, replace(RULES, review=review), facts)

    assert walk(start, REVIEW_ACTS, oracle, review_agrees, depth) > 400
