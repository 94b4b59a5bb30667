#!/usr/bin/env python3
"""Derive every date of an exported case file again, without Greenlane.

    greenlane export --case 2026-0001 > case.json
    python tools/recompute_dates.py case.json

Uses the standard library alone, so that a court, an auditor or the applicant's lawyer can run
and read it. It checks the hash chain of the record, that every clock starts on a day and
pauses on days that the record holds, counts each period day by day, and compares the last
day, the days taken out and the lines of the explanation. It prints one line a clock and exits
0; with differences it prints each of them and exits 1; a file that it cannot read exits 2.

Counting (Administrative Licensing Law art. 42, 45, 82; Civil Code art. 201, 203 by analogy):
the day of the event is not counted; working days are Monday to Friday without the days off,
and the make-up days, of the State Council's notices in the file; a pause takes out its days
after its first one, at most as many as were announced in writing, overlapping pauses once; a
period of natural days whose last day is no working day ends on the next working day. A date
beyond the published notices cannot be computed: it has to be marked as provisional.
Months end on the corresponding day, or on the last day of a month that has none (Civil Code
art. 202). A period before a day ("30 working days before expiry") leads to the last day after
which that many days are left; the day that it lies before has to be the end of another clock.
"""

import calendar as civil
import hashlib
import json
import sys
from datetime import date, timedelta

FORMAT = "greenlane-case-file/1"
GENESIS = "0" * 64
ONE_DAY = timedelta(days=1)


class Unknown(Exception):
    """A day lies outside the published calendar."""


class Calendar:
    """Working days of the notices in the file."""

    def __init__(self, row):
        self.first = date.fromisoformat(row["first_day"])
        self.last = date.fromisoformat(row["last_day"])
        self.named = {date.fromisoformat(day): is_["kind"] for day, is_ in row["days"].items()}

    def works(self, day):
        """Whether organs work on this day."""
        if not self.first <= day <= self.last:
            raise Unknown(day)
        kind = self.named.get(day)
        return kind == "make_up" or (kind != "holiday" and day.weekday() < 5)


def paused_days(clock, calendar):
    """The days that the clock's pauses take out, each pause up to what was announced."""
    out = set()
    for pause in clock["suspensions"]:
        left = (pause["announced_days"] or 0) if pause["notice_served"] else 0
        ended_on = pause["to_on"] or clock["as_of"]
        last = date.fromisoformat(ended_on) if ended_on else calendar.last
        day = date.fromisoformat(pause["from_on"])
        while left and day < min(last, calendar.last):
            day += ONE_DAY
            if clock["unit"] == "natural" or calendar.works(day):
                left -= 1
                out.add(day)
    return out


def months_after(day, months):
    """The corresponding day, or the last day of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, civil.monthrange(year, month + 1)[1]))


def day_before(clock, calendar):
    """The last day after which the clock's days are left before `before_on`."""
    day, left = date.fromisoformat(clock["before_on"]), clock["days"]
    while left:
        if clock["unit"] == "natural" or calendar.works(day):
            left -= 1
        day -= ONE_DAY
    return day


def last_day(clock, calendar):
    """The last lawful day, and how many days pauses took out before it.

    A pause that begins when the period is over is never met on the way.
    """
    if clock["before_on"]:
        return day_before(clock, calendar), 0
    if clock["unit"] == "months":
        started_on = date.fromisoformat(clock["started_on"])
        day = months_after(started_on, clock["days"] + clock["extension_days"])
        while clock["rolls"] and not calendar.works(day):
            day += ONE_DAY
        return day, 0
    day = date.fromisoformat(clock["effective_start_on"])
    left = total = clock["days"] + clock["extension_days"]
    natural, taken_out = clock["unit"] == "natural", 0
    paused = paused_days(clock, calendar)
    while left:
        day += ONE_DAY
        if not natural and not calendar.works(day):
            continue
        if day in paused:
            taken_out += 1
        else:
            left -= 1
    while natural and total and not calendar.works(day):
        day += ONE_DAY
    return day, taken_out


