"""What a story of the law may say, and how it is carried out: every step is one act of a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from acts import approval, commitment, due, explain, intake, signoff
from acts.access import ProjectCodeForm
from acts.commitment import CommitForm, DeclineForm, OfferForm
from acts.deeds import DEEDS
from acts.estimate import CompareEstimateForm, ReportExcessForm
from acts.forms import (
    AcceptForm,
    CorrectionForm,
    DecideForm,
    DeliverForm,
    ExtendForm,
    ItemForm,
    OpenReviewForm,
    OpinionForm,
    ResumeForm,
    SupplementForm,
    SuspendForm,
)
from acts.problems import Invalid
from api.words import legal_basis, refusal_message
from states.refusals import Refusal
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, RunningClock
from states.worktime import SHANGHAI, DayUnit
from templates.i18n import messages
from tests.playing import Play, play_on

RANKS = {"机关负责人": "fuzhuren", "主要负责人": "zhuren", "局长": "juzhang"}
ANSWERS = {
    "同意": "agree",
    "附条件同意": "agree_with_conditions",
    "退回补正": "return_for_correction",
    "有异议": "object",
    "无意见": "abstain",
}
COLOURS = {"预警": "warning", "黄牌": "yellow", "红牌": "red"}
MORE_FOR = {
    "object": {"comment": "与规划不符"},
    "agree_with_conditions": {"conditions": ("按规划条件实施",)},
}


@dataclass
class Story:
    """One case of the demonstration city, and what the last act was answered with."""

    play: Play
    case_id: str = ""
    refused: str = ""
    basis: str = ""
    clock: RunningClock | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def case(self) -> CaseSnapshot:
        """The case as it stands."""
        return self.play.case(self.case_id)

    def matter(self, name: str) -> str:
        """The code of the matter of this name."""
        matters = self.play.house.city.catalog.matters.values()
        return next(matter.code for matter in matters if matter.name == name)

    def department(self, name: str) -> str:
        """The id of the department of this name, in full or short."""
        known = self.play.house.city.catalog.departments.values()
        return next(d.id for d in known if d.name.endswith(name) or d.short == name)

    def official(self, title: str = "承办") -> str:
        """The lead department's handler, or the head of this title."""
        lead = self.case.rules.lead
        if title == "承办":
            return f"{lead}.chengban"
        users = self.play.house.city.catalog.users
        named = f"{lead}.{RANKS[title]}"
        return named if named in users else f"{lead}.juzhang"

    def do(self, act: Callable[..., Any], *arguments: Any, by: str, when: str) -> None:
        """One act; a refusal of the law or of the counter is kept for the next sentence."""
        self.refused = self.basis = ""
        try:
            case = self.play.act(act, *arguments, by=by, when=when)
            self.case_id = case.case_id
        except Refusal as refusal:
            catalog = self.play.house.city.catalog
            self.refused = refusal_message(refusal, "zh", catalog)
            self.basis = legal_basis(refusal, "zh", catalog)
        except Invalid as invalid:
            self.refused = "；".join(problem.zh for problem in invalid.problems)


@pytest.fixture
def story(sqlite_url: str) -> Iterator[Story]:
    play = play_on(sqlite_url)
    yield Story(play)
    play.house.ledger.close()


def _moment(text: str) -> str:
    """“2026-02-10” means half past nine of that day."""
    return text if " " in text else f"{text} 09:30"


def _clock_called(name: str) -> ClockName:
    titles = messages("zh")
    return next(c for c in ClockName if titles[f"clock_name.{c.value}"] == name)


@given(parsers.parse("企业于“{when}”申报“{matter}”"))
@when(parsers.parse("企业于“{when}”申报“{matter}”"))
def file_case(story: Story, when: str, matter: str) -> None:
    rules = story.play.house.city.catalog.rules(story.matter(matter))
    ids = [r.id for r in rules.materials if r.required and r.provided_by == "applicant"]
    form = story.play.form(matter=rules.matter, materials=story.play.materials(ids))
    story.do(intake.receive, form, by="qiye", when=_moment(when))


@given(parsers.parse("企业于“{when}”申报“{matter}”，缺少“{material}”"))
def file_incomplete(story: Story, when: str, matter: str, material: str) -> None:
    rules = story.play.house.city.catalog.rules(story.matter(matter))
    ids = [
        r.id
        for r in rules.materials
        if r.required and r.provided_by == "applicant" and r.name != material
    ]
    form = story.play.form(matter=rules.matter, materials=story.play.materials(ids))
    story.do(intake.receive, form, by="qiye", when=_moment(when))


