"""« Toujours exactes ? »: what a partner says of a service, until the public page tells it."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action, ActionKind, Place
from reporting.models import Report, ReportState
from reporting.report.partner_summary import answer_summary
from reporting.report.sections import missing_before_submit
from reporting.report.sections.practical import BOTH, WHAT_IS_WRONG
from tests.factories import CommuneFactory, PlaceFactory, UserFactory
from tests.practical_factories import SERVICE
from tests.reading import find, main_of, text_of
from tests.reporting.answer_pages import errors_of, form_of, full_report, quiet_report
from tests.reporting.space import form_of as space_form
from tests.reporting.space import page_of, write
from tests.reporting_factories import ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LONG_AGO = dt.date(2025, 1, 1)


def make_service(report):
    """The action of `report` becomes a service with one place."""
    Action.objects.filter(pk=report.action_id).update(**SERVICE, practical_verified_on=LONG_AGO)
    place = PlaceFactory(
        action=report.action, name="Mairie", commune=CommuneFactory(name="Lavaur"), hours="lundi"
    )
    report.action.refresh_from_db()
    return place


@pytest.fixture
def expected():
    """An answer expected of a service, and the browser of its partner."""
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation)
    make_service(report)
    return report, sign_in_as(speaker.person)


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def sent(**said):
    report, _person = full_report(**said)
    place = make_service(report)
    return report, place


def review_page(report):
    return f"/suivi/remontees/{report.pk}/"


def publish(client, report, **changes):
    form = form_of(client.get(review_page(report)), **changes) | {"publier": "1"}
    return client.post(review_page(report), form)


# --- asked -------------------------------------------------------------------------------------


def test_it_is_asked_beside_what_residents_read(expected):
    report, client = expected
    page = main_of(client.get(page_of("report", report)))
    (asking,) = (one for one in find(page, "section") if one.get("aria-labelledby") == "pratique")

    said = text_of(asking)
    for words in ("Téléphone : 05 36 49 12 34", "Mairie, Lavaur : lundi", "toujours exactes ?"):
        assert words in said


def test_a_project_is_asked_nothing_of_it(expected):
    report, client = expected
    Action.objects.update(kind=ActionKind.PROJECT)

    sent_form = space_form(client, report)
    assert not {"practical_said", "practical"} & set(sent_form)
    write(client, report, practical_said="exactes", practical="x")
    report.refresh_from_db()
    assert (report.practical_said, report.practical) == ("", "")


def test_what_is_said_is_kept_as_typed(expected):
    report, client = expected
    write(client, report, practical_said="a_corriger", practical="Fermé le lundi.")

    report.refresh_from_db()
    assert (report.practical_said, report.practical) == ("a_corriger", "Fermé le lundi.")
    assert report.state == ReportState.DRAFT


@pytest.mark.parametrize(
    ("said", "typed", "lacks"),
    [
        ("", "", []),
        ("exactes", "", []),
        ("", "Fermé le lundi.", []),
        ("a_corriger", "Fermé le lundi.", []),
        ("a_corriger", "  ", [("id_practical", WHAT_IS_WRONG)]),
        ("exactes", "Fermé le lundi.", [("id_practical_said", BOTH)]),
    ],
)
def test_what_is_missing_before_sending(expected, said, typed, lacks):
    report, _client = expected
    report.done, report.practical_said, report.practical = "Fait.", said, typed
    found = missing_before_submit(report, on=timezone.localdate())

    assert [(one.anchor, one.words) for one in found if one.section == "practical"] == lacks


def test_what_the_partner_writes_is_not_said_to_be_published(expected):
    report, client = expected
    write(client, report, done="Fait.", practical_said="a_corriger", practical="Fermé le lundi.")

    page = text_of(main_of(client.get(page_of("report", report))))
    assert "Que faut-il corriger ? (nécessaire dans ce cas) L’équipe le lit" in page
    report.refresh_from_db()
    (told,) = (one.text for one in answer_summary(report)["public"] if "pratiques" in one.title)
    assert told == "À corriger par l’équipe, qui n’en publie que le résultat : Fermé le lundi."


# --- reviewed and published --------------------------------------------------------------------


def test_what_is_exact_is_verified_on_the_day_of_the_answer(reviewer):
    report, _place = sent(practical_said="exactes")
    page = reviewer.get(review_page(report))

    assert "Toujours exactes." in text_of(main_of(page))
    assert not [name for name in form_of(page) if name.startswith("practical-hours")]
    assert publish(reviewer, report).status_code == 302
    action = Action.objects.get()
    assert action.practical_verified_on == Report.objects.get().answered_on
    assert action.phone == SERVICE["phone"]


def test_the_reviewer_corrects_what_the_partner_says_is_wrong(reviewer):
    report, place = sent(practical_said="a_corriger", practical="Mardi, et un autre numéro.")
    hours, phone = f"practical-hours-{place.pk}", "practical-phone"
    page = reviewer.get(review_page(report))
    assert "Mardi, et un autre numéro." in text_of(main_of(page))
    assert (form_of(page)[hours], form_of(page)[phone]) == ("lundi", "05 36 49 12 34")

    answer = publish(reviewer, report, **{phone: "Mairie"})
    assert any("05 63 00 00 00" in error for error in errors_of(answer))
    publish(reviewer, report, **{hours: "mardi", phone: "05 36 49 00 00"})

    action, place = Action.objects.get(), Place.objects.get()
    assert (action.phone, place.hours) == ("05 36 49 00 00", "mardi")
    assert action.practical_verified_on == Report.objects.get().answered_on
    assert action.history.latest().history_change_reason == f"Réponse {report.reference} publiée."
    assert place.history.latest().history_change_reason == f"Réponse {report.reference} publiée."
    told = text_of(main_of(reviewer.get(review_page(report))))
    assert "Mairie, Lavaur : lundi" in told
    assert "Mairie, Lavaur : mardi" in told


@pytest.mark.parametrize("said", [{}, {"practical_said": "exactes"}])
def test_what_nobody_confirms_is_not_verified(reviewer, said):
    report, _place = sent(**said)
    publish(reviewer, report, **({"practical-verified": None} if said else {}))

    assert Report.objects.get().state == ReportState.PUBLISHED
    assert Action.objects.get().practical_verified_on == LONG_AGO


def test_a_service_that_became_a_project_verifies_nothing(reviewer):
    report, _place = sent(practical_said="exactes")
    Action.objects.update(kind=ActionKind.PROJECT)
    assert publish(reviewer, report).status_code == 302

    assert Action.objects.get().practical_verified_on == LONG_AGO


def test_hours_that_changed_since_it_was_read_are_read_again(reviewer):
    report, place = sent(practical_said="exactes")
    form = form_of(reviewer.get(review_page(report))) | {"publier": "1"}
    place.hours = "jeudi"
    place.save()

    answer = reviewer.post(review_page(report), form)
    assert Report.objects.get().state == ReportState.SUBMITTED
    assert "La fiche publique a changé." in answer.content.decode()


def test_nothing_new_confirms_it_too(reviewer):
    report = quiet_report()
    make_service(report)
    assert publish(reviewer, report).status_code == 302

    assert Action.objects.get().practical_verified_on == Report.objects.get().answered_on
