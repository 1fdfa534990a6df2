"""`manage.py reencrypt_factors`: after SECRET_KEY changed, so that its old value can go."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

FIELDS = ("secret", "seed")


class Command(BaseCommand):
    help = "Chiffre les seconds facteurs avec la SECRET_KEY actuelle (SECRET_KEY_FALLBACKS lue)."

    def handle(self, *args, **options):
        done = lost = 0
        with transaction.atomic():
            for row in Authenticator.objects.select_for_update().exclude(type="webauthn"):
                field = next(name for name in FIELDS if name in row.data)
                try:
                    row.data[field] = encrypt(decrypt(row.data[field]))
                except InvalidToken:
                    lost += 1
                    continue
                row.save(update_fields=["data"])
                done += 1
        self.stdout.write(f"Chiffrés : {done}. Illisibles avec les clés données : {lost}.")
