"""What the house tells those who run it: figures without people, and lines nobody forges."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError

from acts import correlation, post
from flows.post_office import handovers, requests_of
from greenlane.logs import AsJson, AsText
from ledger import standing
from states.terms import EntryKind
from tests.api.calling import CLERK, ENTERPRISE, HANDLER, Caller

NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "naughty_strings.json").read_text(encoding="utf-8")
)["strings"]
BREAKS = (
    "a\nb",
    "a\r\nb",
    "a\x0bb",
    "a\x0cb",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "a\x1b[2Kb",
    "\x00",
)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the request log wrote, one JSON object a line."""
    told, log = io.StringIO(), logging.getLogger("api")
    handler = logging.StreamHandler(told)
    handler.setFormatter(AsJson())
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.DEBUG)
    yield told
    log.removeHandler(handler)
    log.setLevel(before)


def rows(told: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


def sample(call: Caller, name: str, **labels: str) -> float:
    """The value of one sample, 0 where there is none."""
    families = text_string_to_metric_families(call.client.get("/metrics").text)
    found = [
        one.value
        for family in families
        for one in family.samples
        if one.name == name and one.labels.items() >= labels.items()
    ]
    return sum(found)


def test_a_request_is_measured_by_its_template_not_by_its_address(call: Caller) -> None:
    case_id = call.filed()
    labels = {"method": "GET", "route": "/api/v1/cases/{case_id}", "status": "200"}
    before = sample(call, "greenlane_request_seconds_count", **labels)
    call.get(ENTERPRISE, f"/cases/{case_id}")

    assert sample(call, "greenlane_request_seconds_count", **labels) == before + 1
    assert case_id not in call.client.get("/metrics").text


def test_a_refused_act_is_counted_by_its_rule(call: Caller) -> None:
    case_id = call.accepted()
    answer = call(CLERK, "POST", f"/cases/{case_id}/acceptance", {})
    code = answer.json()["code"]
    before = sample(call, "greenlane_refused_acts_total", code=code)
    call(CLERK, "POST", f"/cases/{case_id}/acceptance", {})

    assert answer.status_code == 409
    assert sample(call, "greenlane_refused_acts_total", code=code) == before + 1


def test_wrong_passwords_are_counted(call: Caller) -> None:
    before = sample(call, "greenlane_sign_in_failures_total", reason="wrong")
    call(None, "POST", "/session", {"username": "nobody", "password": "wrong"})

    assert sample(call, "greenlane_sign_in_failures_total", reason="wrong") == before + 1


def test_entries_owed_rows_and_the_watch_are_told_from_the_ledger(call: Caller) -> None:
    call.accepted()

    assert sample(call, "greenlane_entries_last_hour", kind="accepted") == 1
    assert sample(call, "greenlane_owed", kind="letter") >= 1
    assert sample(call, "greenlane_cases_due") == 0
    assert "greenlane_watch_look_seconds" not in call.client.get("/metrics").text
    with call.house.ledger.writing() as session:
        standing.beat(session, standing.WATCH, call.clock.now())
    call.clock.set(call.clock.now() + timedelta(seconds=90))
    assert sample(call, "greenlane_watch_look_seconds") == 90


def test_what_is_due_and_not_taken_shows(call: Caller) -> None:
    call.accepted()
    call.clock.set(call.clock.now() + timedelta(days=200))

    assert sample(call, "greenlane_cases_due") == 1
    assert sample(call, "greenlane_due_days_late") > 100


def test_labels_hold_no_person_and_nothing_without_bound(call: Caller) -> None:
    """After requests full of names and fuzz every label value is one of a known few."""
    case_id = call.in_review()
    for typed in (*NAUGHTY[:60], case_id, "91410611MA40A1B289", "鹤壁示例企业", "qiye"):
        call(CLERK, "GET", "/search", params={"q": typed})
        call.client.get("/api/v1/cases/" + typed.encode("utf-8", "replace").hex()[:200])
        call(None, "POST", "/session", {"username": typed, "password": typed})
        call.client.request("BREW", "/desk")
    known = {
        "method": {"GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "OTHER"},
        "status": {str(n) for n in range(100, 600)} | {f"{n}xx" for n in range(1, 6)},
        "kind": {kind.value for kind in EntryKind}
        | {"letter", "notice", "nudge", "outward", "webhook"},
        "light": {"green", "yellow", "red"},
        "reason": {"wrong", "code", "reset", "too_many"},
    }
    families = text_string_to_metric_families(call.client.get("/metrics").text)
    for family in families:
        for one in family.samples:
            for name, value in one.labels.items():
                if name == "le":
                    float(value)
                elif name == "route":
                    assert value in ("unknown", "/static") or "{" in value or value.isascii()
                    assert case_id not in value and len(value) < 100
                elif name == "code":
                    assert value.isidentifier() and value.isascii()
                else:
                    assert value in known[name], (name, value)


def test_a_line_tells_route_case_and_actor_but_no_name_and_no_content(
    call: Caller, lines: io.StringIO
) -> None:
    case_id = call.accepted()
    call.do(HANDLER, "POST", f"/cases/{case_id}/review", {})
    last = [row for row in rows(lines) if row["event"] == "request"][-1]

    assert last["route"] == "/api/v1/cases/{case_id}/review"
    assert (last["case"], last["actor"], last["status"]) == (case_id, HANDLER, 200)
    assert last["level"] == "info" and last["duration_ms"] >= 0
    for secret in ("鹤壁示例企业", "0392-0000000", "联系人", call.token(HANDLER)):
        assert secret not in lines.getvalue()
        assert json.dumps(secret)[1:-1] not in lines.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123-abcdef.request", True),
        ("short", False),
        ("x" * 65, False),
        ("with space in it", False),
        ('{"level":"error"}', False),
    ],
)
def test_a_well_formed_request_id_is_kept_and_any_other_replaced(
    call: Caller, lines: io.StringIO, given: str, kept: bool
) -> None:
    answer = call.client.get("/api/v1/matters", headers={"X-Request-Id": given})
    told = answer.headers["X-Request-Id"]

    assert (told == given) is kept
    assert correlation.WELL_FORMED.fullmatch(told)
    assert rows(lines)[-1]["request_id"] == told


