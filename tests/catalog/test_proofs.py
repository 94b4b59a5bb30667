"""What the checker proves of machines, joins, staff and law, each fault seeded into the city."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import catalog
from catalog.law_checks import level_of
from catalog.loader import SHIPPED
from catalog.machine_proofs import Shape, join, walk
from catalog.schema import BasisEntry
from states.terms import Certainty, Regime, ReviewRule

Spoil = Callable[[str, str, str], Path]
RATIFICATION = "matters/ratification.toml: matters[ratification.enterprise]"
ORDER_673 = "《企业投资项目核准和备案管理条例》（国务院令第673号）第九条、第十条"
HANDLER = """username = "fgw.chengban"
name = "发改委承办人"
name_en = "Handler, Development and Reform"
role = "handler\""""
CLERK = """name_en = "Chen, window clerk"
role = "clerk\""""
DIRECTOR = """role = "approver"
organisation = "fgw"
rank = "principal_head\""""

FIRST = '[[users]]\nusername = "fgw.chengban"'


def stands_in(deputy: str, stands_for: str) -> str:
    """The accounts with this deputy named before the first handler."""
    return f'[[deputies]]\ndeputy = "{deputy}"\nstands_for = "{stands_for}"\n\n{FIRST}'


RATIFICATION_DAYS = "[time_limits.ratification_decision]\ndays = 20"


def dated(valid_from: str) -> str:
    """The limit of the ratification with another one until the end of January 2017."""
    before = (
        '{ days = 30, unit = "working", start = "accepted", valid_to = 2017-01-31, '
        'source = "样例", source_en = "sample", certainty = "sample" }'
    )
    return f"{RATIFICATION_DAYS}\nvalid_from = {valid_from}\nearlier = [{before}]"


