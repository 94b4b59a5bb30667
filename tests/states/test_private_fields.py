"""What stays legible behind a mask, and that nothing else of a record changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.private_fields import (
    masked_applicant,
    masked_name,
    masked_number,
    masked_payload,
    private_in,
)

NAMES = st.text(min_size=2, max_size=30)
APPLICANT = {
    "name": "鹤壁示例企业",
    "credit_code": "91",
    "contact": "张三丰",
    "phone": "13812345678",
}


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("13812345678", "138****5678"),
        ("0392-3313131", "039****3131"),
        ("3313131", "****31"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_head_and_tail(plain: str, shown: str) -> None:
    assert masked_number(plain) == shown


@pytest.mark.parametrize(("plain", "shown"), [("张三丰", "张**"), ("欧阳丹", "欧**"), ("", "")])
def test_a_name_keeps_its_first_character(plain: str, shown: str) -> None:
    assert masked_name(plain) == shown


@given(NAMES)
def test_names_that_begin_alike_look_alike(name: str) -> None:
    assert masked_name(name) == masked_name(name[0] + "某某")


@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_at_least_four_digits_of_a_number_are_hidden_or_all_of_it(number: str) -> None:
    shown = masked_number(number).replace("*", "")

    assert len(number) - len(shown) >= min(4, len(number))


def test_of_the_applicant_only_the_contact_is_masked() -> None:
    assert masked_applicant(APPLICANT) == APPLICANT | {"contact": "张**", "phone": "138****5678"}


@given(st.dictionaries(st.sampled_from(["matter", "channel", "received_at"]), NAMES))
def test_nothing_else_of_a_payload_changes(rest: dict[str, str]) -> None:
    shown = masked_payload("received", rest | {"applicant": APPLICANT}, APPLICANT["name"])

    assert {name: value for name, value in shown.items() if name != "applicant"} == rest
    assert list(private_in("received", rest, "")) == []


@pytest.mark.parametrize("kind", ["delivered", "letter_served"])
def test_who_signed_for_a_letter_is_masked_but_not_the_enterprise(kind: str) -> None:
    served = {"method": "in_person", "recipient": "李四", "witnesses": "王五"}
    by_itself = {"method": "electronic", "recipient": APPLICANT["name"], "witnesses": ""}

    assert masked_payload(kind, served, APPLICANT["name"]) == {
        "method": "in_person",
        "recipient": "李**",
        "witnesses": "王**",
    }
    assert masked_payload(kind, by_itself, APPLICANT["name"]) == by_itself
