"""Every path through the machines up to a depth, held against an oracle written by hand.

The oracles know neither the tables nor the rules of `states`: they are the procedure manual
retold in a few plain ifs. A walk tries every act after every path that was possible so far;
two paths are one where the whole snapshot is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from states.history import applied
from states.refusals import Refusal
from states.terms import CaseSnapshot, Draft, MatterRules, ReviewRule, SeatRule
from tests.states.cases import (
    ACCEPTED,
    IN_REVIEW,
    MONDAY,
    RECORD_RULES,
    RULES,
    Record,
    act,
    entry_of,
    noon,
    received,
    review_rules,
)
from tests.states.test_verdict import oracle as verdict_oracle

LATER = date(2025, 10, 9)
"""By then every period of the small matter is over, extended and paused or not."""

Facts = dict[str, Any]
Oracle = Callable[[Facts, str], str | None]
"""Changes the facts as the act does, or names the refusal."""


@dataclass
class Walker:
    """One path: the real case beside what the oracle believes."""

    case: CaseSnapshot
    facts: Facts
    today: date
    path: tuple[str, ...] = ()

    def after(self, words: str, oracle: Oracle) -> Walker | None:
        """The path with one more act, or None where it was refused (by both)."""
        path = (*self.path, words)
        if words == "wait":
            return self._waited(path)
        facts = dict(self.facts)
        expected = oracle(facts, words)
        draft, refusal = self._tried(words)

        assert refusal == expected, path
        if draft is None:
            return None
        case = applied(self.case, entry_of(self.case, draft, noon(self.today)))
        return Walker(case, facts, self.today, path)

    def _tried(self, words: str) -> tuple[Draft | None, str | None]:
        try:
            return act(self.case, words, self.today), None
        except Refusal as refusal:
            return None, type(refusal).__name__

    def _waited(self, path: tuple[str, ...]) -> Walker | None:
        if self.today == LATER:
            return None
        facts = {**self.facts, "waited": True}
        for fact in [f for f in facts if f.startswith("asked ")]:
            facts[fact] = "long ago"
        return Walker(self.case, facts, LATER, path)


def walk(
    start: Walker,
    acts: Iterable[str],
    oracle: Oracle,
    agree: Callable[[Walker], None],
    depth: int,
) -> int:
    """All paths up to `depth` acts; how many ends there were."""
    tried, paths, ends = tuple(acts), [start], 0
    for _ in range(depth):
        found: dict[str, Walker] = {}
        for walker in paths:
            for words in tried:
                went = walker.after(words, oracle)
                if went is not None:
                    agree(went)
                    found[_where(went)] = went
        paths = list(found.values())
        ends += len(paths)
    return ends


def _where(walker: Walker) -> str:
    return repr((walker.case.but(version=0), sorted(walker.facts.items()), walker.today))


def begun(words: Iterable[str], rules: MatterRules, facts: Facts) -> Walker:
    """A path that begins after these acts of the first day."""
    record = Record(rules)
    for each in words:
        record.write(act(record.case, each, MONDAY), noon(MONDAY))
    return Walker(record.case, facts, MONDAY)


# Filing: how an application comes in.

FILING_ACTS = (
    "receive plan map",
    "receive plan",
    "receive",
    "notify map",
    "notify map new",
    "notify bribe",
    "supplement map",
    "supplement plan map",
    "accept",
    "tolerate map",
    "tolerate",
    "deem_accepted",
    "not_needed why",
    "not_needed",
    "not_accept why",
    "not_accept",
    "withdraw",
    "refuse",
    "wait",
)


def filing_oracle(facts: Facts, words: str) -> str | None:
    name, *about = words.split()
    state = facts["state"]
    over = facts["waited"] and not facts["begun_late"]
    if name == "receive":
        if state != "draft":
            return "NotForeseen"
        facts |= {"state": "submitted", "begun_late": facts["waited"]}
        facts["missing"] = {"plan", "map"} - set(about)
    elif name == "supplement":
        if state not in ("correction_notified", "accepted"):
            return "NotForeseen"
        if state == "correction_notified":
            facts |= {"state": "submitted", "begun_late": facts["waited"]}
        facts["missing"] = facts["missing"] - set(about)
    elif name == "withdraw":
        if state not in ("submitted", "correction_notified", "accepted"):
            return "NotForeseen"
        if facts["decided"]:
            return "AlreadyDecided"
        facts["state"] = "withdrawn"
    elif name == "refuse":
        if state != "accepted" or facts["decided"]:
            return "NotForeseen"
        facts["decided"] = True
    elif state != "submitted":
        return "NotForeseen"
    elif name == "notify":
        if over:
            return "NoticePeriodOver"
        if facts["notices"] and "new" not in about:
            return "NoticeAlreadyGiven"
        if "bribe" in about:
            return "MaterialNotListed"
        facts |= {"state": "correction_notified", "notices": facts["notices"] + 1}
    elif name in ("not_needed", "not_accept"):
        if not about:
            return "ReasonsMissing"
        facts["state"] = {"not_needed": "not_needed", "not_accept": "not_accepted"}[name]
    elif name == "accept" and facts["missing"]:
        return "MaterialsMissing"
    elif name == "tolerate" and facts["missing"] - ({"map"} & set(about)):
        return "NotTolerable"
    elif name == "deem_accepted" and not over:
        return "NoticePeriodRunning"
    else:
        facts["state"] = "accepted"
    return None


def filing_agrees(walker: Walker) -> None:
    case, facts = walker.case, walker.facts
    supplied = {material.id for material in case.materials}

    assert case.filing_state == facts["state"], walker.path
    assert {"plan", "map"} - supplied == facts["missing"], walker.path
    assert len(case.corrections) == facts["notices"], walker.path
    assert (case.decision is not None) is facts["decided"], walker.path
    assert (case.approval_state == "pending") is (case.accepted_on is None and (
        facts["state"] != "withdrawn"
    )), walker.path  # fmt: skip


def test_every_way_of_an_application_to_acceptance() -> None:
    facts = {
        "state": "draft",
        "missing": {"plan", "map"},
        "notices": 0,
        "decided": False,
        "waited": False,
        "begun_late": False,
    }
    rules = replace(RULES, review=None)

    assert walk(begun((), rules, facts), FILING_ACTS, filing_oracle, filing_agrees, 7) > 500


# RecordFiling: receipt is filing, and nobody decides.

RECORD_ACTS = (
    "inform",
    "notify_change why",
    "notify_change",
    "change name",
    "withdraw",
)


def record_oracle(facts: Facts, words: str) -> str | None:
    name, *about = words.split()
    leads = {
        ("draft", "inform"): "filed",
        ("filed", "notify_change"): "change_notified",
        ("filed", "change"): "filed",
        ("change_notified", "change"): "filed",
        ("filed", "withdraw"): "withdrawn",
        ("change_notified", "withdraw"): "withdrawn",
    }
    target = leads.get((facts["state"], name))
    if target is None:
        return "NotForeseen"
    if name == "notify_change" and not about:
        return "ReasonsMissing"
    facts["state"] = target
    return None


def record_agrees(walker: Walker) -> None:
    case = walker.case

    assert case.filing_state == walker.facts["state"], walker.path
    assert (case.approval_state, case.decision) == ("pending", None), walker.path


def test_every_way_of_a_record_filing() -> None:
    record = Record(RECORD_RULES)
    record.write(received(MONDAY, ""), noon(MONDAY))
    start = Walker(record.case, {"state": "draft"}, MONDAY)

    assert walk(start, RECORD_ACTS, record_oracle, record_agrees, 8) > 10


# Approval: the decision in time, its pauses, its one extension, its end.

APPROVAL_ACTS = (
    "suspend hearing 5",
    "suspend tea 5",
    "suspend expert 31",
    "resume",
    "resume 1",
    "extend 5",
    "extend 11",
    "extend 5 section_head",
    "grant",
    "grant section_head",
    "grant organ_head own",
    "refuse",
    "refuse handler",
    "refuse organ_head mute",
    "deliver",
    "deliver 1",
    "end lapsed",
    "end revoked why",
    "end revoked",
    "end recalled why",
    "end recalled",
    "end cancelled why",
    "end cancelled",
    "withdraw",
    "wait",
)


def approval_oracle(facts: Facts, words: str) -> str | None:
    name, *about = words.split()
    state, same_day = facts["state"], facts["began_late"] is facts["waited"]
    running = state in ("running", "extended")
    if name == "suspend" and running:
        if "tea" in about:
            return "SuspensionNotAllowed"
        if "31" in about:
            return "SuspensionTooLong"
        if facts["waited"]:
            return "ClockExpired"
        facts |= {"state": "suspended", "began_late": facts["waited"]}
    elif name == "resume" and state == "suspended":
        if about and same_day:
            return "ImpossibleDate"
        facts["state"] = "extended" if facts["extended"] else "running"
    elif name == "extend" and running:
        if facts["extended"]:
            return "ExtensionUsed"
        if facts["waited"]:
            return "ClockExpired"
        if "11" in about:
            return "ExtensionTooLong"
        if "section_head" in about:
            return "WrongRank"
        facts |= {"state": "extended", "extended": True}
    elif name in ("grant", "refuse") and running:
        if {"section_head", "handler"} & set(about):
            return "WrongRank"
        if "own" in about:
            return "SameOfficer"
        if "mute" in about:
            return "ReasonsMissing"
        outcome = {"grant": "granted", "refuse": "refused"}[name]
        facts |= {"state": outcome, "outcome": outcome, "began_late": facts["waited"]}
    elif name == "deliver" and state in ("granted", "refused"):
        if about and same_day:
            return "ImpossibleDate"
        facts["state"] = "delivered"
    elif name == "end" and state in ("granted", "delivered"):
        if facts["outcome"] == "refused":
            return "NothingGranted"
        if about[0] != "lapsed" and "why" not in about:
            return "ReasonsMissing"
        facts["state"] = about[0]
    elif name == "withdraw" and state != "withdrawn":
        if facts["outcome"]:
            return "AlreadyDecided"
        facts["state"] = "withdrawn"
    else:
        return "NotForeseen"
    return None


def approval_agrees(walker: Walker) -> None:
    case, facts = walker.case, walker.facts

    assert case.approval_state == facts["state"], walker.path
    assert (case.extension is not None) is facts["extended"], walker.path
    assert (case.decision is not None) is (facts["outcome"] is not None), walker.path
    assert (case.filing_state == "withdrawn") is (facts["state"] == "withdrawn"), walker.path


def test_every_way_of_a_decision() -> None:
    facts = {
        "state": "running",
        "extended": False,
        "outcome": None,
        "began_late": False,
        "waited": False,
    }
    start = begun(ACCEPTED, replace(RULES, review=None), facts)

    assert walk(start, APPROVAL_ACTS, approval_oracle, approval_agrees, 7) > 300


# JointReview over its Opinions.

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

    def correct(self, facts: Facts) -> None:
        live = self.live(facts)
        self.ask(facts, [d for d, mark in live.items() if d == "a" or mark == "!"])
        self.collate(facts)

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
