"""What must hold after every step, and of the whole ledger now and then."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlalchemy import text

from acts import upkeep
from acts.as_of import case_as_of, office_as_of
from acts.office import Office
from api.case_views import case_view
from ledger.chain import GENESIS
from ledger.evidence import verify
from simulation import elsewhere
from simulation.town import Town, held
from states.clocks import statute_due
from states.held_days import held_days
from states.terms import EntryKind
from states.worktime import legal_day

SYSTEM = "greenlane"
_LINES = text(
    "SELECT number, kind, actor, prev_hash, hash FROM entry "
    "WHERE case_id = :case_id ORDER BY number"
)
_ROW = text("SELECT version, head_hash FROM cases WHERE case_id = :case_id")
_COUNTS = text(
    "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM letter), "
    "(SELECT count(*) FROM outbox), (SELECT count(*) FROM document_number), "
    "(SELECT coalesce(sum(last), 0) FROM serial), (SELECT count(*) FROM idempotency_key), "
    "(SELECT coalesce(sum(version), 0) FROM cases)"
)
_OWED = text("SELECT key, kind, sent_at, payload FROM outbox")
_LETTERS = text("SELECT letter_id, sha256 FROM letter")
_SERIALS = text(
    "SELECT organ, series, year, count(*), max(serial) FROM document_number GROUP BY 1, 2, 3"
)


def fingerprint(town: Town) -> tuple[Any, ...]:
    """How much stands in the ledger; a refused command leaves it as it was."""
    with town.ledger.reading() as session:
        return tuple(session.execute(_COUNTS).one())


def of_the_case(town: Town, case_id: str) -> None:
    """The case's chain, what was acknowledged of it, and that nothing stands in it twice."""
    with town.ledger.reading() as session:
        rows = session.execute(_LINES, {"case_id": case_id}).all()
        standing = session.execute(_ROW, {"case_id": case_id}).first()
    held(bool(rows), f"{case_id}: an acknowledged case is gone")
    known, before = town.hashes.get(case_id, {}), GENESIS
    for place, row in enumerate(rows, start=1):
        held(row.number == place, f"{case_id}: entry {place} is missing")
        held(row.prev_hash == before, f"{case_id} entry {place}: the chain is torn")
        held(known.get(place, row.hash) == row.hash, f"{case_id} entry {place} was told otherwise")
        known[place] = before = row.hash
    held(len(rows) >= max(known, default=0), f"{case_id}: an acknowledged entry is gone")
    head = (len(rows), before)
    held(standing is not None and tuple(standing) == head, f"{case_id}: the row has another head")
    _people_once(town, case_id, rows)
    _concluded_once(case_id, [row.kind for row in rows])


def _people_once(town: Town, case_id: str, rows: Any) -> None:
    """People's entries are those that were acknowledged, each once, and at most those in doubt."""
    told = [n for one in town.accepted if one.case_id == case_id for n, _hash in one.own]
    held(len(told) == len(set(told)), f"{case_id}: one entry was acknowledged to two commands")
    unasked = {row.number for row in rows if row.actor != SYSTEM} - set(told)
    doubtful = any(sent.told.case_id in (case_id, "") for sent in town.doubtful)
    held(doubtful or not unasked, f"{case_id}: entries {sorted(unasked)} told to nobody")


def _concluded_once(case_id: str, kinds: list[str]) -> None:
    concluded = 0
    for kind in kinds:
        if kind in (EntryKind.REVIEW_OPENED, EntryKind.REVIEW_REOPENED):
            concluded = 0
        concluded += kind == EntryKind.REVIEW_CONCLUDED
        held(concluded <= 1, f"{case_id}: its joint review was concluded twice")
    held(kinds.count(EntryKind.DECIDED) <= 1, f"{case_id}: it was decided twice")


def of_the_ledger(town: Town) -> None:
    """Everything that is dear: verification, projections, post, numbers, days."""
    with town.reading() as office:
        faults = verify(office.session)
        held(not faults, f"verify: {faults[:3]}")
        _post(town, office)
        elsewhere.in_order(town, office)
        _numbers(office)
        _told_again(town, office)
        for case_id in town.hashes:
            _days(town, office, case_id)
    _derived(town)


