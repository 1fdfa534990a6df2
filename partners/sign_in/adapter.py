"""What django-allauth asks of us: no sign-up, and secrets that a copy of the database cannot read.

What a change of SECRET_KEY does is said in docs/exploitation.md.
"""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from partners.client_address import client_address

SALT = "partners.second-factor"


def cipher():
    """Encrypts with the key drawn from SECRET_KEY, and reads those of SECRET_KEY_FALLBACKS too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, "", secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return client_address(request)


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Raises cryptography.fernet.InvalidToken when no known key wrote it."""
        return cipher().decrypt(encrypted_text.encode()).decode()
