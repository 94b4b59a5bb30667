"""The twin: the same accepted acts, at the same instants, in a town that no fault ever met.

No watch looks there either: what time brings comes by the acts themselves and one look at the
end. The record must come out the same but for when it was written and what was numbered then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from acts import due
from acts.case_file import clock_rows
from acts.office import Office
from acts.projection import projection
from simulation.faults import FaultyLedger
from simulation.town import Broken, Town
from states.duties import duties_of
from states.marks import marks_of
from states.terms import CaseSnapshot

OF_THE_WRITING = ("letters",)
"""What an entry says of its writing and not of the law: the numbers of its letters."""


def compare(town: Town, twin: Town) -> None:
    """Play the accepted acts in the twin and hold every case against it.

    Raises:
        Broken: an act is refused there, or a line, date or duty differs.
    """
    for accepted in sorted(town.accepted, key=lambda one: one.order):
        _play(twin, accepted)
    end = town.clock.now()
    twin.clock.set(end)
    for one in (town, twin):
        _look(one.ledger, one)
    with town.reading() as office, twin.reading() as other:
        for case_id in sorted(town.hashes):
            _same(case_id, _derived(office, case_id), _derived(other, case_id))


def _play(twin: Town, accepted: Any) -> None:
    twin.clock.set(accepted.at)
    if "letter_id" in accepted.sent.told.form:
        # Nobody can name a letter that time brings before it stands.
        _look(twin.ledger, twin)
    # There nothing was taken in between: the version that was read here is another one there.
    answer = twin.command(replace(accepted.sent, told=replace(accepted.sent.told, if_version=None)))
    told = f"{accepted.sent.told.doing} on {accepted.case_id}"
    if answer != "accepted":
        raise Broken(f"without faults {told} is {answer}")
    if twin.accepted[-1].case_id != accepted.case_id:
        raise Broken(f"without faults {told} is about {twin.accepted[-1].case_id}")


def _look(ledger: FaultyLedger, town: Town) -> None:
    for case_id in sorted(town.hashes):
        with ledger.writing() as session:
            due.advance(town.house.office(session), case_id, now=town.clock.now())


def _derived(office: Office, case_id: str) -> dict[str, Any]:
    case = office.case(case_id)
    columns = projection(case)
    letters: dict[int, list[str]] = {ref.entry_number: [] for ref in case.letters}
    for ref in case.letters:
        letters[ref.entry_number].append(ref.kind)
    return {
        "lines": [
            (
                entry.number,
                entry.kind.value,
                entry.actor,
                entry.effective_on.isoformat(),
                [
                    (key, _unnumbered(case, value))
                    for key, value in sorted(entry.payload.items())
                    if key not in OF_THE_WRITING
                ],
                letters.get(entry.number, []),
            )
            for entry in office.entries(case_id)
        ],
        "clocks": clock_rows(case),
        "columns": sorted((name, repr(value)) for name, value in columns.items()),
        "duties": sorted(map(repr, duties_of(case))),
        "marks": sorted(map(repr, marks_of(case))),
    }


def _unnumbered(case: CaseSnapshot, value: Any) -> str:
    """The value as text, with every letter called by its id and not by number or content."""
    told = repr(value)
    for ref in case.letters:
        told = told.replace(ref.number, ref.id).replace(ref.sha256, ref.id)
    return told


def _same(case_id: str, here: dict[str, Any], there: dict[str, Any]) -> None:
    for part, said in here.items():
        if said == there[part]:
            continue
        pairs = zip(said, there[part], strict=False)
        first = next(((a, b) for a, b in pairs if a != b), (len(said), len(there[part])))
        raise Broken(f"{case_id}: {part} depend on faults: {first[0]} here, {first[1]} without")
