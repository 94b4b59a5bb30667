"""Uploads through HTTP: bounded, typed by content, and given back to those who may see them."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

import httpx
import pytest

from greenlane.story import pdf_of
from tests.api.calling import CLERK, ENTERPRISE, HANDLER, NEIGHBOUR, SUPERVISOR, Caller

PDF = "application/pdf"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NAMES = (
    "../../etc/passwd",
    "申请报告.pdf.exe",
    "a\u0000.pdf",
    ".htaccess",
    "~",
    "a/b.pdf",
    '"quote".pdf',
    "<script>alert(1)</script>.pdf",
    "𠮷.pdf",
    "file.pdf;.jpg",
    "file.docm",
    "@x.csv",
    "$(id).pdf",
    "?.pdf",
)


def archive(**parts: bytes) -> bytes:
    """A ZIP file with these parts; `__` in a name stands for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def upload(call: Caller, name: str, content: bytes, who: str = ENTERPRISE) -> httpx.Response:
    return call(who, "POST", "/documents", files={"file": (name, content, PDF)})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.pdf", SVG),
        ("drawing.svg", SVG),
        ("report.png", pdf_of("not a picture")),
        ("table.xlsx", archive(**{"xl__workbook.xml": b"0" * 10_000_000})),
        ("table.xlsx", archive(**{"..__..__etc__passwd": b"x", "xl__workbook.xml": b"x"})),
        ("table.xlsx", b"PK\x03\x04 not an archive"),
        ("archive.zip", archive(a=b"x")),
    ],
)
def test_what_is_no_document_is_refused_with_a_pointer(
    call: Caller, name: str, content: bytes
) -> None:
    answer = upload(call, name, content)

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/file"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_is_made_harmless_or_refused(call: Caller, name: str) -> None:
    answer = upload(call, name, pdf_of("x"))

    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 201:
        kept = answer.json()["filename"]
        assert kept.endswith(".pdf")
        assert not set(kept) & set("/\\\x00\n")


def test_a_document_over_twenty_megabytes_is_refused(call: Caller) -> None:
    just_over = upload(call, "big.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024))
    far_over = upload(call, "huge.pdf", b"%PDF-" + b"0" * (22 * 1024 * 1024))

    assert just_over.status_code == 422
    assert far_over.status_code == 413


def test_an_upload_that_is_no_form_is_refused(call: Caller) -> None:
    json = call(ENTERPRISE, "POST", "/documents", {"file": "x"})
    broken = call(
        ENTERPRISE,
        "POST",
        "/documents",
        content=b"--x\r\nnonsense",
        headers={"Content-Type": "multipart/form-data"},
    )
    without = call(ENTERPRISE, "POST", "/documents", files={"other": ("a.pdf", b"%PDF-", PDF)})
    text = call(ENTERPRISE, "POST", "/documents", data={"file": "x"}, files={"b": b""})
    stranger = call(None, "POST", "/documents", files={"file": ("a.pdf", pdf_of("x"), PDF)})

    assert json.status_code == 415
    assert broken.status_code == 400
    assert without.status_code == text.status_code == 422
    assert stranger.status_code == 401


def test_the_same_content_is_kept_once(call: Caller) -> None:
    first, second = upload(call, "a.pdf", pdf_of("x")), upload(call, "b.pdf", pdf_of("x"))

    assert first.json()["sha256"] == second.json()["sha256"]
    assert second.json()["filename"] == "b.pdf"


def test_a_document_is_for_its_uploader_and_for_those_who_see_its_case(call: Caller) -> None:
    case = call.do(ENTERPRISE, "POST", "/cases", call.form(), 201)
    href = case["materials"][0]["href"].removeprefix("/api/v1")
    alone = href.partition("?")[0]

    assert {who: call(who, "GET", href).status_code for who in (ENTERPRISE, CLERK, HANDLER)} == {
        ENTERPRISE: 200,
        CLERK: 200,
        HANDLER: 200,
    }
    assert call(ENTERPRISE, "GET", alone).status_code == 200
    for who in (NEIGHBOUR, "dzj.chengban"):
        assert call(who, "GET", href).status_code == 404
        assert call(who, "GET", alone).status_code == 404
    assert call(SUPERVISOR, "GET", alone).status_code == 404
    assert call(None, "GET", href).status_code == 401


def test_a_document_of_another_case_is_not_had_through_ones_own(call: Caller) -> None:
    own = call.do(NEIGHBOUR, "POST", "/cases", call.form(who=NEIGHBOUR), 201)["case_id"]
    secret = upload(call, "secret.pdf", pdf_of("secret")).json()["sha256"]

    assert call(NEIGHBOUR, "GET", f"/documents/{secret}?case_id={own}").status_code == 404
    for wrong in ("0" * 64, "..%2f..", "%00", "x" * 500):
        assert call(NEIGHBOUR, "GET", f"/documents/{wrong}").status_code == 404


def test_a_document_is_saved_and_never_shown_in_place(call: Caller) -> None:
    form = call.form()
    form["materials"][0]["filename"] = '报告"; x=\r.pdf'.replace("\r", "")
    case = call.do(ENTERPRISE, "POST", "/cases", form, 201)
    answer = call(CLERK, "GET", case["materials"][0]["href"].removeprefix("/api/v1"))
    disposition = answer.headers["Content-Disposition"]

    assert disposition.startswith("attachment; filename*=UTF-8''" + quote('报告"; x=.pdf'))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.content == pdf_of("document")


PNG_BYTES = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize(
    ("name", "content", "manner"),
    [
        ("a.pdf", pdf_of("a"), "inline"),
        ("a.png", PNG_BYTES, "inline"),
        ("a.docx", archive(**{"word__document.xml": b"x"}), "attachment"),
    ],
)
def test_a_pdf_or_image_is_shown_in_our_own_pages_alone_and_all_else_is_saved(
    call: Caller, name: str, content: bytes, manner: str
) -> None:
    sha256 = upload(call, name, content).json()["sha256"]
    answer = call(ENTERPRISE, "GET", f"/documents/{sha256}?inline=true")
    policy = answer.headers["Content-Security-Policy"]

    assert answer.headers["Content-Disposition"].startswith(manner)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert ("frame-ancestors 'self'" in policy) == (manner == "inline")
    assert answer.content == content


def test_a_document_to_read_is_as_secret_as_one_to_save(call: Caller) -> None:
    case = call.do(ENTERPRISE, "POST", "/cases", call.form(), 201)
    href = case["materials"][0]["href"].removeprefix("/api/v1")

    assert call(NEIGHBOUR, "GET", f"{href}&inline=true").status_code == 404
    assert call(None, "GET", f"{href}&inline=true").status_code == 401
