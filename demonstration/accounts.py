"""The accounts of the demonstration, one per role: all know them, they open with DEMO=1 only."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken

from demonstration.entrance import SECRET
from partners.models import User
from partners.permissions import Role

ACCOUNTS = {
    "coordination@demo.example": ("Camille Exemple", Role.ADMINISTRATION),
    "publication@demo.example": ("Paule Exemple", Role.PUBLISHING),
    "redaction@demo.example": ("Rémi Exemple", Role.EDITING),
    "lecture@demo.example": ("Lou Exemple", Role.READING),
}


class RealAccountError(Exception):
    """The account of somebody stands where an example should be; carries the address."""


def open_account(email, name, role=""):
    """Create the account, or put it back as it was: the next newcomer must find it so.

    Members of the team also get the app whose secret all know. Raises RealAccountError.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=name, role=role, is_demo=True)
    elif not user.is_demo:
        raise RealAccountError(email)
    elif (user.role, user.is_active) != (role, True):
        user.role, user.is_active = role, True
        user.save()
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if role and (app is None or not holds_the_known_secret(app)):
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, SECRET)


def holds_the_known_secret(app):
    try:
        return decrypt(app.data["secret"]) == SECRET
    except InvalidToken:
        return False
