"""`greenlane catalog`: check, draft, differences, publication, and moving running cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import catalog
from acts import catalogue, edition_moves
from acts.accounts import actor_named
from acts.catalogue import Draft
from acts.catalogue_rows import draft_row, edition_row, rehearsed_row
from acts.office import Office
from acts.problems import Invalid
from catalog.drafts import NoDraft, files_at
from greenlane.options import AsJson, DatabaseUrl, Lang, chosen_settings, print_json
from greenlane.wiring import House, build
from states.refusals import Refusal
from states.terms import Actor

app = typer.Typer(help="The rules as data, and the life of their editions.", no_args_is_help=True)

By = Annotated[str, typer.Option(help="User name of the administrator who acts.")]
Number = Annotated[int, typer.Argument(help="The number of a published edition.")]
Reason = Annotated[str, typer.Option(help="Why; needed where an applicant loses a date.")]


@app.command("check")
def check_command(path: Path, as_json: AsJson = False) -> None:
    """Check a catalogue: exit 0, or each fault with its file and key."""
    faults = catalog.check(path)
    rows = [{"file": str(f.file), "key": f.key, "message": f.message} for f in faults]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(f"{row['file']}: {row['key']}: {row['message']}")
    raise typer.Exit(1 if faults else 0)


@app.command("draft")
def draft_command(
    path: Annotated[Path, typer.Argument(help="A folder or a zip archive.", exists=True)],
    by: By,
    note: Annotated[str, typer.Option(help="What the draft is for.")] = "",
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """Hand in a draft: its faults, and its differences to the edition in force."""
    with _told(lang), _acting(database_url, by) as (office, actor, now):
        draft = catalogue.hand_in(office, files_at(path), actor=actor, now=now, note=note)
    _show(draft, as_json, lang)


@app.command("diff")
def diff_command(
    draft: Annotated[str, typer.Argument(help="The draft, by its hash.")],
    by: By,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """What a draft would change, in words; exit 1 where it has faults."""
    with _told(lang), _acting(database_url, by) as (office, actor, _):
        found = catalogue.look(office, draft, actor=actor)
    _show(found, as_json, lang)


@app.command("publish")
def publish_command(
    draft: Annotated[str, typer.Argument(help="The draft, by its hash.")],
    effective_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First legal day.")],
    by: By,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """Publish a draft without faults, as another person than its author."""
    day: date = effective_on.date()
    with _told(lang), _acting(database_url, by) as (office, actor, now):
        edition = catalogue.publish(office, draft, day, actor=actor, now=now)
        row = edition_row(edition)
    _print(row, as_json)


@app.command("editions")
def editions_command(database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every published edition, the newest last."""
    house = build(chosen_settings(database_url))
    with house.ledger.reading() as session:
        rows = [edition_row(edition) for edition in house.office(session).city.catalogs]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            _print(row, as_json=False)


@app.command("migrate")
def migrate_command(
    edition: Number,
    by: By,
    reason: Reason = "",
    rehearse: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """Move the running cases that may move to an edition, each in its own transaction."""
    house = build(chosen_settings(database_url))
    with _told(lang):
        rows = _rehearsed(house, by, edition, reason, lang)
        for row in rows:
            row["done"] = False
            if row["may_move"] and not rehearse:
                with _acting(database_url, by, house) as (office, actor, now):
                    case_id = str(row["case_id"])
                    edition_moves.move(
                        office, case_id, edition, actor=actor, now=now, reason=reason
                    )
                row["done"] = True
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            _print(row, as_json=False)


@app.command("undo")
def undo_command(
    case_id: str,
    by: By,
    reason: Reason = "",
    database_url: DatabaseUrl = None,
    lang: Lang = "zh",
) -> None:
    """Move one case back to the edition it stood under, where nobody acted since."""
    with _told(lang), _acting(database_url, by) as (office, actor, now):
        case = edition_moves.undo(office, case_id, actor=actor, now=now, reason=reason)
    typer.echo(f"{case.case_id} {case.catalog_sha256}")


def _rehearsed(house: House, by: str, edition: int, reason: str, lang: str) -> list[dict[str, Any]]:
    with house.ledger.reading() as session:
        office = house.office(session)
        actor = _actor(office, by)
        found = edition_moves.rehearse(
            office, edition, actor=actor, now=house.clock.now(), reason=reason
        )
        return [rehearsed_row(one, lang) for one in found]


@contextmanager
def _acting(
    database_url: str | None, by: str, house: House | None = None
) -> Iterator[tuple[Office, Actor, datetime]]:
    house = house or build(chosen_settings(database_url))
    with house.ledger.writing() as session:
        office = house.office(session)
        yield office, _actor(office, by), house.clock.now()


def _actor(office: Office, username: str) -> Actor:
    actor = actor_named(office, username)
    if actor is None:
        raise typer.BadParameter(f"nobody here is called {username}")
    return actor


@contextmanager
def _told(lang: str) -> Iterator[None]:
    """Refusals and bad input told in one line, exit 1."""
    try:
        yield
    except Refusal as refusal:
        typer.echo(f"{refusal.code}: {refusal.message(lang)}", err=True)
        raise typer.Exit(1) from None
    except Invalid as invalid:
        for problem in invalid.problems:
            typer.echo(f"{problem.pointer}: {problem.zh if lang == 'zh' else problem.en}", err=True)
        raise typer.Exit(1) from None
    except NoDraft as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(1) from None


def _show(draft: Draft, as_json: bool, lang: str) -> None:
    row = draft_row(draft, lang)
    if as_json:
        print_json(row)
    else:
        typer.echo(f"{row['draft']}  {row['drafted_by']}  {row['drafted_at']}")
        for fault in row["faults"]:
            typer.echo(f"{fault['file']}: {fault['key']}: {fault['message']}")
        for difference in row["differences"]:
            typer.echo(difference["said"])
    raise typer.Exit(1 if row["faults"] else 0)


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        typer.echo("  ".join(str(value) for value in row.values()))