def test_the_nudge_carries_the_request_that_caused_it(call: Caller) -> None:
    case_id = call.filed()
    request_id = "the-request-of-this-test"
    answer = call(
        CLERK, "POST", f"/cases/{case_id}/acceptance", {}, headers={"X-Request-Id": request_id}
    )
    with call.house.ledger.reading() as session:
        owed = post.owed(call.house.office(session), ("nudge",), now=call.clock.now())

    assert answer.status_code == 200
    assert owed[-1].payload["request_id"] == request_id
    assert requests_of(handovers(owed)[0]) == [
        f"request:{row.payload['request_id']}" for row in owed
    ]


@pytest.mark.parametrize("formatter", [AsJson(), AsText()])
def test_no_value_begins_a_line_of_its_own(formatter: logging.Formatter) -> None:
    """Every naughty string as message, argument and field: one line each, JSON that parses."""
    for typed in (*NAUGHTY, *BREAKS):
        record = logging.LogRecord("api", logging.INFO, "f.py", 1, "%s", (typed,), None)
        record.case = record.actor = record.route = typed
        line = formatter.format(record)
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line and "\x00" not in line and "\u202e" not in line
        if isinstance(formatter, AsJson):
            assert json.loads(line)["event"] == typed == json.loads(line)["actor"]


def test_what_broke_is_told_by_its_place_not_by_its_words(call: Caller) -> None:
    """The words of an exception may quote what somebody typed."""
    try:
        raise ValueError("身份证 410611199001010011")
    except ValueError:
        record = logging.LogRecord("api", logging.ERROR, "f.py", 1, "broke", (), sys.exc_info())
    told = json.loads(AsJson().format(record))

    assert told["fault"] == "ValueError"
    assert told["at"][0].startswith("test_observed.py:")
    assert "410611" not in AsText().format(record) + str(told)


def test_an_error_of_the_database_does_not_quote_its_parameters(call: Caller) -> None:
    with pytest.raises(DatabaseError) as broken, call.house.ledger.writing() as session:
        session.execute(sql("INSERT INTO nowhere VALUES (:name)"), {"name": "张三"})
    assert "张三" not in str(broken.value)