SEEDED = [
    # a state of the machine in which nothing runs
    ("matters/ratification.toml", 'notice = "ratification_notice"\n', "",
     f"{RATIFICATION}.limits.notice", "one could wait for ever"),
    ("matters/ratification.toml", 'delivery = "licensing_delivery"\n', "",
     f"{RATIFICATION}.limits.delivery", "no clock runs while \"serve\" is owed"),
    ("matters/ratification.toml", 'decision = "ratification_decision"\n', "",
     f"{RATIFICATION}.limits.decision", "no clock runs while \"decide\" is owed"),
    ("matters/approval.toml", 'delivery = "approval_delivery"\n', "",
     "matters/approval.toml: matters[approval.proposal].limits.delivery", "wait for ever"),
    # joins that can never fire
    ("matters/ratification.toml", 'rule = "all"', 'rule = "n_of_m"\nthreshold = 8',
     f"{RATIFICATION}.review.rule", "can never agree"),
    ("matters/ratification.toml", 'rule = "all"', 'rule = "any"\nquorum = 8',
     f"{RATIFICATION}.review.rule", "can never agree"),
    ("matters/ratification.toml", '{ department = "slj" }',
     '{ department = "slj", veto = true }',
     f"{RATIFICATION}.review.seats", "a veto changes nothing"),
    # silence
    ("matters/ratification.toml", 'deemed_certainty = "verify"',
     'deemed_certainty = "sample"',
     f"{RATIFICATION}.review.deemed_certainty", "silence has no effect by a sample"),
    ("matters/ratification.toml",
     'deemed_source = "《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）'
     '：7个工作日内未反馈书面审查意见的，视为同意"',
     'deemed_source = "惯例：视为同意"',
     f"{RATIFICATION}.review.deemed_source", "names no text and no article"),
    # duties apart, with the people who are there
    ("users.toml", HANDLER, HANDLER.replace('role = "handler"', 'role = "supervisor"'),
     f"{RATIFICATION}.department", 'nobody in "fgw" handles the case'),
    ("users.toml", DIRECTOR, DIRECTOR.replace("principal", "section"),
     f"{RATIFICATION}.limits.extension", 'nobody in "fgw" may sign as principal_head'),
    ("users.toml", CLERK, CLERK.replace("clerk", "supervisor"),
     "users.toml: users", "there is no clerk"),
    ("users.toml", 'name = "发改委副主任"', 'name = "发改委承办人"',
     "users.toml: users[发改委承办人 (fgw)].name", "one person holds two duties"),
    ("users.toml", 'name_en = "Handler, Water Resources"\nrole = "handler"\norganisation = "slj"',
     'name_en = "Handler, Water Resources"\nrole = "handler"\norganisation = "czj"',
     "matters/environment.toml: matters[water.impact].department",
     'nobody in "slj" handles the case'),
    ("users.toml", 'name_en = "Handler, Emergency Management"\nrole = "handler"\n'
     'organisation = "yjj"',
     'name_en = "Handler, Emergency Management"\nrole = "handler"\norganisation = "czj"',
     f"{RATIFICATION}.review.seats[yjj]", 'nobody in "yjj" may give its opinion'),
    # deputies carry the duties of whom they stand for, and the separations
    ("users.toml", FIRST, stands_in("fgw.chengban", "fgw.zhuren"),
     f"{RATIFICATION}.limits.extension", 'only the deputy "fgw.chengban" is left to handle'),
    ("users.toml", FIRST, stands_in("fgw.zhuren", "fgw.chengban"),
     f"{RATIFICATION}.limits.extension", 'only the deputy "fgw.zhuren" is left to handle'),
    ("users.toml", FIRST, stands_in("zrzy.chengban", "fgw.chengban"),
     "users.toml: deputies[zrzy.chengban]", "an official of the same department"),
    ("users.toml", FIRST, stands_in("fgw.chengban", "fgw.chengban"),
     "users.toml: deputies[fgw.chengban]", "nobody is a deputy for oneself"),
    ("users.toml", FIRST, stands_in("nobody", "fgw.chengban"),
     "users.toml: deputies[nobody]", 'there is no user "nobody"'),
    # law
    ("matters/ratification.toml", ORDER_673, "《市政府办公室关于加强项目管理的通知》",
     f"{RATIFICATION}.basis", "a permit needs a law, a regulation or a State Council decision"),
    ("matters/assessments.toml", 'power = "opinion"\n', "",
     "matters/assessments.toml: matters[stability.assessment].basis", "art. 17"),
    ("limits.toml", 'kind = "hearing"', 'kind = "publicity"',
     "limits.toml: suspensions.article_45[publicity].kind", "not on the closed list"),
    ("limits.toml", 'kind = "hearing"', 'kind = "leader_absent"',
     "limits.toml: suspensions.article_45[leader_absent].kind", "its time counts"),
    ("limits.toml", "max_days = 30\n", "",
     "limits.toml: suspensions.ratification[evaluation].max_days", "must state it"),
    ("matters/planning.toml", 'suspensions = ["article_45"]', 'suspensions = ["ratification"]',
     "matters/planning.toml", '"evaluation" stops no clock of a permit'),
    ("matters/ratification.toml", 'provided_by = "shared"\n', "",
     f"{RATIFICATION}.materials[business_licence].provided_by", "is asked of the applicant"),
    ("matters/ratification.toml", 'provided_by = "previous_step"\n', "",
     f"{RATIFICATION}.materials[land_review_opinion].provided_by", "an earlier step"),
    ("matters/filing.toml", 'form = "filing"',
     'form = "filing"\ndecided_by = "organ_head"\nlimits = { decision = "licensing_decision" }',
     "matters/filing.toml: matters[filing.domestic].limits.decision",
     "complete on receipt of all information"),
    # limits through time
    ("limits.toml", RATIFICATION_DAYS, RATIFICATION_DAYS + "\nvalid_to = 2020-12-31",
     "limits.toml: time_limits.ratification_decision.valid_to", "was superseded"),
    ("limits.toml", RATIFICATION_DAYS, RATIFICATION_DAYS + "\nvalid_from = 2017-02-01",
     "limits.toml: time_limits.ratification_decision.valid_from", "before 2017-02-01"),
    ("limits.toml", RATIFICATION_DAYS, dated("2017-02-02"),
     "limits.toml: time_limits.ratification_decision.valid_from", "leaves a gap"),
    ("limits.toml", RATIFICATION_DAYS, dated("2017-01-31"),
     "limits.toml: time_limits.ratification_decision.valid_from", "overlaps"),
    # channels that wait in circles, across stages
    ("channels.toml", 'needs = "filing.domestic"\nbinds = "acceptance"\n',
     'needs = "acceptance.joint"\nbinds = "acceptance"\n',
     "channels.toml: channels[industry.filing].prerequisites", "matters wait for each other"),
    ("channels.toml", 'after = ["initiation"]', 'after = ["construction"]',
     "channels.toml: channels[industry.filing].stages", "stages wait for each other"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "words"), SEEDED, ids=[f"{s[3]} {s[4]}" for s in SEEDED]
)
def test_the_fault_is_found_by_file_and_key(
    spoil: Spoil, file: str, old: str, new: str, where: str, words: str
) -> None:
    told = [str(fault) for fault in catalog.check(spoil(file, old, new))]

    assert any(line.startswith(where) and words in line for line in told), "\n".join(told)


@pytest.mark.parametrize(
    "city", sorted(path.parent.name for path in SHIPPED.glob("*/catalog.toml"))
)
def test_no_false_alarm(city: str) -> None:
    assert catalog.check(SHIPPED / city) == []


