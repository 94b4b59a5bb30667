"""Service of letters, voided letters, electronic seals (LAW B6.2, B6.3, B11.23)."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acts import approval, due
from acts.deeds import DEEDS
from acts.forms import AcceptForm, DecideForm, DeliverForm
from acts.intake import accept
from acts.problems import Invalid
from acts.serving import SealLetterForm, ServeLetterForm, VoidLetterForm
from ledger import register, views
from states.letter_life import (
    ConsentMissing,
    LetterAlreadyServed,
    LetterIsVoid,
    NoticeStillRuns,
    RefusedToAccept,
    ServiceNotProven,
    letter_of,
)
from states.refusals import ImpossibleDate, NotYours
from states.terms import CaseSnapshot, LetterRef
from templates import letter_pdf
from tests.playing import REVIEWERS, Play, play_on

serve, void, seal = (DEEDS[name].do for name in ("serve-letter", "void-letter", "seal-letter"))


def letter(case: CaseSnapshot, kind: str) -> LetterRef:
    return [one for one in case.letters if one.kind == kind][-1]


def served(play: Play, case: CaseSnapshot, kind: str, **how: Any) -> LetterRef:
    found = letter(case, kind)
    form = ServeLetterForm(letter_id=found.id, **({"recipient": "联系人"} | how))
    after = play.act(serve, case.case_id, form, by="chuangkou")
    now = letter_of(after, found.id)
    assert now is not None
    return now


def refused(play: Play, when: str = "2026-03-09 10:00") -> CaseSnapshot:
    case = play.in_review()
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    form = DecideForm(outcome="refuse", reasons="限制类", facts_found="新建")
    found: CaseSnapshot = play.act(approval.decide, case.case_id, form, by="fgw.zhuren", when=when)
    return found


@pytest.mark.parametrize(
    ("how", "article"),
    [
        ({"method": "in_person"}, "第八十七条"),
        ({"method": "post", "return_card": "EMS 1"}, "第九十一条"),
        ({"method": "left_in_place", "witnesses": "陈证", "refused": True}, "第八十九条"),
        ({"method": "left_in_place", "recording_sha256": "a" * 64}, "第八十九条"),
        (
            {"method": "electronic", "consented_on": "2026-03-02", "system": "企业空间"},
            "第九十条",
        ),
    ],
)
def test_the_day_of_service_follows_the_way_of_service(
    play: Play, how: dict[str, Any], article: str
) -> None:
    """Signing, return card, leaving with proof, arrival with consent: the day that each names."""
    case = play.accepted("2026-03-02 09:30")
    play.clock.set(play.clock.now().replace(day=6))

    now = served(play, case, "acceptance", served_on="2026-03-04", **how)

    assert now.service is not None
    assert (now.service.served_on, article in now.service.source) == (date(2026, 3, 4), True)


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"method": "electronic"}, ConsentMissing),
        ({"method": "electronic", "system": "企业空间"}, ConsentMissing),
        ({"method": "electronic", "consented_on": "2026-03-02"}, ConsentMissing),
        (
            {"method": "electronic", "consented_on": "2026-03-09", "system": "企业空间"},
            ConsentMissing,
        ),
        ({"method": "post"}, ServiceNotProven),
        ({"method": "left_in_place"}, ServiceNotProven),
        ({"method": "public_notice"}, ServiceNotProven),
        ({"method": "in_person", "refused": True}, RefusedToAccept),
        ({"method": "in_person", "served_on": "2026-03-01"}, ImpossibleDate),
        ({"method": "in_person", "served_on": "2026-03-03"}, ImpossibleDate),
    ],
)
def test_what_nothing_proves_is_not_served(
    play: Play, how: dict[str, Any], refusal: type[Exception]
) -> None:
    """No electronic service without consent and the addressee's own system (LAW B11.23)."""
    case = play.accepted("2026-03-02 09:30")

    with pytest.raises(refusal):
        served(play, case, "acceptance", **how)
    assert letter(play.case(case.case_id), "acceptance").service is None


