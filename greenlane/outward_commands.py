"""`greenlane outward`: receivers of events as they stand, and everything sent again from one on."""

from __future__ import annotations

import secrets as random
from typing import Annotated, Any

import typer

from acts import receivers
from acts.authority import SYSTEM
from acts.problems import Invalid
from acts.receivers import KeptReceiver, ReplayForm
from greenlane.options import AsJson, DatabaseUrl, chosen_settings, print_json
from greenlane.outgoing import written_secret
from greenlane.wiring import build

app = typer.Typer(no_args_is_help=True, help="Events for other platforms.")
SECRET_BYTES = 32


@app.command("receivers")
def receivers_command(database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every receiver: where to, what waits for it, what it had last, what went wrong."""
    house = build(chosen_settings(database_url))
    with house.ledger.reading() as session:
        found = receivers.listed(house.office(session), actor=SYSTEM)
    rows = [_row(kept) for kept in found]
    if as_json:
        print_json(rows)
    for row in () if as_json else rows:
        typer.echo(" ".join(f"{name}={value}" for name, value in row.items() if value != ""))


@app.command("replay")
def replay_command(
    receiver: Annotated[str, typer.Argument(help="The receiver, as JS-2026-0001.")],
    event: Annotated[str, typer.Argument(help="The first event to be sent again.")],
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Send a receiver everything again from an event on, under the same ids."""
    house = build(chosen_settings(database_url))
    try:
        with house.ledger.writing() as session:
            office, form = house.office(session), ReplayForm(event_id=event)
            now = house.clock.now()
            kept = receivers.replay(office, receiver, form, actor=SYSTEM, now=now)
            row = _row(kept)
    except Invalid as invalid:
        raise typer.BadParameter(invalid.problems[0].en) from None
    if as_json:
        print_json(row)
    else:
        typer.echo(f"{row['receiver']}: {row['waiting']} events will be sent")


@app.command("secret")
def secret_command() -> None:
    """Make a secret that signs events, for a file of the secrets folder; it is kept nowhere."""
    typer.echo(written_secret(random.token_bytes(SECRET_BYTES)))


def _row(kept: KeptReceiver) -> dict[str, Any]:
    standing = kept.standing
    return {
        "receiver": kept.receiver_id,
        "title": kept.now.title,
        "address": kept.now.address,
        "active": kept.now.is_active,
        "waiting": kept.backlog,
        "delivered": standing.delivered,
        "failures": standing.failures,
        "last_error": standing.last_error or "",
    }
