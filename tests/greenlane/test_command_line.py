"""The commands as they are typed: what they print, and what they exit with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from greenlane.command_line import app, main
from ledger.engine import Ledger
from tests.playing import play_on

SHIPPED = str(Path(__file__).parents[2] / "catalog" / "data" / "hebi")


def run(*arguments: str, standard_input: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), input=standard_input)
    return result.exit_code, result.stdout


def test_due_prints_the_day_and_why() -> None:
    code, said = run("due", "--start", "2025-09-24", "--days", "20")

    assert code == 0
    assert said.startswith("2025-10-28")
    assert "国庆节" in said
    assert said.count("\n") > 20


def test_due_as_json_holds_lines_that_add_up() -> None:
    code, said = run("due", "--start", "2025-09-24", "--days", "20", "--json")
    answer = json.loads(said)

    assert code == 0
    assert (answer["due_on"], answer["provisional"]) == ("2025-10-28", False)
    assert sum(row["days"] for row in answer["explanation"] if row["kind"] == "counted") == 20


def test_due_takes_pauses() -> None:
    _, said = run(
        "due", "--start", "2025-04-21", "--days", "20", "--pause", "2025-04-25/2025-05-15:20"
    )

    assert said.startswith("2025-06-09")


def test_due_refuses_what_is_no_day() -> None:
    code, said = run("due", "--start", "2025-02-30", "--days", "20")

    assert code == 2
    assert "start" in said


def test_due_answers_a_batch_line_by_line() -> None:
    lines = '{"id": 1, "start": "2025-09-24", "days": 20}\nnonsense\n'

    code, said = run("due", "--batch", "-", standard_input=lines)
    answers = [json.loads(line) for line in said.splitlines()]

    assert code == 0
    assert answers[0]["due_on"] == "2025-10-28"
    assert "error" in answers[1]


def test_codes_answer_a_line_each() -> None:
    code, said = run("codes", "check", "credit", "91410611MA40A1B289", "91410611MA40A1B280")

    assert [line.split()[0] for line in said.splitlines()] == ["valid", "invalid"]
    assert code == 1


def test_codes_know_four_kinds_only() -> None:
    assert run("codes", "check", "passport", "1")[0] == 2


def test_the_shipped_catalogue_has_no_fault() -> None:
    assert run("catalog", "check", SHIPPED) == (0, "")


def test_a_faulty_catalogue_is_told_by_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text('verson = "1"\n', encoding="utf-8")

    code, said = run("catalog", "check", str(tmp_path))

    assert code == 1
    assert "catalog.toml" in said
    assert "verson" in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["replay", "nowhere.csv", "nowhere.csv"], "nowhere.csv"),
        (["explain", "2026-9999"], "2026-9999"),
    ],
)
def test_what_was_given_wrongly_is_told_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.setenv("GREENLANE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["greenlane", *arguments])

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert told in said
    assert said.count("\n") == 1


@pytest.fixture
def ledger_with_a_case(sqlite_url: str) -> str:
    play = play_on(sqlite_url)
    play.in_review()
    play.house.ledger.close()
    return sqlite_url


def test_verify_exits_0_when_intact_and_names_the_place_otherwise(ledger_with_a_case: str) -> None:
    assert run("verify", "--database-url", ledger_with_a_case) == (0, "intact\n")

    ledger = Ledger(ledger_with_a_case)
    with ledger.writing() as session:
        session.execute(text("DROP TRIGGER entry_refuses_update"))
        session.execute(text("UPDATE entry SET actor = 'nobody' WHERE number = 2"))
    ledger.close()
    code, said = run("verify", "--database-url", ledger_with_a_case, "--json")

    assert code == 1
    assert [(f["case"], f["entry"]) for f in json.loads(said)["faults"]] == [("2026-0001", 2)]


def test_explain_adds_up_and_says_which_text(ledger_with_a_case: str) -> None:
    code, said = run("explain", "2026-0001", "--database-url", ledger_with_a_case, "--json")
    answer = json.loads(said)

    assert code == 0
    assert answer["due_on"] == "2026-03-30"
    assert "673" in answer["source"]
    assert (
        run("explain", "2026-0001", "--clock", "delivery", "--database-url", ledger_with_a_case)[0]
        == 1
    )


def test_rebuild_seal_and_export_speak_json(ledger_with_a_case: str) -> None:
    url = ("--database-url", ledger_with_a_case)

    assert json.loads(run("rebuild", *url, "--json")[1]) == {"changed": 0}
    assert len(json.loads(run("seal", *url, "--json")[1])["root"]) == 64
    lines = run("export", *url)[1].splitlines()
    assert [json.loads(line)["case_id"] for line in lines] == ["2026-0001"]
