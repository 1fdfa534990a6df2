"""What the tests of following share: a territory that writes, an action to follow."""

import re

import pytest

from tests.factories import ActionFactory, ConventionFactory

ADDRESS = "camille@example.org"


@pytest.fixture
def action(db):
    """A public action, known since long, of a territory whose answers have an address."""
    ConventionFactory(public=True, territory__email="ctg@example.org")
    return ActionFactory(public=True, title="Ouvrir un jardin")


def place(action):
    """Where one asks to follow `action`."""
    return f"{action.get_absolute_url()}suivre/"


def link_in(letter, tail=""):
    """The path of the secret link of an EmailMessage that ends by `tail`."""
    found = re.findall(r"https?://[^/\s]+(/suivre/\S+)", letter.body)
    (path,) = [
        one for one in found if re.fullmatch(rf"/suivre/(confirmer/)?[0-9a-f-]+/{tail}", one)
    ]
    return path


@pytest.fixture
def ask(reader, django_capture_on_commit_callbacks):
    """A function that sends the form as a browser does; gives the answer."""

    def send(address, email=ADDRESS, *, headers=None, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return reader.post(address, {"email": email, "details": "", **data}, headers=headers)

    return send
