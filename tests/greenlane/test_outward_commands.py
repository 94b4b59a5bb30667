"""`greenlane outward`: receivers as they stand, everything sent again, and a secret made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acts import outward, receivers
from acts.receivers import OpenReceiverForm
from greenlane import serving
from greenlane.outgoing import SecretMissing, has_secret, kept_names, rules_of, secret_of
from greenlane.settings import Settings
from states.addresses import AddressRules
from tests.greenlane.test_command_line import run
from tests.playing import play_on


def test_everything_is_sent_again_by_one_command(sqlite_url: str) -> None:
    play = play_on(sqlite_url)
    case = play.accepted()
    play.act(outward.write_on)
    form = OpenReceiverForm(title="园区", address="https://events.example.org/", secret="park")
    play.act(receivers.open_receiver, form, AddressRules(), by="guanli")
    play.house.ledger.close()

    at = ("--database-url", sqlite_url, "--json")
    code, said = run("outward", "receivers", *at)
    (row,) = json.loads(said)
    assert (code, row["receiver"], row["waiting"]) == (0, "JS-2026-0001", 0)
    code, said = run("outward", "replay", "JS-2026-0001", f"{case.case_id}:1:WSYSL", *at)
    assert (code, json.loads(said)["waiting"]) == (0, 2)
    code, _ = run("outward", "replay", "JS-2026-0001", "2026-0001:9:SB", *at)
    assert code == 2


def test_a_made_secret_serves_and_is_new_each_time(tmp_path: Path) -> None:
    made = [run("outward", "secret")[1] for _ in range(2)]
    (tmp_path / "park").write_text(made[0])
    settings = Settings(outward_secrets_folder=tmp_path)

    assert made[0] != made[1]
    assert len(secret_of(settings, "park")) == 32
    assert kept_names(settings) == ["park"]


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_c2hvcnQ=", "no base64!", "密钥", "A" * 200])
def test_a_weak_or_broken_secret_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "park").write_text(text, encoding="utf-8")
    settings = Settings(outward_secrets_folder=tmp_path)

    assert not has_secret(settings, "park")
    with pytest.raises(SecretMissing, match=r"^'?park'?$"):
        secret_of(settings, "park")


def test_ranges_that_are_none_are_told_at_the_start() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        Settings(outward_allow="10.0.0.0/8, nonsense")


def test_where_a_city_works_this_machine_is_never_called() -> None:
    assert rules_of(Settings(outward_loopback=True)).loopback
    assert not rules_of(Settings(outward_loopback=True, production=True)).loopback


def test_a_child_of_serve_reads_the_settings_that_its_parent_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The parent's own words hold no secret, not even a masked one that would hide the real."""
    made = run("outward", "secret")[1].strip()
    monkeypatch.setenv("GREENLANE_OUTWARD_SECRETS", json.dumps({"park": made}))
    settings = Settings(home=tmp_path, outward_allow="10.20.0.0/16", port=8123)
    for name, value in serving.told_to_children(settings).items():
        monkeypatch.setenv(name, value)

    assert Settings() == settings
    assert has_secret(Settings(), "park")
