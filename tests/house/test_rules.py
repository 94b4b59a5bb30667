"""House rules that a machine can see: a rule without a check decays."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("states", "catalog", "ledger", "templates", "acts", "greenlane", "api", "flows")
LINES_MAX = 500
FUNCTION_LINES_MAX = 50
PUBLIC_HOSTS = ("pypi.org", "files.pythonhosted.org")
EDGES = {
    "api/app.py",
    "api/problems.py",
    "flows/advance_case.py",
    "flows/post_letters.py",
    "flows/post_office.py",
    "flows/watch_deadlines.py",
}
"""Where anything that breaks is caught, told and counted: a request, an owed row, a case."""


def sources(*folders: str) -> list[Path]:
    return sorted(path for name in folders for path in (ROOT / name).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def called(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


@pytest.mark.parametrize("path", sources(*ROOMS), ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    deferred = [
        inner.lineno
        for function in functions(path)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert deferred == []


@pytest.mark.parametrize("path", sources(*ROOMS, "bench"), ids=name_of)
def test_files_and_functions_stay_readable(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    long = [
        function.name
        for function in functions(path)
        if (function.end_lineno or 0) - function.body[0].lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert lines <= LINES_MAX
    assert long == []


def test_only_the_front_door_asks_what_time_it_is() -> None:
    asking = [
        name_of(path)
        for path in sources(*ROOMS)
        if name_of(path) != "greenlane/clock.py"
        and re.search(r"\b(datetime|date)\.(now|utcnow|today)\(", path.read_text("utf-8"))
    ]

    assert asking == []


def test_only_the_ledgers_sessions_commit() -> None:
    committing = [name_of(path) for path in sources(*ROOMS) if "commit" in called(path)]

    assert committing == ["ledger/engine.py"]


def test_whatever_breaks_is_heard() -> None:
    catching = {
        name_of(path)
        for path in sources(*ROOMS)
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") == "Exception")
    }

    assert catching <= EDGES


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout


def test_only_the_ledger_knows_sql() -> None:
    allowed = re.compile(r"from sqlalchemy(\.orm)? import (Session|text)\b")
    speaking = [
        f"{name_of(path)}: {line}"
        for path in sources("states", "catalog", "templates", "acts", "greenlane", "api", "flows")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"(from|import) (sqlalchemy|sqlmodel|psycopg)", line)
        and not allowed.match(line)
    ]

    assert [line for line in speaking if "exc" not in line] == []


def test_nothing_names_a_machine_or_a_private_registry() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    machine = re.compile(r"(/" + r"work/|/" + r"root/|/" + r"home/[a-z])")
    named = [
        name
        for name in tracked
        if Path(name).suffix in (".py", ".md", ".toml", ".j2", ".yml", ".lock", ".typ", ".css")
        and machine.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text("utf-8")))

    assert named == []
    assert hosts <= set(PUBLIC_HOSTS)


def test_no_other_distribution_claims_our_names() -> None:
    ours = {*ROOMS, "migrations"}
    claiming = {
        f"{found.metadata['Name']}: {name}"
        for found in distributions()
        if found.metadata["Name"] != "greenlane"
        for name in (found.read_text("top_level.txt") or "").split()
        if name in ours
    }

    assert claiming == set()


def test_words_that_say_nothing_name_no_module() -> None:
    empty = {"service", "manager", "utils", "helpers", "common", "misc"}

    assert [name_of(path) for path in sources(*ROOMS) if path.stem in empty] == []
