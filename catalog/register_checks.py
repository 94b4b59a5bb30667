"""What a definition of a register may not say."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.reading import Reading
from catalog.references import missing, repeated
from catalog.register_schema import RegisterEntry
from catalog.schema import Content, OrganisationKind

Found = tuple[str, str]
NAMING = ("text", "enterprise", "project", "organ")


def faults(reading: Reading, content: Content) -> Iterator[Found]:
    """Every fault of registers.toml: key and sentence."""
    for code in repeated(entry.code for entry in content.registers):
        yield f"registers[{code}]", f'duplicate code "{code}"'
    departments = reading.names.get("departments", set())
    companies = {d.id for d in content.departments if d.kind is OrganisationKind.COMPANY}
    for entry in content.registers:
        here = f"registers[{entry.code}]"
        for message in missing("department", (entry.owner,), departments):
            yield f"{here}.owner", message
        for message in missing("department", entry.also, departments):
            yield f"{here}.also", message
        if entry.owner in companies:
            yield f"{here}.owner", f'"{entry.owner}" is a company: nobody there keeps a register'
        for key, message in (*_field_faults(entry), *_status_faults(entry)):
            yield f"{here}.{key}", message


def _field_faults(entry: RegisterEntry) -> Iterator[Found]:
    for name in repeated(field.id for field in entry.fields):
        yield f"fields[{name}]", f'duplicate field "{name}"'
    first = entry.fields[0]
    if first.kind not in NAMING or not first.required:
        said = ", ".join(NAMING)
        yield f"fields[{first.id}]", f"the first field names the item: required, one of {said}"
    for field in entry.fields:
        here = f"fields[{field.id}]"
        if field.kind == "choice" and not field.choices:
            yield f"{here}.choices", "a choice needs something to choose"
        if field.kind != "choice" and field.choices:
            yield f"{here}.choices", f"a {field.kind} has no choices"
        if bool(field.unit) != bool(field.unit_en):
            yield f"{here}.unit", "a unit is named in both languages"
        if field.unit and field.kind != "number":
            yield f"{here}.unit", f"a {field.kind} has no unit"
        for name in repeated(choice.id for choice in field.choices):
            yield f"{here}.choices", f'duplicate choice "{name}"'


def _status_faults(entry: RegisterEntry) -> Iterator[Found]:
    known = [status.id for status in entry.statuses]
    for name in repeated(known):
        yield f"statuses[{name}]", f'duplicate status "{name}"'
    for status in entry.statuses:
        here = f"statuses[{status.id}].moves"
        for message in missing("status", status.moves, known):
            yield here, message
        if status.id in status.moves:
            yield here, "a status does not follow itself"
        if status.ends and status.moves:
            yield here, "whoever is out is entered again, not moved"
    if entry.statuses[0].ends:
        yield f"statuses[{known[0]}].ends", "an entry would be out at once"
    yield from _ways(entry)


def _ways(entry: RegisterEntry) -> Iterator[Found]:
    """Every status can be reached, and from every one there is a way out."""
    moves = {status.id: status.moves for status in entry.statuses}
    reached = _reached(moves, entry.statuses[0].id)
    endings = {status.id for status in entry.statuses if status.ends}
    for status in entry.statuses:
        if status.id not in reached:
            yield f"statuses[{status.id}]", "nothing ever leads to this status"
        if not _reached(moves, status.id) & endings:
            yield f"statuses[{status.id}].moves", "no way leads out of the register from here"


def _reached(moves: dict[str, tuple[str, ...]], start: str) -> set[str]:
    reached, ahead = set[str](), [start]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(moves.get(name, ()))
    return reached
