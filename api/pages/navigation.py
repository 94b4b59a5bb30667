"""What stands in the head of the pages: one table of links, read by every page.

A new page gets one line in `LINKS` and a word of its own under `[nav]` in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from states.terms import Role

ENTERPRISE, CLERK, HANDLER, APPROVER = (
    Role.ENTERPRISE,
    Role.CLERK,
    Role.HANDLER,
    Role.APPROVER,
)
SUPERVISOR, ADMINISTRATOR = Role.SUPERVISOR, Role.ADMINISTRATOR
SIGNERS = (HANDLER, APPROVER)
OVERSEERS = (SUPERVISOR, ADMINISTRATOR)
OFFICIALS = (CLERK, *SIGNERS, *OVERSEERS)
EVERYBODY = (ENTERPRISE, *OFFICIALS)

CASES, OVERSIGHT, PROJECTS, RULES = "cases", "oversight", "projects", "rules"
TOPICS = (CASES, PROJECTS, OVERSIGHT, RULES)
"""The groups of the menu "More", in their order; their names are `nav_topic.…`."""


@dataclass(frozen=True, slots=True)
class Link:
    """One page of the head: a word of `nav.…`, an address, and who finds it where.

    `first` are the roles that have it in the head itself, at most five links each; `more` those
    that find it under its topic in the menu "More".
    """

    name: str
    href: str
    topic: str
    first: tuple[Role, ...] = ()
    more: tuple[Role, ...] = ()


LINKS: tuple[Link, ...] = (
    Link("desk", "/", CASES, first=(ENTERPRISE,)),
    Link("worklist", "/", CASES, first=(CLERK, *SIGNERS)),
    Link("board", "/", OVERSIGHT, first=OVERSEERS),
    Link("file", "/file", CASES, first=(ENTERPRISE,)),
    Link("corrections", "/corrections", CASES, first=(ENTERPRISE,)),
    Link("letters", "/letters", CASES, first=(ENTERPRISE,)),
    Link("guide", "/guide", RULES, first=(ENTERPRISE,), more=OFFICIALS),
    Link("due_calendar", "/calendar", CASES, more=(CLERK, *SIGNERS)),
    Link("ledger", "/ledger", CASES, first=(CLERK, *OVERSEERS)),
    Link("cases", "/ledger", CASES, first=SIGNERS),
    Link("took_part", "/took-part", CASES, more=(CLERK, *SIGNERS)),
    Link("file_for", "/file", CASES, first=(CLERK,)),
    Link("projects", "/projects", PROJECTS, first=OFFICIALS, more=(ENTERPRISE,)),
    Link("meetings", "/meetings", PROJECTS, more=OFFICIALS),
    Link("registers", "/registers", PROJECTS, more=EVERYBODY),
    Link("tasks", "/tasks", OVERSIGHT, more=OFFICIALS),
    Link("indicators", "/indicators", OVERSIGHT, more=OFFICIALS),
    Link("cards", "/cards", OVERSIGHT, first=OVERSEERS, more=SIGNERS),
    Link("bulletins", "/bulletins", OVERSIGHT, more=OFFICIALS),
    Link("matters", "/matters", RULES, more=EVERYBODY),
    Link("calendars", "/calendars", RULES, more=(ADMINISTRATOR,)),
    Link("catalogue", "/catalogue", RULES, more=(ADMINISTRATOR,)),
    Link("accounts", "/accounts", RULES, more=(ADMINISTRATOR,)),
    Link("security", "/security", OVERSIGHT, more=(ADMINISTRATOR,)),
    Link("outward", "/outward", RULES, more=(ADMINISTRATOR,)),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link as a page shows it; `current` says that the page stands under its address."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """The head of one page: the links in it, and the menu's links by topic."""

    first: tuple[NavItem, ...] = ()
    more: tuple[tuple[str, tuple[NavItem, ...]], ...] = ()

    @property
    def within(self) -> NavItem | None:
        """The link of the menu under which the page stands, where it is none of the first."""
        items = (item for _, topic in self.more for item in topic)
        return next((item for item in items if item.current), None)


def navigation(role: Role, here: str) -> Navigation:
    """The links of this role on the page at the path `here`."""
    more = (
        (topic, _items([ln for ln in LINKS if ln.topic == topic and role in ln.more], here))
        for topic in TOPICS
    )
    return Navigation(
        first=_items([link for link in LINKS if role in link.first], here),
        more=tuple((topic, items) for topic, items in more if items),
    )


def _items(links: Sequence[Link], here: str) -> tuple[NavItem, ...]:
    return tuple(NavItem(link.name, link.href, _stands_under(here, link.href)) for link in links)


def _stands_under(here: str, href: str) -> bool:
    return here == href or (href != "/" and here.startswith(f"{href}/"))
