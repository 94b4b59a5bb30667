"""Post: letters and notices leave the outbox for the mailbox, at least once, none twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from acts import post
from acts.office import Office
from acts.post import Owed
from flows.house import house, settings
from flows.mailbox import deliver_letter, deliver_notice
from flows.reports import leave, link, table
from flows.settings import FlowSettings
from flows.smtp import MailServer, Word, send
from greenlane.wiring import House
from ledger import notices, views
from templates.i18n import translator

KINDS = ("letter", "notice")
BATCH = 50
ROUNDS_MAX = 200
log = logging.getLogger(__name__)


class LetterMissing(LookupError):
    """The outbox owes a letter that the ledger does not hold."""


@dataclass(frozen=True, slots=True)
class Address:
    """Whose post to take: of one case, to one recipient."""

    case_id: str
    recipient: str

    def takes(self, row: Owed) -> bool:
        """Whether this row is the one."""
        return row.case_id == self.case_id and row.payload.get("recipient") == self.recipient


@dataclass(frozen=True, slots=True)
class Mail:
    """Notices by e-mail: the server, and how the page of a case is reached."""

    server: MailServer
    page_of: Callable[[str], str]

    def tell(self, office: Office, row: Owed) -> None:
        """Write to everybody of the recipient who asked for e-mail; never the letter itself."""
        recipient = str(row.payload.get("recipient") or row.payload.get("department") or "")
        addresses = notices.addresses_of(office.session, recipient) if recipient else ()
        zh, en = translator("zh"), translator("en")
        of_account, about = not row.case_id, row.payload.get("about")
        subject = f"{zh('notices.mail_subject')} {row.case_id}".strip()
        text = "\n\n".join(
            t("notices.mail_account", event=t(f"security_event.{about}"))
            if of_account
            else t("notices.mail", case=row.case_id, page=self.page_of(row.case_id))
            for t in (zh, en)
        )
        send(self.server, Word(row.key, row.case_id, subject, text, row.created_at), addresses)


def mail_of(own: FlowSettings) -> Mail | None:
    """The e-mail that these settings name, or None."""
    return Mail(own.mail_server, own.case_url) if own.mail_server else None


@dataclass(frozen=True, slots=True)
class Posted:
    """What left, and what did not with the reason."""

    left: tuple[Owed, ...] = ()
    kept: tuple[tuple[Owed, str], ...] = ()


def deliver(office: Office, mailbox: Path, row: Owed) -> None:
    """Put the owed letter or notice into the mailbox.

    Raises:
        LetterMissing: the ledger holds no such letter.
        OSError: the mailbox cannot take it.
    """
    if row.kind == "notice":
        deliver_notice(mailbox, row.key, row.case_id, row.payload)
        return
    letter = views.letter(office.session, row.payload["letter_id"])
    if letter is None:
        raise LetterMissing(row.payload["letter_id"])
    deliver_letter(mailbox, letter, row.created_at)


def post_owed(
    a_house: House,
    mailbox: Path,
    *,
    only: Address | None = None,
    limit: int = BATCH,
    mail: Mail | None = None,
    deliver: Callable[[Office, Path, Owed], None] = deliver,
) -> Posted:
    """Deliver the oldest owed letters and notices and mark them.

    Delivering comes before marking: a crash in between delivers once more, and the mailbox
    keeps one. What cannot be delivered stays owed and holds nobody up.
    """
    now = a_house.clock.now()
    left: list[Owed] = []
    kept: list[tuple[Owed, str]] = []
    with a_house.ledger.reading() as session:
        office = a_house.office(session)
        for row in post.owed(office, KINDS, now=now, limit=limit):
            if only is not None and not only.takes(row):
                continue
            try:
                deliver(office, mailbox, row)
                if mail is not None:
                    mail.tell(office, row)
                left.append(row)
            except Exception as fault:  # one bad letter must not hold the others up
                log.exception("%s could not be delivered", row.key)
                kept.append((row, f"{type(fault).__name__}: {fault}"))
    if left or kept:
        with a_house.ledger.writing() as session:
            office = a_house.office(session)
            for row in left:
                post.mark_sent(office, row.id, now=now)
            for row, error in kept:
                post.mark_failed(office, row.id, error, now=now)
    return Posted(tuple(left), tuple(kept))


async def post_all_owed() -> Posted:
    """Post batch after batch until nothing deliverable is owed."""
    a_house, mailbox, mail = house(), settings().mailbox, mail_of(settings())
    left: list[Owed] = []
    kept: list[tuple[Owed, str]] = []
    for _ in range(ROUNDS_MAX):
        posted = await asyncio.to_thread(post_owed, a_house, mailbox, mail=mail)
        left += posted.left
        kept += posted.kept
        if len(posted.left) + len(posted.kept) < BATCH:
            break
    return Posted(tuple(left), tuple(kept))


@flow(name="post-letters", retries=1, retry_delay_seconds=2)
async def post_letters() -> dict[str, int]:
    """Take letters and notices out of the outbox; how many left and how many are kept."""
    posted = await post_all_owed()
    if posted.left or posted.kept:
        own = settings()
        rows = [(link(own, row.case_id), row.key, "left") for row in posted.left]
        rows += [(link(own, row.case_id), row.key, f"kept: {why}") for row, why in posted.kept]
        await leave("post", table(("case", "what", "how"), rows), "letters and notices")
    return {"left": len(posted.left), "kept": len(posted.kept)}
