"""Wiring: one house out of settings, a ledger, the city's rules and a clock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

import catalog
from acts import upkeep
from acts.accounts import open_account
from acts.calendars import adopt_shipped, followed
from acts.catalogue import adopt_first, followed_catalog
from acts.office import City, Office
from catalog import calendars
from catalog.loader import shipped_city
from catalog.notices import Years
from greenlane.clock import Clock, SystemClock
from greenlane.scanning import Scanner, require_clean, scanner_of
from greenlane.settings import Settings
from greenlane.signing import SigningKey, key_in, own_key
from ledger import keyed
from ledger.engine import Ledger
from states.terms import Actor, Rank, Role
from states.worktime import legal_day


@dataclass
class House:
    """Everything that the faces and the flows need, built once at start.

    `city` follows the ledger: a calendar or catalogue that any process published is in force
    here from the next transaction on.
    """

    settings: Settings
    ledger: Ledger
    city: City
    clock: Clock
    scanner: Scanner | None = None
    signer: SigningKey | None = None
    """Signs tree heads and packets; None: the installation has no key."""

    def require_clean(self, content: bytes) -> None:
        """An upload may be kept; ask outside a transaction.

        Raises:
            acts.problems.Invalid: the scanner says no, or nothing where that is refused.
        """
        require_clean(self.scanner, content, self.settings.scanner_away)

    def office(self, session: Session) -> Office:
        """An office on this session; cheap, one per request or task."""
        city = followed(session, self.city)
        self.city = followed_catalog(session, city, legal_day(self.clock.now()))
        return Office(session, self.city)

    @property
    def installation_id(self) -> str:
        """The name of this ledger."""
        return self.city.installation_id


def build(settings: Settings, clock: Clock | None = None) -> House:
    """Open the ledger, bring its tables up to date, load the rules in force.

    Raises:
        catalog.CatalogFault: the catalogue cannot be read; names file and key.
        NoSigningKey: the file of the signing key cannot be used.
    """
    clock = clock or SystemClock()
    ledger = Ledger(settings.ledger_url)
    ledger.upgrade()
    city_catalog, years = _catalog_of(settings), _years(settings)
    with ledger.writing() as session:
        first = City(city_catalog, calendars.calendar_of(years), keyed.installation_id(session))
        city = adopt_shipped(session, first, years, clock.now())
        city = adopt_first(session, city, clock.now())
    scanner = scanner_of(settings.scanner, settings.scanner_timeout_s)
    house = House(settings, ledger, city, clock, scanner, _signer_of(settings))
    _index_unmet(house)
    return house


def _signer_of(settings: Settings) -> SigningKey | None:
    file = settings.signing_key_file
    return key_in(file) if file is not None else own_key(settings.home)


def _index_unmet(house: House) -> None:
    """Index the cases of a ledger that an earlier release filled, some in each transaction."""
    with house.ledger.reading() as session:
        unmet = upkeep.any_unmet(house.office(session))
    while unmet:
        with house.ledger.writing() as session:
            unmet = upkeep.index_unmet(house.office(session)) > 0


def _years(settings: Settings) -> Years:
    """The holiday notices to begin with."""
    return calendars.load_years(settings.calendar_folder or calendars.SHIPPED)


def _catalog_of(settings: Settings) -> catalog.Catalog:
    return catalog.load(shipped_city(settings.city) if settings.city else None)


class DemonstrationRefused(Exception):
    """Printed passwords and invented cases have no place in a ledger in production."""


def open_demonstration_accounts(house: House) -> None:
    """The demonstration's users with the passwords that the catalogue prints.

    Raises:
        DemonstrationRefused: the house is in production.
    """
    if house.settings.production:
        raise DemonstrationRefused("unset GREENLANE_PRODUCTION to load a demonstration")
    with house.ledger.writing() as session:
        office = house.office(session)
        for user in house.city.catalog.users.values():
            if keyed.account(session, user.username) is None:
                actor = Actor(
                    user.username,
                    user.name,
                    Role(user.role),
                    user.organisation,
                    Rank(user.rank) if user.rank else None,
                )
                open_account(office, actor, user.password)
