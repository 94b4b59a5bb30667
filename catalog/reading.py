"""TOML files into entries: what can be read is read, what cannot becomes a fault.

A faulty entry is set aside with its name kept, so that one mistake is told once and the
rest of the catalogue can still be checked.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.after_schema import AfterFile
from catalog.assessment_schema import AssessmentFile
from catalog.channel_schema import ChannelsFile
from catalog.entries import Strict
from catalog.faults import Fault, Location, nearest, schema_faults, unknown
from catalog.indicator_schema import IndicatorsFile
from catalog.letter_schema import LetterLawFile, LettersBook, LettersFile
from catalog.procedure_schema import Procedures
from catalog.register_schema import RegistersFile
from catalog.review_entries import LaddersFile
from catalog.schema import (
    CityEntry,
    Content,
    DemonstrationFile,
    DepartmentsFile,
    DeputyEntry,
    FormsFile,
    LimitsFile,
    MattersFile,
    TasksFile,
    UserEntry,
    UsersFile,
)
from catalog.schema_policies import PoliciesFile

REQUIRED: Mapping[str, type[Strict]] = {
    "catalog.toml": CityEntry,
    "departments.toml": DepartmentsFile,
    "limits.toml": LimitsFile,
    "forms.toml": FormsFile,
}
OPTIONAL: Mapping[str, type[Strict]] = {
    "after.toml": AfterFile,
    "assessment.toml": AssessmentFile,
    "channels.toml": ChannelsFile,
    "policies.toml": PoliciesFile,
    "registers.toml": RegistersFile,
    "indicators.toml": IndicatorsFile,
    "letters.toml": LettersFile,
    "coordination.toml": LaddersFile,
    "tasks.toml": TasksFile,
    "users.toml": UsersFile,
    "demonstration.toml": DemonstrationFile,
}
MATTERS_FOLDER = "matters"
NATIONAL = Path(__file__).parent / "data" / "national"
"""What holds in every city; no city's folder can say otherwise."""
FILE_BYTES_MAX = 4 * 1024 * 1024
UNKNOWN_CITY = CityEntry(version="?", city="?", city_en="?", region="000000", note="?", note_en="?")


