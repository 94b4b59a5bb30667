"""One complete set of facts per kind of letter; each part of the procedure brings its own."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.templates.samples import (
    after,
    calendars,
    changes,
    channel,
    clock,
    commitment,
    decision,
    delivery,
    endings,
    filing,
    hearing,
    intake,
    lateness,
    procedures,
    records,
    review,
    settling,
)
from tests.templates.samples.base import APPLICANT, CREDIT_CODE, Sample

_OF_EACH_PART: tuple[Mapping[str, Sample], ...] = (
    after.SAMPLES,
    intake.SAMPLES,
    review.SAMPLES,
    settling.SAMPLES,
    clock.SAMPLES,
    commitment.SAMPLES,
    hearing.SAMPLES,
    records.SAMPLES,
    decision.SAMPLES,
    delivery.SAMPLES,
    changes.SAMPLES,
    endings.SAMPLES,
    lateness.SAMPLES,
    procedures.SAMPLES,
    filing.SAMPLES,
    calendars.SAMPLES,
    channel.SAMPLES,
)

SAMPLES: Mapping[str, Sample] = {
    kind: sample for part in _OF_EACH_PART for kind, sample in part.items()
}


def sample(kind: str) -> dict[str, Any]:
    """Fresh facts of one letter; a test may change them."""
    matter, matter_en = SAMPLES[kind].matter
    common = {
        "letter": {
            "id": "2026-0117-3-0",
            "kind": kind,
            "number": f"鹤发改{SAMPLES[kind].series}〔2026〕12号",
            "issued_on": "2026-03-05",
        },
        "organ": {
            "name": "鹤壁市发展和改革委员会",
            "name_en": "Hebi Development and Reform Commission",
            "letter_code": "鹤发改",
            "phone": "0392-0000001",
        },
        "city": "鹤壁市",
        "case": {
            "id": "2026-0117",
            "matter": matter,
            "matter_en": matter_en,
            "project_name": "年产5万吨电子级玻璃纤维项目",
            "project_code": "2603-410611-04-01-123453",
            "region": "410611",
            "region_name": "淇滨区",
        },
        "applicant": {
            "name": APPLICANT,
            "credit_code": CREDIT_CODE,
            "contact": "李晓梅",
        },
    }
    return copy.deepcopy(common | SAMPLES[kind].facts)
