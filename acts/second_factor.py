"""The second factor: one-time codes of an authenticator (TOTP, RFC 6238) and recovery codes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import pyotp

from acts import security_record
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.security_record import Caller
from ledger import identity, keyed
from ledger.identity_tables import SecondFactorRow
from states.terms.identity import SecurityEvent

STEP_S = 30
STEPS_ASIDE = 1
"""A device whose clock is half a minute off is understood."""
PENDING_FOR = timedelta(hours=1)
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
RECOVERY_GROUPS, RECOVERY_GROUP_LENGTH = 4, 4


class WrongCode(Exception):
    """The code is wrong, is over, or was used before; which of them is not said."""


def begin(office: Office, username: str, *, now: datetime) -> str:
    """A new secret for the person's device; it counts once a code of it was typed.

    Raises:
        Invalid: a second factor is in force already.
    """
    if is_set(office, username):
        zh = "动态口令已启用；更换设备请先用口令或恢复码停用。"
        en = "One-time codes are set up; to change the device remove them with a code first."
        raise Invalid(FieldProblem("", zh, en))
    secret = pyotp.random_base32()
    identity.save_second_factor(
        office.session, SecondFactorRow(username=username, secret=secret, begun_at=now)
    )
    return secret


def pending(office: Office, username: str, *, now: datetime) -> str | None:
    """The secret that waits for its first code, within an hour; None where none does."""
    row = identity.second_factor(office.session, username)
    if row is None or row.confirmed_at is not None or now - row.begun_at >= PENDING_FOR:
        return None
    return row.secret


def is_set(office: Office, username: str) -> bool:
    """Whether a second factor is in force."""
    row = identity.second_factor(office.session, username)
    return row is not None and row.confirmed_at is not None


def set_since(office: Office, username: str) -> datetime | None:
    """Since when a second factor is in force; None where none is."""
    row = identity.second_factor(office.session, username)
    return row.confirmed_at if row else None


def address_for_devices(office: Office, username: str, secret: str) -> str:
    """The `otpauth` address that a device reads from the picture."""
    issuer = f"Greenlane {office.city.catalog.city}"
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def confirm(
    office: Office, username: str, code: str, *, token: str = "", caller: Caller, now: datetime
) -> tuple[str, ...]:
    """The device shows the right code: it counts from now on. The recovery codes, told once.

    Every session but that of `token` ends: it was opened without.

    Raises:
        WrongCode: it does not, or nothing waits for a code.
    """
    row = identity.second_factor(office.session, username)
    if row is None or pending(office, username, now=now) is None:
        raise WrongCode
    step = _step_of(row.secret, code, now)
    if step is None or not identity.use_step(office.session, username, step):
        raise WrongCode
    row.confirmed_at = now
    keyed.end_sign_ins(office.session, username, besides=_hidden(token))
    event = SecurityEvent.SECOND_FACTOR_SET
    security_record.note(office, event, username, caller=caller, now=now)
    return _made(office, username)


def check(office: Office, username: str, code: str, *, caller: Caller, now: datetime) -> str:
    """Take a code of the device or a recovery code; each counts once. How it was shown.

    Raises:
        WrongCode: it is none of them.
    """
    row = identity.second_factor(office.session, username)
    if row is None or row.confirmed_at is None:
        raise WrongCode
    step = _step_of(row.secret, code, now)
    if step is not None and identity.use_step(office.session, username, step):
        return "code"
    if not identity.use_recovery_code(office.session, username, _hidden(_plain(code))):
        raise WrongCode
    left = identity.recovery_codes_left(office.session, username)
    event = SecurityEvent.RECOVERY_CODE_USED
    security_record.note(office, event, username, caller=caller, now=now, left=left)
    return "recovery"


def renew_recovery_codes(
    office: Office, username: str, *, caller: Caller, now: datetime
) -> tuple[str, ...]:
    """Ten new recovery codes, told once; those before are worth nothing from now on."""
    event = SecurityEvent.RECOVERY_CODES_MADE
    security_record.note(office, event, username, caller=caller, now=now)
    return _made(office, username)


def remove(
    office: Office, username: str, *, by: str | None = None, caller: Caller, now: datetime
) -> bool:
    """End the second factor with its recovery codes; False where there was none."""
    if not identity.drop_second_factor(office.session, username):
        return False
    event = SecurityEvent.SECOND_FACTOR_REMOVED
    security_record.note(office, event, username, by=by, caller=caller, now=now)
    return True


def recovery_codes_left(office: Office, username: str) -> int:
    """How many recovery codes are unused."""
    return identity.recovery_codes_left(office.session, username)


def _made(office: Office, username: str) -> tuple[str, ...]:
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    identity.save_recovery_codes(office.session, username, [_hidden(_plain(one)) for one in codes])
    return codes


def _recovery_code() -> str:
    """Eighty bits, in groups that one can copy by hand."""
    groups = (
        "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_GROUP_LENGTH))
        for _ in range(RECOVERY_GROUPS)
    )
    return "-".join(groups)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of thirty seconds whose code this is, the present one or one beside it."""
    typed, present = "".join(code.split()), int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret, interval=STEP_S)
    for step in range(present - STEPS_ASIDE, present + STEPS_ASIDE + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _plain(code: str) -> str:
    return "".join(filter(str.isalnum, code)).upper()


def _hidden(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
