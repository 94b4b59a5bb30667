"""Once, in order, or not at all: keys, versions, failing commits, many at the same instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from greenlane.wiring import House
from ledger import keyed, views
from ledger.views import CaseFilter
from tests.api.calling import (
    CLERK,
    ENTERPRISE,
    HANDLER,
    REVIEWERS,
    SUPERVISOR,
    Caller,
)
from tests.api.crowds import at_once, sender, serving


def keyed_by(key: str, **more: str) -> dict[str, str]:
    return {"Idempotency-Key": key, **more}


def test_a_repeated_command_gets_the_same_answer_and_is_done_once(call: Caller) -> None:
    form = call.form()
    first, second = (
        call(ENTERPRISE, "POST", "/cases", form, headers=keyed_by("a")) for _ in range(2)
    )

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for name in ("ETag", "Location"):
        assert first.headers[name] == second.headers[name]
    assert len(call.get(ENTERPRISE, "/cases")["items"]) == 1


def test_the_answer_stays_the_same_after_the_case_went_on(call: Caller) -> None:
    case_id = call.in_review()
    path, form = f"/cases/{case_id}/opinions/zrzy", {"answer": "agree"}
    headers = keyed_by("a", **{"If-Match": '"3"'})
    first = call("zrzy.chengban", "PUT", path, form, headers=headers)
    call.sign(case_id, "slj")
    second = call("zrzy.chengban", "PUT", path, form, headers=headers)

    assert (first.status_code, first.headers["ETag"]) == (200, '"4"')
    assert second.content == first.content
    assert call.version(case_id) == 5


@pytest.mark.parametrize(
    ("path", "form"),
    [("opinions/zrzy", {"answer": "abstain"}), ("seats/zrzy/officer", {"officer": "x"})],
)
def test_a_key_belongs_to_one_request(call: Caller, path: str, form: dict[str, str]) -> None:
    case_id = call.in_review()
    who, headers = "zrzy.chengban", keyed_by("a")
    agree = {"answer": "agree"}
    call(who, "PUT", f"/cases/{case_id}/opinions/zrzy", agree, headers=headers)
    method = "PUT" if path.startswith("opinions") else "POST"
    reused = call(who, method, f"/cases/{case_id}/{path}", form, headers=headers)

    assert reused.status_code == 422
    assert reused.json()["code"] == "IdempotencyKeyReused"
    assert call.version(case_id) == 4


def test_keys_of_different_people_do_not_meet(call: Caller) -> None:
    case_id = call.in_review()
    for department in ("zrzy", "slj"):
        path = f"/cases/{case_id}/opinions/{department}"
        form, headers = {"answer": "agree"}, keyed_by("same")
        answer = call(f"{department}.chengban", "PUT", path, form, headers=headers)

        assert answer.status_code == 200


def test_what_was_refused_is_judged_anew_with_the_same_key(call: Caller) -> None:
    case_id = call.accepted()
    path, form, headers = f"/cases/{case_id}/opinions/zrzy", {"answer": "agree"}, keyed_by("a")
    early = call("zrzy.chengban", "PUT", path, form, headers=headers)
    call.do(HANDLER, "POST", f"/cases/{case_id}/review", {})
    late = call("zrzy.chengban", "PUT", path, form, headers=headers)

    assert (early.status_code, late.status_code) == (404, 200)


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "ключ".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(call: Caller, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = call(CLERK, "POST", "/cases/2026-0001/acceptance", {}, headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("if_match", "status"),
    [('"3"', 200), ("3", 200), ("*", 200), ('"2"', 412), ('"99"', 412), ('W/"3"', 412), ("x", 412)],
)
def test_an_act_on_a_stale_version_is_refused(call: Caller, if_match: str, status: int) -> None:
    case_id = call.in_review()
    path, form = f"/cases/{case_id}/opinions/zrzy", {"answer": "agree"}
    answer = call("zrzy.chengban", "PUT", path, form, headers={"If-Match": if_match})

    assert answer.status_code == status, answer.text
    assert call.version(case_id) == (4 if status == 200 else 3)


def test_the_etag_of_a_case_is_what_if_match_asks(call: Caller) -> None:
    case_id = call.in_review()
    etag = call("zrzy.chengban", "GET", f"/cases/{case_id}").headers["ETag"]
    path, form = f"/cases/{case_id}/opinions/zrzy", {"answer": "agree"}
    answer = call("zrzy.chengban", "PUT", path, form, headers={"If-Match": etag})

    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag


@contextmanager
def failing_commits() -> Iterator[None]:
    """Every commit fails at the last moment, as with a full disk."""

    def fail(session: Session) -> None:
        raise OSError("no space left on device")

    event.listen(Session, "before_commit", fail)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", fail)


def test_a_failing_commit_is_an_error_and_leaves_nothing(call: Caller, house: House) -> None:
    form = call.form()
    with failing_commits():
        answer = call(ENTERPRISE, "POST", "/cases", form, headers=keyed_by("a"))

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "space" not in answer.text
    with house.ledger.reading() as session:
        assert views.cases(session, CaseFilter()) == []
        assert keyed.idempotency_key(session, ENTERPRISE, "a") is None
        assert list(views.case_ids(session)) == []
    retried = call(ENTERPRISE, "POST", "/cases", form, headers=keyed_by("a"))
    assert (retried.status_code, retried.json()["case_id"]) == (201, "2026-0001")


def test_a_failing_commit_leaves_a_case_as_it_was(call: Caller) -> None:
    case_id = call.in_review()
    before = call.get(SUPERVISOR, f"/cases/{case_id}/entries")
    call.token("zrzy.chengban")
    with failing_commits():
        answer = call.sign(case_id, "zrzy")
    after = call.get(SUPERVISOR, f"/cases/{case_id}/entries")

    assert answer.status_code == 500
    assert after == before
    assert call.sign(case_id, "zrzy").status_code == 200


@pytest.fixture
def served(call: Caller) -> Iterator[str]:
    """The address of a real server in front of the house."""
    with serving(call.app) as address:
        yield address


def test_sixty_sign_offs_at_once_end_without_a_dead_lock(call: Caller, served: str) -> None:
    """More requests than threads and pooled connections, all for the one writer of SQLite."""
    agree = {"answer": "agree"}
    cases = [call.in_review() for _ in range(9)]
    calls = [
        sender(served, call, f"{name}.chengban", "PUT", f"/cases/{case}/opinions/{name}", agree)
        for case in cases
        for name in REVIEWERS
    ]
    answers = at_once(calls)

    assert len(answers) == 63
    assert [answer.text for answer in answers if answer.status_code != 200] == []
    for case_id in cases:
        kinds = [entry["kind"] for entry in call.get(SUPERVISOR, f"/cases/{case_id}/entries")]
        assert kinds.count("opinion_given") == 7
        assert kinds.count("review_concluded") == 1


def test_readers_and_writers_in_a_crowd_all_get_their_answer(call: Caller, served: str) -> None:
    case_id = call.in_review()
    looking = [sender(served, call, HANDLER, "GET", f"/cases/{case_id}", None) for _ in range(40)]
    filing = call.form()
    writing = [sender(served, call, ENTERPRISE, "POST", "/cases", filing) for _ in range(20)]
    answers = at_once(looking + writing)

    assert {answer.status_code for answer in answers[:40]} == {200}
    assert {answer.status_code for answer in answers[40:]} == {201}
    assert len({answer.json()["case_id"] for answer in answers[40:]}) == 20


def test_the_same_key_at_the_same_instant_is_done_once(call: Caller, served: str) -> None:
    form = call.form()
    send = sender(served, call, ENTERPRISE, "POST", "/cases", form, keyed_by("a"))
    answers = at_once([send] * 10)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(call.get(ENTERPRISE, "/cases")["items"]) == 1
