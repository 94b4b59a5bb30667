"""Letters: what each must say, what none may say, and that no gap is ever printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates import (
    LETTER_KINDS,
    LetterFactsInvalid,
    UnknownLetterKind,
    letter_pdf,
    letter_style_hash,
    letter_text,
    render_letter,
)
from templates.glyphs import covered, printable
from templates.i18n import LANGUAGES
from templates.letter_facts import FACTS_OF
from templates.letter_facts.base import visible
from templates.sheets import FORMS
from tests.templates.samples import SAMPLES, sample

GOLDEN = Path(__file__).parent / "golden"
LETTERS = Path(__file__).parents[2] / "templates" / "letters"
SEAL_WORDS = {"special": ["行政审批专用章"], "own": ["印章"], "none": []}
HOSTILE = (
    "#strong[x] *b* _i_ $x^2$ @ref \\u{41} //c /*c*/ `raw` <label>",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} {0} {name}",
    "A" * 500,
    "𠮷野𠀀𪚥",
    "🙂👨‍👩‍👧",
    "مرحبا שלום",
    "a\x00b\x07c\x1b[31m",
    "ab\u202edc\u2066x",
    "\ud800 lone",
    "\uffff\ufdd0",
    "\ue000 private",
    "一\r\n二\u2028三",
    '’"&<>',
)


def paths(facts: dict[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every field of the facts, groups included."""
    for name, value in facts.items():
        yield (*prefix, name)
        if isinstance(value, dict):
            yield from paths(value, (*prefix, name))


