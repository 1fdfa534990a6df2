"""A row deleted while somebody wrote: the page shows what was typed, to copy it."""

import pytest
from django import forms
from django.test import RequestFactory

from actions.models import Audience
from records.editing.views import edit
from tests.factories import AudienceFactory, UserFactory
from tests.reading import main_of, text_of

pytestmark = pytest.mark.django_db


class NameForm(forms.ModelForm):
    class Meta:
        model = Audience
        fields = ["name"]


def test_the_page_of_a_row_deleted_meanwhile_shows_what_was_typed(rf_messages):
    row = AudienceFactory(name="Aînés")
    rows = Audience.objects.filter(pk=row.pk)
    request = rf_messages(RequestFactory().post("/suivi/publics/", {"name": "Personnes âgées"}))
    row.delete()

    answer = edit(request, rows, NameForm, "unused.html", lambda row: "/suivi/")

    assert answer.status_code == 409
    page = text_of(main_of(answer))
    assert "Cette fiche n’existe plus" in page
    assert "Personnes âgées" in page


@pytest.fixture
def rf_messages():
    """Give a bare request what the templates of the team read of one."""

    def dressed(request):
        request.user = UserFactory(editing=True)
        request.session = {}
        request.resolver_match = None
        request._messages = []
        return request

    return dressed
