"""通报: drafted by one person, published by another, then never changed, only corrected aloud.

Each period has one record in the register of bulletins: drafts, the publication, and errata.
Whoever drafts a published period again drafts an erratum that names what it replaces and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from acts.authority import allows, authorise
from acts.bulletin_content import Content, content_of
from acts.forms import Form, Line
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.records import write_line
from ledger.chain import canonical, sha256
from ledger.item_registers import RegisterLine, heads, lines_of
from states.bulletin_period import Period
from states.bulletin_refusals import (
    CutOffInTheFuture,
    DraftedByThePublisher,
    NoDraftToPublish,
    NothingChanged,
    NothingToCorrect,
    PeriodNotOver,
    PublishedBulletinStands,
)
from states.terms import Actor
from states.worktime import Calendar, CalendarMissing, legal_day

REGISTER = "bulletin"
DRAFTED, PUBLISHED, ERRATUM = "drafted", "published", "erratum_drafted"


class LeftOut(Form):
    """A case that is none: why it is left out of the figures is printed."""

    case_id: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Line


class DraftForm(Form):
    """The cut-off of the figures, by default now, and cases that were only tests."""

    cut_off: AwareDatetime | None = None
    test_cases: Annotated[tuple[LeftOut, ...], Field(max_length=200)] = ()


class ErratumForm(DraftForm):
    """Why a published bulletin is corrected."""

    reason: Line


class PublishForm(Form):
    """The hash of the draft that was looked at: nothing else is published."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a 通报: the first, or an erratum with what it changes and why.

    `number` counts published editions from 1; a draft bears the number that it would have.
    """

    period: Period
    number: int
    content: Content
    sha256: str
    drafted_by: str
    drafted_at: datetime
    reason: str = ""
    replaces: str = ""
    changes: tuple[Mapping[str, Any], ...] = ()
    published_by: str = ""
    published_at: datetime | None = None

    @property
    def is_published(self) -> bool:
        """Whether it was published; a draft may still be drawn up anew."""
        return self.published_at is not None


def period_named(name: str) -> Period:
    """The period of this name.

    Raises:
        Invalid: it is neither “2026-Q1” nor “2026”.
    """
    period = Period.named(name)
    if period is None:
        zh, en = "应为季度（如2026-Q1）或年度（如2026）。", "must be like 2026-Q1 or 2026."
        raise Invalid(FieldProblem("/period", zh, en))
    return period


def draft(
    office: Office,
    period: Period,
    form: DraftForm,
    *,
    actor: Actor,
    now: datetime,
    content: Content | None = None,
) -> Edition:
    """Draw the bulletin up, or up again as long as it is not published.

    `content` is what :func:`prepare` reckoned for the same form and instant, if it did.

    Raises:
        NotYours: the actor is neither administrator, supervisor nor the flow.
        PeriodNotOver, CutOffInTheFuture, PublishedBulletinStands, DaysUnknown: as they say.
        Conflict: somebody else drafted at the same instant.
    """
    authorise(actor, "draft_bulletin")
    lines = _lines(office, period)
    if any(edition.is_published for edition in _folded(period, lines)):
        raise PublishedBulletinStands(period=period.name)
    content = content or prepare(office, period, form, actor=actor, now=now)
    return _entered(office, period, lines, DRAFTED, _payload(content), actor, now)


def draft_erratum(
    office: Office,
    period: Period,
    form: ErratumForm,
    *,
    actor: Actor,
    now: datetime,
    content: Content | None = None,
) -> Edition:
    """Draw up a correction of a published bulletin: what differs at the new cut-off, and why.

    Raises:
        NothingToCorrect, NothingChanged: as they say; for the others see :func:`draft`.
    """
    authorise(actor, "draft_bulletin")
    lines = _lines(office, period)
    standing = latest_published(_folded(period, lines))
    if standing is None:
        raise NothingToCorrect(period=period.name)
    content = content or prepare(office, period, form, actor=actor, now=now)
    changes = differences(standing.content, content)
    if not changes:
        raise NothingChanged(period=period.name)
    told = {"reason": form.reason, "replaces": standing.sha256, "changes": changes}
    return _entered(office, period, lines, ERRATUM, _payload(content) | told, actor, now)


def publish(
    office: Office, period: Period, form: PublishForm, *, actor: Actor, now: datetime
) -> Edition:
    """Publish the draft with this hash; from now on it stands as it is.

    Raises:
        NotYours: the actor is no supervisor, administrator or head of the government.
        NoDraftToPublish, DraftedByThePublisher: as they say.
    """
    authorise(actor, "publish_bulletin")
    lines = _lines(office, period)
    waiting = [e for e in _folded(period, lines) if not e.is_published]
    if not waiting or waiting[-1].sha256 != form.sha256:
        raise NoDraftToPublish(period=period.name)
    if waiting[-1].drafted_by == actor.id:
        raise DraftedByThePublisher()
    return _entered(office, period, lines, PUBLISHED, {"sha256": form.sha256}, actor, now)


def may_publish(actor: Actor, edition: Edition) -> bool:
    """Whether the actor may publish this draft."""
    allowed = allows(actor, "publish_bulletin")
    return allowed and not edition.is_published and edition.drafted_by != actor.id


def may_see_drafts(actor: Actor) -> bool:
    """Whether drafts are shown to the actor; what is published every official may read."""
    return allows(actor, "see_bulletin_drafts")


def readable(office: Office, name: str, *, actor: Actor) -> tuple[Edition, ...]:
    """The editions of a period that the actor may read, the oldest first.

    Raises:
        NotYours: enterprises have no bulletins.
        Invalid: no period has this name.
    """
    authorise(actor, "see_bulletins")
    found = editions(office, period_named(name))
    return tuple(e for e in found if e.is_published or may_see_drafts(actor))


def prepare(
    office: Office, period: Period, form: DraftForm, *, actor: Actor, now: datetime
) -> Content:
    """Reckon the content without writing: a long look that no writer has to wait for.

    Raises:
        NotYours, PeriodNotOver, CutOffInTheFuture, DaysUnknown: as :func:`draft`.
    """
    authorise(actor, "draft_bulletin")
    cut_off = form.cut_off or now
    if legal_day(now) <= period.to_on:
        raise PeriodNotOver(period=period.name, to_on=period.to_on)
    if not period.ends_at <= cut_off <= now:
        raise CutOffInTheFuture(now=now.isoformat(timespec="minutes"))
    return content_of(
        office,
        period,
        cut_off,
        test_cases={case.case_id: case.reason for case in form.test_cases},
        published=_published_before(office, period, cut_off),
    )


def owed(office: Office, now: datetime) -> tuple[Period, ...]:
    """The periods that ended last and whose bulletin nobody drafted, once the day has come.

    The first working day after the quarter; with the last quarter also the year (考核). While
    no published calendar says which day that is, nothing is owed yet.
    """
    today = legal_day(now)
    quarter = Period.of_quarter(today).before
    ended = (quarter, Period(quarter.year)) if quarter.quarter == 4 else (quarter,)
    return tuple(
        period
        for period in ended
        if _has_come(period, office.city.calendar, today) and not editions(office, period)
    )


def _has_come(period: Period, calendar: Calendar, today: date) -> bool:
    try:
        return today >= period.drafted_on(calendar)
    except CalendarMissing:
        return False


def _published_before(office: Office, period: Period, cut_off: datetime) -> dict[str, Content]:
    """What was published by the cut-off about the periods that this one is compared with."""
    found: dict[str, Content] = {}
    for earlier in (period.before, period.year_before):
        known = [
            edition
            for edition in editions(office, earlier)
            if edition.published_at is not None and edition.published_at <= cut_off
        ]
        if known:
            found[earlier.name] = known[-1].content
    return found


def _payload(content: Content) -> dict[str, Any]:
    return {"content": content, "sha256": sha256(canonical(content))}


def _entered(
    office: Office,
    period: Period,
    earlier: tuple[RegisterLine, ...],
    kind: str,
    payload: Any,
    actor: Actor,
    now: datetime,
) -> Edition:
    # One instant after another: which edition stood at a cut-off must never be in doubt.
    at = max([now, *(line.recorded_at + timedelta(microseconds=1) for line in earlier)])
    today = legal_day(now)
    lines = write_line(
        office, REGISTER, period.name, earlier, kind, payload, on=today, actor=actor, now=at
    )
    return _folded(period, lines)[-1]


def editions(office: Office, period: Period) -> tuple[Edition, ...]:
    """The published editions of a period in order, and the draft that waits, if any, last."""
    return _folded(period, _lines(office, period))


def _lines(office: Office, period: Period) -> tuple[RegisterLine, ...]:
    return lines_of(office.session, REGISTER, period.name)


def latest_published(found: Iterable[Edition]) -> Edition | None:
    """The edition that stands."""
    published = [edition for edition in found if edition.is_published]
    return published[-1] if published else None


def _folded(period: Period, lines: Iterable[RegisterLine]) -> tuple[Edition, ...]:
    published: list[Edition] = []
    waiting: Edition | None = None
    for line in lines:
        if line.kind == PUBLISHED:
            assert waiting is not None, "only a draft is published"
            published.append(_published(waiting, line))
            waiting = None
        else:
            waiting = _drafted(period, len(published) + 1, line)
    return (*published, waiting) if waiting else tuple(published)


def _drafted(period: Period, number: int, line: RegisterLine) -> Edition:
    payload = line.payload
    return Edition(
        period=period,
        number=number,
        content=payload["content"],
        sha256=payload["sha256"],
        drafted_by=line.actor,
        drafted_at=line.recorded_at,
        reason=payload.get("reason", ""),
        replaces=payload.get("replaces", ""),
        changes=tuple(payload.get("changes", ())),
    )


def _published(waiting: Edition, line: RegisterLine) -> Edition:
    return Edition(
        period=waiting.period,
        number=waiting.number,
        content=waiting.content,
        sha256=waiting.sha256,
        drafted_by=waiting.drafted_by,
        drafted_at=waiting.drafted_at,
        reason=waiting.reason,
        replaces=waiting.replaces,
        changes=waiting.changes,
        published_by=line.actor,
        published_at=line.recorded_at,
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A period with a record: how many editions are published, and whether a draft waits."""

    period: Period
    published: int
    waiting: bool


