"""Notices by e-mail, handed to a real SMTP server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import Envelope

from acts import notices, security_record
from acts.notices import MailForm
from acts.security_record import Caller
from flows.house import entered
from flows.joint_review import ask
from flows.post_letters import Mail, post_owed
from flows.smtp import MailServer
from states.terms.identity import SecurityEvent
from tests.flows.running import ran
from tests.playing import Play, play_on


class Kept(Message):
    """Keeps what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def prepare_message(self, session: object, envelope: Envelope) -> EmailMessage:
        """The mail as it was sent."""
        content = envelope.content
        assert isinstance(content, bytes)
        found = message_from_bytes(content, policy=default)
        assert isinstance(found, EmailMessage)
        return found

    def handle_message(self, message: object) -> None:
        """One more."""
        assert isinstance(message, EmailMessage)
        self.mails.append(message)


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url)
    yield play
    play.house.ledger.close()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def to(port: int) -> Mail:
    server = MailServer("127.0.0.1", port, "greenlane@example.test", starttls=False)
    return Mail(server, lambda case_id: f"http://example.test/cases/{case_id}")


@pytest.fixture
def post() -> Iterator[tuple[int, Kept]]:
    kept = Kept()
    port = free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield port, kept
    controller.stop()


def test_a_letter_is_announced_to_who_asked_for_mail_without_what_it_says(
    play: Play, post: tuple[int, Kept]
) -> None:
    port, kept = post
    wish = MailForm(email="wang@example.test")
    play.act(lambda office, now, **who: notices.send_mail_to(office, wish, **who), by="qiye")
    case = play.received()
    posted = post_owed(play.house, play.house.settings.home / "mailbox", mail=to(port))

    assert posted.kept == ()

    mail = kept.mails[0]
    text = mail.get_content()

    assert (mail["To"], mail["X-Case"]) == ("wang@example.test", case.case_id)
    assert f"http://example.test/cases/{case.case_id}" in text
    assert str(case.project["name"]) not in text


def test_a_department_that_asked_for_mail_hears_of_its_seat_at_once(
    play: Play, post: tuple[int, Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, kept = post
    monkeypatch.setenv("GREENLANE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("GREENLANE_SMTP_PORT", str(port))
    monkeypatch.setenv("GREENLANE_SMTP_STARTTLS", "false")
    wish = MailForm(email="shui@example.test")
    play.act(
        lambda office, now, **who: notices.send_mail_to(office, wish, **who), by="slj.chengban"
    )
    case = play.in_review()

    with entered(play.house):
        ran(ask.fn(case.case_id, "slj"))

    assert [mail["To"] for mail in kept.mails] == ["shui@example.test"]


def test_nobody_is_written_to_who_did_not_ask(play: Play, post: tuple[int, Kept]) -> None:
    port, kept = post
    play.received()
    post_owed(play.house, play.house.settings.home / "mailbox", mail=to(port))

    assert kept.mails == []


def test_a_mail_server_that_is_away_keeps_the_notice_owed(play: Play) -> None:
    wish = MailForm(email="wang@example.test")
    play.act(lambda office, now, **who: notices.send_mail_to(office, wish, **who), by="qiye")
    play.received()
    posted = post_owed(play.house, play.house.settings.home / "mailbox", mail=to(free_port()))

    assert posted.left == ()
    assert "ConnectionRefusedError" in posted.kept[0][1]


def test_a_lock_out_is_mailed_to_the_owner_of_the_account_alone(
    play: Play, post: tuple[int, Kept], tmp_path: Path
) -> None:
    port, kept = post
    for who in ("chuangkou", "qiye"):
        wish = MailForm(email=f"{who}@example.test")
        play.act(lambda office, now, of=wish, **by: notices.send_mail_to(office, of, **by), by=who)
    play.act(
        lambda office, now: security_record.note(
            office, SecurityEvent.LOCKED_OUT, "chuangkou", caller=Caller("203.0.113.9"), now=now
        )
    )
    posted = post_owed(play.house, tmp_path / "mailbox", mail=to(port))

    assert (len(posted.left), posted.kept) == (1, ())
    (mail,) = kept.mails
    assert mail["To"] == "chuangkou@example.test"
    assert "暂时锁定" in mail.get_content() and "too many failed" in mail.get_content()
    assert [path.name for path in (tmp_path / "mailbox").iterdir()] == ["user-chuangkou"]
