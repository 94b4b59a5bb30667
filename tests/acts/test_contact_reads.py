"""Reading the applicant's contact: shown once, to whom the case is, and always on the record."""

from __future__ import annotations

from typing import Any

import pytest

from acts.contact_reads import DEEDS, ReadContactForm
from ledger.book import sealed_entries
from states.refusals import NotYours
from states.terms import EntryKind
from tests.playing import Play

READ = DEEDS[0].do
FORM = ReadContactForm(read_for="电话核实补正材料")


def last_entry(play: Play, case_id: str) -> Any:
    return play.read(lambda office: office.entries(case_id))[-1]


@pytest.mark.parametrize("who", ["chuangkou", "fgw.chengban", "fgw.zhuren"])
def test_a_reading_is_an_entry_that_says_who_what_and_why(play: Play, who: str) -> None:
    case = play.accepted()

    play.act(READ, case.case_id, FORM, by=who)

    entry = last_entry(play, case.case_id)
    assert (entry.kind, entry.actor) == (EntryKind.CONTACT_READ, who)
    assert entry.payload["fields"] == ["/applicant/contact", "/applicant/phone"]
    assert entry.payload["read_for"] == "电话核实补正材料"


def test_the_entry_of_a_reading_does_not_hold_what_was_read(play: Play) -> None:
    case = play.accepted()

    play.act(READ, case.case_id, FORM, by="chuangkou")

    row = play.read(lambda office: sealed_entries(office.session, case.case_id))[-1]
    assert case.applicant["phone"] not in row["payload"]


@pytest.mark.parametrize("who", ["qiye2", "sthj.chengban", "dzj.chengban", "ducha", "guanli"])
def test_whose_case_it_is_not_reads_nothing_and_leaves_no_entry(play: Play, who: str) -> None:
    case = play.in_review()
    before = len(play.read(lambda office: office.entries(case.case_id)))

    with pytest.raises(NotYours):
        play.act(READ, case.case_id, FORM, by=who)

    assert len(play.read(lambda office: office.entries(case.case_id))) == before


def test_a_reading_moves_no_date_and_no_duty(play: Play) -> None:
    case = play.accepted()

    after = play.act(READ, case.case_id, FORM, by="fgw.chengban")

    assert after.but(version=0) == play.case(case.case_id).but(version=0)
    assert (after.filing_state, after.approval_state) == (case.filing_state, case.approval_state)
