"""Codes: what is right, what is doubtful, what is refused, and that nothing crashes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from catalog import code_lists, codes

REAL = Path(__file__).parents[1] / "data" / "cn_real"
FICTIONAL = (
    "91410611MA40A1B289",
    "91410600MA3X00T156",
    "91410711MA9K7Q5H15",
    "91411702MA45WXY855",
    "91410771MA47D0E356",
)


def rows(name: str) -> list[dict[str, str]]:
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


VALID_CREDIT = tuple(row["uscc"] for row in rows("uscc_valid_sample.csv"))
NEW_PROJECT_CODES = tuple(
    row["project_code"]
    for row in rows("project_codes_sample.csv")
    if row["check_digit"] == "校验位正确"
)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


@pytest.mark.parametrize("code", [*VALID_CREDIT, *FICTIONAL])
def test_a_right_credit_code_passes_both_checks(code: str) -> None:
    verdict = codes.check("credit", code)

    assert (verdict.status, verdict.normalized) == ("valid", code)


@pytest.mark.parametrize("row", rows("uscc_invalid_sample.csv"), ids=lambda row: row["value"])
def test_every_known_bad_credit_code_is_refused_or_normalised(row: dict[str, str]) -> None:
    verdict = codes.check("credit", row["value"])

    if row["expected_valid"] == "normalize":
        assert (verdict.status, verdict.normalized) == ("warning", row["source"])
    else:
        assert (verdict.status, verdict.normalized) == ("invalid", None)


def test_blanks_around_a_credit_code_warn_and_blanks_inside_are_refused() -> None:
    assert codes.check("credit", f" {FICTIONAL[0]}\u3000\n").status == "warning"
    assert codes.check("credit", "91410611 MA40A1B289").status == "invalid"


def test_the_inner_check_counts_even_where_the_outer_one_is_right() -> None:
    body = "91410611MA40A1B27"
    outer_right = body + uscc.calc_check_digit(body)

    verdict = codes.check("credit", outer_right)

    assert verdict.status == "invalid"
    assert "GB 11714" in verdict.reason_en


def test_registrars_that_are_letters_are_known() -> None:
    inner = "N2410611" + "MF123456" + codes.body_check("MF123456")

    assert codes.check("credit", inner + uscc.calc_check_digit(inner)).status == "valid"


@given(
    st.sampled_from(VALID_CREDIT + FICTIONAL),
    st.integers(0, 17),
    st.sampled_from(codes.CREDIT_ALPHABET),
)
def test_one_wrong_character_is_always_caught(code: str, place: int, character: str) -> None:
    mutant = code[:place] + character + code[place + 1 :]

    assert (codes.check("credit", mutant).status == "valid") is (mutant == code)


@given(st.sampled_from(VALID_CREDIT + FICTIONAL), st.integers(0, 16))
def test_two_swapped_neighbours_are_always_caught(code: str, place: int) -> None:
    mutant = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (codes.check("credit", mutant).status == "valid") is (mutant == code)


@pytest.mark.parametrize("row", rows("project_codes_sample.csv"), ids=lambda r: r["project_code"])
def test_real_project_codes(row: dict[str, str]) -> None:
    verdict = codes.check("project", row["project_code"])

    if row["grammar"] == "格式不符":
        assert verdict.status == "invalid"
        expected = "masked" if "*" in row["project_code"] else "before 2016"
        assert expected in verdict.reason_en
    else:
        assert verdict.status == "valid"


@given(st.sampled_from(NEW_PROJECT_CODES), st.integers(19, 23), st.sampled_from("0123456789"))
def test_a_wrong_digit_in_a_project_code_warns_and_never_refuses(
    code: str, place: int, digit: str
) -> None:
    mutant = code[:place] + digit + code[place + 1 :]

    assert codes.check("project", mutant).status == ("valid" if mutant == code else "warning")


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("22084401060401848098", "warning", "normalising"),
        (full_width("2208-440106-04-01-848098"), "warning", "normalising"),
        ("2208-440106-04-01-84****", "invalid", "masked"),
        ("2213-440106-04-01-848098", "invalid", "neither a year"),
        ("2021-440106-04-01-848098", "invalid", "neither a year"),
        ("2018-410611-47-03-012345", "valid", "2015-2020"),
        ("2018-410611-98-03-012345", "warning", "unknown division"),
        ("2018-410611-47-09-012345", "warning", "unknown regime"),
        ("2018-419999-47-03-012345", "warning", "not on our list"),
        ("1905-440106-04-01-848098", "warning", "older"),
        ("豫鹤淇滨制造[2015]12345", "invalid", "before 2016"),
        ("2208-440106-04-848098", "invalid", "malformed"),
        ("２２０８", "invalid", "malformed"),
        ("𝟐𝟐𝟎𝟖-440106-04-01-848098", "invalid", "malformed"),
        ("", "invalid", "empty"),
    ],
)
def test_shapes_of_project_codes(code: str, status: str, reason: str) -> None:
    verdict = codes.check("project", code)

    assert verdict.status == status
    assert reason in verdict.reason_en


def test_the_first_months_of_the_present_rule_are_new_style() -> None:
    assert codes.check("project", "2011-410611-04-01-123450").details["time"] == "2011"
    assert codes.check("project", "2020-410611-04-01-123456").details["shape"] == "2015-2020"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("410611", "valid"),
        ("410000", "valid"),
        ("410671", "warning"),
        ("410728", "warning"),
        ("419999", "invalid"),
        ("440106", "warning"),
        ("990000", "invalid"),
        ("41061", "invalid"),
        ("\u0664\u0661\u0660\u0666\u0661\u0661", "invalid"),
    ],
)
def test_regions(code: str, status: str) -> None:
    assert codes.check("region", code).status == status


@pytest.mark.parametrize(
    ("code", "status", "section"),
    [
        ("2614", "valid", "C"),
        ("C2614", "valid", "C"),
        ("26", "valid", "C"),
        ("C", "valid", "C"),
        ("c2614", "warning", "C"),
        ("B2614", "invalid", None),
        ("2699999", "invalid", None),
        ("98", "invalid", None),
        ("\u017f", "invalid", None),
    ],
)
def test_industries(code: str, status: str, section: str | None) -> None:
    verdict = codes.check("industry", code)

    assert (verdict.status, verdict.details.get("section")) == (status, section)


def test_every_listed_industry_and_region_is_valid() -> None:
    regions = {c: codes.check("region", c).status for c in code_lists.regions()}
    industries = {codes.check("industry", number).status for number in code_lists.industries()}

    assert industries == {"valid"}
    assert sorted(c for c, status in regions.items() if status != "valid") == [
        "410671",
        "410728",
        "410771",
        "410772",
        "410773",
        "411771",
    ]


@given(
    st.sampled_from(sorted(codes.CHECKS)),
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="0123456789-ABXxＡ１ *豫[]𝟐\x00\n", max_size=30),
        st.none(),
        st.integers(),
        st.binary(max_size=8),
    ),
)
def test_whatever_is_given_the_answer_is_one_line(kind: str, value: object) -> None:
    verdict = codes.check(kind, value)
    lines = [codes.explain(verdict, lang) for lang in ("zh", "en")]

    assert all(line.startswith(("valid ", "warning ", "invalid ")) for line in lines)
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert (verdict.normalized is None) is (verdict.status == "invalid")


@pytest.mark.parametrize("kind", codes.CHECKS)
def test_huge_and_broken_values_are_refused(kind: str) -> None:
    for value in ("9" * 10_000_000, "\ud800" * 18, "9" * 201, 10**5000):
        verdict = codes.check(kind, value)

        assert verdict.status == "invalid"
        codes.explain(verdict).encode()


def test_an_unknown_kind_names_the_nearest_one() -> None:
    with pytest.raises(ValueError, match='did you mean "credit"'):
        codes.check("credits", "x")
