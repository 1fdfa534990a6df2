"""A convention that asks, and what a resident's browser sends."""

import datetime as dt
import secrets
import time

import pytest
from django.core import signing
from django.utils import timezone

from tests.factories import ConventionFactory, EnjeuFactory
from voices.forms import IdeaForm, OpinionForm

DAY = dt.timedelta(days=1)


@pytest.fixture
def convention(db):
    """Both forms are open from yesterday to tomorrow."""
    on = timezone.localdate()
    days = {"from": on - DAY, "until": on + DAY}
    asked = {f"{name}_{end}": day for name in ("opinions", "ideas") for end, day in days.items()}
    return ConventionFactory(public=True, **asked)


@pytest.fixture
def enjeu(convention):
    return EnjeuFactory(convention=convention, title="Grandir ensemble")


def written(kind, age=60, **changes):
    """What is sent for an OpinionForm or an IdeaForm."""
    key = signing.dumps([secrets.token_hex(16), time.time() - age], salt=kind.key_salt)
    said = {"key": key, "details": "", "enjeu": "", "commune": "", "age": ""}
    if kind is OpinionForm:
        return said | {"felt": "peu", "text": "Gardez les horaires du soir."} | changes
    return said | {"text": "Un jardin partagé.", "email": "lou@example.org"} | changes


def opinion(**changes):
    return written(OpinionForm, **changes)


def idea(**changes):
    return written(IdeaForm, **changes)