@given(parsers.parse("“{matter}”于“{when}”申报并当日受理"))
def accepted(story: Story, matter: str, when: str) -> None:
    file_case(story, when, matter)
    accept(story, when)


@given(parsers.parse("窗口于“{when}”受理"))
@when(parsers.parse("窗口于“{when}”受理"))
def accept(story: Story, when: str) -> None:
    story.do(intake.accept, story.case_id, AcceptForm(), by="chuangkou", when=_moment(when))


@given(parsers.parse("窗口于“{when}”登记经核验的项目代码“{code}”"))
@when(parsers.parse("窗口于“{when}”登记经核验的项目代码“{code}”"))
def record_project_code(story: Story, when: str, code: str) -> None:
    form = ProjectCodeForm(project_code=code, checked_against="national_platform")
    deed = DEEDS["record-project-code"]
    story.do(deed.do, story.case_id, form, by="chuangkou", when=_moment(when))


@when(parsers.parse("承办人于“{when}”登记批准的投资估算“{amount}”万元"))
def compare_estimate(story: Story, when: str, amount: str) -> None:
    form = CompareEstimateForm(
        approval_number="鹤发改审〔2025〕12号",
        approved_on=date(2025, 11, 3),
        estimate_wan=Decimal(amount),
    )
    deed, by = DEEDS["compare-estimate"], story.official()
    story.do(deed.do, story.case_id, form, by=by, when=_moment(when))


@when(parsers.parse("企业于“{when}”报告概算超出估算"))
def report_excess(story: Story, when: str) -> None:
    form = ReportExcessForm(reasons="地质条件变化", funding="市级财政")
    story.do(DEEDS["report-excess"].do, story.case_id, form, by="qiye", when=_moment(when))


@when(parsers.parse("窗口于“{when}”容缺受理，“{material}”后补"))
def accept_tolerantly(story: Story, when: str, material: str) -> None:
    owed = tuple(r.id for r in story.case.rules.materials if r.name == material)
    form = AcceptForm(mode="tolerant", owed=owed)
    story.do(intake.accept, story.case_id, form, by="chuangkou", when=_moment(when))


@when(parsers.parse("窗口于“{when}”一次告知补正“{material}”"))
def notify_correction(story: Story, when: str, material: str) -> None:
    about = next(r.id for r in story.case.rules.materials if r.name == material)
    item = ItemForm(about=about, problem="缺少", remedy="请补交")
    form = CorrectionForm(items=(item,))
    story.do(intake.notify_correction, story.case_id, form, by="chuangkou", when=_moment(when))


@when(parsers.parse("企业于“{when}”补正“{material}”"))
def supplement(story: Story, when: str, material: str) -> None:
    about = next(r.id for r in story.case.rules.materials if r.name == material)
    form = SupplementForm(materials=story.play.materials((about,)))
    story.do(intake.supplement, story.case_id, form, by="qiye", when=_moment(when))


@when(parsers.parse("窗口于“{when}”告知可以采用告知承诺方式"))
def offer_commitment(story: Story, when: str) -> None:
    story.do(commitment.offer, story.case_id, OfferForm(), by="chuangkou", when=_moment(when))


@when(parsers.parse("企业于“{when}”作出承诺，“{material}”后补"))
def commit(story: Story, when: str, material: str) -> None:
    ids = tuple(r.id for r in story.case.rules.materials if r.name == material)
    form = CommitForm(promises=("符合规划条件",), materials=ids, confirmed="yes")
    story.do(DEEDS["commit"].do, story.case_id, form, by="qiye", when=_moment(when))


@when(parsers.parse("企业于“{when}”选择一般程序"))
def decline(story: Story, when: str) -> None:
    form, do = DeclineForm(confirmed="yes"), DEEDS["decline-commitment"].do
    story.do(do, story.case_id, form, by="qiye", when=_moment(when))


@when(parsers.parse("窗口于“{when}”按承诺受理"))
def accept_on_commitment(story: Story, when: str) -> None:
    form = AcceptForm(mode="commitment")
    story.do(intake.accept, story.case_id, form, by="chuangkou", when=_moment(when))


@when(parsers.parse("企业于“{when}”撤回申请"))
def withdraw(story: Story, when: str) -> None:
    story.do(intake.withdraw, story.case_id, "不再建设", by="qiye", when=_moment(when))


