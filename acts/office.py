"""The office: one session, one city, and the one way an act becomes entries.

`Office.record` reads the case, takes the steps that are due, asks the act's judgement, takes
what falls due by it, composes the letters, and appends everything as one page. Because due
steps come first, a late or dead watch never changes what an act finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from acts import searched, tracing
from acts.authority import SYSTEM, authorise_on_case
from acts.catalog_editions import CatalogEdition, binding_on
from acts.editions import CalendarEdition, as_recorded, later_than, named
from acts.going_out import owed_by
from acts.letter_plans import LetterPlan, compose, delegating, form_of
from acts.letters import LETTERS_OF
from acts.problems import Conflict, StaleVersion, UnknownCalendar, UnknownCase
from acts.project_reading import Projects
from acts.projection import projection
from catalog import Catalog
from ledger.book import (
    Outgoing,
    Page,
    SealedLetter,
    append,
    hold,
    lock,
    read_entries,
)
from ledger.chain import GENESIS, canonical, sha256
from ledger.project_book import lock_project
from ledger.register import take_number
from states.duties import duties_of
from states.history import applied, replay
from states.marks import Mark, marks_of
from states.next_steps import draft_of, due_steps
from states.rederived import derived_again, rederived, under
from states.terms import (
    Actor,
    CaseSnapshot,
    Draft,
    Entry,
    EntryKind,
    LetterRef,
    MatterRules,
    Step,
)
from states.terms.channel import ChannelRules
from states.worktime import Calendar, legal_day

ATTEMPTS = 8
Judgement = Callable[[CaseSnapshot], Iterable[Draft]]
"""What an act decides: the drafts it would write on the case as it stands, or a refusal."""


@dataclass(frozen=True, slots=True)
class City:
    """The rules in force: the catalogue, the holiday calendar, and this ledger's name.

    `editions` are the calendars that the ledger keeps, `calendar` is the newest of them.
    `quiet` is for history from elsewhere: its letters were sent by others, and no flow need
    be told.
    """

    catalog: Catalog
    calendar: Calendar
    installation_id: str = "unnamed"
    quiet: bool = False
    editions: tuple[CalendarEdition, ...] = ()
    catalogs: tuple[CatalogEdition, ...] = ()
    """The editions of the catalogue that the ledger keeps; `catalog` is the one that binds."""


class _Moved(Exception):
    """The case went on before its letters could be numbered."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page in the making: the case as it will stand, and its new lines with their letters.

    `read_version` is what was read at first, before any line was added.
    """

    case: CaseSnapshot
    read_version: int
    entries: tuple[Entry, ...] = ()
    letters: tuple[SealedLetter, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """Where acts happen: a session of the ledger and the city's rules."""

    session: Session
    city: City

    def case(self, case_id: str, up_to: int | None = None) -> CaseSnapshot:
        """The case as its entries have it, or as the first `up_to` of them had it.

        Raises:
            UnknownCase: no entry has this case id.
        """
        case = self._read(case_id, up_to)[0]
        for edition in later_than(self.city.editions, case):
            difference = rederived(case, edition.calendar)
            # Until its entry stands, a date that a notice moves is the one on record.
            if difference.anything or difference.kept:
                return case
            case = under(case, edition.calendar)
        return case

    def calendar(self, version: str) -> Calendar:
        """The holiday calendar of this version, in force or earlier.

        Raises:
            UnknownCalendar: it was never in force here.
        """
        for known in (self.city.calendar, *(e.calendar for e in self.city.editions)):
            if known.version == version:
                return known
        raise UnknownCalendar(version)

    def entries(self, case_id: str) -> tuple[Entry, ...]:
        """The record of the case, in order; empty where there is none."""
        return read_entries(self.session, case_id)[0]

    def catalog_on(self, day: date) -> Catalog:
        """The edition that binds what is filed on this legal day (Asia/Shanghai)."""
        binding = binding_on(self.city.catalogs, day)
        return binding.catalog if binding else self.city.catalog

    def rules(self, matter: str, catalog_sha256: str, on: date | None = None) -> MatterRules:
        """The matter's rules in an edition, for a filing of this legal day."""
        return self.edition(catalog_sha256).rules(matter, on)

    def edition(self, sha256: str) -> Catalog:
        """The edition of this content hash, in force or not; it must stand in the ledger."""
        if sha256 == self.city.catalog.sha256:
            return self.city.catalog
        row = self.session.execute(
            text("SELECT content FROM edition WHERE sha256 = :sha256"), {"sha256": sha256}
        ).one()
        return Catalog.from_content(row.content)

    def channel_rules(self, channel: str, catalog_sha256: str) -> ChannelRules:
        """The channel's rules in the edition that the project was nominated under."""
        return self.edition(catalog_sha256).channel_rules(channel)

    @property
    def projects(self) -> Projects:
        """The projects in green channels, as entries and cases have them."""
        city = self.city

        def known(version: str) -> Calendar:
            return named(city.editions, version, city.calendar)

        return Projects(
            self.session, city.calendar, known, self.channel_rules, self.case, self.rules
        )

    def open_case(
        self, case_id: str, rules: MatterRules, drafts: Iterable[Draft], actor: Actor, now: datetime
    ) -> CaseSnapshot:
        """Write the first page of a new case."""
        blank = CaseSnapshot(case_id, 0, rules, self.city.calendar)
        written = self._add(Written(blank, 0), drafts, actor, now)
        page = self._page(blank, GENESIS, self._settle(written, now), now)
        append(self.session, page)
        searched.keep(self.session, blank, written.case, page.letters)
        return replace(written.case, version=page.entries[-1].number)

    def record(
        self,
        case_id: str,
        judge: Judgement,
        *,
        act: str,
        actor: Actor,
        now: datetime,
        if_version: int | None = None,
    ) -> CaseSnapshot:
        """Let `judge` decide on the case as it stands and write what it decides.

        Raises:
            NotYours: the policy does not open `act` on this case to the actor.
            UnknownCase, StaleVersion: as they say.
            Conflict: others kept writing first; nothing was written.
            Refusal: the law says no; nothing was written.
        """

        def write(case: CaseSnapshot) -> Written:
            written = self._caught_up(Written(case, case.version), now, acting=True)
            authorise_on_case(actor, act, written.case, legal_day(now))
            return self._settle(self._add(written, judge(written.case), actor, now), now)

        return self._write(case_id, write, now, if_version)

    def advance(self, case_id: str, now: datetime, only: Step | None = None) -> CaseSnapshot:
        """Take what is due, all of it or only that step; taking it twice changes nothing."""

        def write(case: CaseSnapshot) -> Written:
            read = Written(case, case.version)
            if only is None or later_than(self.city.editions, case):
                return self._caught_up(read, now)
            due = [step for step in due_steps(case, now) if step == only]
            return self._take(read, due, now)

        return self._write(case_id, write, now, None)

    def _read(self, case_id: str, up_to: int | None = None) -> tuple[CaseSnapshot, str]:
        entries, head = read_entries(self.session, case_id)
        entries = entries[:up_to]
        if not entries:
            raise UnknownCase(case_id)
        first = entries[0].payload
        filed_on = legal_day(datetime.fromisoformat(first["received_at"]))
        rules = self.rules(first["matter"], first["catalog"]["sha256"], filed_on)
        moved_to = {
            sha256: self.rules(first["matter"], sha256, filed_on)
            for entry in entries
            if entry.kind is EntryKind.MOVED_TO_EDITION
            for sha256 in (entry.payload["catalog"]["sha256"],)
        }
        case = replay(case_id, entries, rules, self.city.calendar, moved_to)
        return as_recorded(self.city.editions, case), head

    def _read_to_write(self, case_id: str) -> tuple[CaseSnapshot, str]:
        """The case as it stands; one in a channel once its project is locked, never after it."""
        case, head = self._read(case_id)
        if not case.within:
            return case, head
        lock_project(self.session, case.within["project_id"])
        return self._read(case_id)

    def _write(
        self,
        case_id: str,
        write: Callable[[CaseSnapshot], Written],
        now: datetime,
        if_version: int | None,
    ) -> CaseSnapshot:
        for attempt in range(ATTEMPTS):
            if attempt:
                lock(self.session, case_id)
            case, head = self._read_to_write(case_id)
            if if_version is not None and case.version != if_version:
                raise StaleVersion(case_id, if_version, case.version)
            try:
                written = write(case)
            except _Moved:
                continue
            if not written.entries:
                return case
            if append(self.session, self._page(case, head, written, now)):
                searched.keep(self.session, case, written.case, written.letters)
                if case.within:
                    self.projects.derive_again(case.within["project_id"])
                return written.case
        raise Conflict(case_id)

    def _caught_up(self, written: Written, now: datetime, *, acting: bool = False) -> Written:
        """Settle under each calendar for as long as it was in force, then under the newest.

        However late and often this is done, the record comes out the same (LAW B9.1).
        """
        for edition in later_than(self.city.editions, written.case):
            written = self._settle(written, now, until=min(edition.published_at, now))
            written = self._followed(written, edition, now, acting)
        return self._settle(written, now)

    def _followed(
        self, written: Written, edition: CalendarEdition, now: datetime, acting: bool
    ) -> Written:
        """The page with the case under the next calendar, and the entry that says what moved."""
        case = written.case
        difference = rederived(case, edition.calendar)
        if not difference.anything and difference.kept and not acting:
            return written
        written = replace(written, case=under(case, edition.calendar))
        if not difference.anything and not difference.kept:
            return written
        facts = {"edition": edition.number, "basis": edition.notices}
        draft = derived_again(case, difference, edition.calendar, facts, edition.in_force_on)
        return self._add(written, [draft], SYSTEM, now)

    def _settle(self, written: Written, now: datetime, until: datetime | None = None) -> Written:
        """Take the steps due by `until` (or now) until none is left; each may bring the next."""
        while steps := due_steps(written.case, until or now):
            written = self._take(written, steps[:1], now)
        return written

    def _take(self, written: Written, steps: Iterable[Step], now: datetime) -> Written:
        for step in steps:
            written = self._add(written, [draft_of(written.case, step)], SYSTEM, now)
        return written

    def _add(
        self, written: Written, drafts: Iterable[Draft], actor: Actor, now: datetime
    ) -> Written:
        for draft in drafts:
            if draft.kind is EntryKind.MOVED_TO_EDITION:
                written = self._knowing(written, draft.payload["catalog"]["sha256"])
            payload = _dated(written.case, draft.payload)
            entry = Entry(
                number=written.case.version + 1,
                kind=draft.kind,
                actor=actor.id,
                on_authority_of=_authority(actor, draft),
                effective_on=draft.effective_on,
                recorded_at=now.astimezone(UTC),
                payload=payload,
            )
            written = self._sealed(written, entry, actor, now)
        return written

    def _knowing(self, written: Written, catalog_sha256: str) -> Written:
        """The page with the rules of the edition that its next line moves the case to."""
        case = written.case
        rules = self.rules(case.rules.matter, catalog_sha256, filed_on(case))
        known = {**case.known_rules, catalog_sha256: rules}
        return replace(written, case=case.but(known_rules=known))

    def _sealed(self, written: Written, entry: Entry, actor: Actor, now: datetime) -> Written:
        """Fold the entry and compose what it must be told with, numbers and all."""
        after = applied(written.case, entry)
        plans = () if self.city.quiet else LETTERS_OF.get(entry.kind, _no_letters)(after, entry)
        if plans:
            self._hold(written)
        letters = tuple(
            self._letter(after, entry, plan, place, legal_day(now))
            for place, plan in enumerate(plans, start=1)
        )
        if letters:
            rows = [
                {"id": s.letter_id, "kind": s.kind, "number": s.number, "sha256": s.sha256}
                for s in letters
            ]
            entry = replace(entry, payload={**entry.payload, "letters": rows})
            refs = tuple(
                LetterRef(s.letter_id, s.kind, s.number, s.sha256, entry.number) for s in letters
            )
            after = replace(after, letters=after.letters + refs)
        return replace(
            written,
            case=after,
            entries=(*written.entries, entry),
            letters=(*written.letters, *letters),
        )

    def _hold(self, written: Written) -> None:
        """Numbers are taken at sealing: the case must not slip away after the first one."""
        if written.letters or written.read_version == 0:
            return
        if not hold(self.session, written.case.case_id, written.read_version):
            raise _Moved

    def _letter(
        self, case: CaseSnapshot, entry: Entry, plan: LetterPlan, place: int, sealed_on: date
    ) -> SealedLetter:
        letter_id = f"{case.case_id}-{entry.number}-{place}"
        number = self.number(plan, letter_id, sealed_on, delegating(case, plan))
        facts, html = compose(self.city.catalog, case, plan, letter_id, number, sealed_on)
        stored = canonical(facts)
        return SealedLetter(
            letter_id=letter_id,
            kind=plan.kind,
            number=number,
            recipient=plan.recipient,
            sealed_on=sealed_on,
            facts=stored,
            html=html,
            sha256=sha256(stored + "\n" + html),
            entry_number=entry.number,
        )

    def number(
        self, plan: LetterPlan, letter_id: str, sealed_on: date, delegated_by: str | None = None
    ) -> str:
        """The next number (文号) of the issuing organ, kind and year of signing.

        It is entered in the register at once; a rollback gives it back (LAW B6.3).
        """
        organ, form = delegated_by or plan.organ, form_of(self.city.catalog, plan, delegated_by)
        code, year = self.city.catalog.departments[organ].letter_code, sealed_on.year

        def written(serial: int) -> str:
            return form.number(code, year, serial)

        return take_number(self.session, organ, form.series, year, letter_id, written)

    def _page(self, before: CaseSnapshot, head: str, written: Written, now: datetime) -> Page:
        was, now_open = set(duties_of(before)), set(duties_of(written.case))
        kept = {(duty.party, duty.task) for duty in now_open}
        return Page(
            case_id=before.case_id,
            expected=before.version,
            prev_hash=head,
            entries=written.entries,
            columns=projection(written.case),
            duties_gone=tuple(d for d in was if (d.party, d.task) not in kept),
            duties_now=tuple(now_open - was),
            marks_now=_marks_since(before, written.case),
            letters=written.letters,
            outgoing=tuple(self._outgoing(written)),
            recorded_at=now,
        )

    def _outgoing(self, written: Written) -> Iterable[Outgoing]:
        if self.city.quiet:
            return
        for letter in written.letters:
            yield Outgoing(
                "letter",
                f"letter:{letter.letter_id}",
                {"letter_id": letter.letter_id, "recipient": letter.recipient},
            )
        for entry in written.entries:
            yield from owed_by(written.case, entry)
        # What time alone brought was brought by the flows; they need no telling.
        if any(entry.actor != SYSTEM.id for entry in written.entries):
            yield self._nudge(written)

    def _nudge(self, written: Written) -> Outgoing:
        """Tell the flows: a review was opened, or the case went on to this entry."""
        case, last = written.case, written.entries[-1].number
        if any(entry.kind is EntryKind.REVIEW_OPENED for entry in written.entries):
            key = f"{self.city.installation_id}:open:{case.case_id}:{case.round}"
            return tracing.nudge(key, {"flow": "joint_review", "round": case.round})
        key = f"{self.city.installation_id}:advance:{case.case_id}:{last}"
        return tracing.nudge(key, {"flow": "advance_case", "number": last})


def _marks_since(before: CaseSnapshot, after: CaseSnapshot) -> tuple[Mark, ...]:
    """The marks that are new or stand otherwise now."""
    earlier = set(marks_of(before))
    return tuple(mark for mark in marks_of(after) if mark not in earlier)


def filed_on(case: CaseSnapshot) -> date | None:
    """The legal day of the filing: by it the rules inside an edition are chosen."""
    return legal_day(case.received_at) if case.received_at else None


def _no_letters(case: CaseSnapshot, entry: Entry) -> tuple[LetterPlan, ...]:
    return ()


def _dated(case: CaseSnapshot, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The payload, with the calendar that the case follows where its record does not name it."""
    if case.calendar_named == case.calendar.version or "calendar" in payload:
        return payload
    return {**payload, "calendar": case.calendar.version}


def _authority(actor: Actor, draft: Draft) -> str:
    """Whose authority stands behind the entry: a text for steps, an organisation for people."""
    if actor is SYSTEM:
        return str(draft.payload.get("basis") or "time limit of the catalogue")
    return actor.organisation
