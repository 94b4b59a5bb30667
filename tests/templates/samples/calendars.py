"""The letter about a holiday notice that moved last days."""

from __future__ import annotations

from collections.abc import Mapping

from tests.templates.samples.base import Sample

SAMPLES: Mapping[str, Sample] = {
    "moved_dates": Sample(
        series="期",
        seal="own",
        facts={
            "basis": "《国务院办公厅关于2026年部分节假日安排的通知》（演练文号）",
            "in_force_on": "2025-11-05",
            "dates": [
                {
                    "clock": "statute",
                    "original_last_on": "2026-01-20",
                    "was_provisional": True,
                    "new_last_on": "2026-01-22",
                    "provisional": False,
                    "latest_on": "2026-01-22",
                },
                {
                    "clock": "special",
                    "original_last_on": "2026-12-30",
                    "was_provisional": False,
                    "new_last_on": "2026-12-31",
                    "provisional": True,
                    "latest_on": "2027-01-05",
                },
            ],
        },
    ),
}
