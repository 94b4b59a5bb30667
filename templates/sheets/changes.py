"""The wording of renewals and changes of a grant, and of their refusals."""

from __future__ import annotations

from collections.abc import Mapping

from templates.letter_facts.changes import (
    ChangeGrantFacts,
    RefusedOfGrant,
    RenewalGrantFacts,
    RenewalRefusalFacts,
)
from templates.sheets.base import (
    Blocks,
    Form,
    Items,
    Rows,
    Speech,
    Table,
    own_seal,
    remedies_of,
)
from templates.sheets.endings import of_grant


def _conditions(conditions: tuple[str, ...], say: Speech) -> Blocks:
    if conditions:
        yield from say.part("grant.conditions", "")
        yield Items(conditions)


def _renewal(facts: RenewalGrantFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "renewal_grant.opening",
        decided_on=say.day(facts.decided_on),
        **of_grant(facts, say),
        **named,
    )
    yield Rows(
        (
            (say.t("renewal_grant.expires_on"), say.day(facts.expires_on)),
            (say.t("renewal_grant.new_expires_on"), say.day(facts.new_expires_on)),
        )
    )
    yield from _conditions(facts.conditions, say)
    yield from say.part("grant.approver", facts.approver)
    yield say.paragraph("grant.public")


def _refused(facts: RefusedOfGrant, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        f"{facts.letter.kind}.opening",
        decided_on=say.day(facts.decided_on),
        **of_grant(facts, say),
        **named,
    )
    if isinstance(facts, RenewalRefusalFacts):
        yield Rows(((say.t("renewal_grant.expires_on"), say.day(facts.expires_on)),))
    yield from say.part("refusal.facts", facts.facts_found)
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield from remedies_of(facts.remedies, say)


def _change(facts: ChangeGrantFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "change_grant.opening",
        decided_on=say.day(facts.decided_on),
        **of_grant(facts, say),
        **named,
    )
    headers = ("line", "item", "before", "after")
    yield Table(
        headers=tuple(say.t(f"change_grant.headers.{name}") for name in headers),
        lines=tuple(
            (str(number), change.item, change.before, change.after)
            for number, change in enumerate(facts.changes, start=1)
        ),
    )
    yield from _conditions(facts.conditions, say)
    yield from say.part("grant.approver", facts.approver)
    yield say.paragraph("change_grant.rest")


FORMS: Mapping[str, Form] = {
    "renewal_grant": own_seal(_renewal),
    "renewal_refusal": own_seal(_refused),
    "change_grant": own_seal(_change),
    "change_refusal": own_seal(_refused),
}
