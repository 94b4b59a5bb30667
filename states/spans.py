"""Who held a case when: the lanes of its timeline as spans of days, read from its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from states.clocks import statute_due
from states.terms import Answer, CaseSnapshot, ConsultationResult, Entry, EntryKind
from states.worktime import legal_day

APPLICANT = "applicant"
ANSWER_MARKS: Mapping[Answer, str] = {
    Answer.AGREE: "agreed",
    Answer.AGREE_WITH_CONDITIONS: "conditions",
    Answer.RETURN_FOR_CORRECTION: "returned",
    Answer.OBJECT: "objected",
    Answer.ABSTAIN: "abstained",
}
CONSULTATION_MARKS: Mapping[ConsultationResult, str] = {
    ConsultationResult.CONFIRMED: "agreed",
    ConsultationResult.WITH_CONDITIONS: "conditions",
    ConsultationResult.OBJECTED: "objected",
}


@dataclass(frozen=True, slots=True)
class Span:
    """One lane's turn: what it did from which day to which; `until_on` None: still at it.

    `what` is intake, handling, serving, correcting, signing or pause; `ended` says how.
    """

    lane: str
    what: str
    from_on: date
    until_on: date | None = None
    ended: str = ""
    about: str = ""


@dataclass
class _Desk:
    """The spans in the making; at most one open span per lane and kind."""

    applicant: str
    lead: str
    spans: list[Span] = field(default_factory=list)

    def open(self, lane: str, what: str, day: date, about: str = "") -> None:
        self.spans.append(Span(lane, what, day, about=about))

    def close(self, lane: str, what: str, day: date, ended: str = "") -> None:
        for place, span in enumerate(self.spans):
            if (span.lane, span.what, span.until_on) == (lane, what, None):
                self.spans[place] = replace(span, until_on=day, ended=ended)

    def reopen(self, lane: str, what: str) -> None:
        """Take the last end of the lane back: an opinion was recalled."""
        for place in range(len(self.spans) - 1, -1, -1):
            span = self.spans[place]
            if (span.lane, span.what) == (lane, what):
                self.spans[place] = replace(span, until_on=None, ended="")
                return

    def close_all(self, day: date, ended: str) -> None:
        for place, span in enumerate(self.spans):
            if span.until_on is None:
                self.spans[place] = replace(span, until_on=max(day, span.from_on), ended=ended)

    def is_open(self, lane: str, what: str) -> bool:
        return any((s.lane, s.what, s.until_on) == (lane, what, None) for s in self.spans)


def spans_of(case: CaseSnapshot, entries: Iterable[Entry]) -> tuple[Span, ...]:
    """Every turn of every lane, in the order in which they began."""
    desk = _Desk(APPLICANT, case.rules.lead)
    for entry in entries:
        _intake(desk, entry)
        _review(desk, entry)
        _decision(desk, entry)
    return tuple(sorted(desk.spans, key=lambda s: s.from_on))


def extension_span(case: CaseSnapshot) -> Span | None:
    """The days that the extension added to the statutory period; None without one."""
    base, whole = statute_due(case.but(extension=None)), statute_due(case)
    if case.extension is None or base is None or whole is None:
        return None
    return Span(case.rules.lead, "extension", base.due_on, whole.due_on, "extended")


def _intake(desk: _Desk, entry: Entry) -> None:
    day, recorded_on = entry.effective_on, legal_day(entry.recorded_at)
    if entry.kind is EntryKind.RECEIVED:
        desk.open(desk.lead, "intake", day)
    elif entry.kind in (EntryKind.CORRECTION_NOTIFIED, EntryKind.CHANGE_NOTIFIED):
        desk.close(desk.lead, "intake", day, "corrections")
        desk.open(desk.applicant, "correcting", day)
    elif entry.kind is EntryKind.SUPPLEMENTED and desk.is_open(desk.applicant, "correcting"):
        desk.close(desk.applicant, "correcting", day, "supplied")
        desk.open(desk.lead, "intake", day)
    elif entry.kind is EntryKind.CHANGED:
        desk.close(desk.applicant, "correcting", day, "supplied")
    elif entry.kind is EntryKind.FILED:
        desk.close(desk.lead, "intake", day, "filed")
    elif entry.kind is EntryKind.ACCEPTED:
        # The acceptance counts from the day of full receipt; the window held it until it spoke.
        deemed_from = entry.payload.get("deemed_from")
        held_until = date.fromisoformat(deemed_from) if deemed_from else recorded_on
        desk.close(desk.lead, "intake", max(held_until, day), "accepted")
        desk.open(desk.lead, "handling", day)
    elif entry.kind in (EntryKind.FOUND_NOT_NEEDED, EntryKind.ACCEPTANCE_REFUSED):
        desk.close_all(day, "turned_away")
    elif entry.kind in (EntryKind.WITHDRAWN, EntryKind.DEEMED_WITHDRAWN):
        desk.close_all(day, "withdrawn")


def _review(desk: _Desk, entry: Entry) -> None:
    day, payload = entry.effective_on, entry.payload
    department = str(payload.get("department", ""))
    if entry.kind is EntryKind.REVIEW_OPENED:
        for seat in payload["seats"]:
            desk.open(seat["department"], "signing", day)
    elif entry.kind is EntryKind.SEAT_ADDED:
        desk.open(department, "signing", day)
    elif entry.kind is EntryKind.OPINION_GIVEN:
        _answered(desk, department, Answer(payload["answer"]), day)
    elif entry.kind is EntryKind.OPINION_DEEMED_AGREED:
        desk.close(department, "signing", day, "deemed")
    elif entry.kind is EntryKind.CONSULTATION_ANSWERED:
        mark = CONSULTATION_MARKS[ConsultationResult(payload["result"])]
        desk.close(department, "signing", day, mark)
    elif entry.kind is EntryKind.HANDOVER_ANSWERED and payload["agreed"]:
        desk.close(department, "signing", day, "handed_over")
        desk.open(str(payload["to_department"]), "signing", day)
    elif entry.kind is EntryKind.OPINION_RECALLED:
        desk.reopen(department, "signing")
    elif entry.kind is EntryKind.SEAT_RELEASED:
        desk.close(department, "signing", day, "released")
    elif entry.kind is EntryKind.CORRECTED_IN_REVIEW:
        desk.close(desk.applicant, "correcting", day, "supplied")
        for concerned in payload["concerned"]:
            desk.close(concerned, "signing", day, "asked_again")
            desk.open(concerned, "signing", day)
    elif entry.kind is EntryKind.REVIEW_REOPENED:
        objected = {s.lane: s for s in desk.spans if s.what == "signing"}
        for lane, span in objected.items():
            if span.ended == "objected":
                desk.open(lane, "signing", day)


def _answered(desk: _Desk, department: str, answer: Answer, day: date) -> None:
    if answer is Answer.REFER_UPWARD:
        return  # Until it reports what the authority above said, the seat has the file.
    desk.close(department, "signing", day, ANSWER_MARKS[answer])
    returned = answer is Answer.RETURN_FOR_CORRECTION
    if returned and not desk.is_open(desk.applicant, "correcting"):
        desk.open(desk.applicant, "correcting", day)


def _decision(desk: _Desk, entry: Entry) -> None:
    day = entry.effective_on
    if entry.kind is EntryKind.SUSPENDED:
        desk.open(desk.lead, "pause", day, str(entry.payload["procedure"]))
    elif entry.kind is EntryKind.RESUMED:
        desk.close(desk.lead, "pause", day, "resumed")
    elif entry.kind is EntryKind.DECIDED:
        outcome = str(entry.payload["outcome"])
        desk.close(desk.lead, "handling", day, outcome)
        desk.close_all(day, "decided")
        desk.open(desk.lead, "serving", day)
    elif entry.kind is EntryKind.DELIVERED:
        desk.close(desk.lead, "serving", day, "delivered")
    elif entry.kind is EntryKind.GRANT_ENDED:
        desk.close(desk.lead, "serving", day, str(entry.payload["ending"]))
