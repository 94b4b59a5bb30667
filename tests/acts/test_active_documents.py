"""A document that acts when it is opened is refused, and why is said; a quiet one is kept."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from acts import active, documents
from acts.active import active_in_pdf
from acts.problems import Invalid
from greenlane.story import pdf_of
from tests.playing import Play

FUZZ = Path(__file__).parents[1] / "data" / "fuzz"
FILES = {path.name: path.read_bytes() for path in (FUZZ / "files").iterdir()}
SCRIPT = b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>"


def with_object(text: bytes) -> bytes:
    return b"%PDF-1.4\n1 0 obj\n" + text + b"\nendobj\ntrailer<</Root 1 0 R>>"


def packed(text: bytes) -> bytes:
    """A PDF whose object stands in a packed stream of objects."""
    stream = zlib.compress(text)
    head = b"5 0 obj\n<</Type /ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\n" % len(stream)
    return b"%PDF-1.5\n" + head + b"stream\r\n" + stream + b"\nendstream\nendobj\n"


def office(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", with_object(SCRIPT), "/JavaScript"),
        ("a.pdf", with_object(b"<</S/Java#53cript/J#53(x)>>"), "/JavaScript"),
        ("a.pdf", with_object(b"<</S /JS (x)>>"), "/JS"),
        ("a.pdf", with_object(b"<</S/Launch/F(cmd.exe)>>"), "/Launch"),
        ("a.pdf", with_object(b"<</Type/EmbeddedFile>>"), "/EmbeddedFile"),
        ("a.pdf", packed(b"9 0 " + SCRIPT), "/JavaScript"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "vbaproject.bin"),
        ("a.xlsx", office("xl/workbook.xml", "xl/activeX/activeX1.xml"), "activex1.xml"),
    ],
)
def test_what_runs_when_it_is_opened_is_refused_and_named(
    play: Play, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        play.act(documents.store, name, content, by="qiye")

    assert refused.value.problems[0].pointer == "/file"
    assert why in refused.value.problems[0].en
    assert why in refused.value.problems[0].zh


@pytest.mark.parametrize(
    "content",
    [
        pdf_of("quiet"),
        with_object(b"<</OpenAction[1 0 R/Fit]/JSON(x)/Launcher 1>>"),
        b"%PDF-1.4\n1 0 obj<</Length 9>>stream\n/JS /XFA \nendstream\nendobj",
        packed(b"9 0 <</Type/Page>>"),
        b"%PDF-1.5\n5 0 obj<</Type/ObjStm>>stream\nnot packed\nendstream",
    ],
)
def test_a_quiet_document_is_kept(play: Play, content: bytes) -> None:
    assert play.act(documents.store, "a.pdf", content, by="qiye").size == len(content)


def test_a_stream_that_unpacks_without_end_is_read_to_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = packed(b" " * 10_000 + SCRIPT)

    assert active_in_pdf(content) == "/JavaScript"
    monkeypatch.setattr(active, "UNPACKED_BYTES_MAX", 9_000)
    assert active_in_pdf(content) is None


@pytest.mark.parametrize(
    ("file", "names", "kept"),
    [
        ("pdf_ok.pdf", ["a.pdf"], True),
        ("xlsx_ok.xlsx", ["a.xlsx"], True),
        ("svg_script.svg", ["a.svg", "a.pdf", "a.png"], False),
        ("zip_bomb_flat_10MB.zip", ["a.zip", "a.docx", "a.xlsx"], False),
        ("zip_slip.zip", ["a.zip", "a.docx", "a.xlsx"], False),
    ],
)
def test_the_hostile_files_are_judged_by_their_content(
    play: Play, file: str, names: list[str], kept: bool
) -> None:
    for name in names:
        if kept:
            stored = play.act(documents.store, name, FILES[file], by="qiye")
            assert play.read(lambda o, s=stored: documents.fetch(o, s.sha256))[0] == FILES[file]
        else:
            with pytest.raises(Invalid):
                play.act(documents.store, name, FILES[file], by="qiye")


def test_every_hostile_name_is_refused_or_becomes_a_plain_one(play: Play) -> None:
    for name in json.loads((FUZZ / "upload_filenames_sample.json").read_text("utf-8")):
        try:
            stored = play.act(documents.store, name, FILES["pdf_ok.pdf"], by="qiye")
        except Invalid:
            continue
        assert stored.filename.endswith(".pdf")
        assert not set("/\\\x00\r\n") & set(stored.filename)
        assert not stored.filename.startswith(".")
