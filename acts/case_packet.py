"""The case packet for administrative reconsideration (行政复议): one case, whole and provable.

A ZIP archive with the case file (sealed entries, calendars, every derived date), every document
and letter that the record names, the proof that the record stood in a signed tree head, and a
manifest of hashes that the installation signs. `tools/verify_evidence.py` checks it with the
standard library alone. The same case, day and key give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from acts.authority import allows
from acts.case_file import case_file
from acts.evidence import Signer, inclusion
from acts.masking import reads_plainly
from acts.office import Office
from ledger import keyed, views
from ledger.chain import canonical
from states.contact_reads import ContactNotRead
from states.terms import Actor, CaseSnapshot, EntryKind

FORMAT = "greenlane-case-packet/1"
EXTENSIONS: Mapping[str, str] = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_HASH = re.compile(r"[0-9a-f]{64}")


def require_contact_read(office: Office, case: CaseSnapshot, actor: Actor) -> None:
    """The packet may be handed to this person.

    Raises:
        ContactNotRead: the data are not the person's own, and no line says what for they were read.
    """
    if reads_plainly(actor, case):
        return
    entries = office.entries(case.case_id)
    if not any(e.kind is EntryKind.CONTACT_READ and e.actor == actor.id for e in entries):
        raise ContactNotRead


def may_take_packet(office: Office, case: CaseSnapshot, actor: Actor) -> bool:
    """Whether the packet can be offered to this person now."""
    with suppress(ContactNotRead):
        require_contact_read(office, case, actor)
        return allows(actor, "take_packet", case)
    return False


def case_packet(office: Office, case_id: str, day: date, signer: Signer) -> bytes:
    """The packet of a case, proven by the tree head of this day.

    Raises:
        UnknownCase: no entry has this case id.
        NotSealed: the day has no signed head, or its log holds no head of the case.
    """
    told = case_file(office, case_id)
    proof = inclusion(office, case_id, day)
    files = {"case.json": _json(told), "proof.json": _json(proof)}
    files |= dict(_documents(office, told["entries"]))
    files |= dict(_letters(office, case_id))
    hashes = {name: _sha256(content) for name, content in sorted(files.items())}
    manifest = _json({"format": FORMAT, "case_id": case_id, "files": hashes})
    text = canonical([FORMAT, _sha256(manifest)]).encode("utf-8")
    signed = {"key_id": signer.key_id, "signature": signer.sign(text)}
    return _archived(files | {"manifest.json": manifest}, _json(signed))


def _json(value: Any) -> bytes:
    return canonical(value).encode("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _documents(office: Office, entries: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Every stored document that the record names by its hash."""
    named = {found for entry in entries for found in _HASH.findall(entry["payload"])}
    for name in sorted(named):
        row = keyed.document(office.session, name)
        if row is not None:
            yield f"documents/{name}.{EXTENSIONS.get(row.media_type, 'bin')}", row.content


def _letters(office: Office, case_id: str) -> Iterator[tuple[str, bytes]]:
    """Every letter as it was sealed: its facts, a line break, and the page."""
    for row in views.letters_of(office.session, case_id):
        yield f"letters/{row.sha256}.txt", f"{row.facts}\n{row.html}".encode()


def _archived(files: Mapping[str, bytes], comment: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
        archive.comment = comment
    return written.getvalue()