def remember(town: Town) -> None:
    """What readers are told of each case at this instant, before it is over."""
    now = town.clock.now()
    with town.reading() as office:
        for case_id in town.hashes:
            view = case_view(office, office.case(case_id), now)
            town.remembered[case_id, now] = view.model_dump_json()


def _told_again(town: Town, office: Office) -> None:
    """The case as of an instant is what was told at that instant; each is looked at once."""
    now = town.clock.now()
    while town.remembered:
        (case_id, instant), told = town.remembered.popitem()
        then = office_as_of(office, instant, now)
        again = case_view(then, case_as_of(then, case_id, instant), instant).model_dump_json()
        held(again == told, f"{case_id} as of {instant} is not what was told then")


class _Undone(Exception):
    """What was written for a look is taken back."""


def _derived(town: Town) -> None:
    """Stored equals derived; what the looking changes is taken back."""
    differed = 0
    try:
        with town.ledger.writing() as session:
            differed = upkeep.rebuild(town.house.office(session))
            raise _Undone
    except _Undone:
        held(differed == 0, f"{differed} projections stood otherwise than their entries say")


def _post(town: Town, office: Office) -> None:
    """Each letter is owed once, and what the mailbox has is a letter of the ledger, once."""
    owed = list(office.session.execute(_OWED))
    letters = {row.letter_id: row.sha256 for row in office.session.execute(_LETTERS)}
    keys = Counter(row.key for row in owed if row.kind == "letter")
    held(keys == Counter(f"letter:{name}" for name in letters), "letters and outbox differ")
    for row in owed:
        gone = row.sent_at is not None and row.kind in ("letter", "notice")
        held(not gone or row.key in town.delivered, f"{row.key} is marked and never left")
    known = {row.key for row in owed}
    strange = sorted(set(town.delivered) - known)
    held(not strange, f"left without standing in the ledger: {strange[:3]}")
    files = Counter(place.stem for place in town.mailbox.glob("*/*.eml"))
    arrived = {key.removeprefix("letter:") for key in town.delivered if key.startswith("letter:")}
    held(files == Counter(arrived), "the mailbox holds a letter twice, or not at all")


def _numbers(office: Office) -> None:
    """Document numbers have no gap: a rolled back act gives its number back."""
    for organ, series, year, count, last in office.session.execute(_SERIALS):
        held(count == last, f"{organ} {series} {year}: {count} numbers up to {last}")


def _days(town: Town, office: Office, case_id: str) -> None:
    """The charged days add up to the elapsed days, none counted twice."""
    case, entries = office.case(case_id), office.entries(case_id)
    charged = held_days(case, entries, legal_day(town.clock.now()))
    if charged is None:
        return
    elapsed = (charged.until_on - charged.from_on).days
    held(sum(c.natural_days for c in charged.charges) == elapsed, f"{case_id}: days are lost")
    held(len({day.day for day in charged.days}) == elapsed, f"{case_id}: a day is charged twice")
    working = sum(c.working_days for c in charged.charges)
    held(working == charged.working_days, f"{case_id}: working days are lost")
    due = statute_due(case)
    limit = due.days + due.extension_days if due is not None else 0
    early = case.decision is not None and due is not None and case.decision.decided_on <= due.due_on
    held(not early or charged.counted_days <= limit, f"{case_id}: counted more than its limit")


def all_is_posted(town: Town) -> None:
    """Once the faults are over nothing that may leave is owed."""
    with town.ledger.reading() as session:
        owed = session.execute(
            text("SELECT key, available_at FROM outbox WHERE sent_at IS NULL AND kind = 'letter'")
        ).all()
    held(not owed, f"still owed when all was well: {[json.dumps(row.key) for row in owed[:3]]}")
    with town.reading() as office:
        elsewhere.all_arrived(town, office)