@when(parsers.parse("到“{when}”为止无人办理"))
def time_passes(story: Story, when: str) -> None:
    story.play.act(due.advance, story.case_id, when=_moment(when))


@when(parsers.parse("承办机关于“{when}”向各部门征求意见"))
def open_review(story: Story, when: str) -> None:
    by = story.official()
    story.do(signoff.open_review, story.case_id, OpenReviewForm(), by=by, when=_moment(when))


@when(parsers.parse("“{department}”于“{when}”答复“{answer}”"))
def give_opinion(story: Story, department: str, when: str, answer: str) -> None:
    seat, said = story.department(department), ANSWERS[answer]
    form = OpinionForm(answer=said, **MORE_FOR.get(said, {}))
    arguments = (story.case_id, seat, form)
    story.do(signoff.give_opinion, *arguments, by=f"{seat}.chengban", when=_moment(when))


@when(parsers.parse("其余部门于“{when}”答复“{answer}”"))
def others_answer(story: Story, when: str, answer: str) -> None:
    for seat in story.case.seats:
        if seat.state == "asked":
            arguments = (story.case_id, seat.department, OpinionForm(answer=ANSWERS[answer]))
            by = f"{seat.department}.chengban"
            story.do(signoff.give_opinion, *arguments, by=by, when=_moment(when))


@when(parsers.parse("承办机关于“{when}”启动“{procedure}”，书面告知需要{days:d}个工作日"))
def suspend(story: Story, when: str, procedure: str, days: int) -> None:
    kind = next((s.kind for s in story.case.rules.suspensions if s.name == procedure), procedure)
    form = SuspendForm(kind=kind, announced_days=days, basis="依法需要")
    by = story.official()
    story.do(approval.suspend, story.case_id, form, by=by, when=_moment(when))


@when(parsers.parse("该程序于“{when}”结束"))
def resume(story: Story, when: str) -> None:
    by = story.official()
    story.do(approval.resume, story.case_id, ResumeForm(), by=by, when=_moment(when))


@when(parsers.parse("{title}于“{when}”批准延期{days:d}日"))
def extend(story: Story, title: str, when: str, days: int) -> None:
    form = ExtendForm(days=days, reasons="情况复杂")
    by = story.official(title)
    story.do(approval.extend, story.case_id, form, by=by, when=_moment(when))


@when(parsers.parse("{title}于“{when}”准予"))
def grant(story: Story, title: str, when: str) -> None:
    form, by = DecideForm(outcome="grant", content="同意建设"), story.official(title)
    story.do(approval.decide, story.case_id, form, by=by, when=_moment(when))


@when(parsers.parse("{title}于“{when}”不予，理由“{reasons}”"))
def refuse(story: Story, title: str, when: str, reasons: str) -> None:
    given_reasons = "" if reasons == "（未写）" else reasons
    form = DecideForm(outcome="refuse", reasons=given_reasons, facts_found="查明的事实")
    by = story.official(title)
    story.do(approval.decide, story.case_id, form, by=by, when=_moment(when))


@when(parsers.parse("窗口于“{when}”送达决定"))
def deliver(story: Story, when: str) -> None:
    form = DeliverForm(method="in_person", recipient="联系人")
    story.do(approval.deliver, story.case_id, form, by="chuangkou", when=_moment(when))


@then(parsers.parse("“{clock}”的最后一日是“{day}”"))
def clock_ends(story: Story, clock: str, day: str) -> None:
    name = _clock_called(clock)
    found = [c for c in clocks_of(story.case) if c.name is name]
    assert found, f"no clock {clock}"
    story.clock = found[0]
    view = explain.view_of(story.case, name, found[0].department)
    assert view is not None
    story.lines = [f"{line.from_on} {line.to_on} {line.zh}" for line in view.lines]

    assert {c.due.due_on.isoformat() for c in found} == {day}
    assert not found[0].due.provisional
    if found[0].due.unit in (DayUnit.WORKING, DayUnit.NATURAL):
        counted = sum(line.days for line in view.lines if line.kind == "counted")
        assert counted == found[0].due.days + found[0].due.extension_days


@then(parsers.parse("“{clock}”暂定在“{earliest}”与“{latest}”之间"))
def clock_is_provisional(story: Story, clock: str, earliest: str, latest: str) -> None:
    name = _clock_called(clock)
    found = next(c for c in clocks_of(story.case) if c.name is name)

    assert found.due.provisional
    assert (found.due.earliest_on.isoformat(), found.due.latest_on.isoformat()) == (
        earliest,
        latest,
    )


