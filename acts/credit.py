"""An applicant's own record: broken commitments and defaults of tolerance, read off the entries."""

from __future__ import annotations

from datetime import date
from typing import Any

from acts.office import Office
from ledger import views
from states.commitment_refusals import ApplicantExcluded
from states.terms import EntryKind
from states.worktime import add_months

MARKS = (EntryKind.COMMITMENT_BREACHED, EntryKind.CREDIT_REPAIRED, EntryKind.TOLERANCE_FAILED)


def require_clean_record(office: Office, credit_code: str, today: date) -> None:
    """No broken commitment that was not repaired, no default of tolerance that still excludes.

    Raises:
        ApplicantExcluded: an earlier case of the applicant excludes it.
    Source: 国办发〔2020〕42号; 安阳市政务服务条例 art. 29; LAW B5.1, B5.4.
    """
    breached: dict[str, date] = {}
    for mark in views.entries_of_applicant(office.session, credit_code, MARKS):
        if mark.kind is EntryKind.COMMITMENT_BREACHED:
            breached[mark.case_id] = mark.effective_on
        elif mark.kind is EntryKind.CREDIT_REPAIRED:
            breached.pop(mark.case_id, None)
        elif _still_excludes(mark.effective_on, mark.payload, today):
            breached[mark.case_id] = mark.effective_on
    for case_id, since in breached.items():
        raise ApplicantExcluded(case=case_id, since=since)


def _still_excludes(failed_on: date, payload: dict[str, Any], today: date) -> bool:
    return today <= add_months(failed_on, int(payload.get("exclusion_months", 0)))
