"""The accounts, kept by administrators: opened, disabled, reset; nobody learns a password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from acts import accounts, second_factor, security_record
from acts.authority import authorise
from acts.forms import Form, Line, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid, UnknownCase
from acts.second_factor import RECOVERY_ALPHABET
from acts.security_record import Caller
from catalog import codes
from ledger import identity, keyed
from ledger.identity_tables import ResetCodeRow
from ledger.tables import AccountRow
from states.terms import Actor, Rank, Role
from states.terms.identity import SecurityEvent

RESET_LASTS = timedelta(hours=24)
RESET_LENGTH = 20
TAKEN = frozenset({"open", "greenlane", "console"})
"""Names of a page and of those who act without an account."""
NO_PASSWORD = "none: set one with a reset code"
PersonsRole = Literal[
    Role.ENTERPRISE,
    Role.CLERK,
    Role.HANDLER,
    Role.APPROVER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
]


class UnknownAccount(UnknownCase):
    """There is no account of this name."""


class WrongResetCode(Exception):
    """The user name or the reset code is wrong, or the code is over; which is not said."""


class AccountForm(Form):
    """Who gets an account: the name to sign in by, the person's name, the role and the place.

    `organisation` is a department's code for officials and the credit code for enterprises;
    `rank` says for approvers whose signature theirs is.
    """

    username: Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$")]
    name: Line
    role: PersonsRole
    organisation: Annotated[str, Field(max_length=64)] = ""
    rank: Rank | None = None


class ReasonForm(Form):
    """Why an account is disabled."""

    reason: Remark = ""


class BindForm(Form):
    """The person of the unified identity who signs in as this account."""

    subject: Line


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Some accounts by user name, and the name after which there are more."""

    accounts: Sequence[AccountRow]
    more_after: str | None


def listed(
    office: Office, *, actor: Actor, wanted: str = "", after: str = "", limit: int = 50
) -> AccountPage:
    """Accounts whose user name or name holds the words, by user name.

    Raises:
        NotYours: the actor is no administrator.
    """
    authorise(actor, "keep_accounts")
    found = keyed.accounts_named(office.session, wanted.strip(), after, limit + 1)
    more = found[limit - 1].username if len(found) > limit else None
    return AccountPage(found[:limit], more)


def account(office: Office, username: str, *, actor: Actor) -> AccountRow:
    """One account.

    Raises:
        NotYours, UnknownAccount: as they say.
    """
    authorise(actor, "keep_accounts")
    row = keyed.account(office.session, username)
    if row is None:
        raise UnknownAccount(username)
    return row


def open_account(
    office: Office, form: AccountForm, *, actor: Actor, caller: Caller, now: datetime
) -> str:
    """A new account without a password; the code with which its owner sets one, told once.

    Raises:
        NotYours, Invalid: as they say.
    """
    authorise(actor, "keep_accounts")
    check_place(office, form)
    if form.username in TAKEN or keyed.account(office.session, form.username) is not None:
        raise _wrong("/username", "此用户名已存在。", "There is an account of this name.")
    save(office, form, NO_PASSWORD)
    event, who = SecurityEvent.ACCOUNT_OPENED, form.username
    security_record.note(office, event, who, by=actor.id, caller=caller, now=now, role=form.role)
    return _issued(office, form.username, actor.id, now)


def save(office: Office, form: AccountForm, password_hash: str) -> None:
    """Write the account that the form describes."""
    keyed.save_account(
        office.session,
        AccountRow(
            username=form.username,
            name=form.name,
            role=form.role.value,
            organisation=form.organisation,
            rank=form.rank.value if form.rank else None,
            password_hash=password_hash,
        ),
    )


def check_place(office: Office, form: AccountForm) -> None:
    """Whether the organisation and the rank fit the role.

    Raises:
        Invalid: they do not.
    """
    at, given = "/organisation", form.organisation
    is_department = given in office.city.catalog.departments
    may_be_none = form.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    if form.role is Role.ENTERPRISE and codes.check("credit", given).status == "invalid":
        raise _wrong(at, "请填写统一社会信用代码。", "Give the unified social credit code.")
    if form.role is not Role.ENTERPRISE and not is_department and (given or not may_be_none):
        raise _wrong(at, "请选择目录中的部门。", "Choose a department of the catalogue.")
    if form.rank is not None and form.role is not Role.APPROVER:
        raise _wrong("/rank", "只有审批人员有签批级别。", "Only approvers have a rank.")


