"""Whatever tells the states of progress apart tells each of them: a new one is not forgotten."""

import csv
import re

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils.text import slugify

from actions.admin.update import OWN
from actions.models import Update
from actions.models.avancement import NEEDS_REASON, REASON_HINT, Avancement
from reporting.answers.forms import AnswerForm
from tests.reporting_factories import ReportFactory
from tests.repository import ROOT

PUBLIC, SPACE = ((ROOT / "static/css" / f"{name}.css").read_text() for name in ("public", "space"))
CONTENT = ROOT / "conventions/content"
GLOSSARY = list(csv.reader((CONTENT / "glossary.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("state", Avancement)
def test_each_state_has_its_colours_and_its_words(state):
    slug = slugify(state.value.replace("_", "-"))
    words = [row[0] for row in GLOSSARY]

    assert re.search(rf"\.state-{slug}\b", PUBLIC)
    assert re.search(rf"\.part-{slug}\b", PUBLIC)
    assert state.label in words
    assert f"/glossaire/#{slugify(state.label)}" in (CONTENT / "pages/aide.md").read_text("utf-8")


def test_the_form_of_an_answer_asks_why_of_each_state_that_needs_a_reason():
    select = str(AnswerForm(instance=ReportFactory.build())["avancement"])
    marked = re.findall(r'value="(\w+)"[^>]*data-reason', select)

    assert set(marked) == {state.value for state in NEEDS_REASON}
    assert ".asking-state:has(option[data-reason]:checked) .asking-reason" in SPACE


def test_the_hint_names_them():
    assert REASON_HINT == "Nécessaire pour « En pause » et « Abandonnée ». Visible de tous."


@pytest.mark.django_db
def test_the_screen_of_an_update_has_each_field_that_a_correction_copies(staff_client):
    screen = admin.site.get_model_admin(Update)
    shown = {
        name
        for _title, options in screen.get_fieldsets(RequestFactory().get("/?replaces=1"))
        for name in options["fields"]
    }
    written = {field.name for field in Update._meta.fields if field.editable}
    assert shown == written - {"id", "created_on"}
    assert shown > written - OWN
