"""The authenticator's codes at the sign-in: the library's steps, on what the service keeps.

A code is taken once, wrong ones count towards the lock, and the codes are the only second factor
that is offered: nothing is sent by mail or telephone.
"""

import hmac
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from flask_security import (
    MfRecoveryCodesUtil,
    MfRecoveryForm,
    Totp,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
)
from passlib.exc import TokenError, UsedTokenError

from dashboard.refusals import refuse, visitor
from dashboard.service import now, service
from vector.work import lockout, second_factor

# Codes of the half minute before and after are taken too: telephones' clocks differ.
TOLERANCE_SECONDS = 30


def sealing_key(secret: str) -> str:
    """The key that seals authenticators' secrets: another than that of sessions, from the same."""
    return hmac.new(secret.encode(), b"authenticator", sha256).hexdigest()


def second_factor_settings(secret: str) -> dict[str, Any]:
    """What the sign-in library is to be told."""
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": [second_factor.METHOD],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": TOLERANCE_SECONDS,
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code.html",
        "SECURITY_TOTP_SECRETS": {1: sealing_key(secret)},
        "SECURITY_TOTP_ISSUER": "Vector",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery.html",
    }


class OnceOnly(Totp):
    """Codes that are good once, whichever process they reach."""

    def get_last_counter(self, user: Any) -> int | None:
        """The half minute of the last code that was taken."""
        return user.tf_last_counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Take the code, unless another request took it a moment ago."""
        if not second_factor.take(service().engine, user.id, tmatch.counter):
            raise UsedTokenError

    def fits(self, token: str, sealed: str) -> bool:
        """Whether a code is of a secret that nobody has yet."""
        try:
            self._totp.verify("".join(token.split()), sealed, window=TOLERANCE_SECONDS)
        except (TokenError, ValueError, TypeError, KeyError):
            return False
        return True

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code is right; a secret sealed with another key has no right code."""
        typed = "".join(token.split())
        try:
            if super().verify_totp(typed, totp_secret, user, window):
                return True
        except (ValueError, TypeError, KeyError):
            return False
        if self.fits(typed, totp_secret):
            second_factor.replayed(service().engine, user.id, visitor(user))
        return False


class HashedCodes(MfRecoveryCodesUtil):
    """Recovery codes of which the service keeps hashes only."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether it is one of the person's."""
        return second_factor.holds(user, code)

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Leave it to :class:`RecoveryForm`, which uses the code up before anybody passes by it."""
        return True


class CodeForm(TwoFactorVerifyCodeForm):
    """The authenticator's code; wrong ones count, and a locked account has no right one."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the code unless the account is locked."""
        if self.user is not None and lockout.locked(self.user, now()):
            self.code.errors = [""]
            return False
        valid = super().validate(**kwargs)
        if not valid and self.user is not None:
            refuse("second_factor_failed", self.user)
        return valid


class RecoveryForm(MfRecoveryForm):
    """A recovery code, used up as it is checked."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the code unless the account is locked."""
        person = self.user
        if person is None or lockout.locked(person, now()):
            self.code.errors = [""]
            return False
        valid = super().validate(**kwargs)
        if valid:
            valid = second_factor.spend(
                service().engine, person.id, self.code.data, visitor(person)
            )
        if not valid:
            self.code.errors = [""]
            refuse("second_factor_failed", person)
        return valid


class NoRescue(TwoFactorRescueForm):
    """The library asks for it; there is no way round the codes but the recovery codes."""

    help_setup = None

    def __init__(self, *values: Any, **named: Any):
        super().__init__(*values, **named)
        self.help_setup = SimpleNamespace(choices=[])


SECOND_FACTOR = {
    "totp_cls": OnceOnly,
    "mf_recovery_codes_util_cls": HashedCodes,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_rescue_form": NoRescue,
    "mf_recovery_form": RecoveryForm,
}
