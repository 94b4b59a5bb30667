"""What every subcommand of `greenlane` takes and how it answers."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from greenlane.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Lang = Annotated[str, typer.Option(help="zh or en.")]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="The ledger; default: SQLite under GREENLANE_HOME.")
]
City = Annotated[
    str | None,
    typer.Option(help="A shipped city, or a folder with a catalogue; default: cities.toml."),
]


def chosen_settings(database_url: str | None, city: str | None = None) -> Settings:
    """The settings of the environment, on this ledger and in this city where they are named."""
    given = {"database_url": database_url, "city": city}
    return Settings().model_copy(update={name: value for name, value in given.items() if value})


def print_json(value: Any) -> None:
    """Print the value as indented JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