def chain_faults(case_id, entries):
    """What is wrong with numbers and hashes of the record."""
    names = ("kind", "actor", "on_authority_of", "effective_on", "recorded_at", "payload")
    before = GENESIS
    for place, entry in enumerate(entries, start=1):
        if entry["number"] != place:
            yield f"entry {place} carries the number {entry['number']}"
        if entry["prev_hash"] != before:
            yield f"entry {place} does not continue the one before it"
        sealed = [case_id, entry["number"], *(entry[name] for name in names), before]
        text = json.dumps(sealed, ensure_ascii=False, separators=(",", ":"))
        if entry.get("masked"):
            # Personal data is masked in this copy: whether it was altered shows in the plain one.
            before = entry["hash"]
            continue
        if hashlib.sha256(text.encode()).hexdigest() != entry["hash"]:
            yield f"entry {place} was altered: its hash does not fit"
        before = entry["hash"]


def record_faults(clock, entries):
    """Inputs of the clock that the record does not hold."""
    days = {entry["effective_on"] for entry in entries}
    if clock["started_on"] not in days:
        yield f"starts on {clock['started_on']}, a day of no entry"
    payloads = [(entry, json.loads(entry["payload"])) for entry in entries]
    told = {
        (entry["effective_on"], payload["announced_days"])
        for entry, payload in payloads
        if entry["kind"] == "suspended"
    }
    for pause in clock["suspensions"]:
        if (pause["from_on"], pause["announced_days"]) not in told:
            yield f"is paused from {pause['from_on']}, which no entry says"
    extended = sum(p["days"] for entry, p in payloads if entry["kind"] == "extended")
    if clock["unit"] == "months":
        extended = granted_months(payloads)
    if clock["extension_days"] not in (0, extended):
        yield f"is extended by {clock['extension_days']} days, the record says {extended}"


def granted_months(payloads):
    """The months of delay that were asked for and agreed to."""
    asked, months = 0, 0
    for entry, payload in payloads:
        if entry["kind"] == "grant_requested" and payload["kind"] == "delay":
            asked = payload["months"]
        if entry["kind"] == "grant_request_decided" and payload["kind"] == "delay":
            months += asked if payload["outcome"] == "agree_to" else 0
    return months


def clock_faults(clock, calendars):
    """Where the clock's stored date differs from the one derived here."""
    try:
        due_on, taken_out = last_day(clock, calendars[clock["calendar"]])
    except Unknown:
        if not clock["provisional"]:
            yield "needs an unpublished calendar but is not marked as provisional"
        if not clock["earliest_on"] <= clock["due_on"] <= clock["latest_on"]:
            yield "lies outside its own range"
        return
    if clock["provisional"]:
        yield f"is marked as provisional, but is {due_on}"
    elif clock["due_on"] != due_on.isoformat():
        yield f"says {clock['due_on']}, derived here: {due_on}"
    if clock["excluded_days"] != taken_out:
        yield f"says {clock['excluded_days']} days were taken out, derived here: {taken_out}"
    counted = sum(line["days"] for line in clock["explanation"] if line["kind"] == "counted")
    if counted != clock["days"] + clock["extension_days"]:
        yield f"has an explanation that counts {counted} days"


def main(arguments):
    """Check the case file named first; the exit code."""
    try:
        with open(arguments[0], encoding="utf-8") as opened:
            file = json.load(opened)
        if file["format"] != FORMAT:
            raise ValueError(f"not of the format {FORMAT}")
    except (IndexError, OSError, ValueError, KeyError, TypeError) as fault:
        print(f"no case file: {fault}", file=sys.stderr)
        return 2
    calendars = {version: Calendar(row) for version, row in file["calendars"].items()}
    faults = [f"record: {fault}" for fault in chain_faults(file["case_id"], file["entries"])]
    ends = {clock["due_on"] for clock in file["clocks"] if not clock["before_on"]}
    for clock in file["clocks"]:
        name = f"{clock['name']} {clock['department']}"
        if clock["before_on"] and clock["before_on"] not in ends:
            faults.append(f"{name}: lies before {clock['before_on']}, the end of no clock")
        found = [*record_faults(clock, file["entries"]), *clock_faults(clock, calendars)]
        faults.extend(f"{name}: {fault}" for fault in found)
        if not found:
            print(f"{name}: {clock['due_on']}{' (provisional)' if clock['provisional'] else ''}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
