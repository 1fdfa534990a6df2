"""The code sent by letter: asked from a browser, tried from the same one."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from partners.models import SignInCode, User
from partners.permissions import may_sign_in

DIGITS = 8


def keyed_digest(*parts):
    """What is stored: neither a code nor a browser's key can be drawn from it."""
    value = ":".join(parts)
    return salted_hmac("partners.sign_in.code", value, algorithm="sha256").hexdigest()


def new_code():
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def grouped(code):
    """`code` as letters show it, in two groups."""
    return f"{code[:4]} {code[4:]}"


def ask(email, at):
    """Store a new code for `email` at the datetime `at`; return (row, key, code).

    The same is done for an address nobody has: only `row.user` differs.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and not may_sign_in(user):
        user = None
    return new_row(user, at)


def ask_for_address(user, email, at):
    """Store a code that shows that `user` reads the new address `email`; return as `ask`.

    Nobody else's address: `row.user` is None then, and no letter leaves.
    """
    taken = User.objects.filter(email__iexact=email).exists()
    return new_row(None if taken else user, at)


def new_row(user, at):
    key, code = secrets.token_urlsafe(32), new_code()
    SignInCode.objects.old(at).delete()
    browser = keyed_digest(key)
    row = SignInCode.objects.create(
        user=user, browser=browser, digest=keyed_digest(browser, code), asked_at=at
    )
    return row, key, code


def redeem(pk, key, typed, at):
    """The person whose open code `pk` is `typed` in the browser that holds `key`, or None.

    Counts a try, and uses the code up when it is right.
    """
    code = SignInCode.objects.filter(pk=pk)
    if not code.count_try(at):
        return None
    row = code.select_related("user").get()
    right = constant_time_compare(row.digest, keyed_digest(keyed_digest(key), typed))
    if not right or row.user is None or not may_sign_in(row.user):
        return None
    return row.user if code.use(at) else None


def owner_and_state(pk, at):
    """Whose code `pk` is (None: nobody's), and whether it may still be tried."""
    code = SignInCode.objects.filter(pk=pk)
    row = code.select_related("user").first()
    return row.user if row else None, code.open(at).exists()


def rescue(email, at):
    """A new code for the browser that last asked one for `email`, or None when none is waiting.

    For the operator, when no letter leaves; no other browser can use it.
    """
    row = SignInCode.objects.filter(user__email__iexact=email).open(at).order_by("-pk").first()
    if row is None:
        return None
    code = new_code()
    row.digest = keyed_digest(row.browser, code)
    row.save(update_fields=["digest"])
    return code
