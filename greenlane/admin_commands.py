"""`greenlane admin`: the first administrator, and a way back in for whoever holds the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from acts import accounts, passwords, people, security_record
from acts.office import Office
from acts.people import AccountForm
from acts.problems import Invalid
from acts.security_record import Caller
from greenlane.options import DatabaseUrl, chosen_settings
from greenlane.settings import Settings
from greenlane.wiring import build
from ledger import keyed
from states.terms import Actor, Role
from states.terms.identity import SecurityEvent

app = typer.Typer(help="Accounts, from the machine itself.", no_args_is_help=True)
HERE = Caller("console")
CONSOLE = Actor("console", "console", Role.ADMINISTRATOR, "")


class CannotAdminister(Exception):
    """What was asked of the accounts cannot be done; the message says why."""


def administered(settings: Settings) -> Iterator[str]:
    """What to do first where nobody administers a house in production yet."""
    house = build(settings)
    with house.ledger.reading() as session:
        has_one = keyed.has_administrator(session)
    house.ledger.close()
    if not has_one:
        yield "Nobody administers this ledger yet: greenlane admin create USERNAME --name NAME"


PasswordFile = Annotated[
    str | None, typer.Option(help="A file with the password, - for standard input.")
]


@app.command("create")
def create_command(
    username: str,
    name: Annotated[str, typer.Option(help="The person's name.")],
    organisation: Annotated[str, typer.Option(help="The department's code, if any.")] = "",
    password_file: PasswordFile = None,
    another: Annotated[bool, typer.Option(help="Though somebody administers already.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Open the first administrator's account; the password is asked for, none is preset."""
    house = build(chosen_settings(database_url))
    try:
        form = AccountForm(
            username=username, name=name, role=Role.ADMINISTRATOR, organisation=organisation
        )
        with house.ledger.reading() as session:
            _check_new(house.office(session), username, another)
            people.check_place(house.office(session), form)
        password = _password(password_file)
        passwords.check_new(username, password)
    except (ValidationError, Invalid) as error:
        raise CannotAdminister(str(error)) from error
    password_hash = accounts.hashed(password)
    with house.ledger.writing() as session:
        office, now = house.office(session), house.clock.now()
        _check_new(office, username, another)
        people.save(office, form, password_hash)
        event = SecurityEvent.ACCOUNT_OPENED
        security_record.note(
            office, event, username, by="console", caller=HERE, now=now, role=form.role.value
        )
    typer.echo(f"{username} administers; sign in at /sign-in")


def _check_new(office: Office, username: str, another: bool) -> None:
    if keyed.account(office.session, username) is not None:
        raise CannotAdminister(f"there is an account {username} already: greenlane admin reset")
    if not another and keyed.has_administrator(office.session):
        raise CannotAdminister("somebody administers already: accounts are opened at /accounts")


def _password(file: str | None) -> str:
    """The password from a file or standard input without its line end, else asked for twice."""
    if file is None:
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    return text.removesuffix("\n")


@app.command("reset")
def reset_command(username: str, database_url: DatabaseUrl = None) -> None:
    """A code with which the owner of an account sets a new password within a day."""
    house = build(chosen_settings(database_url))
    with house.ledger.writing() as session:
        office, now = house.office(session), house.clock.now()
        row = keyed.account(session, username)
        if row is None or row.disabled_at is not None:
            raise CannotAdminister(f"there is no account {username} in use")
        code = people.issue_reset(office, username, actor=CONSOLE, caller=HERE, now=now)
    typer.echo(f"reset code for {username}, good for 24 hours at /reset: {code}")
