"""Every path through the machines up to a depth, held against an oracle written by hand.

The oracles know neither the tables nor the rules of `states`: they are the procedure manual
retold in a few plain ifs. A walk tries every act after every path that was possible so far;
two paths are one where the whole snapshot is the same.
"""

from __future__ import annotations

from dataclasses import replace

from tests.states.cases import MONDAY, RECORD_RULES, RULES, noon
from tests.states.counter import ACCEPTED, Record
from tests.states.doings import received
from tests.states.walker import Facts, Walker, begun, walk

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
