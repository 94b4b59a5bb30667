"""Break each rule of the thirty pitfalls once, in a copy of the house, and see its test fall.

    python -m tests.law.breaking > docs/pitfalls.md

Each break (breaks.toml) is a replacement of text that a careless hand might make. A test holds
that every break still finds its rule; where a rule is written anew, so is its break.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = "tests/law/test_pitfalls.py"


@dataclass(frozen=True, slots=True)
class Break:
    """One rule broken: which pitfall, where, what stood there and what stands there then."""

    number: int
    what: str
    file: str
    old: str
    new: str


def breaks() -> tuple[Break, ...]:
    """All breaks, as breaks.toml has them."""
    text = (Path(__file__).parent / "breaks.toml").read_text(encoding="utf-8")
    return tuple(Break(**row) for row in tomllib.loads(text)["breaks"])


def main() -> int:
    """Break every rule once; a table of what fell. 1 where a rule can be broken unseen."""
    unseen = 0
    print("# The thirty pitfalls, each rule broken once\n")
    print("Written by `python -m tests.law.breaking > docs/pitfalls.md`.\n")
    print("| LAW B11 | broken so | where | what fell |")
    print("|---|---|---|---|")
    for broken in breaks():
        fell = _fallen(broken)
        unseen += not fell
        print(f"| {broken.number} | {broken.what} | `{broken.file}` | {fell or '**nothing**'} |")
        sys.stdout.flush()
    return 1 if unseen else 0


def _fallen(broken: Break) -> str:
    """The tests of the pitfall that fall when its rule is broken in a copy of the house."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "house"
        _copied(copy)
        path = copy / broken.file
        text = path.read_text(encoding="utf-8")
        if broken.old not in text:
            return ""
        path.write_text(text.replace(broken.old, broken.new, 1), encoding="utf-8")
        chosen = ["-k", f"pitfall_{broken.number:02}"]
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TESTS, *chosen],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
    lines = ran.stdout.splitlines()
    fallen = [line.split("::")[1].split(" ")[0] for line in lines if line.startswith("FAILED")]
    if ran.returncode and not fallen:
        return "the house does not start"
    return ", ".join(f"`{name}`" for name in dict.fromkeys(n.split("[")[0] for n in fallen))


def _copied(copy: Path) -> None:
    """The tracked files of the house, as they stand in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        source, target = ROOT / name, copy / name
        if name and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
