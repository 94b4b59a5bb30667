"""Uploads: typed by content, named safely, refused clearly."""

from __future__ import annotations

import io
import zipfile

import pytest

from acts import accounts, documents
from acts.forms import MaterialForm
from acts.problems import Invalid
from tests.playing import Play

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7\n", documents.PDF),
        ("照片.PNG", PNG, documents.PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0", documents.JPEG),
        ("a.docx", archive(word__document_xml=b"", **{"word/document.xml": b"x"}), documents.DOCX),
        ("a.xlsx", archive(**{"xl/workbook.xml": b"x"}), documents.XLSX),
    ],
)
def test_the_five_kinds_are_known_by_content(
    play: Play, name: str, content: bytes, media_type: str
) -> None:
    stored = play.act(documents.store, name, content, by="qiye")

    assert stored.media_type == media_type
    assert play.read(lambda o: documents.fetch(o, stored.sha256)) == (content, media_type)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("a.pdf", b"MZ\x90\x00"),
        ("report.pdf.exe", b"%PDF-1.4"),
        ("a.png", b"%PDF-1.4"),
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.xlsx", b"PK\x03\x04 not really"),
        ("bomb.xlsx", archive(**{"xl/workbook.xml": b"0" * 10_000_000})),
        ("slip.docx", archive(**{"word/document.xml": b"x", "../../etc/passwd": b"x"})),
        (".htaccess", b"%PDF-1.4"),
        ("~", b"%PDF-1.4"),
    ],
)
def test_anything_else_is_refused_at_the_file_field(play: Play, name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        play.act(documents.store, name, content, by="qiye")

    assert refused.value.problems[0].pointer == "/file"


def test_an_oversized_upload_is_refused(play: Play) -> None:
    content = b"%PDF-1.4" + b"0" * documents.UPLOAD_BYTES_MAX

    with pytest.raises(Invalid):
        play.act(documents.store, "a.pdf", content, by="qiye")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/a.pdf", "a.pdf"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("𠮷.pdf", "𠮷.pdf"),
        ('"quote".pdf', '"quote".pdf'),
    ],
)
def test_names_lose_their_paths_and_control_characters(sent: str, kept: str) -> None:
    assert documents.clean_filename(sent) == kept


def test_passwords_are_hashed_and_sessions_end(play: Play) -> None:
    user = play.actor("qiye")
    with play.house.ledger.writing() as session:
        accounts.open_account(play.house.office(session), user, "correct horse battery")

    assert play.read(
        lambda o: accounts.is_right(accounts.account_of(o, "qiye"), "correct horse battery")
    )
    assert not play.read(lambda o: accounts.is_right(accounts.account_of(o, "qiye"), "wrong"))
    assert not play.read(lambda o: accounts.is_right(accounts.account_of(o, "nobody"), "wrong"))
    token = play.act(accounts.sign_in, "qiye")
    now = play.clock.now()
    assert play.read(lambda o: accounts.who(o, token, now=now)) == user
    later = now + accounts.SESSION_LASTS
    assert play.read(lambda o: accounts.who(o, token, now=later)) is None
    with play.house.ledger.writing() as session:
        accounts.sign_out(play.house.office(session), token)
    assert play.read(lambda o: accounts.who(o, token, now=now)) is None


def test_knowing_a_strangers_hash_gives_no_right_to_the_document(play: Play) -> None:
    theirs = play.act(documents.store, "secret.pdf", b"%PDF-1.4 theirs", by="qiye2")
    stolen = MaterialForm(id="project_application", filename="a.pdf", sha256=theirs.sha256)

    with pytest.raises(Invalid) as refused:
        play.received(materials=(stolen,))

    assert refused.value.problems[0].pointer == "/materials/0/sha256"


def test_two_who_bring_the_same_document_both_may_file_it(play: Play) -> None:
    content = b"%PDF-1.4 a public standard"
    first = play.act(documents.store, "a.pdf", content, by="qiye2")
    second = play.act(documents.store, "b.pdf", content, by="qiye")

    assert first.sha256 == second.sha256
    material = MaterialForm(id="project_application", filename="b.pdf", sha256=second.sha256)
    assert play.received(materials=(material,)).materials[0].sha256 == second.sha256