def disable(
    office: Office, username: str, form: ReasonForm, *, actor: Actor, caller: Caller, now: datetime
) -> None:
    """Nobody uses this account from now on: sessions end, tokens are refused.

    Raises:
        NotYours, UnknownAccount: as they say.
        Invalid: it is one's own, or disabled already.
    """
    row = account(office, username, actor=actor)
    if username == actor.id:
        zh = "不能停用自己的账户；请由另一名管理员办理。"
        raise _wrong("", zh, "You cannot disable your own account; ask another administrator.")
    if row.disabled_at is not None:
        raise _wrong("", "此账户已停用。", "This account is disabled already.")
    row.disabled_at = now
    accounts.end_every_session(office, username)
    identity.drop_reset_code(office.session, username)
    event = SecurityEvent.ACCOUNT_DISABLED
    security_record.note(
        office, event, username, by=actor.id, caller=caller, now=now, reason=form.reason
    )


def enable(office: Office, username: str, *, actor: Actor, caller: Caller, now: datetime) -> None:
    """The account may be used again, with the password it had.

    Raises:
        NotYours, UnknownAccount: as they say.
        Invalid: it is not disabled.
    """
    row = account(office, username, actor=actor)
    if row.disabled_at is None:
        raise _wrong("", "此账户没有停用。", "This account is not disabled.")
    row.disabled_at = None
    event = SecurityEvent.ACCOUNT_ENABLED
    security_record.note(office, event, username, by=actor.id, caller=caller, now=now)


def issue_reset(
    office: Office, username: str, *, actor: Actor, caller: Caller, now: datetime
) -> str:
    """A code with which the owner sets a new password within a day; told once.

    The present password stands until then: a code that was not asked for does no harm.

    Raises:
        NotYours, UnknownAccount: as they say.
        Invalid: the account is disabled.
    """
    row = account(office, username, actor=actor)
    if row.disabled_at is not None:
        raise _wrong("", "此账户已停用。", "This account is disabled.")
    event = SecurityEvent.RESET_ISSUED
    security_record.note(office, event, username, by=actor.id, caller=caller, now=now)
    return _issued(office, username, actor.id, now)


def use_reset(
    office: Office, username: str, code: str, new_hash: str, *, caller: Caller, now: datetime
) -> None:
    """Set the password with a reset code, which is worth nothing afterwards.

    Every session and token ends. The second factor stays: who has lost it too asks for its removal.

    Raises:
        WrongResetCode: it is none, or over, or the account is disabled.
    """
    row = keyed.account(office.session, username)
    if row is None or row.disabled_at is not None:
        raise WrongResetCode
    if not identity.use_reset_code(office.session, username, _hidden(code), now):
        raise WrongResetCode
    accounts.set_password(office, username, new_hash)
    identity.revoke_api_tokens(office.session, username, now)
    security_record.note(office, SecurityEvent.RESET_USED, username, caller=caller, now=now)


def remove_second_factor(
    office: Office, username: str, *, actor: Actor, caller: Caller, now: datetime
) -> None:
    """The owner has lost the device and the recovery codes; every session ends.

    Raises:
        NotYours, UnknownAccount: as they say.
        Invalid: it is one's own, or there is none.
    """
    account(office, username, actor=actor)
    if username == actor.id:
        zh, en = (
            "请在自己的账户页面用口令停用。",
            "Remove your own with a code on your account page.",
        )
        raise _wrong("", zh, en)
    if not second_factor.remove(office, username, by=actor.id, caller=caller, now=now):
        raise _wrong("", "此账户没有启用动态口令。", "This account has no one-time codes.")
    accounts.end_every_session(office, username)


def end_sessions(
    office: Office, username: str, *, actor: Actor, caller: Caller, now: datetime
) -> None:
    """End every session of this account.

    Raises:
        NotYours, UnknownAccount: as they say.
    """
    account(office, username, actor=actor)
    accounts.end_every_session(office, username)
    event = SecurityEvent.SESSIONS_ENDED
    security_record.note(office, event, username, by=actor.id, caller=caller, now=now)


def _issued(office: Office, username: str, by: str, now: datetime) -> str:
    code = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RESET_LENGTH))
    row = ResetCodeRow(
        username=username,
        code_sha256=_hidden(code),
        issued_by=by,
        expires_at=now + RESET_LASTS,
    )
    identity.save_reset_code(office.session, row)
    return "-".join(code[place : place + 4] for place in range(0, RESET_LENGTH, 4))


def _hidden(code: str) -> str:
    plain = "".join(filter(str.isalnum, code)).upper()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def _wrong(pointer: str, zh: str, en: str) -> Invalid:
    return Invalid(FieldProblem(pointer, zh, en))
