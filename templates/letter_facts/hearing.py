"""The letters by which people are told, heard and taken down: rights, statements, hearings.

Administrative Licensing Law art. 36 and 46 to 48. Who is invited, by when and for which day is
decided by acts; a letter only refuses what could never be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from states.worktime import DayUnit
from templates.letter_facts.base import (
    Day,
    Days,
    Facts,
    LetterFacts,
    Line,
    OptionalLine,
    Prose,
    Signers,
)


class RightsNoticeFacts(LetterFacts):
    """权利告知书: what is intended, and that the applicant may state and defend (art. 7, 36)."""

    intended: Prose
    basis: Line
    until_on: Day | None


class InterestedPartyFacts(LetterFacts):
    """利害关系人告知书: whose major interest is touched, and how to be heard (art. 36)."""

    party: Line
    interest: Prose
    basis: Line
    until_on: Day | None


class StatementRecordFacts(LetterFacts):
    """陈述（申辩）笔录: who said what to whom; signed by the speaker and two officers."""

    heard_on: Day
    place: Line
    speaker: Line
    capacity: Line
    statement: Prose
    officers: Signers


class HearingRightFacts(LetterFacts):
    """听证权利告知书: asked for within the days of art. 47, and free of charge."""

    party: Line
    interest: Prose
    told_on: Day
    request_by_on: Day
    days: Days
    unit: DayUnit
    basis: Line

    @model_validator(mode="after")
    def _room_to_ask(self) -> Self:
        if self.request_by_on < self.told_on:
            raise ValueError("request_by_on lies before told_on")
        return self


class HearingApplicationFacts(LetterFacts):
    """听证申请书: who asks to be heard, for which reasons, in time or not."""

    requested_by: Line
    requested_on: Day
    request_by_on: Day
    reasons: Prose


class HearingNoticeFacts(LetterFacts):
    """听证通知书: when, where, before whom; who reviews the case may not preside (art. 48)."""

    party: Line
    told_on: Day
    held_at: AwareDatetime
    place: Line
    presider: Line
    recorder: Line
    reviewer: Line
    basis: Line

    @model_validator(mode="after")
    def _another_presides(self) -> Self:
        if self.presider == self.reviewer:
            raise ValueError("presider is the reviewer of the case")
        return self


class HearingAnnouncementFacts(LetterFacts):
    """听证公告: a hearing in the public interest, and how to take part (art. 46)."""

    held_at: AwareDatetime
    place: Line
    register_by_on: Day
    how_to_register: Prose
    basis: Line


class Statement(Facts):
    """What one participant said."""

    speaker: Line
    capacity: Line
    said: Prose


class HearingRecordFacts(LetterFacts):
    """听证笔录: the decision rests on it (art. 48); every participant signs."""

    held_at: AwareDatetime
    place: Line
    presider: Line
    recorder: Line
    reviewer: Line
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    objection: OptionalLine
    open_to_public: Literal[True]

    @model_validator(mode="after")
    def _another_presides(self) -> Self:
        if self.presider == self.reviewer:
            raise ValueError("presider is the reviewer of the case")
        return self


FACTS: Mapping[str, type[LetterFacts]] = {
    "rights_notice": RightsNoticeFacts,
    "interested_party_notice": InterestedPartyFacts,
    "statement_record": StatementRecordFacts,
    "hearing_right_notice": HearingRightFacts,
    "hearing_application": HearingApplicationFacts,
    "hearing_notice": HearingNoticeFacts,
    "hearing_announcement": HearingAnnouncementFacts,
    "hearing_record": HearingRecordFacts,
}
