"""Tables of the search: who may read a case, its number in the index, its texts as searched.

The index itself, `search_gram`, has another form on each engine (see `ledger.search_index`).
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel


class CasePartyRow(SQLModel, table=True):
    """An organisation whose case it is: the applicant, the lead, each department with a seat."""

    __tablename__ = "case_party"
    __table_args__ = (Index("ix_case_party_organisation", "organisation", "case_id"),)

    case_id: str = Field(primary_key=True)
    organisation: str = Field(primary_key=True)


class SearchCaseRow(SQLModel, table=True):
    """The number by which the index knows a case; later cases have higher ones."""

    __tablename__ = "search_case"

    case_no: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(unique=True)


class SearchTextRow(SQLModel, table=True):
    """One text of a case, folded: `case` for its own lines, else a letter by its id.

    `reader` is whom a letter is for: enterprises find only what is for them.
    """

    __tablename__ = "search_text"

    case_id: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    reader: str
    content: str = Field(sa_column=Column(Text, nullable=False))