def test_the_rule_is_the_one_of_the_filings_legal_day(spoil: Spoil) -> None:
    city = catalog.load(spoil("limits.toml", RATIFICATION_DAYS, dated("2017-02-01")))
    again = catalog.Catalog.from_content(city.content)

    for edition in (city, again):
        limits = [
            edition.rules("ratification.enterprise", on).decision_limit
            for on in (date(2016, 12, 1), date(2017, 1, 31), date(2017, 2, 1), None)
        ]
        assert [limit.days for limit in limits if limit] == [30, 30, 20, 20]
    assert city.in_english("样例") == "sample"


def shape(**without: bool) -> Shape:
    whole = {
        "has_notice": True,
        "has_decision": True,
        "has_delivery": True,
        "may_extend": True,
        "may_pause": True,
        "has_review": True,
        "silence_agrees": True,
    }
    return Shape(regime=Regime.RATIFICATION, **(whole | without))


def test_a_whole_matter_is_proved_and_each_missing_clock_is_found() -> None:
    assert walk(shape()) == ()
    assert walk(shape(has_review=False, silence_agrees=False)) == ()
    assert {key for key, _ in walk(shape(has_notice=False))} == {"limits.notice"}
    assert {key for key, _ in walk(shape(has_delivery=False))} == {"limits.delivery"}
    assert {key for key, _ in walk(shape(has_decision=False, may_pause=False))} == {
        "limits.decision"
    }


@given(
    seats=st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=5),
    threshold=st.integers(1, 24),
    quorum=st.integers(0, 24),
)
def test_a_join_can_agree_exactly_where_all_seats_together_suffice(
    seats: list[tuple[int, bool]], threshold: int, quorum: int
) -> None:
    found = join(ReviewRule.N_OF_M, threshold, quorum, tuple(sorted(seats)))
    weight = sum(weight for weight, _ in seats)

    can_agree = threshold <= weight and quorum <= weight
    assert can_agree is not any("never agree" in words for _, words in found)
    assert not any("still waits" in words for _, words in found)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("《行政许可法》第十二条", "law"),
        ("《外商投资法实施条例》第三十六条", "regulation"),
        ("《政府投资条例》（国务院令第712号）第九条", "regulation"),
        ("《河南省实施〈城乡规划法〉办法》第四十四条", "local_regulation"),
        ("《国务院对确需保留的行政审批项目设定行政许可的决定》", "state_council_decision"),
        ("《企业投资项目核准和备案管理办法》（国家发展改革委令2017年第2号）", "document"),
        ("《建设项目交通影响评价技术标准》(CJJ/T 141)及地方规定", "document"),
    ],
)
def test_the_title_of_a_text_says_what_it_may_create(text: str, level: str) -> None:
    entry = BasisEntry(text=text, text_en="-", certainty=Certainty.VERIFY)
    stated = BasisEntry(text=text, text_en="-", certainty=Certainty.VERIFY, level="rule")

    assert re.match(level, level_of(entry))
    assert level_of(stated) == "rule"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('extension = "ratification"', 'extension = "joint"', "limits.extension"),
        ('decided_by = "organ_head"', 'decided_by = "government_head"', "decided_by"),
    ],
)
def test_a_city_without_a_head_of_government_cannot_ask_for_his_signature(
    spoil: Spoil, old: str, new: str, key: str
) -> None:
    city = spoil("matters/ratification.toml", old, new)
    users = city / "users.toml"
    text = users.read_text(encoding="utf-8")
    users.write_text(text.replace("government_head", "organ_head"), encoding="utf-8")
    told = [str(fault) for fault in catalog.check(city)]

    assert any(f"{RATIFICATION}.{key}" in line and "in the government" in line for line in told)


def test_a_matter_that_only_a_deputy_in_place_can_finish_is_fine(spoil: Spoil) -> None:
    """The deputy director handles for the absent handler; the director is left to sign."""
    folder = spoil("users.toml", FIRST, stands_in("fgw.fuzhuren", "fgw.chengban"))

    found = [str(fault) for fault in catalog.check(folder)]

    assert found == []


def test_who_is_away_is_nobodys_deputy(spoil: Spoil) -> None:
    """Nor does the deputy of the one who is away inherit what that one stood in for."""
    chain = stands_in("fgw.fuzhuren", "fgw.chengban").removesuffix(FIRST)
    folder = spoil("users.toml", FIRST, chain + stands_in("fgw.zhuren", "fgw.fuzhuren"))

    found = [str(fault) for fault in catalog.check(folder)]

    assert any("who is away is nobody's deputy" in fault for fault in found)
    assert any('nobody in "fgw" handles the case' in fault for fault in found)
