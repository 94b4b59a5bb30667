"""The local mailbox: each letter an .eml, each notice a .json, in the recipient's folder.

The stand-in for the city's delivery platform. A file's name is the letter's id, so that
delivering twice leaves one letter.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from ledger.tables import LetterRow

UNSAFE = re.compile(r"[^\w.-]+")


def deliver_letter(mailbox: Path, letter: LetterRow, written_at: datetime) -> Path:
    """Put the sealed letter into its recipient's folder, as it was rendered when sealed."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "greenlane@localhost"
    mail["To"] = f"{_plain(letter.recipient)}@localhost"
    mail["Subject"] = f"{letter.number} ({letter.kind})"
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = f"<{_plain(letter.letter_id)}.{letter.sha256[:16]}@greenlane>"
    mail["X-Case"] = letter.case_id
    mail["X-SHA256"] = letter.sha256
    mail.set_content(letter.html, subtype="html", cte="base64")
    return _put(mailbox, letter.recipient, f"{letter.letter_id}.eml", mail.as_bytes())


def deliver_notice(mailbox: Path, key: str, case_id: str, notice: dict[str, Any]) -> Path:
    """Put a reminder or card into the folder of the department that it concerns."""
    told = json.dumps(notice | {"case": case_id}, ensure_ascii=False, indent=2, sort_keys=True)
    recipient = str(notice.get("recipient") or notice.get("department") or "supervision")
    return _put(mailbox, recipient, f"{key}.json", told.encode())


def _put(mailbox: Path, recipient: str, name: str, content: bytes) -> Path:
    """Write the file whole or not at all, and durably: its outbox row is marked after it."""
    folder = mailbox / _plain(recipient)
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / _plain(name)
    draft = folder / f".{place.name}.{os.getpid()}"
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    return place


def _plain(name: str) -> str:
    """A name that is one harmless path segment."""
    return UNSAFE.sub("-", name).lstrip(".-") or "unnamed"
