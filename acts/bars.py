"""Who may not apply again for a permit, and until when (art. 78, 79)."""

from __future__ import annotations

from datetime import date

from acts.office import Office
from ledger.views import entries_of_applicant
from states.after_refusals import ApplicantBarred
from states.terms import EntryKind, MatterRules


def require_not_barred(office: Office, rules: MatterRules, credit_code: str, day: date) -> None:
    """Refuse a new application for the very permit that the applicant is barred from.

    Raises:
        ApplicantBarred: a bar recorded on an earlier case of this matter still runs on `day`.
    Source: Administrative Licensing Law art. 78, 79.
    """
    bars = entries_of_applicant(office.session, credit_code, [EntryKind.APPLICANT_BARRED])
    untils = [
        date.fromisoformat(bar.payload["until_on"])
        for bar in bars
        if bar.payload["matter"] == rules.matter
    ]
    running = [until_on for until_on in untils if day <= until_on]
    if running:
        raise ApplicantBarred(until_on=max(running))
