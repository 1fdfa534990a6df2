"""What the tests of the contact form share: a territory that reads, a form worth sending."""

import re
import secrets
import time

import pytest
from django.core import signing

from contact.forms import ContactForm
from tests.factories import TerritoryFactory


@pytest.fixture
def territory(db):
    return TerritoryFactory(main=True, email="ctg@example.org", phone="05 63 00 00 00")


@pytest.fixture
def written(territory):
    """A function that gives what a resident's browser sends, with `changes`."""

    def form(age=60, **changes):
        key = signing.dumps([secrets.token_hex(16), time.time() - age], salt=ContactForm.key_salt)
        return {
            "key": key,
            "action": "",
            "details": "",
            "name": "Camille Martin",
            "email": "camille@example.org",
            "subject": "Le relais petite enfance",
            "body": "Bonjour,\r\nest-il ouvert le samedi ?",
        } | changes

    return form


def hidden_value(page, name):
    """Value of the hidden input `name` in the HTML of `page`."""
    return re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)[1]
