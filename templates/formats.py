"""How dates, instants, periods and sums are written, per language.

Chinese dates follow GB/T 9704: Arabic digits without leading zeros (2026年3月5日).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date

from states.worktime import SHANGHAI, DayUnit
from templates.i18n import translator

_DAY_PATTERNS = {"zh": "y年M月d日", "en": "d MMMM y"}
_YUAN_PER_WAN = 10_000


class NaiveInstant(ValueError):
    """An instant without a time zone has no place on a letter or page."""


def day(value: date | str, lang: str) -> str:
    """A legal day, from a date or its ISO text: 2026年3月5日 / 5 March 2026."""
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return format_date(on, _DAY_PATTERNS[lang], locale=lang)


def month(value: date, lang: str) -> str:
    """A month: 2026年3月 / March 2026."""
    return format_date(value, {"zh": "y年M月", "en": "MMMM y"}[lang], locale=lang)


def instant(value: datetime | str, lang: str) -> str:
    """An instant on the clocks of Shanghai: 2026年3月5日 09:30 / 5 March 2026, 09:30.

    Raises:
        NaiveInstant: the value carries no time zone.
    """
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    if at.tzinfo is None:
        raise NaiveInstant(f"{at.isoformat()} has no time zone")
    local = at.astimezone(SHANGHAI)
    comma = {"zh": " ", "en": ", "}[lang]
    return f"{day(local.date(), lang)}{comma}{local:%H:%M}"


def duration(days: int, unit: DayUnit | str | None, lang: str) -> str:
    """A period with its unit: 20个工作日 / 20 working days; `None` prints plain days (日)."""
    name = DayUnit(unit).value if unit is not None else "plain"
    amount = "one" if days == 1 else "other"
    return translator(lang)(f"unit.{name}.{amount}", days=days)


def file_size(size: int) -> str:
    """The length of a file in bytes as people say it: 640 B, 12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def yuan(wan: Decimal | int | str, lang: str) -> str:
    """A sum given in ten thousand yuan: 12800.5万元 / CNY 128,005,000."""
    amount = Decimal(wan)
    if lang == "zh":
        return f"{_plain(amount)}万元"
    return f"CNY {_plain(amount * _YUAN_PER_WAN, separator=',')}"


def _plain(amount: Decimal, separator: str = "") -> str:
    text = f"{amount:{separator}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
