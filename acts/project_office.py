"""The office of projects: the one way an act becomes entries of a project.

Like :class:`acts.office.Office` for cases: what is due is taken first, the act is judged, what
it brings is taken, and everything is appended as one page. The project is locked before it is
read, so that an act may open a case in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from acts.authority import SYSTEM, authorise
from acts.channel_letters import PROJECT_LETTERS_OF, about_project
from acts.editions import named
from acts.letter_plans import LetterPlan, compose_about
from acts.moved_dates import moved_by_department
from acts.office import Office
from acts.problems import Conflict, StaleVersion
from acts.project_reading import projection_of
from ledger.book import Outgoing, SealedLetter
from ledger.chain import GENESIS, canonical, sha256
from ledger.project_book import ProjectPage, append_project, lock_project
from states.channel import IN_CHANNEL
from states.channel_history import applied_to_project
from states.channel_steps import project_draft_of, project_steps
from states.project_dates import moved_promises
from states.terms import Actor
from states.terms.channel import ChannelRules
from states.terms.project import ProjectDraft, ProjectEntry, ProjectKind, ProjectSnapshot
from states.worktime import legal_day

ENDINGS = (
    ProjectKind.DECLINED,
    ProjectKind.COMPLETED,
    ProjectKind.WITHDRAWN,
    ProjectKind.REMOVED,
)
ProjectJudgement = Callable[[ProjectSnapshot], Iterable[ProjectDraft]]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in the making: the project as it will stand, with its new lines and letters."""

    project: ProjectSnapshot
    entries: tuple[ProjectEntry, ...] = ()
    letters: tuple[SealedLetter, ...] = ()


def open_project(
    office: Office,
    project_id: str,
    rules: ChannelRules,
    drafts: Iterable[ProjectDraft],
    actor: Actor,
    now: datetime,
) -> ProjectSnapshot:
    """Write the first page of a new project."""
    blank = ProjectSnapshot(project_id, 0, rules, office.city.calendar)
    page = _settled(office, _added(office, _Page(blank), drafts, actor, now), now)
    return _appended(office, 0, GENESIS, page, now)


