"""The wording of the letters of a record filing, which decide nothing (LAW B2.2)."""

from __future__ import annotations

from collections.abc import Mapping

from templates import formats
from templates.letter_facts.filing import ChangeNoticeFacts, FilingCertificateFacts
from templates.sheets.base import Blocks, Form, Group, Speech, no_seal, own_seal, to_nobody


def _filing_certificate(
    facts: FilingCertificateFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    t, groups = say.t, facts.groups
    filed_at = formats.instant(facts.filed_at, say.lang)
    yield say.paragraph("filing_certificate.opening", filed_at=filed_at, **named)
    yield _group("enterprise", groups.enterprise.model_dump(), say)
    code = facts.case.project_code or t("letter.project_code_open")
    project = {"code": code} | groups.project.model_dump()
    yield _group("project", project, say)
    total = formats.yuan(groups.investment.total_wan, say.lang)
    yield _group("investment", {"total": total}, say)
    yield _group("declaration", {"statement": t("filing_certificate.declared")}, say)
    yield say.paragraph("filing_certificate.closing")


def _group(name: str, values: Mapping[str, str], say: Speech) -> Group:
    key = f"filing_certificate.{name}"
    rows = ((say.t(f"{key}.{label}"), value) for label, value in values.items())
    return Group(say.t(f"{key}.heading"), tuple(rows))


def _change_notice(facts: ChangeNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("change_notice.opening", **named)
    yield from say.part("change_notice.problem", facts.problem)
    yield from say.part("change_notice.remedy", facts.remedy)
    yield from say.part("letter.basis", facts.basis)


FORMS: Mapping[str, Form] = {
    "filing_certificate": no_seal(
        _filing_certificate, addressee=to_nobody, particulars=("case", "region")
    ),
    "change_notice": own_seal(_change_notice),
}
