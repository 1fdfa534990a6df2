"""Photos and documents as part of what an answer says: named, compared, kept in its history."""

import pytest
from django.utils import timezone

from reporting import workflow
from reporting.models import ReportFile
from reporting.report.publishing import wording_of
from reporting.report.reading import held
from reporting.report.sections import recorded_answer
from reporting.report.sections.files import file_words
from tests.factories import UserFactory
from tests.reading import HTML, main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.answer_pages import form_of, full_report, photo
from tests.reporting.space import page_of
from tests.reporting_factories import ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def swap(report):
    """Another photo in the place of that of `report`, said with the same words."""
    ReportFile.objects.get(report=report, kind="photo").withdraw()
    return photo(report)


def test_a_photo_swapped_by_the_partner_stops_the_reviewer(signed_in):
    report, person = full_report()
    reviewer, page = signed_in(UserFactory(publishing=True)), f"/suivi/remontees/{report.pk}/"
    form = form_of(reviewer.get(page)) | {"publier": "1"}
    workflow.take_back(report, by=person, at=timezone.now())
    other = swap(report)
    workflow.submit(report, by=person, at=timezone.now())

    answer = reviewer.post(page, form)

    assert answer.status_code == 409
    assert "La réponse du partenaire a changé." in text_of(main_of(answer))
    assert f"files-{other.pk}-title" in form_of(answer)
    assert report.events.filter(verb="publish").count() == 0


@pytest.mark.parametrize(
    "rights", [None, {"credit": "Une autre"}, {"alt": "Un enfant"}, {"people": "accord"}]
)
def test_a_photo_or_its_rights_changed_meanwhile_is_read_before_it_leaves(rights):
    report, person = full_report()
    workflow.take_back(report, by=person, at=timezone.now())
    client = sign_in_as(person)
    form = typed(client.get(page_of("report-check", report)))
    if rights is None:
        swap(report)
    else:
        ReportFile.objects.filter(kind="photo").update(
            **rights, consent_on="2026-01-02" if "people" in rights else None
        )

    answer = client.post(page_of("report-check", report), form)

    assert answer.status_code == 409
    assert "a changé pendant que vous la relisiez" in text_of(main_of(answer))


def test_photos_without_a_title_are_named_by_what_they_show():
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, draft=True)
    for alt in ("La cour", "Le préau"):
        row = photo(report, alt=alt)
        ReportFile.objects.filter(pk=row.pk).update(title="")

    page = main_of(sign_in_as(speaker.person).get(page_of("report", report)))

    buttons = [text_of(b) for b in page.iter(f"{HTML}button") if "Retirer" in text_of(b)]
    assert buttons == [
        "Retirer « La cour » et effacer le fichier",
        "Retirer « Le préau » et effacer le fichier",
    ]


def test_the_history_keeps_the_rights_of_a_photo_withdrawn_since(signed_in):
    report, person = full_report()
    ReportFile.objects.filter(kind="photo").update(people="accord", consent_on="2026-01-01")
    workflow.take_back(report, by=person, at=timezone.now())
    workflow.submit(report, by=person, at=timezone.now())
    ReportFile.objects.get(kind="photo").withdraw()

    page = signed_in(UserFactory(reading=True)).get(f"/suivi/remontees/{report.pk}/")

    words = "La salle (crédit : Mairie de Lavaur ; Des personnes sont reconnaissables, et toutes"
    told = text_of(main_of(page))
    assert words in told and "accord écrit, le 1er janvier 2026)" in told


def test_names_kept_before_the_rights_were_are_read_as_they_are():
    report, _person = full_report()

    assert file_words("La salle") == "La salle"
    assert [file_words(one) for one in recorded_answer(report)["files"]] == [
        "La salle (crédit : Mairie de Lavaur ; Personne n’est reconnaissable)",
        "Affiche",
    ]


def test_who_writes_again_after_taking_back_goes_on(signed_in):
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, done="Trois matins.")
    for act in (workflow.note_writing, workflow.submit, workflow.take_back, workflow.note_writing):
        act(report, by=speaker.person, at=timezone.now())

    page = signed_in(UserFactory(reading=True)).get(f"/suivi/remontees/{report.pk}/")

    told = text_of(main_of(page))
    assert told.count("a commencé à écrire") == 1
    assert told.index("a continué à écrire") < told.index("a commencé à écrire")


def test_a_file_of_a_sent_answer_is_withdrawn_even_after_the_closing():
    report, person = full_report()
    client, sent = sign_in_as(person), page_of("report-sent", report)
    report.campaign.closed_at = timezone.now()
    report.campaign.save()
    one = report.files.get(kind="photo")
    remove = page_of("report-file-remove", one)
    assert f'href="{remove}"' in client.get(sent).text

    answer = client.post(remove, typed(client.get(remove)))

    assert answer["Location"] == f"{sent}#fichiers"
    assert [str(row) for row in report.files.all()] == ["Affiche"]
    assert held(report).state == "envoyee"


def test_a_published_file_is_asked_of_the_team():
    report, person = full_report()
    workflow.publish(report, wording_of(report), by=UserFactory(publishing=True), at=timezone.now())

    page = sign_in_as(person).get(page_of("report-sent", report))

    assert "/retirer/" not in page.text
    assert "Demandez-le à l’équipe" in text_of(main_of(page))
