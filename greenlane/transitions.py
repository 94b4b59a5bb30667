"""The machines as a document: `python -m greenlane.transitions > docs/transitions.md`.

What a state means stands in one place, the comment beside it in the source. It is read from
there, so that the manual cannot say anything else than the machine does.
"""

from __future__ import annotations

import inspect
import io
import re
import sys
import textwrap
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from states.approval import Approval
from states.channel import Channel
from states.commitment import CommitmentProcedure
from states.construction import Construction
from states.coordination import Coordination
from states.extension_requests import ExtensionRequest
from states.filing import Filing, RecordFiling
from states.grant_requests import Request
from states.hearing import Hearing
from states.joint_review import JointReview, Opinion
from states.procedure import Move, Procedure, Rule, table_of
from states.standard_land import StandardLand

MACHINES: tuple[type[Procedure], ...] = (
    Filing,
    RecordFiling,
    Opinion,
    JointReview,
    Coordination,
    Approval,
    Channel,
    CommitmentProcedure,
    Construction,
    Request,
    ExtensionRequest,
    Hearing,
    StandardLand,
)

HEADING = """\
# How a case moves

Written by `python -m greenlane.transitions > docs/transitions.md` from the machines in
`states/` and the comments beside their states; a test keeps it current. An event that a
state does not list is refused there, and every condition in the last column refuses with a
typed reason (`states/refusals.py`). What time alone brings about is decided in
`states/next_steps.py`.
"""

PART = re.compile(
    r"(?P<entry>\bIn: )|(?P<exit>\bOut: )|(?P<silence>\bIf nobody (?P<act>[^:.]*): )"
    r"|(?P<final>\bFinal[:.]\s?)|\bOut and silence as for (?P<like>\w+)\.?"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the comment beside a state says of it; a final state has neither exit nor silence."""

    entry: str
    exit: str
    silence: str
    final: bool


def meanings(machine: type[Procedure]) -> Mapping[str, Meaning]:
    """The meaning of every state of `machine`, by the state's name, in order of declaration.

    Raises:
        ValueError: a state has no comment, or the comment leaves out one of its parts.
    """
    found: dict[str, Meaning] = {}
    for name, comment in _comments(machine):
        try:
            found[name] = _meaning(comment, found)
        except ValueError as fault:
            raise ValueError(f"{machine.__name__}.{name}: {fault}") from None
    return found


def _comments(machine: type[Procedure]) -> Iterator[tuple[str, str]]:
    """Each state's name with the comment lines right above it."""
    source = textwrap.dedent(inspect.getsource(machine))
    comments: dict[int, str] = {}
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for name, equals, called in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if name.type == tokenize.COMMENT:
            comments[name.start[0]] = name.string.removeprefix("#").strip()
        if name.type == tokenize.NAME and (equals.string, called.string) == ("=", "State"):
            yield name.string, " ".join(_right_above(name.start[0], comments))


def _right_above(line: int, comments: Mapping[int, str]) -> list[str]:
    first = line
    while first - 1 in comments:
        first -= 1
    return [comments[above] for above in range(first, line)]


def _meaning(comment: str, earlier: Mapping[str, Meaning]) -> Meaning:
    parts: dict[str, str] = {}
    marks = list(PART.finditer(comment))
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        text = comment[mark.end() : after.start() if after else None].strip()
        if mark["like"]:
            like = earlier[mark["like"]]
            parts |= {"exit": like.exit, "silence": like.silence}
        elif mark["silence"]:
            parts["silence"] = text if mark["act"] == "does" else f"(nobody {mark['act']}) {text}"
        else:
            parts[str(mark.lastgroup)] = text
    final = "final" in parts
    needed = ("entry",) if final else ("entry", "exit", "silence")
    missing = [part for part in needed if not parts.get(part)]
    if missing:
        raise ValueError(f"the comment does not say the {', '.join(missing)}: {comment!r}")
    return Meaning(
        entry=parts["entry"],
        exit=parts.get("final") or parts.get("exit", ""),
        silence=parts.get("silence", ""),
        final=final,
    )


def document() -> str:
    """The whole document as Markdown."""
    return "\n".join([HEADING, *(_chapter(machine) for machine in MACHINES)])


def _chapter(machine: type[Procedure]) -> str:
    says = meanings(machine)
    states = (
        (f"`{name}`", meaning.entry, _exit(meaning), meaning.silence or "–")
        for name, meaning in says.items()
    )
    moves = (
        (f"`{state}`", f"`{move.event}`", f"`{move.target}`", _rules(move))
        for state, events in table_of(machine).items()
        for branches in events.values()
        for move in branches
    )
    return "\n".join(
        [
            f"## {machine.__name__}\n",
            f"{inspect.cleandoc(machine.__doc__ or '')}\n",
            *_table(("State", "How one gets in", "Who moves it out", "If nobody does"), states),
            "",
            *_table(("In state", "Event", "Leads to", "Provided that"), moves),
            "",
        ]
    )


def _exit(meaning: Meaning) -> str:
    return f"Final. {meaning.exit}".strip() if meaning.final else meaning.exit


def _rules(move: Move) -> str:
    branch = (f"*if* `{rule.__name__}`: {_says(rule)}" for rule in move.conditions)
    asked = (f"`{rule.__name__}`: {_says(rule)}" for rule in move.validators)
    return "<br>".join([*branch, *asked]) or "–"


def _says(rule: Rule) -> str:
    return inspect.cleandoc(rule.__doc__ or "").splitlines()[0]


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


if __name__ == "__main__":
    sys.stdout.write(document())
