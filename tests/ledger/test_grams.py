"""Words folded alike, and every part of a text found by its grams."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.grams import content_of, excerpt, folded, grams, grams_asked, lines_of_page, terms_of

NAMES = st.text(
    st.one_of(
        st.sampled_from("鹤壁宏图镁业有限公司年产吨，。（）ＡＢ１２ ab12-./%_'\"*　\u00a0\u200b\n"),
        st.characters(codec="utf-8"),
    ),
    min_size=2,
    max_size=40,
)


@st.composite
def parts(draw: st.DrawFn) -> tuple[str, str]:
    """A text and a part of it of two signs or more, cut where no accent leaves its letter."""
    text = unicodedata.normalize("NFC", draw(NAMES.filter(lambda made: len(made) > 1)))
    if len(text) < 2:
        text += "鹤壁"
    begin = draw(st.integers(0, len(text) - 2))
    end = draw(st.integers(begin + 2, len(text)))
    part = text[begin:end]
    whole = unicodedata.normalize("NFC", part)
    return text, part if whole == part else text


@given(parts())
@example(("项目 2603-410611-04-01-123456 已受理", "410611-04"))
@example(("ＡＢＣ１２３", "BC12"))
@example(("鹤 壁", " 壁"))
def test_each_text_is_found_by_each_part_of_it(given_: tuple[str, str]) -> None:
    text, part = given_
    content = content_of([text])
    held = grams(content)

    for term in terms_of(part):
        assert term in content
        assert set(grams_asked(term)) <= held
        assert any(piece.is_hit for piece in excerpt(text, [term]))


@given(NAMES, st.text(st.sampled_from("鹤壁宏图ab12-"), min_size=1, max_size=6))
def test_an_excerpt_marks_what_stands_in_the_text_and_nothing_else(text: str, words: str) -> None:
    terms = terms_of(words)
    pieces = excerpt(text, terms)
    marked = [piece.text for piece in pieces if piece.is_hit]

    assert bool(marked) == any(term in folded(text).text for term in terms)
    for one in marked:
        assert any(folded(one).text in term or term in folded(one).text for term in terms)


@given(NAMES, NAMES)
def test_a_text_without_the_word_has_not_all_its_grams_or_is_read_again(a: str, b: str) -> None:
    """Grams may propose too much, never too little."""
    content = content_of([a])
    for term in terms_of(b):
        if not set(grams_asked(term)) <= grams(content):
            assert term not in content


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("ａｂｃ１２３", "ABC123"),
        ("91410611ma40a1b289", "９１４１０６１１ＭＡ４０Ａ１Ｂ２８９"),
        ("鹤壁 宏图", "鹤壁　宏图"),
        ("鹤壁宏图", "鹤壁 宏图"),
        ("鹤壁宏图", "鹤\u200b壁\u00a0宏\ufeff图"),
        ("鹤\u3164壁", "鹤壁"),
        ("project\u2003twelve", "Project  Twelve"),
        ("〔2026〕7号", "鹤发改征〔２０２６〕７号"),
        ("STRASSE", "Straße"),
        ("cafe\u0301", "CAFÉ"),
        ("㎡", "m2"),
    ],
)
def test_width_case_and_spaces_make_no_difference(typed: str, stands: str) -> None:
    content = content_of([stands])

    assert terms_of(typed)
    assert all(term in content for term in terms_of(typed))


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "\u200b\u200d", "\u3164", "\n\t"])
def test_what_cannot_be_seen_asks_for_nothing(typed: str) -> None:
    assert terms_of(typed) == ()


def test_no_hit_reaches_from_one_line_into_the_next() -> None:
    content = content_of(["鹤壁", "宏图"])

    assert "壁宏" not in grams(content)
    assert "壁宏" not in content


def test_rare_signs_of_names_are_searched() -> None:
    """Signs newer than the table of Python, and those of a private area."""
    for sign in ("\U00030edd", "\U000323af", "\ue815"):
        assert terms_of(f"王{sign}") == (f"王{sign}",)


def test_an_excerpt_shows_what_is_around_the_first_hit() -> None:
    text = "甲" * 40 + "Ｈｅｂｉ" + "乙" * 80
    shown = excerpt(text, terms_of("hebi"))

    assert [piece.text for piece in shown] == ["…", "甲" * 18, "Ｈｅｂｉ", "乙" * 36, "…"]
    assert [piece.is_hit for piece in shown] == [False, False, True, False, False]


def test_a_sealed_page_is_read_without_its_style_and_head() -> None:
    html = (
        "<html><head><title>不读</title><style>.a{}</style></head><body><p>鹤发改<b>征</b></p>"
        "<p>第二 行 &amp; 完</p></body></html>"
    )

    assert lines_of_page(html) == ("鹤发改征", "第二 行 & 完")