def holder(facts: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The mapping that the last name of the path stands in."""
    for name in path[:-1]:
        facts = facts[name]
    return facts


FIELDS = [(kind, path) for kind in LETTER_KINDS for path in paths(sample(kind))]
FIELD_IDS = [f"{kind}:{'.'.join(path)}" for kind, path in FIELDS]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_the_letter_reads_as_its_golden_file(kind: str, lang: str) -> None:
    """A changed word is a changed letter: see write_golden.py, and read the diff."""
    expected = (GOLDEN / f"{kind}.{lang}.html").read_text(encoding="utf-8")

    assert expected == render_letter(kind, sample(kind), lang)


def test_every_kind_has_facts_a_form_and_nothing_is_left_over() -> None:
    """The three tables speak of the same letters, and golden files too."""
    named = {f"{kind}.{lang}.html" for kind in LETTER_KINDS for lang in LANGUAGES}

    assert set(FACTS_OF) == set(FORMS) == set(SAMPLES)
    assert named == {path.name for path in GOLDEN.iterdir()}


@pytest.mark.parametrize(("kind", "path"), FIELDS, ids=FIELD_IDS)
def test_a_missing_fact_is_an_error_that_names_it(kind: str, path: tuple[str, ...]) -> None:
    """No letter is printed with a blank."""
    facts = sample(kind)
    del holder(facts, path)[path[-1]]

    if path[-1] in SAMPLES[kind].optional:
        assert render_letter(kind, facts)
    else:
        with pytest.raises(LetterFactsInvalid) as error:
            render_letter(kind, facts)
        assert ".".join(path) in error.value.problems


@pytest.mark.parametrize("kind", LETTER_KINDS)
@pytest.mark.parametrize("group", [(), ("letter",), ("organ",), ("case",), ("applicant",)])
def test_an_unknown_fact_is_an_error_that_names_it(kind: str, group: tuple[str, ...]) -> None:
    """A misspelt fact would otherwise be lost in silence."""
    facts = sample(kind)
    holder(facts, (*group, "x"))["misspelt"] = "x"

    with pytest.raises(LetterFactsInvalid) as error:
        render_letter(kind, facts)
    assert ".".join((*group, "misspelt")) in error.value.problems


@pytest.mark.parametrize("blank", ["", "  ", "\n", None])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("refusal", "reasons"),
        ("refusal", "facts_found"),
        ("refusal", "basis"),
        ("acceptance_refusal", "reasons"),
        ("not_needed", "reasons"),
        ("extension", "reasons"),
        ("extension", "approver"),
        ("grant", "content"),
        ("special_procedure", "basis"),
    ],
)
def test_what_the_law_wants_said_may_not_be_empty(kind: str, name: str, blank: str | None) -> None:
    """A refusal without reasons cannot even be built (Administrative Licensing Law art. 38)."""
    with pytest.raises(LetterFactsInvalid, match=name):
        render_letter(kind, sample(kind) | {name: blank})


def test_errors_do_not_repeat_personal_data() -> None:
    """Errors end up in logs."""
    facts = sample("refusal") | {"decided_on": "李晓梅的日期"}

    with pytest.raises(LetterFactsInvalid) as error:
        letter_pdf("refusal", facts)
    assert "李晓梅" not in str(error.value)


@pytest.mark.parametrize("kind", [kind for kind, of in SAMPLES.items() if of.remedies])
@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("行政复议", "行政诉讼")), ("en", ("reconsideration", "suit"))],
)
def test_who_is_turned_away_is_told_the_remedies(
    kind: str, lang: str, words: tuple[str, ...]
) -> None:
    """Sixty days for reconsideration, six months for a suit (LAW B6.2)."""
    text = letter_text(kind, sample(kind), lang)

    assert [] == [word for word in words if word not in text]


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_only_refusals_speak_of_remedies(kind: str) -> None:
    """Where nothing is refused there is nothing to sue about."""
    told = "行政诉讼" in letter_text(kind, sample(kind))

    assert told == SAMPLES[kind].remedies


def test_the_filing_certificate_grants_nothing_and_does_not_expire() -> None:
    """A record filing has no decision and no validity (LAW B2.2, B6.2)."""
    zh = letter_text("filing_certificate", sample("filing_certificate"), "zh")
    en = letter_text("filing_certificate", sample("filing_certificate"), "en").lower()
    forbidden_zh = (
        "批准",
        "核准",
        "准予",
        "同意",
        "许可",
        "审批",
        "审查",
        "有效期",
        "通过",
        "决定",
    )
    forbidden_en = ("approv", "grant", "permit", "valid", "licen", "decision", "decided")

    assert [] == [word for word in forbidden_zh if word in zh]
    assert [] == [word for word in forbidden_en if word in en]
    assert "打印件" in zh and "print-out" in en


@pytest.mark.parametrize("name", ["validity", "decided_on", "approver", "conditions"])
def test_the_filing_certificate_has_no_place_for_a_decision(name: str) -> None:
    """Not even by accident."""
    with pytest.raises(LetterFactsInvalid, match=name):
        render_letter("filing_certificate", sample("filing_certificate") | {name: "2028-03-01"})


def test_a_project_code_that_is_not_issued_is_said_so() -> None:
    """The national platform issues it; the certificate does not wait for it."""
    facts = sample("filing_certificate")
    facts["case"]["project_code"] = None

    assert "尚未赋码" in letter_text("filing_certificate", facts)


def test_a_filing_without_the_declaration_gets_no_certificate() -> None:
    """The declaration is the fourth group of information (Order 673 art. 13)."""
    facts = sample("filing_certificate")
    facts["groups"]["declaration"] = False

    with pytest.raises(LetterFactsInvalid, match="declaration"):
        render_letter("filing_certificate", facts)


@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_each_letter_bears_the_seal_the_law_wants(kind: str) -> None:
    """The special seal for intake, the organ's own for what it decides (LAW B11.25)."""
    seal = re.findall(r'<p class="seal">(.*?)</p>', render_letter(kind, sample(kind)))

    assert SEAL_WORDS[SAMPLES[kind].seal] == seal


def test_a_provisional_last_day_is_called_provisional() -> None:
    """暂定, and why."""
    facts = sample("acceptance")

    assert "暂定" not in letter_text("acceptance", facts)
    assert "最后一日暂定为2026年4月2日" in letter_text("acceptance", facts | {"provisional": True})
    assert "provisionally 2 April 2026" in letter_text(
        "acceptance", facts | {"provisional": True}, "en"
    )


@pytest.mark.parametrize(
    ("mode", "owed", "says"),
    [
        ("normal", [], "现予受理"),
        ("tolerant", ["审计报告"], "容缺受理"),
        ("deemed", [], "即为受理"),
    ],
)
def test_the_acceptance_says_how_it_came_about(mode: str, owed: list[str], says: str) -> None:
    """Normally, with materials to follow, or by silence."""
    facts = sample("acceptance") | {"mode": mode, "owed_materials": owed}
    text = letter_text("acceptance", facts)

    assert says in text
    assert [] == [material for material in owed if material not in text]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "tolerant", "owed_materials": []},
        {"mode": "normal", "owed_materials": ["审计报告"]},
        {"provisional": "yes"},
        {"days": "20"},
        {"days": True},
        {"unit": "weeks"},
        {"last_on": "2026-4-2"},
        {"last_on": 20260402},
        {"last_on": "2026-02-30"},
    ],
)
def test_contradictory_or_malformed_facts_are_refused(wrong: dict[str, Any]) -> None:
    """Facts come from acts; a letter still does not trust them."""
    with pytest.raises(LetterFactsInvalid):
        render_letter("acceptance", sample("acceptance") | wrong)


