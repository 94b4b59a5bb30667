"""What is new in a case since the visitor looked before, as the pages show and mark it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from acts import seen
from acts.documents import pages_in
from acts.masking import rows_for
from acts.office import Office
from api.dependencies import OpenOffice
from api.pages.record_lines import record_lines
from api.pages.views_case import FIELDS, SeatView, seat_view
from api.pages.views_record import EntryLine
from api.pages.visit import SignedVisit
from api.pages.words import Day
from ledger import book, keyed
from states.paper_versions import PaperVersion
from states.seen import ChangedPaper, Difference, MovedDate, Seen
from states.terms import CaseSnapshot, ClockName, Role
from templates.formats import file_size

ENTRIES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class PaperSide:
    """One side of a changed document; `pages` is None where they cannot be told."""

    number: int
    filename: str
    sha256: str
    size: str
    pages: int | None
    read: str


@dataclass(frozen=True, slots=True)
class PaperNews:
    """A document with its earlier and its newer content."""

    name: str
    before: PaperSide | None
    after: PaperSide


@dataclass(frozen=True, slots=True)
class DateNews:
    """A clock whose last day moved, or that began; one line for all whose days agree."""

    clock: str
    departments: tuple[str, ...]
    before: Day | None
    after: Day


@dataclass(frozen=True, slots=True)
class News:
    """What is new: `since` is the instant of the visit before, `number` its last entry."""

    since: str
    number: int
    count: int
    entries: tuple[EntryLine, ...]
    papers: tuple[PaperNews, ...]
    fields: tuple[tuple[str, str, str], ...]
    dates: tuple[DateNews, ...]
    opinions: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True)
class LookBack:
    """What the visitor sees marked as new, and what is to be remembered of this look."""

    news: News | None
    remember: Seen | None

    @property
    def seen_up_to(self) -> int | None:
        """The last entry that is not new; None where nothing is marked."""
        return self.news.number if self.news else None


def look_back(visit: SignedVisit, office: Office, case: CaseSnapshot) -> LookBack:
    """What is new to this official; others have notices instead."""
    if visit.actor.role is Role.ENTERPRISE:
        return LookBack(None, None)
    gap = timedelta(minutes=visit.house.settings.same_visit_minutes)
    known, after = seen.looked(office, case, actor=visit.actor, now=visit.now, visit=gap)
    found = seen.news(office, case, after.before)
    news = None
    if found is not None and after.before is not None:
        news = _told(visit, office, case, found, visit.words.instant(after.before.at))
    # A page that the browser fetches in advance was not looked at.
    fetched_ahead = "prefetch" in visit.request.headers.get("sec-purpose", "")
    return LookBack(news, None if fetched_ahead or after == known else after)


def remember(visit: SignedVisit, acts: OpenOffice, case_id: str, look: LookBack) -> None:
    """Keep this look, in a transaction of its own after everything was read."""
    if look.remember is not None:
        with acts() as office:
            seen.remember(office, case_id, look.remember, actor=visit.actor)


def _told(
    visit: SignedVisit, office: Office, case: CaseSnapshot, found: Difference, since: str
) -> News:
    rows = rows_for(visit.actor, case, book.sealed_entries(office.session, case.case_id))[
        found.since :
    ]
    shown = rows[-ENTRIES_SHOWN:]
    return News(
        since=since,
        number=found.since,
        count=len(rows),
        entries=tuple(reversed(record_lines(visit, office, case, shown))),
        papers=tuple(_papers(visit, office, case, found.papers)),
        fields=tuple((c.name, c.before, c.after) for c in found.fields if c.name in FIELDS),
        dates=tuple(_dates(visit, found.dates)),
        opinions=tuple(seat_view(visit.words, case, seat, visit.today) for seat in found.opinions),
    )


def _dates(visit: SignedVisit, moved: Iterable[MovedDate]) -> Iterable[DateNews]:
    words = visit.words
    alike: dict[tuple[ClockName, date | None, date], list[str]] = {}
    for each in moved:
        key = (each.clock, each.before, each.after)
        alike.setdefault(key, []).append(words.short(each.department))
    for (clock, before, after), departments in alike.items():
        was = words.day(before) if before else None
        yield DateNews(clock.value, tuple(departments), was, words.day(after))


def _papers(
    visit: SignedVisit, office: Office, case: CaseSnapshot, changed: Iterable[ChangedPaper]
) -> Iterable[PaperNews]:
    for each in changed:
        name = visit.words.material(case.rules, each.after.material)
        before = _side(office, case.case_id, each.before) if each.before else None
        yield PaperNews(name, before, _side(office, case.case_id, each.after))


def _side(office: Office, case_id: str, version: PaperVersion) -> PaperSide:
    """Only documents that changed are opened to count their pages."""
    row = keyed.document(office.session, version.sha256)
    return PaperSide(
        number=version.number,
        filename=version.filename,
        sha256=version.sha256,
        size=file_size(row.size) if row else "",
        pages=pages_in(row.content, row.media_type) if row else None,
        read=f"/api/v1/documents/{version.sha256}?case_id={case_id}&inline=true",
    )
