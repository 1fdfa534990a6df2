"""`manage.py demo_accounts`: the accounts of the demonstration, never of a real site."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partners.models import User
from partners.permissions import Role
from partners.sign_in.demonstration import SECRET

ACCOUNTS = {
    "coordination@demo.example": ("Camille Exemple", Role.ADMINISTRATION),
    "publication@demo.example": ("Paule Exemple", Role.PUBLISHING),
    "redaction@demo.example": ("Rémi Exemple", Role.EDITING),
    "lecture@demo.example": ("Lou Exemple", Role.READING),
}
STEPS = """Pour entrer dans les pages de l’équipe :
  1. ouvrez /connexion/ et tapez {email} ;
  2. suivez le lien « Lire les courriels et les codes » (ou lisez ci-dessous) :
     le code à huit chiffres s’y trouve, tapez-le ;
  3. la même page donne le code à six chiffres de l’application : tapez-le aussi.
Autres rôles : {others}."""


class Command(BaseCommand):
    help = "Crée un compte de démonstration par rôle et dit comment entrer. Demande DEMO=1."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "Ce portail n’est pas une démonstration : aucun compte n’a été créé. "
                "Tout le monde connaît ces comptes, ils ne doivent exister qu’avec DEMO=1."
            )
        with transaction.atomic():
            for email, (name, role) in ACCOUNTS.items():
                self.open_account(email, name, role)
        first, *others = ACCOUNTS
        self.stdout.write(STEPS.format(email=first, others=", ".join(others)))

    def open_account(self, email, name, role):
        """Create the account, or put it back as it was: the next newcomer must find it so."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email, full_name=name, role=role, is_demo=True)
        elif not user.is_demo:
            raise CommandError(
                f"Le compte {email} existe déjà et n’est pas un compte de démonstration."
            )
        elif (user.role, user.is_active) != (role, True):
            user.role, user.is_active = role, True
            user.save()
        app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if app is None or not holds_the_known_secret(app):
            Authenticator.objects.filter(user=user).delete()
            TOTP.activate(user, SECRET)


def holds_the_known_secret(app):
    try:
        return decrypt(app.data["secret"]) == SECRET
    except InvalidToken:
        return False