def record_in_project(
    office: Office,
    project_id: str,
    judge: ProjectJudgement,
    *,
    act: str,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> ProjectSnapshot:
    """Let `judge` decide on the project as it stands and write what it decides.

    Raises:
        UnknownProject, StaleVersion: as they say.
        NotYours: the policy does not open `act` on this project to the actor.
        Refusal: the rules of the channel say no; nothing was written.
    """
    lock_project(office.session, project_id)
    project, head = office.projects.read(project_id)
    if if_version is not None and project.version != if_version:
        raise StaleVersion(project_id, if_version, project.version)
    page = _settled(office, _following(office, _Page(project), now), now)
    authorise(actor, act, page.project)
    page = _added(office, page, judge(page.project), actor, now)
    return _appended(office, project.version, head, _settled(office, page, now), now)


def advance_project(office: Office, project_id: str, now: datetime) -> tuple[ProjectEntry, ...]:
    """Take everything that is due in the project; what it wrote. Twice changes nothing."""
    lock_project(office.session, project_id)
    project, head = office.projects.read(project_id)
    page = _settled(office, _following(office, _Page(project), now), now)
    if page.entries:
        _appended(office, project.version, head, page, now)
    else:
        # A notice of holidays may have moved a date that no entry tells of.
        office.projects.derive_again(project_id)
    return page.entries


def _following(office: Office, page: _Page, now: datetime) -> _Page:
    """Write down what the calendars published since the record last named one have moved."""
    project, editions = page.project, office.city.editions
    if project.state not in IN_CHANNEL or not editions:
        return page
    newest = editions[-1]
    before = named(editions, project.calendar_named, project.calendar)
    moves = moved_promises(project, before, newest.in_force_on)
    if not moves:
        return page
    payload = {
        "basis": newest.notices,
        "calendar": newest.calendar.version,
        "clocks": [move.facts() for move in moves],
    }
    draft = ProjectDraft(ProjectKind.DATES_DERIVED_AGAIN, newest.in_force_on, payload)
    return _added(office, page, [draft], SYSTEM, now)


def _settled(office: Office, page: _Page, now: datetime) -> _Page:
    while steps := project_steps(page.project, now):
        page = _added(office, page, [project_draft_of(page.project, steps[0])], SYSTEM, now)
    return page


def _added(
    office: Office, page: _Page, drafts: Iterable[ProjectDraft], actor: Actor, now: datetime
) -> _Page:
    for draft in drafts:
        if draft.kind in ENDINGS:
            # What ended is read under the calendar that it was judged by (LAW B9.1).
            told = {**draft.payload, "calendar": page.project.calendar.version}
            draft = replace(draft, payload=told)
        by_text = draft.payload.get("basis") or page.project.rules.code
        entry = ProjectEntry(
            number=page.project.version + 1,
            kind=draft.kind,
            actor=actor.id,
            on_authority_of=str(by_text) if actor is SYSTEM else actor.organisation,
            effective_on=draft.effective_on,
            recorded_at=now.astimezone(UTC),
            payload=draft.payload,
        )
        page = _sealed(office, page, entry, now)
    return page


def _sealed(office: Office, page: _Page, entry: ProjectEntry, now: datetime) -> _Page:
    """Fold the entry and compose what it must be told with."""
    after = applied_to_project(page.project, entry)
    plan_letters = PROJECT_LETTERS_OF.get(entry.kind)
    plans = plan_letters(after, entry) if plan_letters and not office.city.quiet else ()
    letters = tuple(
        _letter(office, after, entry, plan, place, now) for place, plan in enumerate(plans, 1)
    )
    if letters:
        rows = [
            {"id": s.letter_id, "kind": s.kind, "number": s.number, "sha256": s.sha256}
            for s in letters
        ]
        entry = replace(entry, payload={**entry.payload, "letters": rows})
        after = applied_to_project(page.project, entry)
    if entry.kind in (ProjectKind.STEP_OPENED, ProjectKind.PHASE_ADDED):
        after = office.projects.beside(after)
    return _Page(after, (*page.entries, entry), (*page.letters, *letters))


def _letter(
    office: Office,
    project: ProjectSnapshot,
    entry: ProjectEntry,
    plan: LetterPlan,
    place: int,
    now: datetime,
) -> SealedLetter:
    catalog, sealed_on = office.city.catalog, legal_day(now)
    letter_id = f"{project.project_id}-{entry.number}-{place}"
    number = office.number(plan, letter_id, sealed_on)
    mark = {"id": letter_id, "kind": plan.kind, "number": number}
    facts, html = compose_about(
        catalog, about_project(project), project.applicant, plan, mark, sealed_on
    )
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


def _appended(
    office: Office, expected: int, head: str, page: _Page, now: datetime
) -> ProjectSnapshot:
    project = page.project
    if not page.entries:
        return project
    written = append_project(
        office.session,
        ProjectPage(
            project_id=project.project_id,
            expected=expected,
            prev_hash=head,
            entries=page.entries,
            columns=projection_of(project),
            parties=office.projects.parties(project),
            recorded_at=now,
            letters=page.letters,
            outgoing=tuple(_outgoing(office, page)),
        ),
    )
    if not written:
        raise Conflict(project.project_id)
    if project.parent:
        office.projects.derive_again(project.parent)
    return project


def _outgoing(office: Office, page: _Page) -> Iterable[Outgoing]:
    if office.city.quiet:
        return
    for letter in page.letters:
        told: dict[str, Any] = {"letter_id": letter.letter_id, "recipient": letter.recipient}
        yield Outgoing("letter", f"letter:{letter.letter_id}", told)
    for entry in page.entries:
        if entry.kind is ProjectKind.DATES_DERIVED_AGAIN:
            for department, told in moved_by_department(entry):
                key = f"notice:{page.project.project_id}:{entry.number}:{department}"
                yield Outgoing("notice", key, told)
        if entry.kind is ProjectKind.CARDED:
            key = f"notice:{page.project.project_id}:{entry.number}"
            yield Outgoing("notice", key, dict(entry.payload))
