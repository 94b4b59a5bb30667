"""The wording of delay, re-check, deemed answers, and of the statement on a record filing."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.after import (
    DelayGrantFacts,
    FilingRefusalFacts,
    FilingRemovalFacts,
    RecheckGrantFacts,
    RequestDeemedFacts,
    StatementReminderFacts,
    StatementRequestFacts,
)
from templates.letter_facts.changes import RefusedOfGrant
from templates.sheets.base import Blocks, Form, Rows, Speech, own_seal, remedies_of
from templates.sheets.endings import of_grant

Named = Mapping[str, str]


def _delay(facts: DelayGrantFacts, say: Speech, named: Named) -> Blocks:
    yield say.paragraph(
        "delay_grant.opening",
        decided_on=say.day(facts.decided_on),
        months=say.duration(facts.months, "months"),
        **of_grant(facts, say),
        **named,
    )
    yield Rows(
        (
            (say.t("renewal_grant.expires_on"), say.day(facts.expires_on)),
            (say.t("renewal_grant.new_expires_on"), say.day(facts.new_expires_on)),
        )
    )
    yield from say.part("letter.basis", facts.basis)
    yield from say.part("grant.approver", facts.approver)


def _recheck(facts: RecheckGrantFacts, say: Speech, named: Named) -> Blocks:
    decided_on = say.day(facts.decided_on)
    yield say.paragraph(
        "recheck_grant.opening", decided_on=decided_on, **of_grant(facts, say), **named
    )
    yield from say.part("letter.basis", facts.basis)
    yield from say.part("grant.approver", facts.approver)


def _refused(facts: RefusedOfGrant, say: Speech, named: Named) -> Blocks:
    yield say.paragraph(
        f"{facts.letter.kind}.opening",
        decided_on=say.day(facts.decided_on),
        **of_grant(facts, say),
        **named,
    )
    yield from say.part("after.asked", facts.facts_found)
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield from remedies_of(facts.remedies, say)


def _deemed(facts: RequestDeemedFacts, say: Speech, named: Named) -> Blocks:
    yield say.paragraph(
        f"request_deemed.opening.{facts.request}",
        deemed_from=say.day(facts.deemed_from),
        **of_grant(facts, say),
        **named,
    )
    if facts.new_expires_on is not None:
        row = (say.t("renewal_grant.new_expires_on"), say.day(facts.new_expires_on))
        yield Rows((row,))
    yield from say.part("letter.basis", facts.basis)


def _statement(facts: StatementRequestFacts, say: Speech, named: Named) -> Blocks:
    yield say.paragraph(
        "statement_request.opening",
        filed_on=say.day(facts.filed_on),
        years_ended_on=say.day(facts.years_ended_on),
        **named,
    )
    yield say.paragraph("statement_request.closing")
    yield from say.part("letter.basis", facts.basis)


def _reminder(facts: StatementReminderFacts, say: Speech, named: Named) -> Blocks:
    yield say.paragraph(
        "statement_reminder.opening",
        filed_on=say.day(facts.filed_on),
        asked_on=say.day(facts.asked_on),
        **named,
    )
    if facts.remark is not None:
        yield from say.part("after.remark", facts.remark)
    yield say.paragraph("statement_reminder.closing")
    yield from say.part("letter.basis", facts.basis)


def _removal(facts: FilingRemovalFacts, say: Speech, named: Named) -> Blocks:
    yield say.paragraph(
        "filing_removal.opening",
        filed_on=say.day(facts.filed_on),
        removed_on=say.day(facts.removed_on),
        **named,
    )
    yield from say.part("letter.reasons", facts.reasons)
    if facts.abnormal:
        yield say.paragraph("filing_removal.abnormal")
    yield from say.part("letter.basis", facts.basis)
    yield from remedies_of(facts.remedies, say)


def _declined(facts: FilingRefusalFacts, say: Speech, named: Named) -> Blocks:
    yield say.paragraph("filing_refusal.opening", **named)
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield from remedies_of(facts.remedies, say)


FORMS: Mapping[str, Form] = {
    "delay_grant": own_seal(_delay),
    "delay_refusal": own_seal(_refused),
    "recheck_grant": own_seal(_recheck),
    "recheck_refusal": own_seal(_refused),
    "request_deemed": own_seal(_deemed),
    "statement_request": own_seal(_statement),
    "statement_reminder": own_seal(_reminder),
    "filing_removal": own_seal(_removal),
    "filing_refusal": own_seal(_declined),
}
