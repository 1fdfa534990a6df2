"""The middleware of `{% once_only %}`: what it claims, what it lets go, what it leaves alone."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from records.editing.idempotency import FIELD, new_key
from records.editing.once_only import (
    KEY_USED,
    NO_KEY,
    TWICE,
    OnceOnlyMiddleware,
    needs_key,
    recognises_repeats,
    unsaved,
)
from records.models import Submission
from tests.factories import AudienceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return UserFactory()


@pytest.fixture
def send(rf, person):
    """A function: (the answer to `view`, what it says), None when Django is left to call it."""

    def send(view, key=None, by=person, **typed):
        request = rf.post("/suivi/essai/", typed | ({FIELD: key} if key else {}))
        request.user, request.session = by, {}
        request._messages = FallbackStorage(request)
        answer = OnceOnlyMiddleware(None).process_view(request, view, (), {})
        return answer, [str(message) for message in get_messages(request)]

    return send


def adds(request, refusal=""):
    if refusal:
        return HttpResponse(refusal, status=409)
    AudienceFactory(name=request.POST["name"])
    return redirect("/suivi/vu/")


def test_the_same_form_sent_again_is_led_where_the_first_one_led(send, person):
    key = new_key(person)

    first, _ = send(adds, key, name="Aînés")
    second, said = send(adds, key, name="Aînés")

    assert (first.url, second.url, said) == ("/suivi/vu/", "/suivi/vu/", [TWICE])
    assert Submission.objects.get().led_to == "/suivi/vu/"


def test_a_page_leaves_the_key_as_it_was(send, person):
    key = new_key(person)

    send(lambda request: HttpResponse("Il manque un nom."), key, name="")
    again, said = send(adds, key, name="")

    assert (again.status_code, said) == (302, [])


def test_a_redirect_that_saved_nothing_leaves_the_key_too(send, person):
    key = new_key(person)

    first, _ = send(lambda request: unsaved(redirect("/suivi/ailleurs/")), key, name="Aînés")
    again, said = send(adds, key, name="Aînés")

    assert (first.url, again.url, said) == ("/suivi/ailleurs/", "/suivi/vu/", [])


def test_a_view_that_fails_leaves_neither_row_nor_claim(send, person):
    def fails(request):
        adds(request)
        raise Http404

    with pytest.raises(Http404), transaction.atomic():
        send(fails, new_key(person), name="Aînés")

    assert not Submission.objects.exists()
    assert not type(AudienceFactory.build()).objects.exists()


def test_what_creates_wants_a_key_that_never_served(send, person):
    key, view = new_key(person), needs_key(lambda request, refusal="": adds(request, refusal))
    send(view, key, name="Aînés")

    without, _ = send(view, name="Aînés")
    used, _ = send(view, key, name="Tout-petits")

    assert (without.status_code, without.text) == (409, NO_KEY)
    assert (used.status_code, used.text) == (409, KEY_USED.format("/suivi/vu/"))
    assert type(AudienceFactory.build()).objects.count() == 1


def test_what_changes_goes_on_with_a_key_used_for_something_else(send, person):
    """The version that its form shows tells that it is old."""
    key = new_key(person)
    send(adds, key, name="Aînés")

    other, said = send(adds, key, name="Tout-petits")

    assert (other.url, said) == ("/suivi/vu/", [])
    assert type(AudienceFactory.build()).objects.count() == 2


def test_what_recognises_repeats_is_asked_again(send, person):
    key, view = new_key(person), recognises_repeats(lambda request: redirect("/suivi/vu/"))
    send(view, key, name="Aînés")

    again, said = send(view, key, name="Aînés")

    assert (again.url, said) == ("/suivi/vu/", [])
    assert not Submission.objects.exists()


def test_a_form_without_key_is_left_to_django(send):
    assert send(adds, name="Aînés") == (None, [])