def listed(office: Office, *, actor: Actor) -> tuple[Listed, ...]:
    """Every period with a bulletin that the actor may see, the newest first.

    Raises:
        NotYours: enterprises have no bulletins.
    """
    authorise(actor, "see_bulletins")
    kinds: dict[str, list[str]] = {}
    for line in heads(office.session, REGISTER):
        kinds.setdefault(line.item_id, []).append(line.kind)
    found = [
        Listed(period_named(name), of.count(PUBLISHED), of[-1] != PUBLISHED)
        for name, of in kinds.items()
    ]
    shown = [each for each in found if each.published or may_see_drafts(actor)]
    return tuple(sorted(shown, key=lambda each: each.period.ends_at, reverse=True))


def differences(before: Content, after: Content) -> tuple[dict[str, Any], ...]:
    """Every figure that differs, of the city and of each department, before and after."""
    found = []
    for key in sorted({*before["figures"], *after["figures"]}):
        was, now = _flat(before, key), _flat(after, key)
        for department in sorted({*was, *now}):
            if was.get(department) != now.get(department):
                found.append(
                    {
                        "indicator": key,
                        "department": department,
                        "before": was.get(department),
                        "after": now.get(department),
                    }
                )
    return tuple(found)


def _flat(content: Content, key: str) -> dict[str, list[Any]]:
    """Numerator and denominator by department; the city stands under the empty name."""
    figure = content["figures"].get(key)
    if figure is None:
        return {}
    told = {"": figure["city"], **figure["departments"]}
    return {name: [each["numerator"], each["denominator"]] for name, each in told.items()}
