"""House rules that a machine can see: a rule without a check decays."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import catalog
from tests.house.reading import (
    PACKED,
    ROOMS,
    ROOT,
    SETTINGS,
    calls,
    files_of,
    functions,
    name_of,
    nodes,
    sources,
)

LINES_MAX = 500
FUNCTION_LINES_MAX = 50
PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}
ASKS_THE_TIME = re.compile(r"(^|\.)(datetime|date)\.(now|utcnow|today)$|^time\.(time|time_ns)$")
EDGES = {
    "api/problems.py",
    "flows/advance_case.py",
    "flows/post_letters.py",
    "flows/webhooks.py",
    "simulation/running.py",
    "simulation/town.py",
}
"""Where anything that breaks is caught, told and counted: a request, an owed row, a receiver, a
case, a step of a simulation."""

READ_AS_ONE_TABLE = {"tests/states/test_walks.py": ["approval_oracle"]}
"""Long on purpose: an oracle that is compared with the machine is read beside it, in one piece."""

CATCHES_TO_PASS_ON = {"ledger/engine.py", "flows/__main__.py"}
"""Even an interrupt: to roll back, and to end the process with the fault; both go on with it."""


def caught(path: Path) -> set[str]:
    """The exception names that the file's handlers catch; `bare` for a handler without one."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            found |= {ast.unparse(kind) if kind else "bare" for kind in kinds}
    return found


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without the docstring."""
    body = function.body
    if ast.get_docstring(function) is not None and len(body) > 1:
        body = body[1:]
    return (function.end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", sources(*PACKED, "bench"), ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    deferred = [
        inner.lineno
        for function in functions(path)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert deferred == []


@pytest.mark.parametrize("path", sources(*PACKED, "bench", "tests"), ids=name_of)
def test_files_and_functions_stay_readable(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    # A revision is a script that the database reads once; it is long as its tables are.
    long = (
        []
        if "migrations" in path.parts
        else [f.name for f in functions(path) if code_lines(f) > FUNCTION_LINES_MAX]
    )

    assert lines <= LINES_MAX
    assert long == READ_AS_ONE_TABLE.get(name_of(path), [])


def test_only_the_front_door_asks_what_time_it_is() -> None:
    asking = {
        name_of(path) for path in sources(*ROOMS) if any(map(ASKS_THE_TIME.search, calls(path)))
    }

    assert asking == {"greenlane/clock.py"}


def test_only_the_ledgers_sessions_commit() -> None:
    committing = {
        name_of(path)
        for path in sources(*ROOMS)
        if any(call.endswith(".commit") for call in calls(path))
    }

    assert committing == {"ledger/engine.py"}


def test_whatever_breaks_is_heard() -> None:
    by_file = {name_of(path): caught(path) for path in sources(*PACKED)}

    assert {name for name, kinds in by_file.items() if "Exception" in kinds} == EDGES
    assert {
        name for name, kinds in by_file.items() if kinds & {"bare", "BaseException"}
    } == CATCHES_TO_PASS_ON


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout


def test_no_room_stands_outside_the_contracts() -> None:
    """A new top-level package belongs to the wheel and the contracts, or is tests or bench."""
    folders = {Path(name).parts[0] for name in files_of() if re.fullmatch(r"[a-z_]+/.+\.py", name)}
    layers = SETTINGS["tool"]["importlinter"]["contracts"][0]["layers"]
    layered = {room.strip() for layer in layers for room in layer.split("|")}

    assert folders - {"tests", "bench", "tools"} == set(PACKED)
    assert set(SETTINGS["tool"]["importlinter"]["root_packages"]) == set(PACKED)
    assert layered == set(ROOMS)


def test_the_strict_checker_sees_every_room() -> None:
    assert SETTINGS["tool"]["mypy"]["strict"] is True
    assert set(SETTINGS["tool"]["mypy"]["files"]) == set(ROOMS)


def test_nothing_names_a_machine_or_a_private_registry() -> None:
    machine = re.compile(rb"(?<![\w.])/(work|root|Users|home/[a-z]+)/")
    named = [name for name in files_of() if machine.search((ROOT / name).read_bytes())]
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text("utf-8")))

    assert named == []
    assert hosts <= PUBLIC_HOSTS


def test_words_that_say_nothing_name_no_module() -> None:
    empty = {"service", "manager", "utils", "helpers", "common", "misc", "data", "process"}

    assert [name_of(path) for path in sources(*ROOMS, "tests") if path.stem in empty] == []


def test_the_readme_names_people_who_can_sign_in() -> None:
    """Its table holds real user names, and every password is made as it says."""
    rows = re.findall(r"^\| (`.+?) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    users = {user.username: user.password for user in catalog.load().users.values()}

    assert told
    assert told <= set(users)
    assert {name: f"greenlane-{name}" for name in users} == users


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name in files_of()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)", (ROOT / name).read_text(encoding="utf-8"))
        if "://" not in target and not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert broken == []
