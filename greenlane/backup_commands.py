"""`greenlane backup`, `restore` and `held`: the ledger saved, brought back, and what then waits."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from greenlane import backup
from greenlane.clock import SystemClock
from greenlane.options import AsJson, DatabaseUrl, chosen_settings, print_json
from ledger import outbox
from ledger.engine import Ledger


class OwedThen(StrEnum):
    """What becomes of letters and notices that the backup holds as not yet sent."""

    KEEP = "keep"
    HOLD = "hold"


def backup_command(file: Path, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Save the whole ledger to FILE while acts go on."""
    manifest = backup.take(chosen_settings(database_url), file, SystemClock())
    if as_json:
        print_json(manifest)
        return
    typer.echo(f"{file}: {file.stat().st_size} bytes, begun at {manifest['begun_at']}")
    for line in _told(manifest):
        typer.echo(line)


def restore_command(
    file: Path,
    database_url: DatabaseUrl = None,
    owed: Annotated[
        OwedThen,
        typer.Option(help="hold: unsent letters and notices wait for `greenlane held`."),
    ] = OwedThen.HOLD,
    as_json: AsJson = False,
) -> None:
    """Restore FILE into an empty ledger and verify it: exit 0 when intact, 1 otherwise."""
    done = backup.restore(chosen_settings(database_url), file, owed is OwedThen.HOLD)
    if as_json:
        print_json({**done.figures, "held": done.held, "faults": list(done.faults)})
    else:
        typer.echo(f"restored what was begun at {done.manifest['begun_at']}")
        for line in (*_told(done.figures), *done.faults):
            typer.echo(line)
        typer.echo(f"held: {done.held} letters and notices (greenlane held)")
        typer.echo(f"{len(done.faults)} faults" if done.faults else "intact")
    raise typer.Exit(1 if done.faults else 0)


def held_command(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys; none: all of them.")] = None,
    release: Annotated[bool, typer.Option(help="Let them leave now.")] = False,
    left: Annotated[bool, typer.Option(help="They left before; never send them.")] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """What waits since a restore; let it leave, or note that it left before."""
    if release and left:
        raise typer.BadParameter("either --release or --left")
    ledger = Ledger(chosen_settings(database_url).ledger_url)
    with ledger.reading() as session:
        rows = [
            {
                "key": row.key,
                "kind": row.kind,
                "case": row.case_id,
                "owed_since": row.created_at.isoformat(),
            }
            for row in outbox.held(session)
            if not keys or row.key in keys
        ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(" ".join(row.values()))
    if release or left:
        with ledger.writing() as session:
            chosen = [row["key"] for row in rows]
            outbox.decide_held(session, chosen, left, SystemClock().now())
    ledger.close()


def _told(figures: dict[str, Any]) -> list[str]:
    rows = ", ".join(f"{count} {name}" for name, count in figures["rows"].items())
    seal = figures["last_seal"]
    return [
        f"rows: {rows}",
        f"root of all heads: {figures['heads_root']}",
        f"newest seal: {seal['day']} {seal['root']}" if seal else "no day is sealed yet",
    ]