def test_silence_is_consent_only_with_a_source() -> None:
    """Both halves stand or fall together (LAW B1.6)."""
    facts = sample("opinion_request")
    silent = facts | {"silence": "none", "deemed_source": None}

    assert "视为同意（《企业投资项目核准和备案管理办法》" in letter_text("opinion_request", facts)
    assert "不作为同意处理" in letter_text("opinion_request", silent)
    for wrong in (silent | {"silence": "deemed"}, facts | {"silence": "none"}):
        with pytest.raises(LetterFactsInvalid, match="deemed_source"):
            render_letter("opinion_request", wrong)


def test_a_correction_notice_threatens_with_nothing() -> None:
    """The law sets no time limit for the supplement and no deemed withdrawal (LAW B1.8)."""
    text = letter_text("correction", sample("correction"))

    assert [] == [word for word in ("逾期", "视为撤回", "视为放弃", "退回") if word in text]


@pytest.mark.parametrize("kind", ["extension", "special_procedure"])
def test_a_new_last_day_is_never_before_the_old(kind: str) -> None:
    """An extension that shortens is a mistake."""
    with pytest.raises(LetterFactsInvalid, match="new_last_on"):
        render_letter(kind, sample(kind) | {"new_last_on": "2026-04-01"})


@pytest.mark.parametrize("kind", ["acceptance", "grant", "refusal", "extension", "not_needed"])
def test_approval_of_government_investment_is_not_called_a_permit(kind: str) -> None:
    """审批 is not 行政许可; its letters have their own words."""
    facts = sample(kind)
    facts["case"]["regime"] = "approval"
    if "basis" in facts:
        facts["basis"] = "《政府投资条例》"

    assert "行政许可" not in letter_text(kind, facts)
    assert "permit" not in letter_text(kind, facts, "en").lower()


def test_a_letter_of_another_kind_is_refused() -> None:
    """The kind in the facts is the kind that is printed."""
    with pytest.raises(LetterFactsInvalid, match=r"letter\.kind"):
        render_letter("grant", sample("grant") | {"letter": sample("refusal")["letter"]})
    with pytest.raises(UnknownLetterKind, match="invoice"):
        letter_pdf("invoice", {})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_the_same_facts_give_the_same_pdf(kind: str, lang: str) -> None:
    """Byte for byte, dated by the letter and by no clock."""
    made = letter_pdf(kind, sample(kind), lang)

    assert made.startswith(b"%PDF-1.7") and made == letter_pdf(kind, sample(kind), lang)
    assert b"pdfaid:part>2<" in made
    assert b"CreateDate>2026-03-05T00:00:00Z<" in made and b"/ModDate(D:20260305000000Z)" in made


def test_another_process_makes_the_same_pdf() -> None:
    """Nothing of the process, the folder or the hash seed shows in the file."""
    program = (
        "import sys; from tests.templates.samples import sample; "
        "from templates import letter_pdf;"
        "sys.stdout.buffer.write(letter_pdf('correction', sample('correction')))"
    )
    root = Path(__file__).parents[2]
    made = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=LETTERS,
        env={"PYTHONPATH": str(root), "PYTHONHASHSEED": "7", "TZ": "UTC"},
    ).stdout

    assert letter_pdf("correction", sample("correction")) == made


