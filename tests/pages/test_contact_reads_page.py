"""The applicant's contact at its addresses: masked, shown once, and on the record."""

from __future__ import annotations

import pytest

from tests.pages.browsing import Reader
from tests.playing import Play

PHONE = "0392-0000000"
MASKED = "039****0000"


@pytest.mark.parametrize(("lang", "label"), [("zh", "查看联系方式"), ("en", "Contact read")])
def test_who_handles_the_case_sees_the_contact_once_and_the_applicant_sees_that(
    play: Play, lang: str, label: str
) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    handler, path = Reader(play, "fgw.chengban", lang), f"/cases/{case_id}/acts/read-contact"

    before = handler.get(f"/cases/{case_id}")
    shown = handler.send(path, read_for="电话核实")
    after = handler.get(f"/cases/{case_id}")

    assert path in before.links and PHONE not in before.text and MASKED in before.text
    assert shown.status_code == 200 and PHONE in shown.text and "联系人" in shown.text
    assert PHONE not in after.text
    record = Reader(play, "qiye", lang).get(f"/cases/{case_id}/timeline").text
    assert label in record and "电话核实" in record
    assert label in Reader(play, "ducha", lang).get(f"/cases/{case_id}/timeline").text


def test_a_form_sent_again_reads_nothing_again(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    handler, path = Reader(play, "fgw.chengban"), f"/cases/{case_id}/acts/read-contact"

    first = handler.send(path, read_for="电话核实", once="0123456789abcdef" * 2)
    again = handler.send(path, read_for="电话核实", once="0123456789abcdef" * 2)

    assert PHONE in first.text
    assert again.status_code == 303 and PHONE not in again.text
    kinds = [entry.kind for entry in play.read(lambda office: office.entries(case_id))]
    assert kinds.count("contact_read") == 1


def test_without_a_purpose_nothing_is_shown(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    handler = Reader(play, "fgw.chengban")

    refused = handler.send(f"/cases/{case_id}/acts/read-contact", read_for="  ")

    assert refused.status_code == 422 and PHONE not in refused.text


@pytest.mark.parametrize("who", ["sthj.chengban", "ducha", "guanli", "qiye"])
def test_the_button_is_for_whoever_handles_the_case(play: Play, who: str) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id

    path = f"/cases/{case_id}/acts/read-contact"

    assert path not in Reader(play, who).get(f"/cases/{case_id}").links


def test_a_clerk_who_files_like_an_earlier_case_is_not_given_masks_to_file(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    matter = play.case(case_id).rules.matter

    form = Reader(play, "chuangkou").get(f"/file/{matter}?like={case_id}").text

    assert "****" not in form and "联**" not in form
