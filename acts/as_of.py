"""The house as it stood at an instant: what was told then can be told again.

Entries, holiday calendars and catalogue editions all name the instant at which they were put
down; leaving out what came later gives the case that readers were shown. What depends on the
reader, such as who may see a case, is judged by today's rules.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from acts.catalog_editions import binding_on
from acts.office import City, Office
from acts.problems import FieldProblem, Invalid, UnknownCase
from states.terms import CaseSnapshot
from states.worktime import legal_day


def office_as_of(office: Office, at: datetime, now: datetime) -> Office:
    """An office for reading, under the calendars and the catalogue of that instant.

    Raises:
        Invalid: the instant is still to come.
    """
    if at > now:
        zh, en = "不能查询将来的时刻。", "The instant is still to come; give one that has passed."
        raise Invalid(FieldProblem("?as_of", zh, en))
    return Office(office.session, _city_as_of(office.city, at))


def case_as_of(office: Office, case_id: str, at: datetime) -> CaseSnapshot:
    """The case as its record had it at that instant.

    Raises:
        UnknownCase: nothing of it was recorded by then.
    """
    recorded = [entry.number for entry in office.entries(case_id) if entry.recorded_at <= at]
    if not recorded:
        raise UnknownCase(case_id)
    return office.case(case_id, up_to=recorded[-1])


def _city_as_of(city: City, at: datetime) -> City:
    editions = tuple(e for e in city.editions if e.published_at <= at) or city.editions[:1]
    catalogs = tuple(e for e in city.catalogs if e.published_at <= at) or city.catalogs[:1]
    binding = binding_on(catalogs, legal_day(at))
    return replace(
        city,
        editions=editions,
        calendar=editions[-1].calendar if editions else city.calendar,
        catalogs=catalogs,
        catalog=binding.catalog if binding else city.catalog,
    )
