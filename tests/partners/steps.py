"""Steps of a sign-in, as tests take them through the pages."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail

from letters.models import OutboxLetter
from partners.sign_in.factors import PERIOD, current_code

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE, FACTOR = "/connexion/code/", "/connexion/second-facteur/"
CHOICE = f"{FACTOR}choisir/"
APP, CODES = "/compte/securite/application/", "/compte/securite/codes-de-secours/"


def last_code():
    """The code of the last letter sent."""
    return re.search(r"\d{4} \d{4}", mail.outbox[-1].body).group()


def last_notice():
    """The last letter written about a change of an account."""
    return OutboxLetter.objects.filter(source="account").latest("pk")


def wrong(code):
    """A code of the same length that is not `code`."""
    return str((int(code.replace(" ", "")) + 1) % 10**8).zfill(8)


def figures(secret=SECRET, later=0):
    """What the app shows now, or `later` periods from now."""
    return current_code(secret, time.time() + later * PERIOD)


def with_app(user):
    """`user`, with an authenticator app that holds SECRET."""
    TOTP.activate(user, SECRET)
    return user


def with_passkey(user, name="Bureau"):
    """`user`, with a passkey no test can use."""
    Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})
    return user


def ask(client, email, following=""):
    return client.post("/connexion/", {"email": email, "next": following})


def give_code(client, code=None):
    return client.post(CODE, {"code": code or last_code()})


def up_to_the_factor(client, user, following=""):
    """`client` after the right code; return the answer."""
    ask(client, user.email, following)
    return give_code(client)
