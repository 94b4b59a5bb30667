"""The catalogue as the acts see it: one frozen edition with version and content hash."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from catalog.after_rules import after_english, after_rules
from catalog.assessment_schema import sourced_assessment
from catalog.channel_rules import channel_rules, english_in, limit_of, sourced_in
from catalog.channel_schema import ChannelEntry
from catalog.checker import faults_of
from catalog.commitment_schema import CommitmentEntry, EstimateEntry, ToleranceEntry
from catalog.entries import LimitEntry, Sourced
from catalog.faults import (
    FaultyCatalog,
    UnknownChannel,
    UnknownCity,
    UnknownDepartment,
    UnknownMatter,
    UnknownRegister,
)
from catalog.indicator_schema import IndicatorEntry
from catalog.letter_forms import LetterForm, letter_form
from catalog.policy_rules import facts_of_channel, policy_book, sourced_policies
from catalog.procedure_schema import PROCEDURE_STARTS, SuitEntry
from catalog.reading import Reading, read
from catalog.register_schema import RegisterEntry
from catalog.review_rules import english_of, review_rules
from catalog.schema import (
    Content,
    DemonstrationFile,
    DepartmentEntry,
    ExtensionEntry,
    MaterialEntry,
    Matter,
    SuspensionEntry,
    TaskEntry,
    UnitEntry,
    UserEntry,
)
from states.elapsed import OfficeHours
from states.terms import (
    CommitmentRules,
    ExtensionRule,
    Limit,
    MaterialRule,
    MatterRules,
    ProcedureRules,
    Rank,
    SuitRule,
    SuspensionRule,
    ToleranceRules,
)
from states.terms.channel import ChannelRules
from states.terms.estimate import EstimateRules
from states.terms.policies import PolicyBook

SHIPPED = Path(__file__).parent / "data"
DEMONSTRATION_CITY = (
    SHIPPED / tomllib.loads((SHIPPED / "cities.toml").read_text(encoding="utf-8"))["default"]
)
CHINESE_SEMICOLON = "\uff1b"


@dataclass(frozen=True, slots=True)
class Catalog:
    """One edition. Two editions that say the same have the same `sha256`.

    `users` are demonstration accounts: they stand in no edition, so a catalogue that came
    from the ledger has none.
    """

    version: str
    sha256: str
    city: str
    city_en: str
    content: str = field(repr=False)
    book: Content = field(repr=False, compare=False)
    departments: Mapping[str, DepartmentEntry] = field(repr=False, compare=False)
    matters: Mapping[str, Matter] = field(repr=False, compare=False)
    channels: Mapping[str, ChannelEntry] = field(repr=False, compare=False)
    registers: Mapping[str, RegisterEntry] = field(repr=False, compare=False)
    indicators: Mapping[str, IndicatorEntry] = field(repr=False, compare=False)
    units: Mapping[str, UnitEntry] = field(repr=False, compare=False)
    tasks: tuple[TaskEntry, ...] = field(repr=False, compare=False)
    users: Mapping[str, UserEntry] = field(repr=False, compare=False)
    demonstration: DemonstrationFile | None = field(repr=False, compare=False)
    policies: PolicyBook = field(repr=False, compare=False)
    _rules: Mapping[str, MatterRules] = field(repr=False, compare=False)
    _channel_rules: Mapping[str, ChannelRules] = field(repr=False, compare=False)
    _english: Mapping[str, str] = field(repr=False, compare=False)

    @classmethod
    def from_content(cls, content: str) -> Catalog:
        """The edition whose `content` this is.

        Raises:
            ValueError: the text is no edition, or not one in canonical form.
        """
        return _edition(content)

    def rules(self, matter: str, on: date | None = None) -> MatterRules:
        """What the machines must know of a matter filed on a legal day; by default today's rules.

        Raises:
            UnknownMatter: no such matter; the message names the nearest one.
        """
        try:
            if on is None or not self._has_earlier_limits:
                return self._rules[matter]
            return _rules_of(_matter_on(self.matters[matter], on), _book_on(self.book, on))
        except KeyError:
            raise UnknownMatter(matter, self._rules) from None

    @property
    def _has_earlier_limits(self) -> bool:
        return any(limit.earlier for limit in _dated_limits(self.book))

    def matter(self, code: str) -> Matter:
        """The full entry of a matter, or UnknownMatter."""
        try:
            return self.matters[code]
        except KeyError:
            raise UnknownMatter(code, self.matters) from None

    def department(self, department: str) -> DepartmentEntry:
        """The entry of a department, or UnknownDepartment."""
        try:
            return self.departments[department]
        except KeyError:
            raise UnknownDepartment(department, self.departments) from None

    def channel(self, code: str) -> ChannelEntry:
        """The entry of a channel, or UnknownChannel."""
        try:
            return self.channels[code]
        except KeyError:
            raise UnknownChannel(code, self.channels) from None

    @property
    def office_hours(self) -> OfficeHours | None:
        """The office hours of a working day, where the catalogue states them."""
        entry = self.book.city.office_hours
        if entry is None:
            return None
        sessions = tuple(
            (time.fromisoformat(s.opens), time.fromisoformat(s.closes)) for s in entry.sessions
        )
        return OfficeHours(sessions, entry.source)

    def letter_form(self, organ: str, kind: str, series: str) -> LetterForm:
        """How `organ` calls and numbers this kind of letter; `series` if nothing is said."""
        return letter_form(self.book.letters, organ, kind, series)

    def channel_rules(self, code: str) -> ChannelRules:
        """What the machines must know of a channel, or UnknownChannel."""
        try:
            return self._channel_rules[code]
        except KeyError:
            raise UnknownChannel(code, self.channels) from None

    def register(self, code: str) -> RegisterEntry:
        """The definition of a register, or UnknownRegister."""
        try:
            return self.registers[code]
        except KeyError:
            raise UnknownRegister(code, self.registers) from None

    def task_key(self, task: TaskEntry) -> str:
        """The natural key of a task in this city: its document, its part, its number."""
        series = self.book.task_series
        return f"{series}/{task.key}" if series else task.key

    def in_english(self, source: str) -> str:
        """The English wording of a source or basis; the text itself where none is held."""
        return self._english.get(source, source)


def shipped_city(name: str) -> Path:
    """The folder of a shipped city by its name, or the folder at that path.

    Raises:
        UnknownCity: neither exists; the message names the nearest shipped one.
    """
    shipped = {path.parent.name: path.parent for path in SHIPPED.glob("*/catalog.toml")}
    if name in shipped:
        return shipped[name]
    if Path(name).is_dir():
        return Path(name)
    raise UnknownCity(name, shipped)


def load(path: Path | None = None) -> Catalog:
    """The catalogue in a folder; without a path the shipped demonstration city.

    Raises:
        FaultyCatalog: something in it cannot be used; all faults are named.
    """
    return of_reading(read(path or DEMONSTRATION_CITY))


def of_reading(reading: Reading) -> Catalog:
    """The catalogue that was read.

    Raises:
        FaultyCatalog: something in it cannot be used; all faults are named.
    """
    faults = faults_of(reading)
    if faults:
        raise FaultyCatalog(faults)
    book = _sorted(reading.content())
    return _catalog(book, canonical(book), reading.users, reading.demonstration)


def canonical(content: Content) -> str:
    """The one text of an edition: sorted keys, no blanks, Chinese left as it is."""
    return _canonical(content.model_dump(mode="json"))


def _canonical(facts: Any) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=64)
def _edition(content: str) -> Catalog:
    # A later release may know more keys: the text stays what was hashed, the new keys default.
    if _canonical(json.loads(content)) != content:
        raise ValueError("the text of the edition is not in canonical form")
    return _catalog(Content.model_validate_json(content), content)


def _sorted(content: Content) -> Content:
    """Matters by code: in which file a matter stands must not change the hash."""
    matters = tuple(sorted(content.matters, key=lambda matter: matter.code))
    return content.model_copy(update={"matters": matters})


def _catalog(
    book: Content,
    content: str,
    users: Iterable[UserEntry] = (),
    demonstration: DemonstrationFile | None = None,
) -> Catalog:
    policies = policy_book(book.policies)
    return Catalog(
        version=book.city.version,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        city=book.city.city,
        city_en=book.city.city_en,
        content=content,
        book=book,
        departments=MappingProxyType({entry.id: entry for entry in book.departments}),
        matters=MappingProxyType({entry.code: entry for entry in book.matters}),
        channels=MappingProxyType({entry.code: entry for entry in book.channels}),
        registers=MappingProxyType({entry.code: entry for entry in book.registers}),
        indicators=MappingProxyType({entry.code: entry for entry in book.indicators}),
        units=MappingProxyType({entry.no: entry for entry in book.units}),
        tasks=book.tasks,
        users=MappingProxyType({entry.username: entry for entry in users}),
        demonstration=demonstration,
        policies=policies,
        _rules=MappingProxyType({m.code: _rules_of(m, book) for m in book.matters}),
        _channel_rules=MappingProxyType(
            {
                entry.code: channel_rules(
                    entry, (*book.facts, *facts_of_channel(entry, book.policies, policies))
                )
                for entry in book.channels
            }
        ),
        _english=MappingProxyType(_english_of(book)),
    )


def _dated_limits(book: Content) -> Iterator[LimitEntry]:
    yield from book.time_limits.values()
    yield from (matter.limits.promise for matter in book.matters if matter.limits.promise)


def _book_on(book: Content, day: date) -> Content:
    """The edition with every limit as it stood on a legal day."""
    limits = {name: limit.on(day) for name, limit in book.time_limits.items()}
    return book.model_copy(update={"time_limits": limits})


def _matter_on(matter: Matter, day: date) -> Matter:
    promise = matter.limits.promise
    if promise is None:
        return matter
    limits = matter.limits.model_copy(update={"promise": promise.on(day)})
    return matter.model_copy(update={"limits": limits})


def _rules_of(matter: Matter, book: Content) -> MatterRules:
    limits, code = matter.limits, matter.code
    promise = limits.promise
    return MatterRules(
        matter=code,
        name=matter.name,
        name_en=matter.name_en,
        regime=matter.regime,
        lead=matter.department,
        # A record filing has no decision; the rank is never asked for there.
        decided_by=matter.decided_by or Rank.ORGAN_HEAD,
        basis=CHINESE_SEMICOLON.join(basis.text for basis in matter.basis),
        notice_limit=_named_limit(limits.notice, book),
        decision_limit=_named_limit(limits.decision, book),
        promise_limit=limit_of(promise, f"{code}.promise") if promise else None,
        delivery_limit=_named_limit(limits.delivery, book),
        extension=_extension(book.extensions[limits.extension]) if limits.extension else None,
        suspensions=tuple(
            _suspension(entry) for name in limits.suspensions for entry in book.suspensions[name]
        ),
        review=review_rules(matter.review, book) if matter.review else None,
        materials=tuple(_material(entry) for entry in matter.materials),
        field_concerns=MappingProxyType(dict(matter.impact)),
        off_hours=matter.off_hours,
        cutoff=matter.cutoff,
        warning_days=matter.warning_days,
        project_code_required=matter.project_code == "required",
        procedures=_procedures(matter, book),
        delegated_by=matter.delegation.organ if matter.delegation else None,
        tolerance=_tolerance(matter.tolerance, book) if matter.tolerance else None,
        commitment=_commitment(matter.commitment, book) if matter.commitment else None,
        estimate=_estimate(matter.estimate) if matter.estimate else None,
        after=after_rules(matter.after, book),
    )


def _tolerance(entry: ToleranceEntry, book: Content) -> ToleranceRules:
    return ToleranceRules(
        limit=limit_of(book.time_limits[entry.limit], entry.limit),
        consequence=entry.consequence,
        source=entry.source,
        certainty=entry.certainty,
        exclusion_months=entry.exclusion_months,
    )


def _estimate(entry: EstimateEntry) -> EstimateRules:
    return EstimateRules(entry.matter, entry.percent, entry.source, entry.certainty)


def _commitment(entry: CommitmentEntry, book: Content) -> CommitmentRules:
    limits = (entry.materials_limit, entry.verification_limit, entry.rectification_limit)
    materials, verification, rectification = (limit_of(book.time_limits[n], n) for n in limits)
    return CommitmentRules(
        materials_limit=materials,
        verification_limit=verification,
        rectification_limit=rectification,
        standards=entry.standards,
        standards_en=entry.standards_en,
        source=entry.source,
        certainty=entry.certainty,
    )


def _procedures(matter: Matter, book: Content) -> ProcedureRules:
    """What surrounds the decision of a licence; other matters have only what is their own."""
    limits, names = matter.limits, book.procedures
    own = ProcedureRules(
        inspection=_named_limit(limits.inspection, book),
        commission=_named_limit(limits.commission, book),
        transmission=_named_limit(limits.transmission, book),
        higher_organ=matter.higher_organ,
        question=_named_limit(names.question, book),
        rating_contact=_named_limit(names.rating_contact, book),
        rating_mending=_named_limit(names.rating_mending, book),
    )
    if limits.delivery is None:
        return own
    extension = names.joint_extension
    around: dict[str, Any] = {
        name: _named_limit(getattr(names, name), book) for name in PROCEDURE_STARTS
    }
    return replace(
        own,
        joint_extension=_extension(book.extensions[extension]) if extension else None,
        suit=_suit(names.suit) if names.suit else None,
        **around,
    )


def _suit(entry: SuitEntry) -> SuitRule:
    return SuitRule(months=entry.months, source=entry.source, certainty=entry.certainty)


def _named_limit(name: str | None, book: Content) -> Limit | None:
    return limit_of(book.time_limits[name], name) if name else None


def _extension(entry: ExtensionEntry) -> ExtensionRule:
    return ExtensionRule(
        max_days=entry.max_days,
        approved_by=entry.approved_by,
        source=entry.source,
        certainty=entry.certainty,
    )


def _suspension(entry: SuspensionEntry) -> SuspensionRule:
    return SuspensionRule(
        kind=entry.kind,
        name=entry.name,
        name_en=entry.name_en,
        max_days=entry.max_days,
        source=entry.source,
        certainty=entry.certainty,
        prolong_max_days=entry.prolong_max_days,
        prolong_by=entry.prolong_by,
    )


def _material(entry: MaterialEntry) -> MaterialRule:
    return MaterialRule(
        id=entry.id,
        name=entry.name,
        name_en=entry.name_en,
        required=entry.required,
        tolerant=entry.tolerant,
        concerns=entry.concerns,
        commitment=entry.commitment,
        provided_by=entry.provided_by,
        source=entry.source,
        area_kind=entry.area_kind or "",
    )


def _english_of(book: Content) -> dict[str, str]:
    """Every Chinese source and basis with its English wording."""
    sourced: list[Sourced] = [*book.time_limits.values(), *book.extensions.values()]
    sourced.extend(was for limit in _dated_limits(book) for was in limit.earlier)
    sourced.extend(entry for group in book.suspensions.values() for entry in group)
    sourced.extend(m.tolerance for m in book.matters if m.tolerance)
    sourced.extend(m.commitment for m in book.matters if m.commitment)
    sourced.extend(m.estimate for m in book.matters if m.estimate)
    sourced.extend(rung for ladder in book.ladders.values() for rung in ladder)
    sourced.extend(m.limits.promise for m in book.matters if m.limits.promise)
    sourced.extend(entry for channel in book.channels for entry in sourced_in(channel))
    sourced.extend(sourced_policies(book.policies))
    sourced.extend(book.registers)
    sourced.extend(book.indicators)
    sourced.extend(sourced_assessment(book.assessment))
    english = {entry.source: entry.source_en for entry in sourced}
    english.update(after_english(book))
    english.update(pair for channel in book.channels for pair in english_in(channel))
    for matter in book.matters:
        english.update((basis.text, basis.text_en) for basis in matter.basis)
        whole = CHINESE_SEMICOLON.join(basis.text for basis in matter.basis)
        english[whole] = "; ".join(basis.text_en for basis in matter.basis)
        if matter.review:
            english.update(english_of(matter.review))
    return english
