"""What a catalogue may not be published with, each seeded into a copy of the city."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import catalog
from catalog.references import cycle

Spoil = Callable[[str, str, str], Path]
RATIFICATION_FILE = (catalog.loader.DEMONSTRATION_CITY / "matters/ratification.toml").read_text(
    encoding="utf-8"
)
RATIFICATION = 'code = "ratification.enterprise"'
SEATS = RATIFICATION_FILE[RATIFICATION_FILE.index("seats = [") :].split("\n]", 1)[0] + "\n]"


def test_the_shipped_city_has_no_fault() -> None:
    assert catalog.check(catalog.loader.DEMONSTRATION_CITY) == []


SEEDED = [
    # file, text, replacement, file and key of the fault, words of its message
    (
        "limits.toml",
        'unit = "working"\nstart = "accepted"',
        'start = "accepted"',
        "limits.toml: time_limits.licensing_decision.unit",
        'missing key "unit"',
    ),
    (
        "limits.toml",
        'certainty = "statute_read"',
        "",
        "limits.toml: time_limits.licensing_notice.certainty",
        'missing key "certainty"',
    ),
    (
        "limits.toml",
        'approved_by = "organ_head"\n',
        "",
        "limits.toml: extensions.licensing.approved_by",
        'missing key "approved_by"',
    ),
    (
        "limits.toml",
        'unit = "working"',
        'unit = "workng"',
        "limits.toml: time_limits.licensing_notice.unit",
        'unknown value "workng", did you mean "working"?',
    ),
    (
        "limits.toml",
        "days = 5\n",
        'days = "5"\n',
        "limits.toml: time_limits.licensing_notice.days",
        "valid integer",
    ),
    (
        "matters/ratification.toml",
        'decided_by = "organ_head"',
        'decided_by = "organ_head"\nexhaustiv = true',
        "matters/ratification.toml: matters[ratification.enterprise].exhaustiv",
        'unknown key "exhaustiv"',
    ),
    (
        "matters/approval.toml",
        '[matters.estimate]\nmatter = "approval.feasibility"',
        '[matters.estimate]\nmatter = "approval.feasible"',
        "matters/approval.toml: matters[approval.preliminary_design].estimate.matter",
        'no matter "approval.feasible"',
    ),
    (
        "matters/ratification.toml",
        'department = "zrzy"',
        'department = "zrzyj"',
        "matters/ratification.toml: matters[ratification.enterprise].review.seats[zrzyj]",
        'unknown department "zrzyj", did you mean "zrzy"?',
    ),
    (
        "matters/ratification.toml",
        'department = "zrzy"',
        'department = "gdgs"',
        "matters/ratification.toml: matters[ratification.enterprise].review.seats[gdgs]",
        "is a company and may not hold a seat",
    ),
    (
        "matters/ratification.toml",
        'department = "fgw"',
        'department = "gdgs"',
        "matters/ratification.toml: matters[ratification.enterprise].department",
        "is a company and may not decide",
    ),
    (
        "matters/ratification.toml",
        'department = "zrzy"',
        'department = "sthj"',
        "matters/ratification.toml: matters[ratification.enterprise].review.seats[sthj]",
        "two seats",
    ),
    (
        "matters/ratification.toml",
        SEATS,
        "seats = []",
        "matters/ratification.toml: matters[ratification.enterprise].review.seats",
        "can never conclude",
    ),
    (
        "matters/ratification.toml",
        'deemed_certainty = "verify"\n',
        "",
        "matters/ratification.toml: matters[ratification.enterprise].review.deemed_source",
        "only where a text says so",
    ),
    (
        "matters/ratification.toml",
        'silence = "deemed"',
        'silence = "none"',
        "matters/ratification.toml: matters[ratification.enterprise].review.silence",
        "deemed agreement",
    ),
    (
        "matters/ratification.toml",
        'rule = "all"',
        'rule = "n_of_m"',
        "matters/ratification.toml: matters[ratification.enterprise].review.threshold",
        "needs a threshold",
    ),
    (
        "matters/ratification.toml",
        'rule = "all"',
        'rule = "n_of_m"\nthreshold = 8',
        "matters/ratification.toml: matters[ratification.enterprise].review.threshold",
        "asks for 8, but all seats together weigh 7",
    ),
    (
        "matters/ratification.toml",
        'rule = "all"',
        'rule = "all"\nquorum = 9',
        "matters/ratification.toml: matters[ratification.enterprise].review.quorum",
        "asks for 9",
    ),
    (
        "matters/ratification.toml",
        "days = 13",
        "days = 21",
        "matters/ratification.toml: matters[ratification.enterprise].limits.promise.days",
        "longer than the statutory 20",
    ),
    (
        "matters/ratification.toml",
        'start = "accepted"',
        'start = "received"',
        "matters/ratification.toml: matters[ratification.enterprise].limits.promise.start",
        'the statutory limit with "accepted"',
    ),
    (
        "matters/ratification.toml",
        'decision = "ratification_decision"',
        'decision = "ratification_decison"',
        "matters/ratification.toml: matters[ratification.enterprise].limits.decision",
        'did you mean "ratification_decision"?',
    ),
    (
        "matters/ratification.toml",
        'decision = "ratification_decision"\n',
        "",
        "matters/ratification.toml: matters[ratification.enterprise].limits.decision",
        "needs a decision limit",
    ),
    (
        "matters/ratification.toml",
        'notice = "ratification_notice"',
        'notice = "ratification_opinion"',
        "matters/ratification.toml: matters[ratification.enterprise].limits.notice",
        'cannot start with "asked"',
    ),
    (
        "matters/ratification.toml",
        'concerns = ["zrzy"]',
        'concerns = ["xyz"]',
        "matters/ratification.toml: matters[ratification.enterprise]"
        ".materials[land_review_opinion].concerns",
        'unknown department "xyz"',
    ),
    (
        "matters/ratification.toml",
        'id = "business_licence"',
        'id = "safety_note"',
        "matters/ratification.toml: matters[ratification.enterprise].materials[safety_note]",
        "duplicate material",
    ),
    (
        "matters/ratification.toml",
        'id = "business_licence"',
        'id = "location"',
        "matters/ratification.toml: matters[ratification.enterprise].materials[location].id",
        "also a field of the form",
    ),
    (
        "matters/ratification.toml",
        'level = "main"',
        'level = "main"\ntolerant = true',
        "matters/ratification.toml: matters[ratification.enterprise]"
        ".materials[project_application].tolerant",
        "only a secondary material",
    ),
    (
        "matters/ratification.toml",
        "\nlocation = [",
        "\nlocatoin = [",
        "matters/ratification.toml: matters[ratification.enterprise].impact.locatoin",
        'did you mean "location"?',
    ),
    (
        "matters/ratification.toml",
        'code = "ratification.foreign"',
        RATIFICATION,
        "matters/ratification.toml: matters[ratification.enterprise]",
        "duplicate code",
    ),
    (
        "matters/filing.toml",
        "certainty",
        "x",
        "matters/filing.toml: matters[filing.domestic].basis[0].x",
        'unknown key "x"',
    ),
    (
        "matters/filing.toml",
        'form = "filing"',
        'form = "filing"\nlimits = { decision = "licensing_decision" }',
        "matters/filing.toml: matters[filing.domestic].limits.decision",
        "it has no limit",
    ),
    (
        "matters/filing.toml",
        'form = "filing"',
        'form = "filing"\ndecided_by = "organ_head"',
        "matters/filing.toml: matters[filing.domestic].regime",
        "no decision",
    ),
    (
        "channels.toml",
        'matter = "filing.domestic"',
        'matter = "filing.domestik"',
        "channels.toml: channels[industry.filing].stages[initiation].steps[filing.domestik].matter",
        'did you mean "filing.domestic"?',
    ),
    (
        "channels.toml",
        'lead = "zrzy"\nparallel',
        'lead = "zrzy"\nafter = ["completion"]\nparallel',
        "channels.toml: channels[industry.filing].stages",
        "wait for each other: ",
    ),
    (
        "channels.toml",
        'matter = "fire.design_review"',
        'matter = "fire.design_review"\nafter = ["permit.construction"]',
        "channels.toml: channels[industry.filing].stages[construction].steps",
        "fire.design_review -> permit.construction -> fire.design_review",
    ),
    (
        "channels.toml",
        'lead = "zrzy"',
        'lead = "gdgs"',
        "channels.toml: channels[industry.filing].stages[initiation].lead",
        "may not lead a stage",
    ),
    (
        "channels.toml",
        'fact = "relics_area", op = "is"',
        'fact = "relics_arae", op = "is"',
        "channels.toml: channels[industry.filing].stages[initiation].steps[relics.survey].when",
        'did you mean "relics_area"?',
    ),
    (
        "channels.toml",
        'fact = "energy_tce", op = "at_least", value = 1000',
        'fact = "energy_tce", op = "has", value = 1000',
        "channels.toml: channels[industry.filing].stages[construction].steps[energy.review].when",
        "does not fit",
    ),
    (
        "channels.toml",
        'op = "is", value = "report" }',
        'op = "is", value = "repport" }',
        "channels.toml: channels[industry.filing].stages[construction].steps[eia.report].when",
        'did you mean "report"?',
    ),
    (
        "channels.toml",
        'condition = "特殊建设工程"\n',
        "",
        "channels.toml: "
        "channels[industry.filing].stages[construction].steps[fire.design_review].when",
        "told in words",
    ),
    (
        "channels.toml",
        'needs = "filing.domestic"\nbinds = "acceptance"\nmatter = "permit.land_use_planning"',
        'needs = "permit.works_planning"\nbinds = "acceptance"\n'
        'matter = "permit.land_use_planning"',
        "channels.toml: channels[industry.filing].prerequisites",
        "wait for each other",
    ),
    (
        "channels.toml",
        'needs = "eia.report"\nbinds = "start_of_work"',
        'needs = "eia.report"\nbinds = "start_of_work"\nmatter = "permit.construction"',
        "channels.toml: channels[industry.filing].prerequisites[3].matter",
        "unless the start of work is bound",
    ),
    (
        "channels.toml",
        "numerator = 2\ndenominator = 3",
        "numerator = 3\ndenominator = 3",
        "channels.toml: channels[industry.filing].policies[0].numerator",
        "not shorter than the statute",
    ),
    (
        "channels.toml",
        'stages = ["works", "construction"]',
        'stages = ["initiation", "construction"]',
        "channels.toml: channels[industry.filing].merges[0].stages",
        "another stage between them",
    ),
    (
        "departments.toml",
        'id = "zjj"',
        'id = "fgw"',
        "departments.toml: departments[fgw]",
        "duplicate department",
    ),
    (
        "tasks.toml",
        "item = 2",
        "item = 1",
        "tasks.toml: tasks[一/(1)]",
        "duplicate task",
    ),
    (
        "users.toml",
        'rank = "principal_head"',
        'rank = "organ_head"',
        "matters/ratification.toml: matters[ratification.enterprise].limits.extension",
        'nobody in "fgw" may sign as principal_head',
    ),
    (
        "users.toml",
        "91410611MA40A1B289",
        "91410611MA40A1B280",
        "users.toml: users[qiye].organisation",
        "not a credit code",
    ),
    (
        "users.toml",
        'organisation = "zwj"',
        'organisation = "gdgs"',
        "users.toml: users[chuangkou].role",
        "is a company",
    ),
    ("catalog.toml", '"410600"', '"419999"', "catalog.toml: region", "not on the list of Henan"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "words"), SEEDED, ids=[f"{s[3]} {s[4]}" for s in SEEDED]
)
def test_a_seeded_fault_is_found_with_file_and_key(
    spoil: Spoil, file: str, old: str, new: str, where: str, words: str
) -> None:
    city = spoil(file, old, new)
    faults = catalog.check(city)
    found = [fault for fault in faults if f"{fault.file}: {fault.key}" == where]

    assert any(words in fault.message for fault in found), faults
    with pytest.raises(catalog.FaultyCatalog) as refused:
        catalog.load(city)
    assert refused.value.faults == tuple(faults)


def test_one_mistake_is_told_once_and_does_not_hide_others(spoil: Spoil) -> None:
    spoil("departments.toml", 'kind = "organ"', 'kind = "organn"')
    spoil("matters/ratification.toml", 'department = "sthj"', 'department = "sthjj"')
    city = spoil("limits.toml", 'unit = "working"\n', "")

    assert [str(fault) for fault in catalog.check(city)] == [
        'departments.toml: departments[fgw].kind: unknown value "organn", did you mean "organ"?',
        'limits.toml: time_limits.licensing_notice.unit: missing key "unit"',
        "matters/ratification.toml: matters[ratification.enterprise].review.seats[sthjj]: "
        'unknown department "sthjj", did you mean "sthj"?',
    ]


def test_files_that_cannot_be_read_are_faults(city: Path) -> None:
    (city / "limits.toml").write_text("[time_limits\n", encoding="utf-8")
    (city / "tasks.toml").write_bytes(b"\xff\xfe")
    (city / "forms.toml").unlink()
    (city / "users.toml").unlink()
    (city / "users.toml").mkdir()
    (city / "chanels.toml").write_text("", encoding="utf-8")
    (city / "matters" / "deep.toml").write_text("a=" + "[" * 5000, encoding="utf-8")
    (city / "matters" / "huge.toml").write_text("a=" + "9" * 5000, encoding="utf-8")

    faults = {fault.file: fault.message for fault in catalog.check(city)}

    assert faults["limits.toml"].startswith("is not TOML")
    assert faults["tasks.toml"].startswith("is not UTF-8")
    assert faults["forms.toml"] == "is missing"
    assert faults["users.toml"].startswith("cannot be read")
    assert faults["chanels.toml"] == 'unknown file "chanels.toml", did you mean "channels.toml"?'
    assert faults["matters/deep.toml"].startswith("is not TOML")
    assert faults["matters/huge.toml"].startswith("is not TOML")


def test_a_folder_that_is_none_is_a_fault(tmp_path: Path) -> None:
    assert [f.key for f in catalog.check(tmp_path / "nowhere")] == ["(folder)"]
    assert "holds no matter" in str(catalog.check(tmp_path)[-1])


values = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 9), st.text("ab.", max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "code", "seats", "limits"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def inline(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    file=st.sampled_from(["limits.toml", "matters/filing.toml", "channels.toml", "users.toml"]),
    key=st.sampled_from(["matters", "time_limits", "suspensions", "channels", "users", "x"]),
    value=values,
)
def test_the_checker_never_raises(city: Path, file: str, key: str, value: object) -> None:
    path = city / file
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{key} = {inline(value)}\n", encoding="utf-8")
    try:
        faults = catalog.check(city)
    finally:
        path.write_text(before, encoding="utf-8")

    assert all(fault.file and fault.key and fault.message for fault in faults)


def test_a_circle_is_found_behind_a_chain() -> None:
    assert cycle({"a": ["b"], "b": ["c"], "c": ["b"], "d": []}) == ["b", "c", "b"]
    assert cycle({"a": ["b"], "b": []}) is None
    assert cycle({str(n): [str(n + 1)] for n in range(2000)}) is None