def test_a_public_notice_serves_when_thirty_days_have_passed(play: Play) -> None:
    """Notice on Monday 03-02: 30 natural days end on 04-01, a Wednesday."""
    case = play.accepted("2026-03-02 09:30")
    how = {"method": "public_notice", "why_public": "下落不明", "served_on": "2026-03-02"}

    play.clock.set(play.clock.now().replace(day=31))
    with pytest.raises(NoticeStillRuns) as early:
        served(play, case, "acceptance", **how)
    play.clock.set(play.clock.now().replace(month=4, day=1))
    now = served(play, case, "acceptance", **how)

    assert early.value.facts["until"] == date(2026, 4, 1)
    assert now.service is not None and now.service.served_on == date(2026, 4, 1)


def test_remedies_run_from_the_day_of_service(play: Play) -> None:
    """Served 2026-03-10: sixty days end on 05-09, a make-up Saturday; six months on 09-10."""
    case = refused(play, "2026-03-09 10:00")
    form = DeliverForm(method="in_person", recipient="联系人", served_on="2026-03-10")
    after = play.act(approval.deliver, case.case_id, form, by="chuangkou", when="2026-03-11 10:00")

    service = letter(after, "refusal").service
    assert (after.approval_state, after.delivered_on) == ("delivered", date(2026, 3, 10))
    assert service is not None
    assert (service.reconsideration_until, service.suit_until) == ("2026-05-09", "2026-09-10")


def test_the_decision_is_not_served_electronically_without_consent(play: Play) -> None:
    """Neither by its own act nor by that of any letter."""
    case = refused(play)
    with pytest.raises(ConsentMissing):
        form = DeliverForm(method="electronic", recipient="联系人")
        play.act(approval.deliver, case.case_id, form, by="chuangkou")
    with pytest.raises(ConsentMissing):
        served(play, case, "refusal", method="electronic")

    assert play.case(case.case_id).approval_state == "refused"


def test_serving_the_decision_as_a_letter_stops_the_delivery_clock(play: Play) -> None:
    """One decision, one service."""
    case = refused(play)
    served(play, case, "refusal", method="in_person")

    after = play.case(case.case_id)
    assert (after.approval_state, after.delivered_on) == ("delivered", date(2026, 3, 9))
    with pytest.raises(LetterAlreadyServed):
        served(play, after, "refusal", method="in_person")


def test_a_voided_letter_stays_and_its_number_is_never_used_again(ledger_url: str) -> None:
    """作废 with reason, person and date; the letter in its place bears the next number."""
    play = play_on(ledger_url)
    case = play.accepted()
    old = letter(case, "acceptance")
    form = VoidLetterForm(letter_id=old.id, reasons="印章有误", reissue=True)
    after = play.act(void, case.case_id, form, by="fgw.zhuren", when="2026-03-03 09:00")

    gone, new = letter_of(after, old.id), letter(after, "acceptance")
    assert gone is not None and gone.void is not None
    assert (gone.void.reason, gone.void.voided_on, gone.void.voided_by, gone.void.replaced_by) == (
        "印章有误",
        date(2026, 3, 3),
        "fgw.zhuren",
        new.id,
    )
    assert (old.number, new.number) == ("鹤发改受〔2026〕1号", "鹤发改受〔2026〕2号")
    rows = play.read(lambda office: list(views.letters_of(office.session, case.case_id)))
    facts = {row.letter_id: json.loads(row.facts) for row in rows}
    assert facts[old.id]["last_on"] == facts[new.id]["last_on"]
    series = play.read(lambda office: register.registered(office.session, "fgw", "受", 2026))
    assert [row.serial for row in series] == [1, 2]
    third = play.accepted("2026-03-03 10:00")
    assert letter(third, "acceptance").number == "鹤发改受〔2026〕3号"
    play.house.ledger.close()


