"""What a catalogue may not be published with, beyond the shape of its entries.

`check(path)` never raises for what stands in the files: whatever is wrong is a fault with
file and key.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from catalog import (
    channel_checks,
    codes,
    date_checks,
    law_checks,
    machine_proofs,
    matter_checks,
    policy_checks,
    register_checks,
    review_checks,
    staffing,
)
from catalog.after_checks import section_faults
from catalog.faults import Fault
from catalog.known import Known
from catalog.letter_forms import letter_faults
from catalog.procedure_schema import PROCEDURE_STARTS
from catalog.reading import Reading, read
from catalog.references import missing, prefixed, repeated
from catalog.schema import Content, OrganisationKind, UserEntry
from states.terms import Role


def check(path: Path | str) -> list[Fault]:
    """All faults of the catalogue in a folder, sorted by file and key; none: it may be used."""
    return faults_of(read(Path(path)))


def faults_of(reading: Reading) -> list[Fault]:
    """The faults of reading, and of what the entries say to each other."""
    content = reading.content()
    found = [
        *reading.faults,
        *_city_faults(content),
        *_hours_faults(content),
        *_department_faults(content),
        *_procedure_faults(reading, content),
        *_letter_faults(content),
        *_matter_faults(reading, content),
        *section_faults(content, Known.of(reading, content).after),
        *review_checks.ladder_faults(content),
        *_channel_faults(reading, content),
        *(Fault("policies.toml", *found) for found in policy_checks.faults(reading, content)),
        *_indicator_faults(content),
        *(Fault("registers.toml", *found) for found in register_checks.faults(reading, content)),
        *_task_faults(reading, content),
        *_user_faults(reading, content),
        *law_checks.faults(reading, content),
        *date_checks.faults(reading, content),
    ]
    if reading.users:
        found.extend(staffing.faults(reading, content))
    return sorted(set(found))


def _city_faults(content: Content) -> Iterator[Fault]:
    if content.city.version == "?":
        return
    verdict = codes.check_region(content.city.region)
    if verdict.status == "invalid":
        yield Fault("catalog.toml", "region", verdict.reason_en)


def _hours_faults(content: Content) -> Iterator[Fault]:
    hours = content.city.office_hours
    if hours is None:
        return
    times = [at for session in hours.sessions for at in (session.opens, session.closes)]
    if any(later <= earlier for earlier, later in pairwise(times)):
        yield Fault(
            "catalog.toml", "office_hours.sessions", "sessions must follow one after the other"
        )


def _department_faults(content: Content) -> Iterator[Fault]:
    file = "departments.toml"
    for name in repeated(entry.id for entry in content.departments):
        yield Fault(file, f"departments[{name}]", f'duplicate department "{name}"')
    for code in repeated(entry.letter_code for entry in content.departments if entry.letter_code):
        yield Fault(file, "departments.letter_code", f'two organs number with "{code}"')
    for entry in content.departments:
        if entry.kind is OrganisationKind.COMPANY and (entry.letter_code or entry.seal):
            yield Fault(
                file,
                f"departments[{entry.id}].letter_code",
                "a company issues no official letters: no letter code, no seal",
            )


def _procedure_faults(reading: Reading, content: Content) -> Iterator[Fault]:
    """Every limit around a decision exists and starts with its own event."""
    for key, start in PROCEDURE_STARTS.items():
        name = getattr(content.procedures, key)
        if name is None:
            continue
        known = reading.names.get("time_limits", set())
        for message in missing("time limit", (name,), known):
            yield Fault("limits.toml", f"procedures.{key}", message)
        limit = content.time_limits.get(name)
        if limit and limit.start is not start:
            message = f'a {key} limit cannot start with "{limit.start}"'
            yield Fault("limits.toml", f"procedures.{key}", message)
    extension = content.procedures.joint_extension
    extensions = reading.names.get("extensions", set())
    for message in missing("extension", (extension,) if extension else (), extensions):
        yield Fault("limits.toml", "procedures.joint_extension", message)


def _letter_faults(content: Content) -> Iterator[Fault]:
    organs = {entry.id for entry in content.departments}
    for key, message in letter_faults(content.letters, organs):
        yield Fault("letters.toml", key, message)


def _matter_faults(reading: Reading, content: Content) -> Iterator[Fault]:
    known = Known.of(reading, content)
    seen: set[str] = set()
    for file, matter in zip(reading.matter_files, content.matters, strict=True):
        if matter.code in seen:
            yield Fault(file, f"matters[{matter.code}]", f'duplicate code "{matter.code}"')
        seen.add(matter.code)
        proofs = machine_proofs.faults(matter) if content.city.law == "china" else ()
        for key, message in (*matter_checks.faults(matter, content, known), *proofs):
            yield Fault(file, f"matters[{matter.code}].{key}", message)


def _channel_faults(reading: Reading, content: Content) -> Iterator[Fault]:
    file = "channels.toml"
    for name in repeated(entry.code for entry in content.channels):
        yield Fault(file, f"channels[{name}]", f'duplicate code "{name}"')
    for below, message in channel_checks.fact_faults(content):
        yield Fault(file, below, message)
    known = channel_checks.Known.of(reading, content)
    for channel in content.channels:
        for below, message in channel_checks.faults(channel, known):
            yield Fault(file, f"channels[{channel.code}].{below}", message)


def _indicator_faults(content: Content) -> Iterator[Fault]:
    for name in repeated(entry.code for entry in content.indicators):
        yield Fault("indicators.toml", f"indicators[{name}]", f'duplicate code "{name}"')


def _task_faults(reading: Reading, content: Content) -> Iterator[Fault]:
    file = "tasks.toml"
    departments = reading.names.get("departments", set())
    units = reading.names.get("units", set())
    for name in repeated(unit.no for unit in content.units):
        yield Fault(file, f"units[{name}]", f'duplicate unit "{name}"')
    for unit in content.units:
        named = (unit.department,) if unit.department else ()
        for message in missing("department", named, departments):
            yield Fault(file, f"units[{unit.no}].department", message)
    for name in repeated(task.key for task in content.tasks):
        yield Fault(file, f"tasks[{name}]", f'duplicate task "{name}"')
    for task in content.tasks:
        if not task.responsible and not task.others:
            yield Fault(file, f"tasks[{task.key}].responsible", "nobody is named for the task")
        for message in missing("unit", (task.unit,), units):
            yield Fault(file, f"tasks[{task.key}].unit", message)
        for message in missing("department", task.responsible, departments):
            yield Fault(file, f"tasks[{task.key}].responsible", message)


def _user_faults(reading: Reading, content: Content) -> Iterator[Fault]:
    file = "users.toml"
    for name in repeated(user.username for user in reading.users):
        yield Fault(file, f"users[{name}]", f'duplicate username "{name}"')
    for user in reading.users:
        for key, message in _one_user_faults(user, reading, content):
            yield Fault(file, f"users[{user.username}].{key}", message)


def _one_user_faults(
    user: UserEntry, reading: Reading, content: Content
) -> Iterator[tuple[str, str]]:
    if user.role is Role.ENTERPRISE:
        verdict = codes.check_credit_code(user.organisation)
        if verdict.status != "valid":
            yield "organisation", f"not a credit code: {verdict.reason_en}"
    else:
        known = reading.names.get("departments", set())
        yield from prefixed("organisation", missing("department", (user.organisation,), known))
    if user.role in staffing.OFFICIALS and _is_company(user.organisation, content):
        yield "role", f'"{user.organisation}" is a company: nobody there holds an office'
    if user.role is Role.APPROVER and user.rank is None:
        yield "rank", "an approver needs a rank"
    if user.role is Role.SYSTEM:
        yield "role", "nobody signs in as the system"


def _is_company(department: str, content: Content) -> bool:
    return any(
        entry.id == department and entry.kind is OrganisationKind.COMPANY
        for entry in content.departments
    )
