"""How the house tests see the repository: its files as git knows them, its code as a tree."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKED: tuple[str, ...] = tuple(
    SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
)
ROOMS = tuple(name for name in PACKED if name != "migrations")


def files_of(*folders: str) -> list[str]:
    """The repository's files, committed or about to be; ignored ones are not."""
    told = subprocess.run(
        # A checkout may belong to another user than the one who tests it.
        [
            *("git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"),
            *("--exclude-standard", *folders),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return sorted(name for name in told.split("\0") if name and (ROOT / name).is_file())


def sources(*folders: str) -> list[Path]:
    """The Python files of these folders."""
    return [ROOT / name for name in files_of(*folders) if name.endswith(".py")]


def name_of(path: Path) -> str:
    """The file's name as the repository has it."""
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    """Every node of the file's code."""
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(path: Path) -> Iterator[str]:
    """Every call as it is written, `datetime.now` for instance."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
