"""A section is declared once: every voice reads the declaration, none names a section."""

import pytest
from django.utils import timezone

from reporting.report import sections
from reporting.report.comparison import comparisons
from reporting.report.partner_summary import answer_summary
from reporting.report.public_side import public_side
from reporting.report.publishing import wording_of
from reporting.report.sections import PLAIN, SECTIONS, TEXTS, missing_before_submit, recorded_answer
from reporting.report.sections.shapes import AskedField
from reporting.report.sections.texts import TextSection
from reporting.review.forms import ReviewForm
from tests.reporting_factories import ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def weather(monkeypatch):
    """One more section, on a column that no other asks for."""
    section = TextSection("told_by", "La météo", AskedField("Quel temps ?"), update_field="body")
    monkeypatch.setitem(SECTIONS, section.name, section)
    monkeypatch.setattr(sections, "IN_HISTORY", [*sections.IN_HISTORY, section])
    return section


def test_one_declaration_is_read_by_every_voice(weather):
    report = ReportFactory(sent=True, told_by="Grand beau", told_on=timezone.localdate())
    at = timezone.now()

    assert [one.text for one in answer_summary(report)["public"] if one.title == "La météo"]
    assert ("La météo", "Grand beau") in sections.recorded_words(recorded_answer(report))
    compared = {one.label: one for one in comparisons(report, public_side(report, at), None)}
    assert compared["La météo"].proposed == "Grand beau"
    assert wording_of(report).sections["told_by"] == "Grand beau"
    assert "comment-told_by" in ReviewForm(report=report, on=timezone.localdate(at)).fields


def test_a_section_says_what_is_too_long(weather):
    report = ReportFactory(draft=True, done="Trois matins.")
    report.told_by = "a" * 10_001

    found = missing_before_submit(report, on=timezone.localdate())

    assert [(one.section, one.anchor) for one in found] == [("told_by", "id_told_by")]


def test_what_is_private_is_never_proposed_to_the_public():
    report = ReportFactory(sent=True, difficulties="Le local.", message="Merci.")
    form = ReviewForm(report=report, on=timezone.localdate())

    private = [section.name for section in SECTIONS.values() if section.is_private]

    assert private == ["difficulties", "message"]
    for name in private:
        assert name not in form.fields
        assert not wording_of(report).sections[name]
    assert [one.text for one in answer_summary(report)["private"]] == ["Le local.", "Merci."]


def test_every_long_text_of_an_answer_belongs_to_a_section():
    asked = {name for section in PLAIN for name in section.questions}

    assert set(TEXTS) == {
        *("avancement_reason", "done", "next_steps", "difficulties", "message", "practical"),
        *("went_well", "to_change"),
    }
    assert asked - set(TEXTS) == {
        *("avancement", "people_reached", "practical_said", "attainment"),
    }
