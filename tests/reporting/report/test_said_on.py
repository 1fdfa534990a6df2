"""The public page says the day an answer was said; its title is the partner's, not the team's."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action, Update
from reporting import workflow
from reporting.models import Report
from reporting.report.publishing import title_proposed, wording_of
from tests.factories import UpdateFactory, UserFactory
from tests.reading import main_of, text_of
from tests.reporting.answer_pages import form_of, quiet_report
from tests.reporting_factories import ReportFactory

pytestmark = pytest.mark.django_db
SAID = dt.date(2026, 2, 3)


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


@pytest.fixture
def report():
    """« Rien de nouveau », said by « CCTA » on the third of February; still to be published."""
    report = quiet_report()
    report.organisation.name, report.organisation.short_name = "CCTA", ""
    report.organisation.article = "la"
    report.organisation.save()
    at = timezone.make_aware(dt.datetime.combine(SAID, dt.time(12)))
    Report.objects.update(submitted_at=at)
    return Report.objects.get()


WORDS = "Le 3 février 2026, la CCTA a confirmé que tout est exact."


def test_the_public_page_says_the_day_the_organisation_said_it(report, reader):
    by = UserFactory(publishing=True)
    workflow.publish(report, wording_of(report), by=by, at=timezone.now())

    assert Update.objects.get().told_on == SAID
    assert WORDS in text_of(main_of(reader.get(report.action.get_absolute_url())))


def test_a_call_is_said_the_day_of_the_call(report):
    Report.objects.update(told_on=dt.date(2026, 2, 1), told_by="Inès")
    found, by = Report.objects.get(), UserFactory(publishing=True)

    workflow.publish(found, wording_of(found), by=by, at=timezone.now())

    assert Update.objects.get().told_on == dt.date(2026, 2, 1)


@pytest.mark.parametrize("several", [False, True])
def test_the_review_announces_the_very_sentence(several, report, reviewer):
    address = "/suivi/remontees/rien-de-nouveau/" if several else f"/suivi/remontees/{report.pk}/"

    assert WORDS in text_of(main_of(reviewer.get(address)))


def test_the_review_says_what_the_page_will_say_of_a_day_that_is_past(report, reviewer):
    Action.objects.update(verified_on=dt.date(2025, 5, 13))

    page = text_of(main_of(reviewer.get(f"/suivi/remontees/{report.pk}/")))

    assert "La page publique dira" in page
    assert "« Vérifiée le 3 février 2026 »" in page
    assert "Aujourd’hui, elle dit « Vérifiée le 13 mai 2025 »" in page
    assert "sera vérifiée" not in page


def test_written_by_the_team_it_is_of_the_day_of_its_publication(report, reader):
    update = UpdateFactory(
        action=report.action,
        nothing_new=True,
        organisation=None,
        published_at=timezone.make_aware(dt.datetime(2026, 1, 5, 12)),
    )

    page = text_of(main_of(reader.get(update.get_absolute_url())))

    assert "Le 5 janvier 2026, rien de nouveau : tout est exact." in page


@pytest.mark.parametrize(
    ("done", "title"),
    [
        (
            "Douze habitants parrainent un jeune. Un autre suit.",
            "Douze habitants parrainent un jeune",
        ),
        ("\r\n- **La salle** est ouverte !\r\nDeux ateliers", "La salle est ouverte"),
        ("M. Durand a ouvert la salle", "M. Durand a ouvert la salle"),
        ("", ""),
        ("mot " * 100, "mot " * 49 + "mot…"),
    ],
)
def test_the_title_proposed_is_the_first_sentence_of_what_was_done(done, title):
    found = title_proposed(ReportFactory.build(done=done, campaign__title="Vos actions"))

    assert found == title
    assert len(found) <= 200


def test_without_anything_done_the_reviewer_gives_the_title(reviewer):
    report = ReportFactory(sent=True)
    Report.objects.update(done="")
    page = reviewer.get(f"/suivi/remontees/{report.pk}/")

    sent = form_of(page, done="La salle est ouverte.") | {"publier": "1"}
    answer = reviewer.post(f"/suivi/remontees/{report.pk}/", sent)

    assert sent["title"] == ""
    assert "Donnez un titre à l’actualité." in text_of(main_of(answer))
    assert Update.objects.count() == 0
