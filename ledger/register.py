"""The register of document numbers (文号): taken at sealing, gapless, never used again.

A number is taken and entered in the transaction that seals the letter, so a rolled back act
leaves neither a number nor a gap (LAW B6.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.book import next_serial
from ledger.tables import DocumentNumberRow, LetterRow

_TAKEN = text(
    "INSERT INTO document_number (organ, series, year, serial, number, letter_id) "
    "VALUES (:organ, :series, :year, :serial, :number, :letter_id)"
)


def take_number(
    session: Session,
    organ: str,
    series: str,
    year: int,
    letter_id: str,
    written: Callable[[int], str],
) -> str:
    """The next number of the organ's series in the year of signing, as `written` writes it."""
    serial = next_serial(session, f"{organ}.{series}", year)
    number = written(serial)
    session.execute(
        _TAKEN,
        {
            "organ": organ,
            "series": series,
            "year": year,
            "serial": serial,
            "number": number,
            "letter_id": letter_id,
        },
    )
    return number


@dataclass(frozen=True, slots=True)
class SeriesYear:
    """One series of one organ in one year: how many numbers stand, and up to which serial."""

    organ: str
    series: str
    year: int
    taken: int
    last: int

    @property
    def is_gapless(self) -> bool:
        """Serials count from one and each stands once, so as many as the last means no gap."""
        return self.taken == self.last


def all_series(session: Session, organ: str | None = None) -> list[SeriesYear]:
    """Every series with a number in it, by organ, newest year first."""
    number = DocumentNumberRow
    query = (
        select(
            col(number.organ),
            col(number.series),
            col(number.year),
            func.count(),
            func.max(col(number.serial)),
        )
        .group_by(col(number.organ), col(number.series), col(number.year))
        .order_by(col(number.organ), col(number.year).desc(), col(number.series))
    )
    if organ is not None:
        query = query.where(col(number.organ) == organ)
    return [SeriesYear(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Registered:
    """One number of the register with the letter that bears it."""

    serial: int
    number: str
    letter_id: str
    case_id: str
    kind: str
    recipient: str
    sealed_on: date


def registered(
    session: Session, organ: str, series: str, year: int, *, limit: int = 200, after: int = 0
) -> Sequence[Registered]:
    """The numbers of one series in one year, ascending from the one after `after`."""
    number = DocumentNumberRow
    query = (
        select(
            col(number.serial),
            col(number.number),
            col(number.letter_id),
            col(LetterRow.case_id),
            col(LetterRow.kind),
            col(LetterRow.recipient),
            col(LetterRow.sealed_on),
        )
        .join(LetterRow, col(LetterRow.letter_id) == col(number.letter_id))
        .where(
            col(number.organ) == organ,
            col(number.series) == series,
            col(number.year) == year,
            col(number.serial) > after,
        )
        .order_by(col(number.serial))
        .limit(limit)
    )
    return [Registered(*row) for row in session.execute(query)]


def number_of(session: Session, letter_id: str) -> DocumentNumberRow | None:
    """Where the register holds the letter's number, or None."""
    return session.scalars(
        select(DocumentNumberRow).where(col(DocumentNumberRow.letter_id) == letter_id)
    ).first()
