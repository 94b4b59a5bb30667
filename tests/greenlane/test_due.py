"""The `due` command: one request, a batch, and everything that may be wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.calendars import shipped_calendar
from greenlane.due import WrongRequest, answer, batch, from_arguments, text

CALENDAR = shipped_calendar()
NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "naughty_strings.json").read_text("utf-8")
)["strings"]
GOOD = {"id": "a", "start": "2025-09-24", "days": 20}
PAUSE = {"from": "2025-04-25", "to": "2025-05-15"}


def ask(**more: Any) -> dict[str, Any]:
    return answer({**GOOD, **more}, CALENDAR)


def ask_batch(*lines: str | bytes) -> list[dict[str, Any]]:
    answered = list(batch(lines, CALENDAR))
    assert all("\n" not in line and line.isascii() for line in answered)
    return [json.loads(line) for line in answered]


def test_the_example_of_the_manual() -> None:
    answered = answer(from_arguments("2025-09-24", 20), CALENDAR)
    counted = [line for line in answered["explanation"] if line["kind"] == "counted"]

    assert answered["due_on"] == "2025-10-28"
    assert answered["provisional"] is False
    assert sum(line["days"] for line in counted) == 20
    assert json.loads(json.dumps(answered)) == answered


def test_the_example_is_printed_with_its_reasons_in_two_languages() -> None:
    answered = answer(from_arguments("2025-09-24", 20), CALENDAR)
    english, chinese = text(answered), text(answered, "zh")

    assert english.splitlines()[0].startswith("2025-10-28: 20 working days from 2025-09-24")
    assert "2025-09-28               day 3 (Sun, make-up working day for National" in english
    assert "2025-10-01 – 2025-10-08  National Day and Mid-Autumn Festival holiday" in english
    assert chinese.splitlines()[0].startswith("2025-10-28：自2025-09-24起20个工作日")
    assert "国庆节、中秋节放假（国办发明电〔2024〕12号）" in chinese


def test_natural_days_and_provisional_dates_are_printed_too() -> None:
    natural = answer(from_arguments("2025-09-28", 7, "natural"), CALENDAR)
    extended = answer(from_arguments("2026-02-10", 20, extension_days=10), CALENDAR)
    unsure = answer(from_arguments("2026-12-25", 20), CALENDAR)

    assert (natural["raw_last_on"], natural["due_on"]) == ("2025-10-05", "2025-10-09")
    assert text(natural, "zh").startswith("2025-10-09：自2025-09-28起7日")
    assert text(extended).startswith("2026-03-30: 20 + 10 working days")
    assert text(extended, "zh").startswith("2026-03-30：自2026-02-10起20个工作日（延长10日）")
    assert unsure["provisional"] is True
    assert unsure["earliest_on"] == unsure["due_on"] < unsure["latest_on"]
    assert "(provisional, between" in text(unsure)
    assert "暂定" in text(unsure, "zh")


@pytest.mark.parametrize(
    ("pause", "due_on", "excluded"),
    [
        ("2025-04-25/2025-05-15:20", "2025-06-09", 12),
        ("2025-04-25/2025-05-15:5", "2025-05-28", 5),
        ("2025-04-25/2025-05-15", "2025-06-09", 12),
        ("2025-04-25/:12", "2025-06-09", 12),
    ],
)
def test_a_pause_on_the_command_line(pause: str, due_on: str, excluded: int) -> None:
    answered = answer(from_arguments("2025-04-21", 20, pauses=[pause]), CALENDAR)

    assert (answered["due_on"], answered["excluded_days"]) == (due_on, excluded)


@pytest.mark.parametrize("pause", ["", "2025-04-25", "2025-04-25/2025-05-15:", "a/b/c", "a/b:-1"])
def test_a_pause_that_is_written_otherwise_is_refused(pause: str) -> None:
    with pytest.raises(WrongRequest, match="is not FROM/TO"):
        from_arguments("2025-04-21", 20, pauses=[pause])


def test_wrong_arguments_are_told_in_the_answer() -> None:
    answered = answer(from_arguments("2025-02-30", 20), CALENDAR)

    assert answered == {"error": "2025-02-30 does not exist", "field": "start"}
    assert text(answered) == "error: start: 2025-02-30 does not exist"
    assert text(answered, "zh").startswith("错误: start")


def test_a_batch_answers_in_order_and_echoes_ids() -> None:
    lines = [json.dumps({**GOOD, "id": n, "days": n % 30}) + "\n" for n in range(200)]
    answered = ask_batch(*lines)

    assert [line["id"] for line in answered] == list(range(200))
    assert all("due_on" in line and "explanation" not in line for line in answered)


def test_a_line_may_ask_for_its_explanation_and_may_be_bytes() -> None:
    asked = json.dumps({**GOOD, "explain": True})
    first, second = ask_batch(asked.encode(), "\ufeff" + asked)

    assert first == second
    assert first["explanation"][0]["kind"] == "start"


def test_one_wrong_line_does_not_spoil_the_others() -> None:
    good = json.dumps(GOOD)
    answered = ask_batch(good, "", "{", "[]", "null", good)

    assert answered[0]["due_on"] == answered[-1]["due_on"] == "2025-10-28"
    assert [line["field"] for line in answered[1:-1]] == ["(line)"] * 4


def test_pauses_in_json() -> None:
    def excluded(**pause: Any) -> int:
        told = ask(start="2025-04-21", pauses=[{**PAUSE, **pause}])
        return int(told["excluded_days"])

    assert excluded(announced_days=20, notice_served=True) == 12
    assert excluded() == excluded(announced_days=None) == 12
    assert excluded(announced_days=5, kind="hearing") == 5
    assert excluded(notice_served=False) == excluded(announced_days=0) == 0
    assert excluded(to=None, announced_days=7) == 7


def test_an_open_pause_lasts_until_the_day_of_asking() -> None:
    pauses = [{"from": "2025-04-25", "announced_days": 7}]

    assert ask(start="2025-04-21", pauses=pauses, as_of="2025-04-28")["excluded_days"] == 2


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ('{"start": "2025-09-24"}', "days", 'missing key "days"'),
        ('{"days": 5}', "start", 'missing key "start"'),
        ('{"start": "2025-09-24", "days": NaN}', "(line)", "NaN"),
        ('{"start": "2025-09-24", "days": -Infinity}', "(line)", "-Infinity"),
        ('{"start": "2025-09-24", "days": 1e400}', "days", "whole number"),
        ('{"start": "2025-09-24", "days": 20.0}', "days", "whole number"),
        ('{"start": "2025-09-24", "days": "20"}', "days", "whole number"),
        ('{"start": "2025-09-24", "days": true}', "days", "whole number"),
        ('{"start": "2025-09-24", "days": null}', "days", "whole number"),
        ('{"start": "2025-09-24", "days": [5]}', "days", "a list"),
        ('{"start": "2025-09-24", "days": -1}', "days", "between 0 and"),
        ('{"start": "2025-09-24", "days": 10001}', "days", "between 0 and"),
        ('{"start": "2025-09-24", "days": 1%s}' % ("0" * 400), "days", "very large"),
        ('{"start": "2025-09-24", "days": 1%s}' % ("0" * 9000), "(line)", "not JSON"),
        ('{"start": "2025-02-30", "days": 5}', "start", "does not exist"),
        ('{"start": "0000-01-01", "days": 5}', "start", "does not exist"),
        ('{"start": "20250924", "days": 5}', "start", "must be a date like"),
        ('{"start": "2025-9-24", "days": 5}', "start", "must be a date like"),
        ('{"start": "2025-W39-3", "days": 5}', "start", "must be a date like"),
        ('{"start": "2025-09-24T00:00", "days": 5}', "start", "must be a date like"),
        ('{"start": "2025-09-24\\n", "days": 5}', "start", "must be a date like"),
        ('{"start": 20250924, "days": 5}', "start", "must be a date like"),
        ('{"start": {}, "days": 5}', "start", "an object"),
        ('{"start": "9999-12-31", "days": 5}', "days", "beyond"),
        ('{"start": "9999-12-31", "days": 5, "unit": "natural"}', "days", "9999"),
        ('{"start": "2019-05-05", "days": 5}', "start", "holiday notice for 2019"),
        ('{"start": "2025-09-24", "days": 5, "unit": null}', "unit", "working or natural"),
        ('{"start": "2025-09-24", "days": 5, "unit": 1}', "unit", "working or natural"),
        ('{"start": "2025-09-24", "days": 5, "unit": "workin"}', "unit", 'mean "working"?'),
        ('{"start": "2025-09-24", "days": 5, "unit": "WD"}', "unit", 'unknown unit "WD"'),
        ('{"start": "2025-09-24", "days": 5, "day": 1}', "day", 'did you mean "days"?'),
        ('{"start": "2025-09-24", "days": 5, "days": 50}', "(line)", "same key twice"),
        ('{"start": "2025-09-24", "days": 5, "id": [1]}', "id", "short text"),
        ('{"start": "2025-09-24", "days": 5, "id": true}', "id", "short text"),
        ('{"start": "2025-09-24", "days": 5, "id": 1.5}', "id", "short text"),
        ('{"start": "2025-09-24", "days": 5, "id": "%s"}' % ("x" * 201), "id", "short text"),
        ('{"start": "2025-09-24", "days": 5, "explain": 1}', "explain", "true or false"),
        ('{"start": "2025-09-24", "days": 5, "as_of": "x"}', "as_of", "must be a date"),
        ('{"start": "2025-09-24", "days": 5, "extension_days": -1}', "extension_days", "between"),
        ("[" * 100_000, "(line)", "longer than"),
        ("[" * 50_000, "(line)", "not JSON"),
        ('"text"', "(line)", "must be a JSON object"),
        ("{'start': 1}", "(line)", "not JSON"),
    ],
)
def test_a_wrong_line_says_where_and_why(line: str, field: str, message: str) -> None:
    [answered] = ask_batch(line)

    assert answered["field"] == field
    assert message in answered["error"]
    assert "due_on" not in answered


@pytest.mark.parametrize(
    ("pauses", "field", "message"),
    [
        ({}, "pauses", "must be a list"),
        (None, "pauses", "must be a list"),
        ("2025-04-25/2025-05-15", "pauses", "must be a list"),
        ([[]], "pauses[0]", "must be an object"),
        ([PAUSE, {}], "pauses[1].from", "missing key"),
        ([PAUSE] * 101, "pauses", "more than 100"),
        ([{**PAUSE, "to": "2025-04-24"}], "pauses[0].to", "is before"),
        ([{"from": "2025-01-02", "to": "2025-01-09"}], "pauses[0].to", "over before the period"),
        ([{**PAUSE, "to": "2025-06-31"}], "pauses[0].to", "does not exist"),
        ([{**PAUSE, "form": 1}], "pauses[0].form", 'did you mean "from"?'),
        ([{**PAUSE, "announced_days": -1}], "pauses[0].announced_days", "between 0"),
        ([{**PAUSE, "announced_days": True}], "pauses[0].announced_days", "whole number"),
        ([{**PAUSE, "announced_days": 1.5}], "pauses[0].announced_days", "whole number"),
        ([{**PAUSE, "notice_served": "yes"}], "pauses[0].notice_served", "true or false"),
        ([{**PAUSE, "notice_served": None}], "pauses[0].notice_served", "true or false"),
        ([{"from": "2025-04-25"}], "pauses[0].announced_days", "open pause"),
        ([{**PAUSE, "kind": 5}], "pauses[0].kind", "short text"),
    ],
)
def test_a_wrong_pause_says_where_and_why(pauses: Any, field: str, message: str) -> None:
    answered = ask(start="2025-04-21", pauses=pauses)

    assert (answered["id"], answered["field"]) == ("a", field)
    assert message in answered["error"]


def test_a_date_too_far_beyond_the_calendar_is_refused_quickly() -> None:
    far = [{"from": f"{year}-01-01", "announced_days": 10_000} for year in range(2027, 2127)]

    assert "too far" in ask(start="2027-01-01", days=10_000, pauses=far)["error"]
    assert "too far" in ask(start="9000-01-01", days=1, pauses=far[:1])["error"]


def test_pauses_before_the_calendar_name_the_missing_notice() -> None:
    pause = {"from": "2019-01-01", "to": "2020-02-01"}

    assert "holiday notice for 2019" in ask(start="2020-01-10", pauses=[pause])["error"]


@pytest.mark.parametrize("key", [*GOOD, "unit", "as_of", "pauses", "from", "to", "kind", "?"])
def test_naughty_strings_never_crash_a_batch(key: str) -> None:
    lines = []
    for naughty in NAUGHTY:
        told: dict[str, Any] = {**GOOD, "pauses": [dict(PAUSE)], "start": "2025-04-21"}
        (told["pauses"][0] if key in ("from", "to", "kind") else told)[key] = naughty
        if key == "?":
            told = {naughty: naughty}
        lines.append(json.dumps(told))
    answered = ask_batch(*lines, *NAUGHTY)

    assert len(answered) == 2 * len(NAUGHTY)
    assert all(("error" in line) is ("due_on" not in line) for line in answered)
    assert all(text(line) and text(line, "zh") for line in answered)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.dates().map(str)
    | st.sampled_from(["working", "natural", "2025-04-25"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
pause_objects = st.fixed_dictionaries(
    {"from": json_values},
    optional=dict.fromkeys(("to", "announced_days", "notice_served", "kind"), json_values),
)
requests = st.fixed_dictionaries(
    {"start": st.dates().map(str) | json_values, "days": st.integers(-5, 400) | json_values},
    optional={
        "id": json_values,
        "unit": st.sampled_from(["working", "natural"]) | json_values,
        "pauses": st.lists(pause_objects, max_size=3) | json_values,
        "extension_days": st.integers(0, 60) | json_values,
        "as_of": json_values,
        "explain": st.booleans(),
        "note": json_values,
    },
)


@given(requests)
def test_any_object_gets_an_answer(request: Any) -> None:
    [answered] = ask_batch(json.dumps(request))

    assert ("error" in answered) is ("due_on" not in answered)
    assert text(answered) and text(answered, "zh")


@given(st.text() | st.binary())
def test_any_line_gets_an_answer(line: str | bytes) -> None:
    [answered] = ask_batch(line)

    assert "error" in answered
