"""The `greenlane` command: each subcommand with `--json` and an exit code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from acts import explain as explaining
from acts import upkeep
from acts.case_file import case_file
from acts.evidence import seal_yesterday
from acts.office import Office
from acts.problems import UnknownCase
from catalog import FaultyCatalog, UnknownName, calendars, codes
from greenlane import (
    admin_commands,
    backup_commands,
    calendar_commands,
    catalog_commands,
    demonstration,
    due,
    evidence_commands,
    outward_commands,
    replaying,
    serving,
    wording,
)
from greenlane.admin_commands import CannotAdminister, administered
from greenlane.backup import BadArchive, CannotBackUp
from greenlane.options import AsJson, City, DatabaseUrl, Lang, chosen_settings, print_json
from greenlane.replay.logs import LogFault
from greenlane.signing import NoSigningKey
from greenlane.story import StoryWentOtherwise
from greenlane.wiring import DemonstrationRefused, House, build
from ledger.backup import NoLedger, NotEmpty
from ledger.engine import LedgerBusy
from ledger.evidence import LaterDaySealed
from ledger.evidence import verify as verify_ledger
from states.terms import ClockName
from states.worktime import CalendarMissing

app = typer.Typer(
    help="Greenlane: filing, joint review, time limits in law, audit.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
codes_app = typer.Typer(help="Codes: project, credit, region, industry.", no_args_is_help=True)
app.add_typer(catalog_commands.app, name="catalog")
app.add_typer(codes_app, name="codes")
app.add_typer(admin_commands.app, name="admin")
app.add_typer(calendar_commands.app, name="calendar")
app.add_typer(outward_commands.app, name="outward")
app.add_typer(evidence_commands.app, name="evidence")
app.command("backup")(backup_commands.backup_command)
app.command("restore")(backup_commands.restore_command)
app.command("held")(backup_commands.held_command)

# Faults of what was given, told in one line; anything else is ours and shows where it broke.
TOLD = (
    UnknownCase,
    FaultyCatalog,
    NoSigningKey,
    UnknownName,
    LogFault,
    CalendarMissing,
    LedgerBusy,
    StoryWentOtherwise,
    BadArchive,
    CannotBackUp,
    CannotAdminister,
    DemonstrationRefused,
    NoLedger,
    NotEmpty,
)


def main() -> None:
    """The entry point of the `greenlane` script."""
    try:
        app()
    except TOLD as fault:
        typer.echo(f"greenlane: {type(fault).__name__}: {fault}", err=True)
        sys.exit(2)


@contextmanager
def _reading(house: House) -> Iterator[Office]:
    with house.ledger.reading() as session:
        yield house.office(session)


@app.command()
def serve(
    city: City = None,
    port: Annotated[int | None, typer.Option(help="The port on 127.0.0.1.")] = None,
    demo: Annotated[bool, typer.Option(help="Load the demonstration at first start.")] = True,
) -> None:
    """Serve everything on one machine: pages and API, flows, post office.

    In production (GREENLANE_PRODUCTION) no demonstration is loaded.
    """
    settings = chosen_settings(None, city)
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    if settings.production:
        for line in administered(settings):
            typer.echo(line)
    elif demo:
        for line in demonstration.prepare(settings):
            typer.echo(line)
    raise typer.Exit(serving.serve(settings))


@app.command("demo")
def demo_command(
    city: City = None, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Load the demonstration city and play its story through the API."""
    report = demonstration.play_story(chosen_settings(database_url, city))
    if as_json:
        print_json(report)
        return
    for line in demonstration.told(report):
        typer.echo(line)


