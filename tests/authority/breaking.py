"""Take each line out of the policy once and see who is answered otherwise than written down.

    python -m tests.authority.breaking > docs/authority.md

The document says which acts are open to whom, and for each line which answer changes without
it. 1 where a line could go unseen.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from acts import authority
from acts.policy import POLICY, Line
from tests.authority.asking import PEOPLE, Answers, Asked, Operation, asked, written
from tests.authority.doors import doors_of, shut
from tests.playing import play_on

OPERATIONS_MAX = 3
"""So many operations show an act well enough; all that name a case ask who may see it."""
HEADING = """\
# Who may do what

Written by `python -m tests.authority.breaking > docs/authority.md`. `acts/policy.py` is the
policy: every act by its name with the lines that open it, each a role, a tie of the person's
organisation to what the act is about, and a rank. What no line opens is denied, and an act that
the policy does not know cannot be asked for. `Office.record` asks it before an act on a case is
judged, so that nothing is written past it; pages offer what it opens.

`tests/authority/answers.txt` holds what each of {people} kinds of people is answered by every
operation of the API on a case in each of {states} states; a test asks everybody again. The last
column says what changed when the line was taken out: an answer there, or a door of
`tests/authority/doors.py` where it takes a case of a special kind.

Separation of duties that asks who did what before (whoever handled a case does not decide it, a
presider did not review, what one drafted another publishes, also through deputies) stands in the
validators of the machines: docs/transitions.md.

| act | open to | seen by |
|---|---|---|"""


class _Watched(dict[str, tuple[Line, ...]]):
    """The policy, noting which acts were asked for."""

    def __init__(self, lines: Mapping[str, tuple[Line, ...]]) -> None:
        super().__init__(lines)
        self.asked: set[str] = set()

    def __getitem__(self, act: str) -> tuple[Line, ...]:
        self.asked.add(act)
        return super().__getitem__(act)


@contextmanager
def policy(lines: Mapping[str, tuple[Line, ...]]) -> Iterator[None]:
    """Another policy while the block lasts."""
    kept = authority.POLICY
    authority.POLICY = lines  # type: ignore[misc]
    try:
        yield
    finally:
        authority.POLICY = kept  # type: ignore[misc]


def askers(city: Asked, operations: list[Operation], state: str) -> dict[str, list[Operation]]:
    """Which operations ask for which act."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        for who in ("ducha", "fgw.zhuren", "qiye", "sthj.chengban"):
            watched = _Watched(POLICY)
            with policy(watched):
                city.answer(operation, who, city.cases[state])
            for act in watched.asked:
                if operation not in found[act]:
                    found[act].append(operation)
    return found


def changed(
    city: Asked, known: tuple[tuple[str, ...], Answers], operations: list[Operation], state: str
) -> str:
    """The first answer that is not as it was written down; empty where all are."""
    states, answers = known
    at = states.index(state)
    for operation in operations:
        for name, sign in asked(city, [state], [operation])[str(operation)].items():
            signs = answers[str(operation)][name]
            if sign != (signs[at] if len(signs) > 1 else signs):
                return f"{name}: `{operation}`"
    return ""


def main(state: str = "reviewed") -> int:
    """Take out every line once; the document, and 1 where something goes unseen."""
    known, unseen = written(), 0
    print(HEADING.format(people=len(PEOPLE), states=len(known[0])))
    with tempfile.TemporaryDirectory() as folder:
        city = Asked(play_on(f"sqlite:///{Path(folder) / 'greenlane.db'}"))
        doors = doors_of(city.play, city.cases[state], city.known["project"])
        found = askers(city, list(city.operations()), state)
        for act, lines in POLICY.items():
            # An operation on one case that few acts share shows this one best; a list is
            # answered to everybody, with what they may see.
            mine = sorted(
                found.get(act, ()),
                key=lambda o: (not o.is_about_a_case, sum(o in ops for ops in found.values())),
            )
            for number, line in enumerate(lines):
                without = {**POLICY, act: lines[:number] + lines[number + 1 :]}
                with policy(without):
                    seen = changed(city, known, mine[:OPERATIONS_MAX], state) or shut(doors)
                unseen += not seen
                print(f"| {act if not number else ''} | {_told(line)} | {seen or '**nothing**'} |")
                sys.stdout.flush()
        city.play.house.ledger.close()
    return 1 if unseen else 0


def _told(line: Line) -> str:
    tie = "" if line.tie == "any" else f", {line.tie}"
    return f"{line.role}{tie}" + (f", from {line.rank}" if line.rank else "")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
