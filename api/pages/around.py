"""What stands around a project or a case: people bound to it, meetings, registers."""

from __future__ import annotations

from dataclasses import dataclass

from acts import liaison, meetings, registers
from acts.authority import allows
from acts.office import Office
from api.pages.visit import SignedVisit
from api.pages.words import Day
from ledger import meetings as rows
from states.liaison import Liaison


@dataclass(frozen=True, slots=True)
class Around:
    """Lines for one card; `liaison` is the address of who is bound, where there is a project."""

    liaison: str
    people: tuple[tuple[str, str, str], ...]
    open_tickets: int
    meetings: tuple[tuple[str, str, Day, int], ...]
    registers: tuple[tuple[str, str], ...]

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.liaison or self.people or self.meetings or self.registers)


def around(
    visit: SignedVisit, office: Office, *, project: str = "", case: str = "", code: str = ""
) -> Around:
    """What the visitor may see around these: a project, a case, an enterprise's credit code."""
    named = {"project": project, "case": case, "enterprise": code}
    refs = [f"{kind}:{name}" for kind, name in named.items() if name]
    bound = liaison.bound_to(office, "project", project) if project else Liaison()
    catalog = office.city.catalog
    held = allows(visit.actor, "see_meetings")
    found = rows.about(office.session, refs) if held else ()
    left = meetings.left_open(office, found)
    return Around(
        liaison=f"/liaison/project/{project}" if project else "",
        people=tuple(
            (visit.t(f"bound_as.{each.bound_as.value}"), each.person, each.phone)
            for each in (bound.bound_on(visit.today))
        ),
        open_tickets=len(bound.open_tickets),
        meetings=tuple(
            (row.meeting_id, row.title, visit.words.day(row.held_on), left.get(row.meeting_id, 0))
            for row in found
        ),
        registers=tuple(
            (f"/registers/{register}/{item}", entry.name if visit.lang == "zh" else entry.name_en)
            for register, item, _ in registers.standing_of(office, refs, visit.today)
            if (entry := catalog.registers.get(register)) and registers.may_read(entry, visit.actor)
        ),
    )
