"""The message catalogue, the formats and the strict environment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from templates import formats, page
from templates.environment import environment
from templates.i18n import (
    LANGUAGES,
    DoubleMessage,
    UnknownLanguage,
    UnknownMessage,
    ValueMissing,
    messages,
    translator,
)


def values_of(message: str) -> set[str]:
    """The names of the values that a message asks for."""
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def test_both_languages_know_the_same_messages() -> None:
    """A key in one file alone would break a page in the other language."""
    zh, en = messages("zh"), messages("en")

    assert set() == set(zh) ^ set(en)


def test_both_languages_ask_for_the_same_values() -> None:
    """A fact told in one language is told in the other."""
    zh, en = messages("zh"), messages("en")

    assert [] == [key for key in zh if values_of(zh[key]) != values_of(en[key])]


def test_values_are_plain_names() -> None:
    """No message reaches into a value: `{a.b}` and `{a[0]}` do not occur."""
    named = {
        name for lang in LANGUAGES for text in messages(lang).values() for name in values_of(text)
    }

    assert [] == [name for name in named if not name.isidentifier()]


def test_an_unknown_message_is_an_error_with_a_suggestion() -> None:
    """The key itself is never printed in place of a sentence."""
    with pytest.raises(UnknownMessage, match=r"did you mean grant\.title"):
        translator("zh")("grant.titel")
    with pytest.raises(UnknownLanguage, match="fr"):
        messages("fr")


def test_a_missing_value_is_an_error_that_names_it() -> None:
    """`{days}` is never printed as it stands."""
    with pytest.raises(ValueMissing, match="days"):
        translator("en")("unit.working.other")


def test_values_are_not_read_as_messages() -> None:
    """Braces that a person wrote stay braces."""
    said = translator("zh")("letter.addressee", name="{secret} {0}")

    assert "{secret} {0}：" == said


def test_several_files_are_one_catalogue_and_may_not_collide(tmp_path: Path) -> None:
    """Letters and pages each bring their file."""
    (tmp_path / "zh.toml").write_text('[a]\nb = "甲"\n', encoding="utf-8")
    (tmp_path / "pages.zh.toml").write_text('[c]\nd = "乙"\n', encoding="utf-8")

    assert {"a.b": "甲", "c.d": "乙"} == dict(messages("zh", tmp_path))

    (tmp_path / "other.zh.toml").write_text('"a.b" = "丙"\n', encoding="utf-8")
    messages.cache_clear()
    with pytest.raises(DoubleMessage, match=r"a\.b"):
        messages("zh", tmp_path)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (date(2026, 3, 5), "2026年3月5日", "5 March 2026"),
        ("2026-12-31", "2026年12月31日", "31 December 2026"),
    ],
)
def test_days_are_written_without_leading_zeros(value: date | str, zh: str, en: str) -> None:
    """GB/T 9704 for Chinese."""
    assert (zh, en) == (formats.day(value, "zh"), formats.day(value, "en"))


def test_instants_are_told_in_shanghai() -> None:
    """A late filing belongs to the day it has there (LAW B11.30)."""
    late = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)

    assert "2026年3月6日 00:30" == formats.instant(late, "zh")
    assert "6 March 2026, 00:30" == formats.instant(late.isoformat(), "en")
    with pytest.raises(formats.NaiveInstant):
        formats.instant("2026-03-05T16:30:00", "zh")


@pytest.mark.parametrize(
    ("days", "unit", "zh", "en"),
    [
        (1, "working", "1个工作日", "1 working day"),
        (20, "working", "20个工作日", "20 working days"),
        (60, "natural", "60日（自然日）", "60 calendar days"),
        (10, None, "10日", "10 days"),
    ],
)
def test_periods_carry_their_unit(days: int, unit: str | None, zh: str, en: str) -> None:
    """The unit differs by statute (LAW B1.4)."""
    assert (zh, en) == (formats.duration(days, unit, "zh"), formats.duration(days, unit, "en"))


@pytest.mark.parametrize(
    ("wan", "zh", "en"),
    [
        ("128000.5", "128000.5万元", "CNY 1,280,005,000"),
        ("100", "100万元", "CNY 1,000,000"),
        (Decimal("0.0001"), "0.0001万元", "CNY 1"),
        (Decimal("1E+3"), "1000万元", "CNY 10,000,000"),
    ],
)
def test_sums_are_exact_in_both_languages(wan: str | Decimal, zh: str, en: str) -> None:
    """万元 is ten thousand yuan; nothing is rounded."""
    assert (zh, en) == (formats.yuan(wan, "zh"), formats.yuan(wan, "en"))


def test_a_page_with_a_gap_is_an_error() -> None:
    """StrictUndefined, in every way a gap can be used."""
    for source in ("{{ gap }}", "{% if gap %}{% endif %}", "{% for x in gap %}{% endfor %}"):
        with pytest.raises(UndefinedError, match="gap"):
            environment("zh").from_string(source).render()


def test_pages_escape_always() -> None:
    """Whatever the name of the template."""
    shown = environment("en").from_string("{{ name }} {{ t('letter.addressee', name=name) }}")

    assert "&lt;b&gt; To: &lt;b&gt;" == shown.render(name="<b>")


def test_filters_speak_the_language_of_the_page() -> None:
    """One environment per language: templates never pass `lang` along."""
    source = "{{ d | day }} {{ 3 | duration('working') }} {{ '1.5' | yuan }} {{ lang }}"
    zh, en = (environment(lang).from_string(source).render(d="2026-03-05") for lang in LANGUAGES)

    assert "2026年3月5日 3个工作日 1.5万元 zh" == zh
    assert "5 March 2026 3 working days CNY 15,000 en" == en


def test_an_unknown_page_is_not_found() -> None:
    """Nor is one outside the folder of pages."""
    for name in ("no_such_page", "../letters/letter", "/etc/passwd"):
        with pytest.raises(TemplateNotFound):
            page(name)
