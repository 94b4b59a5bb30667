"""`greenlane evidence`: the signing key, signed heads for publication, and case packets."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from acts import evidence
from acts.case_packet import case_packet
from acts.evidence import NotSealed
from acts.problems import UnknownCase
from greenlane.options import DatabaseUrl, chosen_settings, print_json
from greenlane.signing import new_key
from greenlane.wiring import build

app = typer.Typer(no_args_is_help=True, help="Evidence that others can check.")
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


@app.command("new-key")
def new_key_command(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Make a signing key; prints the public key, which you publish."""
    try:
        key = new_key(file)
    except FileExistsError:
        raise typer.BadParameter(f"{file} exists; a key is never written over") from None
    typer.echo(f"{key.key_id} {key.public_hex}")


@app.command("export")
def export_command(from_on: Day, to_on: Day, database_url: DatabaseUrl = None) -> None:
    """The signed heads of these days with the proofs that each log continues the last."""
    house = build(chosen_settings(database_url))
    with house.ledger.reading() as session:
        print_json(evidence.published(house.office(session), from_on.date(), to_on.date()))


@app.command("packet")
def packet_command(
    case_id: Annotated[str, typer.Argument(help="The case.")],
    day: Day,
    file: Annotated[Path, typer.Argument(help="The archive to write.")],
    database_url: DatabaseUrl = None,
) -> None:
    """One case with its documents, letters and proof, for reconsideration or a court."""
    house = build(chosen_settings(database_url))
    if house.signer is None:
        raise typer.BadParameter("set GREENLANE_SIGNING_KEY_FILE to the key's file")
    try:
        with house.ledger.reading() as session:
            packet = case_packet(house.office(session), case_id, day.date(), house.signer)
    except UnknownCase:
        raise typer.BadParameter(f"there is no case {case_id}") from None
    except NotSealed as missing:
        raise typer.BadParameter(f"{missing} has no signed head; seal and sign first") from None
    file.write_bytes(packet)
    typer.echo(f"{file} {len(packet)} bytes, signed by {house.signer.key_id}")
