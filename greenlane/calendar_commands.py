"""`greenlane calendar`: the holiday calendars of the ledger, a notice checked, a notice loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from acts import calendars
from acts.authority import SYSTEM
from acts.problems import Invalid
from catalog.notices import FaultyNotice, read_notice
from greenlane.calendar_rows import edition_row, rehearsal_row
from greenlane.options import AsJson, DatabaseUrl, Lang, chosen_settings, print_json
from greenlane.wiring import House, build

app = typer.Typer(help="Holiday notices and the calendars they make.", no_args_is_help=True)

Notice = Annotated[
    Path, typer.Argument(help="A holiday notice, TOML.", exists=True, dir_okay=False, readable=True)
]


@app.command("list")
def list_command(database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every calendar that was ever in force, the newest last."""
    house = build(chosen_settings(database_url))
    with house.ledger.reading() as session:
        rows = [edition_row(edition) for edition in house.office(session).city.editions]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(
            f"{row['number']}  {row['version']}  {row['first_day']} – {row['last_day']}  "
            f"{row['published_at']}  {row['published_by']}  {row['notices']}"
        )


@app.command("check")
def check_command(file: Notice, as_json: AsJson = False, lang: Lang = "zh") -> None:
    """Check a notice by itself: exit 0, or each problem with its key."""
    try:
        read_notice(_text(file))
        problems = []
    except FaultyNotice as faulty:
        problems = [{"key": p.key, "zh": p.zh, "en": p.en} for p in faulty.problems]
    if as_json:
        print_json(problems)
    else:
        for problem in problems:
            typer.echo(f"{file.name}: {problem['key']}: {problem[_language(lang)]}")
    raise typer.Exit(1 if problems else 0)


@app.command("load")
def load_command(
    file: Notice,
    rehearse: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """Publish a notice and derive the dates of open cases again; twice changes nothing."""
    house = build(chosen_settings(database_url))
    try:
        report = _rehearsed(house, _text(file)) if rehearse else _loaded(house, _text(file))
    except Invalid as invalid:
        for problem in invalid.problems:
            said = problem.zh if _language(lang) == "zh" else problem.en
            typer.echo(f"{problem.pointer}: {said}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        print_json(report)
        return
    for line in _told(report):
        typer.echo(line)


def _rehearsed(house: House, text: str) -> dict[str, Any]:
    with house.ledger.reading() as session:
        office = house.office(session)
        found = calendars.rehearse_calendar(office, text, actor=SYSTEM, now=house.clock.now())
    return {"published": False} | rehearsal_row(found)


def _loaded(house: House, text: str) -> dict[str, Any]:
    """Publish, then case by case what the flow does; a flow that does it too changes nothing."""
    now = house.clock.now()
    with house.ledger.reading() as session:
        office = house.office(session)
        before = office.city.editions[-1].number
        found = calendars.rehearse_calendar(office, text, actor=SYSTEM, now=now)
    with house.ledger.writing() as session:
        edition = calendars.publish_calendar(house.office(session), text, actor=SYSTEM, now=now)
    with house.ledger.reading() as session:
        concerned = calendars.to_derive(house.office(session))
    moved = 0
    for case_id in concerned:
        with house.ledger.writing() as session:
            moved += len(calendars.derive_again(house.office(session), case_id, now=now))
    done = {"published": edition.number > before, "edition": edition.number, "moved": moved}
    return done | rehearsal_row(found)


def _told(report: dict[str, Any]) -> list[str]:
    """A line for each day and each clock that moves."""
    days = [
        f"{row['day']}  {row['name']}  {'works' if row['works'] else 'off'}"
        for row in report["days"]
    ]
    clocks = [
        f"{case['case_id']}  {row['clock']}  {row['department']}  "
        f"{_range(row['before'])} -> {_range(row['after'])}"
        for case in report["cases"]
        for row in case["clocks"]
    ]
    head = f"{report['calendar_before']} -> {report['calendar']}  {report['notices']}"
    done = "published" if report["published"] else "nothing was written"
    return [head, *days, *clocks, f"{len(report['cases'])} cases, {done}"]


def _range(day: dict[str, Any]) -> str:
    if not day["provisional"]:
        return str(day["due_on"])
    return f"{day['earliest_on']}..{day['latest_on']} (provisional)"


def _language(lang: str) -> str:
    return "en" if lang == "en" else "zh"


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")
