"""The wording of the proof of service and of the record of publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from templates.letter_facts.delivery import PublicationRecordFacts, ServiceReturnFacts
from templates.sheets.base import (
    Blocks,
    Form,
    Rows,
    Signatures,
    Speech,
    no_seal,
    own_seal,
    to_nobody,
)


def _service_return(facts: ServiceReturnFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("service_return.opening", **named)
    yield Rows(tuple(_service_rows(facts, say)))
    yield say.paragraph(f"service_return.meaning.{facts.method}", source=facts.source)
    recipient = facts.recipient or facts.addressee
    signed = facts.method == "in_person"
    yield Signatures(
        (
            *(((say.t("service_return.recipient"), recipient),) if signed else ()),
            *((say.t("service_return.witness"), witness) for witness in facts.witnesses),
            *((say.t("service_return.server"), server) for server in facts.servers),
        )
    )


def _service_rows(facts: ServiceReturnFacts, say: Speech) -> Iterator[tuple[str, str]]:
    t = say.t
    yield t("service_return.document"), f"{facts.document_title} {facts.document_number}"
    yield t("service_return.addressee"), facts.addressee
    yield t("service_return.method"), t(f"service_return.methods.{facts.method}")
    optional = {
        "consented_on": say.day(facts.consented_on) if facts.consented_on else None,
        "system": facts.system,
        "return_card": facts.return_card,
        "refused": t("service_return.was_refused") if facts.refused else None,
        "recording": facts.recording_sha256,
        "announced_on": say.day(facts.announced_on) if facts.announced_on else None,
        "why_public": facts.why_public,
    }
    for name, value in optional.items():
        if value is not None:
            yield t(f"service_return.{name}"), value
    yield t("service_return.served_on"), say.day(facts.served_on)


def _publication(facts: PublicationRecordFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("publication_record.opening", basis=facts.basis, **named)
    yield Rows(
        (
            (say.t("publication_record.decided_on"), say.day(facts.decided_on)),
            (say.t("publication_record.due_on"), say.day(facts.due_on)),
            (say.t("publication_record.published_on"), say.day(facts.published_on)),
            (say.t("publication_record.channel"), facts.channel),
            (say.t("publication_record.address"), facts.address),
        )
    )
    if facts.withheld is not None:
        yield from say.part("publication_record.withheld", facts.withheld)


FORMS: Mapping[str, Form] = {
    "service_return": no_seal(_service_return, addressee=to_nobody),
    "publication_record": own_seal(_publication, addressee=to_nobody),
}
