"""E-mail over SMTP: a short word that something waits, never the letter itself.

Without a host nothing is sent; the local mailbox holds everything either way.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over; `password_file` holds the password and nothing else."""

    host: str
    port: int
    sender: str
    user: str = ""
    password_file: Path | None = None
    starttls: bool = True

    def password(self) -> str:
        """The password, read anew each time, so that it can be changed without a restart."""
        return self.password_file.read_text(encoding="utf-8").strip() if self.password_file else ""


@dataclass(frozen=True, slots=True)
class Word:
    """What an e-mail says: its outbox key, the case, its subject and text."""

    key: str
    case_id: str
    subject: str
    text: str
    written_at: datetime


def send(server: MailServer, word: Word, addresses: Sequence[str]) -> None:
    """Hand the word over for every address, in one connection.

    Raises:
        OSError, smtplib.SMTPException: it was not taken; the outbox tries again later. The
            Message-ID stays the same, so that who gets it twice sees it once.
    """
    if not addresses:
        return
    with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S) as connection:
        if server.starttls:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password())
        for address in addresses:
            connection.send_message(_message(server, word, address))


def _message(server: MailServer, word: Word, address: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = server.sender
    mail["To"] = address
    mail["Subject"] = word.subject
    mail["Date"] = format_datetime(word.written_at)
    mail["Message-ID"] = f"<{word.key.replace(':', '.')}@greenlane>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Case"] = word.case_id
    mail.set_content(word.text, cte="base64")
    return mail