@then(parsers.parse("因为“{text}”"))
def because(story: Story, text: str) -> None:
    """The explanation says so in its own words; “…” stands for anything."""
    pattern = ".*".join(re.escape(piece) for piece in text.split("…"))
    told = "\n".join(story.lines)

    assert re.search(pattern, told), told


@then(parsers.parse("依据是“{text}”"))
def by_which_text(story: Story, text: str) -> None:
    assert story.clock is not None
    assert text in story.clock.limit.source


@then(parsers.parse("受理日期是“{day}”，方式为“{mode}”"))
def accepted_on(story: Story, day: str, mode: str) -> None:
    modes = {"正常": "normal", "容缺": "tolerant", "视为受理": "deemed", "承诺": "commitment"}

    assert story.case.accepted_on == date.fromisoformat(day)
    assert story.case.acceptance_mode == modes[mode]


@then("尚未受理")
def not_accepted(story: Story) -> None:
    assert story.case.accepted_on is None


@then(parsers.parse("“{colour}”自“{day}”起亮出"))
def carded(story: Story, colour: str, day: str) -> None:
    found = {(c.colour.value, c.effective_on.isoformat()) for c in story.case.cards}

    assert (COLOURS[colour], day) in found, found


@then(parsers.parse("没有“{colour}”"))
def not_carded(story: Story, colour: str) -> None:
    assert COLOURS[colour] not in {c.colour.value for c in story.case.cards}


@then("没有作出任何决定")
def undecided(story: Story) -> None:
    assert story.case.decision is None


@then("决定已作出")
def decided(story: Story) -> None:
    assert story.refused == ""
    assert story.case.decision is not None


@then(parsers.parse("被拒绝：“{words}”"))
def refused(story: Story, words: str) -> None:
    assert words in story.refused, story.refused or "it was allowed"


@then(parsers.parse("拒绝的依据是“{text}”"))
def refused_by(story: Story, text: str) -> None:
    assert text in story.basis, story.basis


@then(parsers.parse("“{department}”自“{day}”起视为同意"))
def deemed_agreed(story: Story, department: str, day: str) -> None:
    seat = story.case.seat(story.department(department))
    assert seat is not None

    assert seat.state in ("deemed_agreed", "late")
    assert seat.answered_on == date.fromisoformat(day)


@then(parsers.parse("联审结论为“{words}”"))
def concluded(story: Story, words: str) -> None:
    states = {"同意": "agreed", "有异议": "objected", "征求意见中": "collecting"}

    assert story.case.review_state == states[words]


@then(parsers.parse("已备案，时间为“{moment}”"))
def filed(story: Story, moment: str) -> None:
    assert story.case.filing_state == "filed"
    assert story.case.filed_at is not None
    assert story.case.filed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") == moment


@then("机关没有任何办理时限")
def no_clock(story: Story) -> None:
    """What runs is the applicant's: the yearly statement on a filed project."""
    assert {c.name for c in clocks_of(story.case)} <= {ClockName.STATEMENT}


@then("案件已撤回，时限作废")
def withdrawn(story: Story) -> None:
    assert story.case.filing_state == "withdrawn"
    running = [c for c in clocks_of(story.case) if c.stopped_on is None]

    assert running == []


@then(parsers.parse("发出“{title}”"))
def letter_sent(story: Story, title: str) -> None:
    titles = {messages("zh").get(f"{letter.kind}.title") for letter in story.case.letters}

    assert title in titles, titles


@then(parsers.parse("没有发出“{title}”"))
def letter_not_sent(story: Story, title: str) -> None:
    titles = {messages("zh").get(f"{letter.kind}.title") for letter in story.case.letters}

    assert title not in titles


@then("核准仍然有效")
def still_in_force(story: Story) -> None:
    assert story.case.approval_state in ("granted", "delivered")


@then(parsers.parse("核准自“{day}”起失效"))
def lapsed(story: Story, day: str) -> None:
    entries = story.play.read(lambda office: office.entries(story.case_id))
    ended = [entry for entry in entries if entry.payload.get("ending") == "lapsed"]

    assert story.case.approval_state == "lapsed"
    assert [entry.effective_on.isoformat() for entry in ended] == [day]
