"""`greenlane evidence`: the signing key, signed heads for publication, and case packets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from acts import evidence
from acts.case_packet import case_packet
from acts.evidence import NotSealed, TreeHead
from acts.office import Office
from acts.problems import UnknownCase
from greenlane.options import DatabaseUrl, chosen_settings, print_json
from greenlane.settings import Settings
from greenlane.signing import NoSigningKey, SigningKey, key_in, new_key
from greenlane.wiring import build

app = typer.Typer(no_args_is_help=True, help="Evidence that others can check.")
FORMAT = "greenlane-tree-heads/1"
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


@app.command("sign")
def sign_command(database_url: DatabaseUrl = None) -> None:
    """Sign the head of every sealed day that has none yet."""
    settings = chosen_settings(database_url)
    key, house = _key(settings), build(settings)
    with house.ledger.writing() as session:
        heads = evidence.sign_sealed_days(house.office(session), key, house.clock.now())
    for head in heads:
        typer.echo(f"{head.sealed_on} {head.size} {head.root}")


@app.command("export")
def export_command(from_on: Day, to_on: Day, database_url: DatabaseUrl = None) -> None:
    """The signed heads of these days with the proofs that each log continues the last."""
    house = build(chosen_settings(database_url))
    with house.ledger.reading() as session:
        office = house.office(session)
        heads = evidence.heads_between(office, from_on.date(), to_on.date())
        print_json(
            {
                "format": FORMAT,
                "tree_heads": [head.told() for head in heads],
                "proofs": _proofs(office, heads),
            }
        )


def _proofs(office: Office, heads: Sequence[TreeHead]) -> list[list[str]]:
    days = pairwise(head.sealed_on for head in heads)
    return [evidence.consistency(office, one, other)["proof"] for one, other in days]


@app.command("packet")
def packet_command(
    case_id: Annotated[str, typer.Argument(help="The case.")],
    day: Day,
    file: Annotated[Path, typer.Argument(help="The archive to write.")],
    database_url: DatabaseUrl = None,
) -> None:
    """One case with its documents, letters and proof, for reconsideration or a court."""
    settings = chosen_settings(database_url)
    key, house = _key(settings), build(settings)
    try:
        with house.ledger.reading() as session:
            packet = case_packet(house.office(session), case_id, _day(day), key)
    except UnknownCase:
        raise typer.BadParameter(f"there is no case {case_id}") from None
    except NotSealed as missing:
        raise typer.BadParameter(f"{missing} has no signed head; seal and sign first") from None
    file.write_bytes(packet)
    typer.echo(f"{file} {len(packet)} bytes, signed by {key.key_id}")


def _day(given: datetime) -> date:
    return given.date()


def _key(settings: Settings) -> SigningKey:
    if settings.signing_key_file is None:
        raise typer.BadParameter("set GREENLANE_SIGNING_KEY_FILE to the key's file")
    try:
        return key_in(settings.signing_key_file)
    except NoSigningKey as wrong:
        raise typer.BadParameter(str(wrong)) from None
