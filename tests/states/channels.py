"""Channels and projects to play with: short names for what the tests of channels build."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalog.calendars import shipped_calendar
from states.terms import Certainty, Limit, Rank, StartEvent
from states.terms.channel import (
    ChannelRules,
    Comparison,
    Condition,
    Criteria,
    Operator,
    StageRule,
    Standing,
    StepRule,
    Waiver,
)
from states.terms.project import OpenedStep, ProjectSnapshot, StepCase, StepState
from states.worktime import DayUnit

CALENDAR = shipped_calendar()
ADMITTED_ON = date(2026, 3, 2)


def yes(fact: str) -> Condition:
    """The fact was told to be so."""
    return Comparison(fact, Operator.IS, ("true",))


def limit(days: int, unit: DayUnit = DayUnit.WORKING) -> Limit:
    """A promise of so many days from acceptance."""
    return Limit(days, unit, StartEvent.ACCEPTED, "source", Certainty.SAMPLE, "rule")


def step(matter: str, *after: str, **more: Any) -> StepRule:
    """A step that waits for `after`."""
    values = {"when": None, "reason": "", "reason_en": "", "waivers": ()} | more
    return StepRule(matter, after, **values)


def waiver(standing: Standing, fact: str) -> Waiver:
    """The step falls away where the fact is so."""
    return Waiver(standing, yes(fact), "理由", "reason", "第四十三条", Certainty.STATUTE_READ)


def stage(name: str, steps: tuple[StepRule, ...], *after: str, days: int = 10) -> StageRule:
    """A stage that waits for other stages."""
    return StageRule(name, name, name, "zrzy", after, steps, limit(days))


def channel(*stages: StageRule, **more: Any) -> ChannelRules:
    """A channel that every project may enter."""
    criteria = Criteria(
        Comparison("total_investment_wan", Operator.AT_LEAST, ("10000",)),
        "总投资1亿元以上",
        "at least 100 million yuan",
        "337号",
        Certainty.SAMPLE,
        Rank.PRINCIPAL_HEAD,
        "fgw",
    )
    values: dict[str, Any] = {"promise": limit(60)} | more
    return ChannelRules("test", "测试通道", "test channel", criteria, stages, **values)


def project(rules: ChannelRules, *cases: StepCase, **facts: Any) -> ProjectSnapshot:
    """An admitted project whose cases stand as given."""
    return ProjectSnapshot(
        "P2026-0001",
        2,
        rules,
        CALENDAR,
        state="admitted",
        project={"total_investment_wan": "20000"},
        facts=facts,
        admitted_on=ADMITTED_ON,
        opened=tuple(OpenedStep(c.matter, c.case_id, c.received_on) for c in cases),
        cases={c.case_id: c for c in cases},
    )


def done(matter: str, on: date = ADMITTED_ON, **more: Any) -> StepCase:
    """A case that was granted."""
    return StepCase(f"case-{matter}", matter, StepState.DONE, on, on, done_on=on, **more)


def running(matter: str, on: date = ADMITTED_ON, **more: Any) -> StepCase:
    """A case that was accepted and is not decided."""
    return StepCase(f"case-{matter}", matter, StepState.RUNNING, on, on, **more)