def test_another_word_makes_another_pdf() -> None:
    """What was written is really in the file."""
    facts = sample("refusal")

    assert letter_pdf("refusal", facts) != letter_pdf("refusal", facts | {"reasons": "另一理由"})


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_the_pdf_says_what_the_html_says(kind: str, tmp_path: Path) -> None:
    """Number, title, date and every paragraph, read back from the PDF."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter_pdf(kind, sample(kind)))
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout
    signs = {sign for sign in read.decode() if not sign.isspace()}
    plain = re.sub(r"\s", "", read.decode())
    said = letter_text(kind, sample(kind))

    assert f"鹤发改{sample(kind)['letter']['number'][3:]}" in plain
    assert "2026年3月5日" in plain
    assert set() == {sign for sign in said if not sign.isspace()} - signs - set("|:")


@pytest.mark.parametrize("hostile", HOSTILE, ids=[ascii(text)[:24] for text in HOSTILE])
def test_hostile_text_is_text(hostile: str) -> None:
    """Nothing a person writes is markup, and nothing breaks the letter."""
    facts = sample("correction")
    facts["applicant"]["name"] = facts["case"]["project_name"] = hostile
    facts["items"] = [{"about": hostile, "problem": hostile, "remedy": hostile}]
    html = render_letter("correction", facts)

    assert letter_pdf("correction", facts).startswith(b"%PDF")
    assert "<script" not in html and "49" not in letter_text("correction", facts)
    assert [] == [sign for sign in html if unicodedata.category(sign) == "Cc" and sign != "\n"]


def test_control_characters_are_replaced_in_sight() -> None:
    """They do not vanish: what was sealed shows that something stood there."""
    facts = sample("refusal") | {"reasons": "不\x00符\u202e合"}

    assert "不\ufffd符\ufffd合" in render_letter("refusal", facts)


def test_what_the_font_lacks_is_printed_by_its_code_point() -> None:
    """A name is never printed as an empty box."""
    assert "𠮷野" == printable("𠮷野")
    assert "李〔U+1F642 U+1F643〕" == printable("李🙂🙃")
    assert "〓" == printable("\ufffd")


@given(st.text())
def test_all_that_is_printed_has_a_glyph(text: str) -> None:
    """After `visible` and `printable` nothing is left that the font cannot show."""
    lacking = [s for s in printable(visible(text)) if s not in "\n\u200b" and not covered(s)]

    assert [] == lacking


def pdf_or_problems(kind, facts):
    try:
        return letter_pdf(kind, facts)
    except LetterFactsInvalid as error:
        return list(error.problems)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_any_text_either_makes_a_pdf_or_is_refused_as_empty(text: str) -> None:
    """The typesetter never falls over what people write."""
    facts = sample("refusal") | {"reasons": text}

    made = pdf_or_problems("refusal", facts)

    if isinstance(made, bytes):
        assert made.startswith(b"%PDF")
    else:
        assert made == ["reasons"]
        assert not text.strip()


def test_a_list_of_several_pages_is_printed_whole() -> None:
    """Two hundred items, each line of the table on some page."""
    facts = sample("correction")
    facts["items"] = [
        {"about": f"材料{n}", "problem": "缺少签字页。" * 5, "remedy": "补齐。"} for n in range(200)
    ]

    assert len(letter_pdf("correction", facts)) > 2 * len(
        letter_pdf("correction", sample("correction"))
    )
    assert "材料199" in render_letter("correction", facts)


def test_templates_hold_no_rule() -> None:
    """An `if` in a letter only asks whether a part is there; there is no `else`."""
    source = "".join(path.read_text(encoding="utf-8") for path in LETTERS.glob("*.j2"))
    conditions = re.findall(r"\{%-?\s*(?:el)?if\s+(.*?)\s*-?%\}", source)

    assert [] == [asked for asked in conditions if not re.fullmatch(r"[a-z]+\.[a-z]+", asked)]
    assert conditions and "else" not in source


def test_the_style_can_be_allowed_by_its_hash() -> None:
    """The style in the letter is byte for byte the one whose hash the policy names."""
    style = (LETTERS / "letter.css").read_text(encoding="utf-8")

    assert f"<style>{style}</style>" in render_letter("grant", sample("grant"))
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", letter_style_hash())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_a_letter_loads_nothing(kind: str, lang: str) -> None:
    """One file for the archive: no script, no image, no address."""
    html = render_letter(kind, sample(kind), lang)

    assert not re.search(r"<(script|img|link|iframe)|https?:|url\(|@import", html)