@contextmanager
def _lines_of(file: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of standard input for “-”."""
    if file == "-":
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as lines:
        yield lines


@app.command("due")
def due_command(
    start: Annotated[str | None, typer.Option(help="Day of the event, YYYY-MM-DD.")] = None,
    days: Annotated[int | None, typer.Option(help="The limit in days of the unit.")] = None,
    unit: Annotated[str, typer.Option(help="working or natural.")] = "working",
    pause: Annotated[
        list[str] | None, typer.Option(help="FROM/TO[:ANNOUNCED], may be repeated.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option(help="A file of JSON lines, - for standard input.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """The last lawful day of a period, and why."""
    calendar = calendars.shipped_calendar()
    if batch is not None:
        with _lines_of(batch) as lines:
            for line in due.batch(lines, calendar):
                typer.echo(line)
        return
    if start is None or days is None:
        raise typer.BadParameter("give --start and --days, or --batch")
    try:
        answer = due.answer(due.from_arguments(start, days, unit, pause or ()), calendar)
    except due.WrongRequest as wrong:
        answer = {"error": str(wrong), "field": wrong.field}
    if as_json:
        print_json(answer)
    else:
        typer.echo(due.text(answer, lang))
    if "error" in answer:
        raise typer.Exit(2)


@app.command("explain")
def explain_command(
    case_id: str,
    clock: Annotated[str, typer.Option(help="notice, promise, statute, opinion …")] = "statute",
    department: Annotated[str, typer.Option(help="For opinions: whose seat.")] = "",
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """Explain a date of a case: the lines add up to it."""
    if clock not in frozenset(ClockName):
        raise typer.BadParameter(f"no such clock: {clock}; there are: {', '.join(ClockName)}")
    with _reading(build(chosen_settings(database_url))) as office:
        view = explaining.view_of(office.case(case_id), ClockName(clock), department)
    if view is None:
        typer.echo(f"{case_id}: no {clock} clock", err=True)
        raise typer.Exit(1)
    if as_json:
        print_json(wording.explained(view))
    else:
        typer.echo(wording.told_explanation(view, lang))


@app.command("verify")
def verify_command(database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Verify the whole ledger: exit 0 when intact, 1 and the places otherwise."""
    with _reading(build(chosen_settings(database_url))) as office:
        faults = verify_ledger(office.session)
    rows = [{"case": f.case_id, "entry": f.entry, "problem": f.problem} for f in faults]
    if as_json:
        print_json({"intact": not faults, "faults": rows})
    else:
        for row in rows:
            typer.echo(f"{row['case']} entry {row['entry']}: {row['problem']}")
        typer.echo("intact" if not faults else f"{len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


@app.command("rebuild")
def rebuild_command(database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Derive every stored date, light and worklist again from the entries."""
    house = build(chosen_settings(database_url))
    with house.ledger.writing() as session:
        changed = upkeep.rebuild(house.office(session))
    if as_json:
        print_json({"changed": changed})
    else:
        typer.echo(f"{changed} cases stood differently")


@app.command("seal")
def seal_command(database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Seal yesterday's chain heads under one Merkle root, and sign it where there is a key.

    The flow `seal-day` does the same every day.
    """
    house = build(chosen_settings(database_url))
    try:
        with house.ledger.writing() as session:
            sealed = seal_yesterday(house.office(session), house.signer, house.clock.now())
    except LaterDaySealed as early:
        raise typer.BadParameter(f"a day after {early} is sealed; is the clock right?") from None
    if as_json:
        signed = [head.told() for head in sealed.signed]
        print_json({"sealed_on": sealed.day.isoformat(), "root": sealed.root, "signed": signed})
    else:
        typer.echo(f"{sealed.day} {sealed.root}, signed {len(sealed.signed)}")


@app.command("export")
def export_command(
    database_url: DatabaseUrl = None,
    case: Annotated[
        str | None, typer.Option(help="One case with its calendars, for tools/recompute_dates.py.")
    ] = None,
) -> None:
    """Write the ledger as canonical JSON lines, one case a line; or one case's file."""
    with _reading(build(chosen_settings(database_url))) as office:
        if case is not None:
            print_json(case_file(office, case))
            return
        for line in upkeep.export(office):
            typer.echo(line)


@app.command("replay")
def replay_command(
    events: Annotated[Path, typer.Argument(help="events.csv or .csv.gz")],
    cases: Annotated[Path, typer.Argument(help="cases.csv or .csv.gz")],
    mapping: Annotated[Path | None, typer.Option(help="How activities map to acts.")] = None,
    database_url: DatabaseUrl = None,
    deadlines: Annotated[
        Path | None, typer.Option(help="Write each case's deadline to this CSV.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run an event log through the engine and report the engine's own figures."""
    report = replaying.replay(events, cases, mapping, database_url, deadlines)
    if as_json:
        print_json(report)
    else:
        for line in replaying.told(report):
            typer.echo(line)


@app.command("simulate")
def simulate_command(
    seed: Annotated[int, typer.Option(help="The first seed; a run has one each.")] = 1,
    steps: Annotated[int, typer.Option(help="Steps of each run.")] = 120,
    runs: Annotated[int, typer.Option(help="How many seeds, one after the other.")] = 1,
    shrink: Annotated[bool, typer.Option(help="Leave out what a failure does not need.")] = False,
    only: Annotated[str, typer.Option(help="Just these steps, by number: 3,17,40.")] = "",
    database: Annotated[str | None, typer.Option(help="An empty PostgreSQL ledger.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run the whole engine under injected faults; exit 1 where an invariant fell."""
    asked = [f"--seed={seed}", f"--steps={steps}", f"--runs={runs}"]
    asked += [f"--only={only}"] if only else []
    asked += [f"--database={database}"] if database else []
    asked += ["--shrink"] if shrink else []
    asked += ["--json"] if as_json else []
    # It stands above the API and the flows, so that this room cannot import it.
    ran = subprocess.run([sys.executable, "-m", "simulation", *asked], check=False)
    raise typer.Exit(ran.returncode)


@codes_app.command("check")
def codes_check(kind: str, values: list[str], as_json: AsJson = False, lang: Lang = "en") -> None:
    """Check codes, a line each: valid, warning or invalid with the reason."""
    if kind not in codes.CHECKS:
        typer.echo(f"no such kind of code: {kind}; there are: {', '.join(codes.CHECKS)}", err=True)
        raise typer.Exit(2)
    verdicts = [codes.check(kind, value) for value in values]
    if as_json:
        print_json(
            [
                {
                    "value": v.value,
                    "status": v.status,
                    "reason": v.reason(lang),
                    "normalized": v.normalized,
                    "details": dict(v.details),
                }
                for v in verdicts
            ]
        )
    else:
        for verdict in verdicts:
            typer.echo(codes.explain(verdict, lang))
    raise typer.Exit(1 if any(v.status == "invalid" for v in verdicts) else 0)
