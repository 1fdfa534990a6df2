"""What a publication writes on the sheet, and how a published answer reads afterwards."""

import datetime as dt
from decimal import Decimal

import pytest

from actions.models import Action, Milestone
from records.french import full_date
from reporting.models import Report
from tests.factories import MeasureFactory, UpdateFactory, UserFactory
from tests.reading import HTML, find, main_of, text_of
from tests.reporting.answer_pages import form_of, full_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def page_of(report):
    return f"/suivi/remontees/{report.pk}/"


def publish(client, report, **changes):
    form = form_of(client.get(page_of(report)), **changes) | {"publier": "1"}
    assert client.post(page_of(report), form).status_code == 302


@pytest.mark.parametrize(
    ("state", "was", "typed", "now"),
    [
        ("en_cours", "", "La salle ouvre lundi.", "La salle ouvre lundi."),
        ("en_cours", "La salle ouvre lundi.", "", ""),
        ("en_cours", "La salle ouvre lundi.", None, "La salle ouvre lundi."),
        ("en_pause", "Le poste est vacant.", "Deux postes\r\nvacants.", "Deux postes\nvacants."),
    ],
)
def test_the_reason_typed_by_the_reviewer_is_published_whatever_the_state(
    state, was, typed, now, reviewer
):
    report, _person = full_report()
    declared_on = dt.date(2025, 3, 1)
    Report.objects.update(avancement=state)
    Action.objects.update(avancement=state, avancement_reason=was, avancement_on=declared_on)

    publish(reviewer, report, **({} if typed is None else {"avancement_reason": typed}))

    action = Action.objects.get()
    assert (action.avancement_reason, action.avancement_on) == (now, declared_on)


def test_a_published_answer_says_what_was_there_before_and_what_it_published(reviewer):
    report, _person = full_report()
    places = report.action.indicators.get(label="Places")
    MeasureFactory(indicator=places, on=report.campaign.figures_on, value=Decimal("1012.5"))
    UpdateFactory(action=report.action, body="Les travaux ont commencé.")
    day = full_date(report.campaign.figures_on)
    publish(reviewer, report, done="La salle a ouvert.", avancement="realisee")
    Milestone.objects.update(title="Un autre nom")
    places.measures.update(value=7)  # corrected since

    page = main_of(reviewer.get(page_of(report)))

    found = {
        text_of(heading): [text_of(dd) for dd in find(box, "dl dd")]
        for box, heading in blocks(page)
    }
    assert found["Où en est l’action"] == ["En cours", "Réalisée"]
    assert found["Ce qui a été fait"] == ["Les travaux ont commencé.", "La salle a ouvert."]
    assert found["Places"] == [f"1 012,5 places ({day})", f"1 234,5 places ({day})"]
    assert found["Avis"] == ["Rien", f"Les familles sont contentes. ({day})"]
    assert found["Ouvrir la salle"] == ["À faire", "Faite, le 5 janvier 2026"]
    sides = [dl for dl in find(page, "dl") if "versus" in dl.get("class", "")]
    assert {text_of(term) for dl in sides for term in find(dl, "dt")} == {"Avant", "Publié"}
    for words in ("sera remplacée", "sera corrigée", "Proposé", "Sur le site"):
        assert words not in text_of(page)
    assert "Le bus ne passe plus." in text_of(page)


def test_a_figure_proposed_is_written_as_those_of_the_site(reviewer):
    report, _person = full_report()
    report.values.filter(indicator__label="Places").update(typed="1012.50")

    assert "1 012,5 places" in text_of(main_of(reviewer.get(page_of(report))))


def blocks(page):
    """(element, its heading) of each part and line of the review."""
    for tag, heading in (("section", "h2"), ("div", "h3")):
        for box in page.iter(f"{HTML}{tag}"):
            if box.get("class") in ("part", "part-line"):
                yield box, box.find(f"{HTML}{heading}")
