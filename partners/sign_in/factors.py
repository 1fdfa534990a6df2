"""The second factor: a code of six figures, a recovery code, or a passkey (django-allauth)."""

import time
from contextlib import contextmanager

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction

from partners.models import User

PERIOD = 30  # seconds a code of six figures lives
DRIFT = 1  # periods a phone's clock may be ahead or behind
KINDS = Authenticator.Type
# Anything can be sent in the name of a passkey.
NOT_AN_ANSWER = (ValidationError, ValueError, TypeError, LookupError, AttributeError, OverflowError)

__all__ = ["KINDS", "generate_totp_secret"]


def factors_of(user):
    """The second factors of `user`, oldest first; recovery codes are not one of them."""
    found = Authenticator.objects.filter(user=user).exclude(type=KINDS.RECOVERY_CODES)
    return found.order_by("pk")


def label(factor):
    """How a person knows the factor."""
    if factor.type == KINDS.TOTP:
        return "Application d’authentification"
    return f"Clé d’accès « {factor.data['name']} »"


def has_factor(user):
    return factors_of(user).exists()


def matching_period(secret, typed, at):
    """The period whose code is `typed`, around the Unix time `at`, or None."""
    now = int(at) // PERIOD
    for period in range(now - DRIFT, now + DRIFT + 1):
        if compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, period))):
            return period
    return None


def current_code(secret, at):
    """The code of six figures at the Unix time `at`."""
    return format_hotp_value(hotp_value(secret, int(at) // PERIOD))


def locked_factor(user, kind):
    """The factor of `user` of this kind, kept from other requests until the end of the transaction.

    On SQLite every transaction holds the write lock already (settings.py).
    """
    return Authenticator.objects.select_for_update().filter(user=user, type=kind).first()


@transaction.atomic
def check_figures(user, typed):
    """The authenticator app of `user` if it shows `typed` now, else None. A code works once."""
    factor = locked_factor(user, KINDS.TOTP)
    if factor is None:
        return None
    try:
        secret = decrypt(factor.data["secret"])
    except InvalidToken:  # SECRET_KEY changed, and its old value was not kept
        return None
    period = matching_period(secret, typed, time.time())
    if period is None or period <= factor.data.get("used_period", 0):
        return None
    factor.data |= {"used_period": period, "secret": encrypt(secret)}
    factor.save(update_fields=["data"])
    factor.record_usage()
    return factor


@transaction.atomic
def check_recovery(user, typed):
    """The recovery codes of `user` if `typed` is one not used yet, else None."""
    factor = locked_factor(user, KINDS.RECOVERY_CODES)
    if factor is None:
        return None
    try:
        right = factor.wrap().validate_code(typed)
    except InvalidToken:
        return None
    if right:
        factor.record_usage()
    return factor if right else None


def challenge(user):
    """What a browser must sign for `user` (None: for whoever owns a passkey of ours), as JSON."""
    return webauthn.begin_authentication(user)


def check_passkey(user, credential):
    """The passkey of `user` (None: whoever it belongs to) that signed `credential`, else None."""
    try:
        webauthn.parse_authentication_response(credential)
        owner = user or webauthn.extract_user_from_response(credential)
        factor = webauthn.complete_authentication(owner, credential)
    except NOT_AN_ANSWER:
        return None
    factor.user = owner
    factor.record_usage()
    return factor


@contextmanager
def replaced(user, kind):
    """A transaction in which `user`, kept from other requests, has no factor of this kind left."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user=user, type=kind).delete()
        yield


def add_app(user, secret, typed):
    """Give `user` the authenticator app that holds `secret`, if it shows `typed`; else None."""
    period = matching_period(secret, typed, time.time())
    if period is None:
        return None
    with replaced(user, KINDS.TOTP):
        factor = TOTP.activate(user, secret).instance
        factor.data["used_period"] = period
        factor.save(update_fields=["data"])
    return factor


def new_passkey_challenge(user):
    """What a browser needs to make a passkey of `user`, as JSON.

    A passkey is always found without typing an address, and asks a finger or a code.
    """
    return webauthn.begin_registration(user, passwordless=True)


def add_passkey(user, name, credential):
    """Give `user` the passkey just made by their browser, or None if it is not a right one."""
    try:
        webauthn.parse_registration_response(credential)
        made = webauthn.complete_registration(credential)
    except NOT_AN_ANSWER:
        return None
    if not made.is_user_verified():
        return None
    return webauthn.WebAuthn.add(user, name, credential).instance


def new_recovery_codes(user):
    """Replace the recovery codes of `user`; return the new ones."""
    with replaced(user, KINDS.RECOVERY_CODES):
        return RecoveryCodes.activate(user).get_unused_codes()


def recovery_codes(user):
    """The unused recovery codes of `user`, in clear; none when no key of ours reads them."""
    factor = Authenticator.objects.filter(user=user, type=KINDS.RECOVERY_CODES).first()
    try:
        return factor.wrap().get_unused_codes() if factor else []
    except InvalidToken:
        return []


def remove(user, pk):
    """Remove the factor `pk` of `user`; return its label, or None when a colleague needs it.

    The team always keeps one. Recovery codes go with the last factor.
    Raises Authenticator.DoesNotExist for someone else's.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        factor = factors_of(user).get(pk=pk)
        last = not factors_of(user).exclude(pk=pk).exists()
        if last and user.is_staff:
            return None
        removed = label(factor)
        factor.delete()
        if last:
            Authenticator.objects.filter(user=user).delete()
    return removed


def reset(user):
    """Remove every factor of `user`, recovery codes included, and end their sessions."""
    with transaction.atomic():
        count, _ = Authenticator.objects.filter(user=user).delete()
        user.end_sessions()
    return count
