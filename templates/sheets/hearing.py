"""The wording of the letters by which people are told, heard and taken down."""

from __future__ import annotations

from collections.abc import Mapping

from templates import formats
from templates.letter_facts.hearing import (
    HearingAnnouncementFacts,
    HearingApplicationFacts,
    HearingNoticeFacts,
    HearingRecordFacts,
    HearingRightFacts,
    InterestedPartyFacts,
    RightsNoticeFacts,
    StatementRecordFacts,
)
from templates.sheets.base import (
    Blocks,
    Form,
    Rows,
    Signatures,
    Speech,
    Table,
    no_seal,
    own_seal,
    special_seal,
    to_nobody,
)


def _until(facts: RightsNoticeFacts | InterestedPartyFacts, say: Speech) -> Blocks:
    if facts.until_on is not None:
        yield say.paragraph("rights_notice.until", until_on=say.day(facts.until_on))


def _rights_notice(facts: RightsNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("rights_notice.opening", **named)
    yield from say.part("rights_notice.intended", facts.intended)
    yield say.paragraph("rights_notice.rights", basis=facts.basis)
    yield from _until(facts, say)


def _interested_party(facts: InterestedPartyFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("interested_party_notice.opening", **named)
    yield from say.part("interested_party_notice.interest", facts.interest)
    yield say.paragraph("interested_party_notice.rights", basis=facts.basis)
    yield from _until(facts, say)


def _statement_record(facts: StatementRecordFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("statement_record.opening", **named)
    yield Rows(
        (
            (say.t("record.on"), say.day(facts.heard_on)),
            (say.t("record.place"), facts.place),
            (say.t("statement_record.speaker"), f"{facts.speaker}（{facts.capacity}）"),
        )
    )
    yield from say.part("statement_record.statement", facts.statement)
    yield say.paragraph("record.read_back")
    yield Signatures(
        (
            (say.t("statement_record.speaker"), facts.speaker),
            *((say.t("record.officer"), officer) for officer in facts.officers),
        )
    )


def _hearing_right(facts: HearingRightFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("hearing_right_notice.opening", **named)
    yield from say.part("hearing_right_notice.interest", facts.interest)
    yield say.paragraph(
        "hearing_right_notice.right",
        basis=facts.basis,
        told_on=say.day(facts.told_on),
        duration=say.duration(facts.days, facts.unit),
        request_by_on=say.day(facts.request_by_on),
    )
    yield say.paragraph("hearing_right_notice.free")


def _hearing_application(
    facts: HearingApplicationFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    yield say.paragraph("hearing_application.opening", requested_by=facts.requested_by, **named)
    yield from say.part("letter.reasons", facts.reasons)
    yield Rows(
        (
            (say.t("hearing_application.requested_on"), say.day(facts.requested_on)),
            (say.t("hearing_application.request_by_on"), say.day(facts.request_by_on)),
        )
    )
    yield Signatures(((say.t("record.requested_by"), facts.requested_by),))


def _hearing_notice(facts: HearingNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("hearing_notice.opening", basis=facts.basis, **named)
    yield Rows(
        (
            (say.t("record.at"), formats.instant(facts.held_at, say.lang)),
            (say.t("record.place"), facts.place),
            (say.t("record.presider"), facts.presider),
            (say.t("record.recorder"), facts.recorder),
            (say.t("record.reviewer"), facts.reviewer),
        )
    )
    yield say.paragraph("hearing_notice.recusal", told_on=say.day(facts.told_on))
    yield say.paragraph("hearing_notice.rights")


def _hearing_announcement(
    facts: HearingAnnouncementFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    yield say.paragraph("hearing_announcement.opening", basis=facts.basis, **named)
    yield Rows(
        (
            (say.t("record.at"), formats.instant(facts.held_at, say.lang)),
            (say.t("record.place"), facts.place),
            (say.t("hearing_announcement.register_by_on"), say.day(facts.register_by_on)),
        )
    )
    yield from say.part("hearing_announcement.how", facts.how_to_register)


def _hearing_record(facts: HearingRecordFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("hearing_record.opening", **named)
    yield Rows(
        (
            (say.t("record.at"), formats.instant(facts.held_at, say.lang)),
            (say.t("record.place"), facts.place),
            (say.t("record.presider"), facts.presider),
            (say.t("record.recorder"), facts.recorder),
            (say.t("record.reviewer"), facts.reviewer),
        )
    )
    headers = ("line", "speaker", "capacity", "said")
    yield Table(
        headers=tuple(say.t(f"hearing_record.headers.{name}") for name in headers),
        lines=tuple(
            (str(number), one.speaker, one.capacity, one.said)
            for number, one in enumerate(facts.statements, start=1)
        ),
    )
    if facts.objection is not None:
        yield from say.part("hearing_record.objection", facts.objection)
    yield say.paragraph("hearing_record.basis_of_decision")
    yield say.paragraph("record.read_back")
    speakers = dict.fromkeys(one.speaker for one in facts.statements)
    yield Signatures(
        (
            (say.t("record.presider"), facts.presider),
            (say.t("record.recorder"), facts.recorder),
            *((say.t("record.participant"), speaker) for speaker in speakers),
        )
    )


def _to_party(
    facts: InterestedPartyFacts | HearingRightFacts | HearingNoticeFacts, say: Speech
) -> str:
    return say.t("letter.addressee", name=facts.party)


def _to_organ(facts: HearingApplicationFacts, say: Speech) -> str:
    organ = facts.organ.name_en if say.lang == "en" else facts.organ.name
    return say.t("letter.addressee", name=organ)


FORMS: Mapping[str, Form] = {
    "rights_notice": special_seal(_rights_notice),
    "interested_party_notice": special_seal(_interested_party, addressee=_to_party),
    "statement_record": no_seal(_statement_record, addressee=to_nobody),
    "hearing_right_notice": special_seal(_hearing_right, addressee=_to_party),
    "hearing_application": no_seal(_hearing_application, addressee=_to_organ),
    "hearing_notice": own_seal(_hearing_notice, addressee=_to_party),
    "hearing_announcement": own_seal(_hearing_announcement, addressee=to_nobody),
    "hearing_record": no_seal(_hearing_record, addressee=to_nobody),
}
