"""What was told can be told again and proven: as_of, tree heads, inclusion, the packet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from acts.evidence import seal_yesterday
from greenlane.clock import SimulatedClock
from greenlane.signing import SigningKey
from greenlane.story import at
from greenlane.wiring import House
from tests.api.calling import (
    CLERK,
    ENTERPRISE,
    HANDLER,
    NEIGHBOUR,
    REVIEWERS,
    SUPERVISOR,
    Caller,
)
from tools import verify_evidence

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))
KEYS = {KEY.key_id: bytes.fromhex(KEY.public_hex)}


@pytest.fixture
def signing(house: House) -> House:
    house.signer = KEY
    return house


def sealed(house: House) -> None:
    with house.ledger.writing() as session:
        seal_yesterday(house.office(session), house.signer, house.clock.now())


def later(clock: SimulatedClock, by: timedelta) -> None:
    clock.set(clock.now() + by)


def told(call: Caller, case_id: str) -> dict[str, Any]:
    """What everybody is told of the case now, by the instant."""
    return {call.clock.now().isoformat(): call.get(SUPERVISOR, f"/cases/{case_id}")}


def as_of(call: Caller, case_id: str, instant: str) -> Any:
    return call(SUPERVISOR, "GET", f"/cases/{case_id}", params={"as_of": instant})


def test_the_case_as_of_an_instant_is_what_was_told_then(
    call: Caller, clock: SimulatedClock
) -> None:
    case_id = call.filed()
    then = told(call, case_id)
    later(clock, timedelta(hours=3))
    call.do(CLERK, "POST", f"/cases/{case_id}/acceptance", {})
    then |= told(call, case_id)
    later(clock, timedelta(days=1))
    call.do(HANDLER, "POST", f"/cases/{case_id}/review", {})
    then |= told(call, case_id)
    for days, department in enumerate(REVIEWERS[:3]):
        later(clock, timedelta(days=days, minutes=5))
        call.sign(case_id, department)
        then |= told(call, case_id)
    later(clock, timedelta(days=40))
    then |= told(call, case_id)
    call.do(SUPERVISOR, "POST", f"/cases/{case_id}/advance", {})
    then |= told(call, case_id)

    again = {instant: as_of(call, case_id, instant).json() for instant in then}

    assert again == then
    assert len({str(view) for view in then.values()}) == len(then)


def test_before_its_first_entry_there_is_no_case(call: Caller, clock: SimulatedClock) -> None:
    before = clock.now() - timedelta(seconds=1)
    case_id = call.filed()

    assert as_of(call, case_id, before.isoformat()).status_code == 404


@pytest.mark.parametrize("instant", ["2099-01-01T00:00:00Z", "2026-03-02T10:00:00", "yesterday"])
def test_an_instant_that_cannot_be_asked_for_is_named(call: Caller, instant: str) -> None:
    answer = as_of(call, call.filed(), instant)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "as_of"


def test_a_case_of_the_past_cannot_be_acted_on_by_its_version(call: Caller) -> None:
    case_id = call.filed()

    assert "ETag" not in as_of(call, case_id, call.clock.now().isoformat()).headers


def test_tree_heads_are_told_to_whoever_is_signed_in_and_can_be_checked(
    call: Caller, clock: SimulatedClock, signing: House
) -> None:
    for _day in range(3):
        call.filed()
        later(clock, timedelta(days=1))
        sealed(signing)

    published = call.get(ENTERPRISE, "/evidence/tree-heads")

    assert [head["size"] for head in published["tree_heads"]] == [1, 2, 3]
    assert verify_evidence.heads_faults(published, KEYS) == []
    assert call(None, "GET", "/evidence/tree-heads").status_code == 401


@pytest.mark.parametrize(
    "asked", ["from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-01-01", "from=9999-12-31"]
)
def test_days_that_cannot_be_told_are_named(call: Caller, asked: str) -> None:
    answer = call(ENTERPRISE, "GET", f"/evidence/tree-heads?{asked}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "from"


@pytest.mark.parametrize("asked", ["to=0001-01-01", "from=9999-12-31&to=9999-12-31"])
def test_the_ends_of_time_are_days_without_heads(call: Caller, asked: str) -> None:
    assert call.get(ENTERPRISE, f"/evidence/tree-heads?{asked}")["tree_heads"] == []


def test_the_packet_is_had_by_the_parties_and_checked_by_strangers(
    call: Caller, clock: SimulatedClock, signing: House
) -> None:
    case_id = call.in_review()
    later(clock, timedelta(days=1))
    sealed(signing)
    path = f"/cases/{case_id}/packet"
    early = call(HANDLER, "GET", path)
    for who in (CLERK, HANDLER):
        call.do(who, "POST", f"/cases/{case_id}/acts/read-contact", {"read_for": "行政复议答复"})
    later(clock, timedelta(days=1))
    sealed(signing)
    packets = {who: call(who, "GET", path) for who in (ENTERPRISE, CLERK, HANDLER)}

    assert (early.status_code, early.json()["code"]) == (409, "ContactNotRead")
    assert {answer.status_code for answer in packets.values()} == {200}
    assert len({answer.content for answer in packets.values()}) == 1
    assert verify_evidence._faults(packets[ENTERPRISE].content, KEYS) == []
    assert call(SUPERVISOR, "GET", path).status_code == 403
    assert call("sthj.chengban", "GET", path).status_code == 403
    assert call(NEIGHBOUR, "GET", path).status_code == 404


def test_before_the_seal_there_is_no_proof_and_it_is_said(call: Caller, signing: House) -> None:
    case_id = call.filed()
    for what in ("packet", "inclusion", "inclusion?day=2026-03-02"):
        answer = call(ENTERPRISE, "GET", f"/cases/{case_id}/{what}")

        assert (answer.status_code, answer.json()["code"]) == (404, "NotSealed")


def test_without_a_key_no_packet_is_made(call: Caller) -> None:
    answer = call(ENTERPRISE, "GET", f"/cases/{call.filed()}/packet")

    assert (answer.status_code, answer.json()["code"]) == (409, "NoSigningKey")


def test_the_inclusion_of_a_case_leads_to_the_signed_head(
    call: Caller, clock: SimulatedClock, signing: House
) -> None:
    cases = [call.filed() for _ in range(5)]
    clock.set(at("2026-03-03 09:30"))
    sealed(signing)
    for case_id in cases:
        shown = call.get(ENTERPRISE, f"/cases/{case_id}/inclusion")
        leaf = verify_evidence.canonical(shown["leaf"])
        nodes = [bytes.fromhex(node) for node in shown["proof"]]
        root = bytes.fromhex(shown["tree_head"]["root"])

        assert shown["leaf"][1] == case_id
        assert verify_evidence.included(
            verify_evidence.hashlib.sha256(b"\x00" + leaf).digest(), shown["index"], 5, nodes, root
        )
        assert verify_evidence.head_faults(shown["tree_head"], KEYS) == []
