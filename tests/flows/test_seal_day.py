"""The flow that seals the day, as a plain function."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from acts import evidence
from flows.deployments import PLANS
from flows.house import entered
from flows.seal_day import seal_day
from greenlane.signing import SigningKey
from greenlane.story import at
from ledger.evidence import LaterDaySealed, is_sealed, verify
from tests.flows.test_plain_flows import ran
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str, tmp_path: Path) -> Iterator[Play]:
    play = play_on(ledger_url, at("2026-03-02 09:30"))
    play.house.settings.home = tmp_path
    with entered(play.house):
        yield play
    play.house.ledger.close()


def heads(play: Play) -> list[tuple[date, int]]:
    found = play.read(lambda o: evidence.heads_between(o, date(2026, 3, 1), date(2026, 4, 1)))
    return [(head.sealed_on, head.size) for head in found]


def test_the_day_is_sealed_after_midnight_in_shanghai_once(play: Play) -> None:
    play.in_review("2026-03-02 10:00")
    play.clock.set(at("2026-03-02 23:59"))
    assert "2026-03-01" == ran(seal_day.fn())["sealed_on"]
    play.clock.set(at("2026-03-03 00:01"))
    first = ran(seal_day.fn())

    assert "2026-03-02" == first["sealed_on"]
    assert first == ran(seal_day.fn())


def test_days_without_a_key_are_signed_when_there_is_one(play: Play) -> None:
    play.in_review("2026-03-02 10:00")
    play.clock.set(at("2026-03-03 00:01"))
    ran(seal_day.fn())
    assert heads(play) == []

    play.house.signer = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))
    play.received("2026-03-03 10:00")
    play.clock.set(at("2026-03-06 00:01"))
    ran(seal_day.fn())
    ran(seal_day.fn())

    assert heads(play) == [(date(2026, 3, 2), 1), (date(2026, 3, 5), 2)]
    assert play.read(lambda o: verify(o.session)) == []


def test_a_clock_that_was_set_back_seals_no_day_before_a_sealed_one(play: Play) -> None:
    play.clock.set(at("2026-03-06 00:01"))
    ran(seal_day.fn())
    play.clock.set(at("2026-03-04 00:01"))

    with pytest.raises(LaterDaySealed):
        ran(seal_day.fn())
    assert not play.read(lambda o: is_sealed(o.session, date(2026, 3, 3)))


def test_the_flow_is_scheduled() -> None:
    (plan,) = [plan for plan in PLANS if plan.flow is seal_day]

    assert "seal_every_s" == plan.every
