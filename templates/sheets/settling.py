"""The wording of the letters about seats and objections."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.settling import (
    CoordinationMinutesFacts,
    CoordinationNoticeFacts,
    DeemedNoticeFacts,
    HandoverNoticeFacts,
)
from templates.sheets.base import Blocks, Form, Speech, own_seal


def _coordination_notice(
    facts: CoordinationNoticeFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    level = say.t(f"level.{facts.level.value}")
    yield say.paragraph("coordination_notice.opening", level=level, **named)
    yield from say.part("coordination_notice.reason", facts.reason)
    yield say.paragraph(
        "coordination_notice.due",
        opened_on=say.day(facts.opened_on),
        due_on=say.day(facts.due_on),
        basis=facts.basis,
    )
    yield say.paragraph("coordination_notice.closing")


def _coordination_minutes(
    facts: CoordinationMinutesFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    yield say.paragraph(
        "coordination_minutes.opening",
        level=say.t(f"level.{facts.level.value}"),
        opened_on=say.day(facts.opened_on),
        closed_on=say.day(facts.closed_on),
        **named,
    )
    yield from say.part("coordination_minutes.minutes", facts.minutes)
    result = say.t(f"coordination_result.{facts.result}")
    yield say.paragraph("coordination_minutes.result", result=result)
    ending = "upheld" if facts.result == "upheld" else "again"
    yield say.paragraph(f"coordination_minutes.{ending}")
    yield say.paragraph("coordination_minutes.hash", sha256=facts.sha256)


def _handover_notice(facts: HandoverNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "handover_notice.opening", from_department=facts.from_department_name, **named
    )
    yield from say.part("handover_notice.reason", facts.reason)
    yield say.paragraph(
        "handover_notice.restarted" if facts.restarted else "handover_notice.due",
        asked_on=say.day(facts.asked_on),
        due_on=say.day(facts.due_on),
    )


def _deemed_notice(facts: DeemedNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "deemed_notice.opening",
        due_on=say.day(facts.due_on),
        deemed_on=say.day(facts.deemed_on),
        basis=facts.basis,
        **named,
    )
    yield say.paragraph("deemed_notice.own_permit", own_permit=facts.own_permit)


Settling = (
    CoordinationNoticeFacts | CoordinationMinutesFacts | HandoverNoticeFacts | DeemedNoticeFacts
)


def _to_department(facts: Settling, say: Speech) -> str:
    return say.t("letter.addressee", name=facts.department_name)


FORMS: Mapping[str, Form] = {
    "coordination_notice": own_seal(_coordination_notice, addressee=_to_department),
    "coordination_minutes": own_seal(_coordination_minutes, addressee=_to_department),
    "handover_notice": own_seal(_handover_notice, addressee=_to_department),
    "deemed_notice": own_seal(_deemed_notice, addressee=_to_department),
}
