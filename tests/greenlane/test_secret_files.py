"""Secrets come from the environment or from files, and are not shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import FlowSettings
from greenlane.serving import told_to_children
from greenlane.settings import Settings

URL = "postgresql+psycopg://greenlane:very-secret@db/ledger"


def test_every_setting_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text(URL + "\n")
    (tmp_path / "days").write_text("30")
    monkeypatch.setenv("GREENLANE_DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("GREENLANE_HSTS_DAYS_FILE", str(tmp_path / "days"))

    assert Settings().ledger_url == URL
    assert FlowSettings().hsts_days == 30
    assert Settings(database_url="sqlite:///x").ledger_url == "sqlite:///x"


def test_a_setting_that_is_given_twice_or_whose_file_is_away_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_DATABASE_URL_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="GREENLANE_DATABASE_URL_FILE: No such file"):
        Settings()
    (tmp_path / "nowhere").write_text(URL)
    monkeypatch.setenv("GREENLANE_DATABASE_URL", URL)
    with pytest.raises(ValueError, match="both set"):
        Settings()


def test_a_child_of_serve_reads_the_file_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "url").write_text(URL)
    monkeypatch.setenv("GREENLANE_DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("GREENLANE_OUTWARD_SECRETS", '{"platform": "very-secret"}')
    told = told_to_children(Settings(home=tmp_path))

    assert not {"GREENLANE_DATABASE_URL", "GREENLANE_OUTWARD_SECRETS"} & set(told)
    assert told["GREENLANE_HOME"] == str(tmp_path)


def test_no_secret_stands_in_what_settings_show_of_themselves() -> None:
    shown = repr(Settings(database_url=URL, rate_store="redis://:very-secret@redis"))

    assert "very-secret" not in shown
