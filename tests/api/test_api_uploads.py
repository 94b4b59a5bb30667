"""Uploads in pieces: taken up where they broke off, checked when whole, nobody else's."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from greenlane.story import pdf_of
from tests.api.calling import ENTERPRISE, NEIGHBOUR, Caller

OCTETS = {"content-type": "application/octet-stream"}


def begin(call: Caller, size: int, name: str = "report.pdf") -> dict[str, Any]:
    answer = call(ENTERPRISE, "POST", "/uploads", json={"filename": name, "size": size})

    assert answer.status_code == 201, answer.text

    told: dict[str, Any] = answer.json()
    return told


def send(
    call: Caller, upload: str, start: int, piece: bytes, size: int, who: str = ENTERPRISE
) -> httpx.Response:
    place = f"bytes {start}-{start + len(piece) - 1}/{size}"
    headers = OCTETS | {"content-range": place}
    return call(who, "PUT", f"/uploads/{upload}", content=piece, headers=headers)


def test_an_upload_goes_on_where_it_broke_off_and_is_kept_by_its_content(call: Caller) -> None:
    content = pdf_of("a long report")
    upload = begin(call, len(content))["upload_id"]
    half = len(content) // 2

    assert send(call, upload, 0, content[:half], len(content)).json()["offset"] == half

    where = call(ENTERPRISE, "GET", f"/uploads/{upload}").json()

    assert where["offset"] == half
    assert where["stored"] is None

    done = send(call, upload, half, content[half:], len(content)).json()

    assert done["stored"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert done["stored"]["media_type"] == "application/pdf"

    fetched = call(ENTERPRISE, "GET", f"/documents/{done['stored']['sha256']}")

    assert fetched.content == content
    assert call(ENTERPRISE, "GET", f"/uploads/{upload}").status_code == 404


def test_a_piece_out_of_place_is_refused_and_told_where_to_go_on(call: Caller) -> None:
    content = pdf_of("a report")
    upload = begin(call, len(content))["upload_id"]
    send(call, upload, 0, content[:10], len(content))
    again = send(call, upload, 0, content[:10], len(content))

    assert again.status_code == 409
    assert again.headers["upload-offset"] == "10"
    assert call(ENTERPRISE, "GET", f"/uploads/{upload}").json()["offset"] == 10


def test_what_is_no_document_is_found_out_when_it_is_whole(call: Caller) -> None:
    content = b"<svg>not a page</svg>"
    upload = begin(call, len(content))["upload_id"]
    answer = send(call, upload, 0, content, len(content))

    assert answer.status_code == 422
    assert call(ENTERPRISE, "GET", f"/uploads/{upload}").status_code == 404


def test_nobody_else_sees_or_goes_on_with_an_upload(call: Caller) -> None:
    content = pdf_of("mine")
    upload = begin(call, len(content))["upload_id"]

    assert call(NEIGHBOUR, "GET", f"/uploads/{upload}").status_code == 404
    assert send(call, upload, 0, content, len(content), NEIGHBOUR).status_code == 404
    assert call(NEIGHBOUR, "DELETE", f"/uploads/{upload}").status_code == 404
    assert call(ENTERPRISE, "DELETE", f"/uploads/{upload}").status_code == 204


@pytest.mark.parametrize(
    ("name", "size"), [("a.exe", 5), ("a.pdf", 0), ("a.pdf", 20 * 1024 * 1024 + 1)]
)
def test_what_could_never_be_taken_is_not_begun(call: Caller, name: str, size: int) -> None:
    answer = call(ENTERPRISE, "POST", "/uploads", json={"filename": name, "size": size})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("place", "piece"),
    [
        ("", b"%PDF-"),
        ("bytes 0-9/20", b"%PDF-"),
        ("bytes 0-4/5", b"%PDF-"),
        ("bytes 16-20/20", b"%PDF-"),
        ("bytes 0-524288/9000000", b"0" * 524289),
    ],
)
def test_a_piece_that_is_not_what_its_header_says_is_refused(
    call: Caller, place: str, piece: bytes
) -> None:
    upload = begin(call, 20)["upload_id"]
    headers = OCTETS | {"content-range": place}
    answer = call(ENTERPRISE, "PUT", f"/uploads/{upload}", content=piece, headers=headers)

    assert answer.status_code == 422
    assert call(ENTERPRISE, "GET", f"/uploads/{upload}").json()["offset"] == 0


def test_a_draft_that_has_changed_since_it_was_read_is_not_overwritten(call: Caller) -> None:
    address, first, second = "/drafts/ratification.enterprise", {"project.name": "一"}, {}
    begun = call(ENTERPRISE, "PUT", address, {"fields": first}, headers={"If-Match": '"none"'})
    again = call(ENTERPRISE, "PUT", address, {"fields": second}, headers={"If-Match": '"none"'})

    assert begun.status_code == 200
    assert (again.status_code, again.json()["code"]) == (412, "StaleDraft")
    assert call(ENTERPRISE, "GET", address).json()["fields"] == first

    version = {"If-Match": f'"{begun.json()["version"]}"'}

    assert call(ENTERPRISE, "PUT", address, {"fields": second}, headers=version).status_code == 200
    assert call(ENTERPRISE, "GET", address).json()["fields"] == second
    assert call(ENTERPRISE, "PUT", address, {"fields": first}).status_code == 200


def test_a_draft_is_kept_replaced_and_dropped(call: Caller) -> None:
    address = "/drafts/ratification.enterprise"
    fields = {"project.name": "半个项目", "project.scale": ""}
    saved = call(ENTERPRISE, "PUT", address, json={"fields": fields})

    assert saved.status_code == 200
    assert saved.json()["fields"] == {"project.name": "半个项目"}
    assert call(ENTERPRISE, "GET", address).json()["saved_by"] == ENTERPRISE
    assert call(NEIGHBOUR, "GET", address).status_code == 404
    assert call(ENTERPRISE, "PUT", address, json={"fields": {"x": "y"}}).status_code == 422
    assert call(ENTERPRISE, "DELETE", address).status_code == 204
    assert call(ENTERPRISE, "GET", "/drafts").json() == []
