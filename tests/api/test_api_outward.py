"""Events at the API: a platform that fetches, loses answers and reconciles; and receivers."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from acts import outward
from tests.api.calling import ADMINISTRATOR, HANDLER, SUPERVISOR, Caller

RECEIVER = {
    "title": "园区平台",
    "address": "https://events.example.org/in",
    "secret": "park",
    "codes": ["SL", "BJ"],
}


def log_written(call: Caller) -> None:
    with call.house.ledger.writing() as session:
        outward.write_on(call.house.office(session), now=call.clock.now())


def days(call: Caller, who: str = SUPERVISOR) -> dict[str, Any]:
    found: dict[str, Any] = call.get(who, "/outward/days?from=2026-03-01&to=2026-03-31")
    return found


def test_a_platform_that_loses_answers_misses_nothing_and_knows_what_it_has_twice(
    call: Caller,
) -> None:
    cases = [call.accepted() for _ in range(3)]
    log_written(call)
    has: dict[str, str] = {}
    fetched = 0
    lost = True
    while True:
        page = call.get(SUPERVISOR, "/outward/events?limit=2")
        if not page["items"]:
            break
        lost = not lost
        if lost:
            continue
        fetched += len(page["items"])
        for item in page["items"]:
            assert has.setdefault(item["event"]["id"], item["sha256"]) == item["sha256"]
        body = {"event_id": page["items"][-1]["event"]["id"]}
        for _ in range(2):
            told = call(SUPERVISOR, "POST", "/outward/acknowledgements", json=body)
            assert told.json() == body

    parts = ("1:SB", "1:WSYSL", "2:SL")
    assert list(has) == [f"{case}:{part}" for case in cases for part in parts]
    assert fetched == 9


def test_a_cursor_goes_on_where_it_was_and_needs_no_acknowledgement(call: Caller) -> None:
    call.accepted()
    log_written(call)

    first = call.get(SUPERVISOR, "/outward/events?limit=2")
    again = call.get(SUPERVISOR, "/outward/events?limit=2")
    rest = call.get(SUPERVISOR, f"/outward/events?limit=2&cursor={first['cursor']}")
    end = call.get(SUPERVISOR, f"/outward/events?limit=2&cursor={rest['cursor']}")

    assert first == again
    assert first["more"] is True
    assert [item["event"]["data"]["event"]["code"] for item in rest["items"]] == ["SL"]
    assert (end["items"], end["more"], end["cursor"]) == ([], False, rest["cursor"])


def test_by_its_days_a_platform_finds_the_event_that_it_lacks(call: Caller) -> None:
    call.accepted()
    log_written(call)
    all_of_it = call.get(SUPERVISOR, "/outward/events")["items"]
    has = {item["event"]["id"]: item["sha256"] for item in all_of_it if item["position"] != 2}

    (day,) = days(call)["days"]
    lines = sorted(f"{name} {digest}\n" for name, digest in has.items())
    assert day["count"] == len(has) + 1
    assert day["sha256"] != hashlib.sha256("".join(lines).encode()).hexdigest()
    told = call.get(SUPERVISOR, f"/outward/days/{day['day']}")["items"]
    (lacking,) = [one for one in told if has.get(one["id"]) != one["sha256"]]
    found = call.get(SUPERVISOR, f"/outward/events/{lacking['id']}")
    assert found["event"]["id"] == lacking["id"]
    has[lacking["id"]] = found["sha256"]
    lines = sorted(f"{name} {digest}\n" for name, digest in has.items())
    assert day["sha256"] == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_today_is_not_whole_and_yesterday_is(call: Caller) -> None:
    call.accepted()
    log_written(call)
    assert days(call)["days"][0]["whole"] is False
    call.clock.set(call.clock.now().replace(day=3))

    assert days(call)["days"][0]["whole"] is True


def test_departments_fetch_what_they_lead_and_enterprises_nothing(call: Caller) -> None:
    call.accepted()
    log_written(call)

    assert len(call.get(HANDLER, "/outward/events")["items"]) == 3
    assert call.get("zrzy.chengban", "/outward/events")["items"] == []
    assert call.get("zrzy.chengban", "/outward/events?organisation=fgw")["items"] == []
    assert days(call, "zrzy.chengban")["days"] == []
    event_id = call.get(HANDLER, "/outward/events")["items"][0]["event"]["id"]
    assert call("zrzy.chengban", "GET", f"/outward/events/{event_id}").status_code == 404
    body = {"event_id": event_id}
    assert call("zrzy.chengban", "POST", "/outward/acknowledgements", json=body).status_code == 404
    for path in ("/outward/events", "/outward/days?from=2026-03-01&to=2026-03-02"):
        assert call("qiye", "GET", path).status_code == 403
        assert call(None, "GET", path).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        "events?cursor=WyI5OTkiXQ",
        "events?cursor=nonsense",
        "events?code=XX",
        "events?region=41%25",
        "events?limit=0",
        "days?from=2026-03-02&to=2026-03-01",
        "days?from=2020-01-01&to=2026-03-01",
        "days/2026-02-30",
    ],
)
def test_what_makes_no_sense_is_refused(call: Caller, query: str) -> None:
    assert call(SUPERVISOR, "GET", f"/outward/{query}").status_code == 422


def opened(call: Caller, **changes: Any) -> dict[str, Any]:
    answer = call(ADMINISTRATOR, "POST", "/outward/receivers", json=RECEIVER | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_administrator_keeps_receivers_and_every_act_is_on_record(call: Caller) -> None:
    call.accepted()
    log_written(call)
    kept = opened(call, from_start=True)
    path = f"/outward/receivers/{kept['receiver_id']}"
    assert (kept["backlog"], kept["active"], kept["secret_kept"]) == (1, True, False)

    changed = {k: v for k, v in RECEIVER.items() if k != "secret"} | {"codes": []}
    assert call(ADMINISTRATOR, "POST", f"{path}/change", json=changed).json()["backlog"] == 3
    rotated = call(ADMINISTRATOR, "POST", f"{path}/rotate", json={"secret": "next"}).json()
    assert (rotated["secret"], rotated["previous"]) == ("next", "park")
    off = call(ADMINISTRATOR, "POST", f"{path}/switch-off", json={})
    assert off.json()["active"] is False
    assert call(ADMINISTRATOR, "POST", f"{path}/switch-on", json={}).json()["active"] is True
    event_id = call.get(ADMINISTRATOR, "/outward/events")["items"][1]["event"]["id"]
    again = call(ADMINISTRATOR, "POST", f"{path}/replay", json={"event_id": event_id})
    assert again.status_code == 200

    kinds = [line["kind"] for line in call.get(ADMINISTRATOR, path)["history"]]
    assert kinds == ["opened", "changed", "rotated", "switched_off", "switched_on", "replayed"]
    assert len(call.get(ADMINISTRATOR, "/outward/receivers")) == 1


def test_nobody_else_looks_at_receivers_or_touches_them(call: Caller) -> None:
    path = f"/outward/receivers/{opened(call)['receiver_id']}"

    for who in (SUPERVISOR, HANDLER, "chuangkou", "qiye"):
        assert call(who, "GET", "/outward/receivers").status_code == 403
        assert call(who, "GET", path).status_code == 403
        assert call(who, "POST", "/outward/receivers", json=RECEIVER).status_code == 403
        for act, body in (
            ("change", {k: v for k, v in RECEIVER.items() if k != "secret"}),
            ("rotate", {"secret": "next"}),
            ("switch-off", {}),
            ("switch-on", {}),
            ("replay", {"event_id": "x"}),
        ):
            assert call(who, "POST", f"{path}/{act}", json=body).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "http://events.example.org/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://10.0.0.5/",
        "https://user@events.example.org/",
        "file:///etc/passwd",
    ],
)
def test_an_address_inside_is_refused_at_the_counter(call: Caller, address: str) -> None:
    answer = call(ADMINISTRATOR, "POST", "/outward/receivers", json=RECEIVER | {"address": address})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/address"
    kept = opened(call)
    changed = {k: v for k, v in RECEIVER.items() if k != "secret"} | {"address": address}
    path = f"/outward/receivers/{kept['receiver_id']}/change"
    assert call(ADMINISTRATOR, "POST", path, json=changed).status_code == 422


def test_the_name_of_a_secret_cannot_lead_out_of_its_folder(call: Caller) -> None:
    for name in ("../passwd", "/etc/passwd", "a/b", "", "A", "x" * 41):
        answer = call(ADMINISTRATOR, "POST", "/outward/receivers", json=RECEIVER | {"secret": name})
        assert answer.status_code == 422, name


def test_opening_twice_under_one_key_opens_one(call: Caller) -> None:
    headers = {"Idempotency-Key": "open-1"}
    first = call(ADMINISTRATOR, "POST", "/outward/receivers", json=RECEIVER, headers=headers)
    again = call(ADMINISTRATOR, "POST", "/outward/receivers", json=RECEIVER, headers=headers)

    assert first.json() == again.json()
    assert len(call.get(ADMINISTRATOR, "/outward/receivers")) == 1