def test_a_voided_letter_is_neither_served_nor_sealed_nor_voided_again(play: Play) -> None:
    """It is only kept."""
    case = play.accepted()
    old = letter(case, "acceptance")
    form = VoidLetterForm(letter_id=old.id, reasons="误发")
    case = play.act(void, case.case_id, form, by="fgw.zhuren")

    with pytest.raises(LetterIsVoid):
        served(play, case, "acceptance", method="in_person")
    with pytest.raises(LetterIsVoid):
        play.act(void, case.case_id, form, by="fgw.zhuren")
    assert letter(play.case(case.case_id), "acceptance").void is not None


def test_only_the_issuing_organs_approver_voids(play: Play) -> None:
    """Neither the window nor the handler, nor the approver of another organ."""
    case = play.accepted()
    form = VoidLetterForm(letter_id=letter(case, "acceptance").id, reasons="误发")

    for nobody in ("chuangkou", "fgw.chengban", "zrzy.fuze", "qiye"):
        if nobody in play.house.city.catalog.users:
            with pytest.raises(NotYours):
                play.act(void, case.case_id, form, by=nobody)


def test_an_electronic_seal_is_over_the_very_letter(play: Play) -> None:
    """The hash is that of the letter or of its PDF, and of nothing else."""
    case = play.accepted()
    found = letter(case, "acceptance")
    row = play.read(lambda office: views.letter(office.session, found.id))
    pdf = hashlib.sha256(letter_pdf(row.kind, json.loads(row.facts))).hexdigest()

    def form(sha256: str) -> SealLetterForm:
        return SealLetterForm(
            letter_id=found.id, what="seal", holder="市发改委", sha256=sha256, certificate="SM2-1"
        )

    with pytest.raises(Invalid):
        play.act(seal, case.case_id, form("0" * 64), by="fgw.zhuren")
    after = play.act(seal, case.case_id, form(pdf), by="fgw.zhuren")
    assert [(s.what, s.sha256) for s in letter(after, "acceptance").seals] == [("seal", pdf)]


def test_a_letter_of_another_case_is_unknown_here(play: Play) -> None:
    """Ids are checked against the case."""
    case, other = play.accepted(), play.received("2026-03-02 10:00")
    form = ServeLetterForm(letter_id=other.letters[0].id, method="in_person", recipient="联系人")

    with pytest.raises(Invalid):
        play.act(serve, case.case_id, form, by="chuangkou")


def test_accept_is_not_undone_by_voiding_its_paper(play: Play) -> None:
    """The letter is void, the act stands: its clock goes on."""
    case = play.received()
    case = play.act(accept, case.case_id, AcceptForm(), by="chuangkou")
    form = VoidLetterForm(letter_id=letter(case, "acceptance").id, reasons="印章有误")
    after = play.act(void, case.case_id, form, by="fgw.zhuren")

    assert (after.filing_state, after.accepted_on) == ("accepted", case.accepted_on)


def test_a_letter_that_falls_due_in_the_same_instant_cannot_be_served_yet(tmp_path: Path) -> None:
    """Nobody has seen it: who names it has guessed its number."""
    later = "2026-03-20 10:00"
    foreseen = play_on(f"sqlite:///{tmp_path / 'foreseen.db'}")
    case_id = foreseen.received("2026-03-02 09:30").case_id
    foreseen.act(due.advance, case_id, when=later)
    guessed = foreseen.case(case_id).letters[-1].id
    foreseen.house.ledger.close()
    play = play_on(f"sqlite:///{tmp_path / 'played.db'}")
    play.received("2026-03-02 09:30")
    before = play.case(case_id).letters
    form = ServeLetterForm(letter_id=guessed, method="in_person", recipient="联系人")

    assert guessed not in {one.id for one in before}
    with pytest.raises(Invalid) as refused:
        play.act(serve, case_id, form, by="chuangkou", when=later)
    assert [problem.pointer for problem in refused.value.problems] == ["/letter_id"]

    play.house.ledger.close()