@dataclass(slots=True)
class Reading:
    """What was read of a catalogue: entries, the files they stand in, all names, faults."""

    sections: dict[str, Any] = field(default_factory=dict)
    matter_files: list[str] = field(default_factory=list)
    users: tuple[UserEntry, ...] = ()
    deputies: tuple[DeputyEntry, ...] = ()
    demonstration: DemonstrationFile | None = None
    names: dict[str, set[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def content(self) -> Content:
        """The entries that could be read, put together."""
        return Content.model_construct(
            layout=1,
            city=self.sections.get("city", UNKNOWN_CITY),
            departments=self.sections.get("departments", ()),
            time_limits=self.sections.get("time_limits", {}),
            extensions=self.sections.get("extensions", {}),
            suspensions=self.sections.get("suspensions", {}),
            ladders=self.sections.get("ladders", {}),
            procedures=self.sections.get("procedures", Procedures()),
            validities=self.sections.get("validities", {}),
            statements=self.sections.get("statements", {}),
            filing_refusals=self.sections.get("filing_refusals", {}),
            bars=self.sections.get("bars", {}),
            letter_law=self.sections.get("letter_law"),
            letters=self.sections.get("letters", LettersBook()),
            forms=self.sections.get("forms", {}),
            matters=self.sections.get("matters", ()),
            channels=self.sections.get("channels", ()),
            facts=self.sections.get("facts", ()),
            task_series=self.sections.get("task_series", ""),
            task_year=self.sections.get("task_year"),
            task_source=self.sections.get("task_source", ""),
            supervision=self.sections.get("supervision"),
            units=self.sections.get("units", ()),
            tasks=self.sections.get("tasks", ()),
            policies=PoliciesFile.model_construct(**self._of(PoliciesFile)),
            assessment=AssessmentFile.model_construct(**self._of(AssessmentFile)),
            registers=self.sections.get("registers", ()),
            indicators=self.sections.get("indicators", ()),
        )

    def _of(self, model: type[Strict]) -> dict[str, Any]:
        """The sections that were read of a file of this shape."""
        return {key: self.sections[key] for key in model.model_fields if key in self.sections}


def read(path: Path) -> Reading:
    """Everything under `path`; never raises for what is written there."""
    reading = Reading()
    try:
        _read_folder(path, reading)
    except OSError as problem:
        reading.faults.append(Fault(str(path), "(folder)", f"cannot be read: {problem}"))
    return reading


def _read_folder(path: Path, reading: Reading) -> None:
    if not path.is_dir():
        reading.faults.append(Fault(str(path), "(folder)", "is not a folder with a catalogue"))
        return
    reading.faults.extend(_stray_files(path))
    for name, model in {**REQUIRED, **OPTIONAL}.items():
        if (path / name).exists():
            _take(reading, path, name, model)
        elif name in REQUIRED:
            reading.faults.append(Fault(name, "(file)", "is missing"))
    _take(reading, NATIONAL, "letters.toml", LetterLawFile)
    matters = sorted((path / MATTERS_FOLDER).glob("*.toml"))
    if not matters:
        reading.faults.append(Fault(MATTERS_FOLDER, "(folder)", "holds no matter"))
    for file in matters:
        _take(reading, path, f"{MATTERS_FOLDER}/{file.name}", MattersFile)


def _stray_files(path: Path) -> Iterator[Fault]:
    known = {*REQUIRED, *OPTIONAL}
    for file in sorted(path.glob("*.toml")):
        if file.name not in known:
            yield Fault(file.name, "(file)", unknown("file", file.name, nearest(file.name, known)))


def _take(reading: Reading, path: Path, name: str, model: type[Strict]) -> None:
    """Read one file and put its entries into the reading."""
    raw = _parse(path / name, name, reading.faults)
    if raw is None:
        return
    entries, faults = _entries(name, raw, model)
    reading.faults.extend(faults)
    _note_names(reading, raw)
    if isinstance(entries, CityEntry):
        reading.sections["city"] = entries
    elif isinstance(entries, UsersFile):
        reading.users, reading.deputies = entries.users, entries.deputies
    elif isinstance(entries, DemonstrationFile):
        reading.demonstration = entries
    elif isinstance(entries, MattersFile):
        reading.sections["matters"] = (*reading.sections.get("matters", ()), *entries.matters)
        reading.matter_files.extend(name for _ in entries.matters)
    elif entries is not None:
        reading.sections.update((key, getattr(entries, key)) for key in model.model_fields)


def _parse(file: Path, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        if file.stat().st_size > FILE_BYTES_MAX:
            faults.append(Fault(name, "(file)", f"is larger than {FILE_BYTES_MAX} bytes"))
            return None
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as problem:
        faults.append(Fault(name, "(file)", f"is not UTF-8: {problem.reason}"))
    except OSError as problem:
        faults.append(Fault(name, "(file)", f"cannot be read: {problem.strerror}"))
    except (ValueError, RecursionError) as problem:
        faults.append(Fault(name, "(file)", f"is not TOML: {problem}"))
    return None


def _entries(
    name: str, raw: dict[str, Any], model: type[Strict]
) -> tuple[Strict | None, list[Fault]]:
    """The file's entries without the faulty ones, and what is wrong with those."""
    try:
        return _validated(raw, model), []
    except ValidationError as error:
        faults = schema_faults(error, name, raw, model)
        locations = {details["loc"][:2] for details in error.errors(include_url=False)}
    except (ValueError, RecursionError) as problem:
        return None, [Fault(name, "(file)", f"cannot be read as a catalogue: {problem}")]
    try:
        return _validated(_without(raw, locations), model), faults
    except ValidationError:
        return None, faults


def _validated(raw: Mapping[str, Any], model: type[Strict]) -> Strict:
    # Strict JSON reads texts as enums and arrays as tuples, which strict Python does not.
    return model.model_validate_json(json.dumps(raw, default=str))


def _without(raw: Mapping[str, Any], locations: set[Location]) -> dict[str, Any]:
    """`raw` without the entries at these places."""
    kept: dict[str, Any] = {}
    for key, section in raw.items():
        if (key,) in locations:
            continue
        if isinstance(section, list):
            kept[key] = [e for i, e in enumerate(section) if (key, i) not in locations]
        elif isinstance(section, dict):
            kept[key] = {k: e for k, e in section.items() if (key, k) not in locations}
        else:
            kept[key] = section
    return kept


def _note_names(reading: Reading, raw: Mapping[str, Any]) -> None:
    """Remember what every entry is called, also of those that could not be read."""
    for section, entries in raw.items():
        names = reading.names.setdefault(section, set())
        if isinstance(entries, dict):
            names.update(entries)
        elif isinstance(entries, list):
            for entry in entries:
                if isinstance(entry, dict):
                    called = entry.get("id") or entry.get("code") or entry.get("no")
                    names.add(str(called))
