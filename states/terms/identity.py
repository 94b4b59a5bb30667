"""Who may be let in, with what, and what is kept of it: codes of the accounts and their record."""

from __future__ import annotations

from enum import StrEnum


class SecurityEvent(StrEnum):
    """What happened to an account: one line of the security record each."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"
    RESET_ISSUED = "reset_issued"
    RESET_USED = "reset_used"
    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    TOKEN_MADE = "token_made"
    TOKEN_REVOKED = "token_revoked"
    IDENTITY_BOUND = "identity_bound"
    IDENTITY_UNBOUND = "identity_unbound"
    IDENTITY_REFUSED = "identity_refused"


class Wanted(StrEnum):
    """What a sign-in still lacks after its first step."""

    CODE = "code"
    ENROLMENT = "enrolment"


class Scope(StrEnum):
    """What a token for programs may do of what its owner may do."""

    READ = "read"
    FILE = "file"
    ACT = "act"
    KEEP = "keep"
    ADMINISTER = "administer"
