"""What the team writes for somebody, and late answers reopened."""

import datetime as dt

import pytest
from django.utils import timezone

from reporting import workflow
from reporting.models import Fallback, Letter, Report, ReportState
from reporting.report.sections import prepare_lines
from tests.factories import IndicatorFactory, MilestoneFactory, UserFactory
from tests.reading import HTML, main_of, text_of
from tests.reporting.answer_pages import errors_of, form_of, full_report
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db
SEND, NOTHING, DRAFT = "envoyer", "rien-de-nouveau", "brouillon"
TODAY = timezone.localdate


@pytest.fixture
def writer(signed_in):
    return signed_in(UserFactory(editing=True, full_name="Camille Essai"))


def enter(report):
    return f"/suivi/remontees/{report.pk}/saisir/"


def send(client, report, button, **changes):
    typed = {"told_on": TODAY().isoformat(), "told_by": "Mme Exemple", "told_how": "par téléphone"}
    form = form_of(client.get(enter(report)), **typed | changes)
    return client.post(enter(report), form | {"suite": button})


def late_report(**fields):
    return ReportFactory(campaign=CampaignFactory(over=True), **fields)


def test_an_answer_told_by_telephone_goes_to_the_same_review_and_says_so(writer, signed_in):
    report = late_report(fallback=Fallback.STAFF, organisation=None)

    answer = send(writer, report, SEND, done="Le lieu a ouvert.")

    review = f"/suivi/remontees/{report.pk}/"
    assert answer.headers["Location"] == review
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert (report.told_on, report.told_by, report.told_how) == (
        TODAY(),
        "Mme Exemple",
        "par téléphone",
    )
    page = text_of(main_of(signed_in(UserFactory(publishing=True)).get(review)))
    assert "Saisie par l’équipe. Communiqué par téléphone le" in page
    assert "Camille Essai a envoyé la réponse au nom de l’organisation." in page
    for path in ("/suivi/remontees/", f"/suivi/campagnes/{report.campaign_id}/"):
        assert "saisie par l’équipe" in text_of(main_of(writer.get(path)))


def test_nothing_new_told_by_telephone(writer, staff_client):
    report = ReportFactory()

    send(writer, report, NOTHING)

    report.refresh_from_db()
    assert (report.state, report.nothing_new) == (ReportState.SUBMITTED, True)
    assert report.told_on == TODAY()
    together = staff_client.get("/suivi/remontees/rien-de-nouveau/")
    assert "saisie par l’équipe" in text_of(main_of(together))


def test_a_draft_waits_and_what_it_lacks_is_said_before_it_is_sent(writer):
    report = ReportFactory()

    draft = send(writer, report, DRAFT, next_steps="La suite.")
    report.refresh_from_db()
    assert (draft.headers["Location"], report.state) == (enter(report), ReportState.DRAFT)

    answer = send(writer, report, SEND)
    page = writer.get(answer.headers["Location"])

    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert errors_of(page) == ["Dites ce qui a été fait, même en une phrase."]
    assert form_of(page)["next_steps"] == "La suite."


@pytest.mark.parametrize(
    ("told_on", "words"),
    [
        ("", "Dites quel jour cela vous a été communiqué."),
        ("2999-01-01", "Ce jour est à venir : donnez le jour de l’échange."),
    ],
)
def test_the_day_it_was_told_is_required_and_past(told_on, words, writer):
    report = ReportFactory()

    page = send(writer, report, SEND, told_on=told_on, done="Mon texte.")

    assert errors_of(page) == [words]
    assert form_of(page)["done"] == "Mon texte."
    assert Report.objects.get().state == ReportState.TODO


def test_the_partner_who_answers_meanwhile_is_not_overwritten(writer):
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, draft=True)
    form = form_of(writer.get(enter(report)), done="Ce qu’on m’a dit.", told_on="2026-01-05")
    workflow.submit(report, by=speaker.person, at=timezone.now())

    answer = writer.post(enter(report), form | {"suite": SEND})

    report.refresh_from_db()
    assert answer.status_code == 409
    assert "Ce qu’on m’a dit." in text_of(main_of(answer))
    assert (report.done, report.told_on) == ("La permanence a ouvert.", None)
    assert writer.get(enter(report)).headers["Location"] == f"/suivi/remontees/{report.pk}/"


def test_two_who_write_at_once_see_both_texts(writer, signed_in):
    report = ReportFactory(draft=True)
    form = form_of(writer.get(enter(report)), done="Le mien.", told_on="2026-01-05")
    other = signed_in(UserFactory(editing=True))
    send(other, report, DRAFT, done="Le sien.")

    answer = writer.post(enter(report), form | {"suite": SEND})

    page = main_of(answer)
    assert answer.status_code == 409
    typed = {"".join(area.itertext()).strip() for area in page.iter(f"{HTML}textarea")}
    assert "Le mien." in typed
    assert "Le sien." in text_of(page)


def test_what_is_typed_for_a_partner_who_answers_meanwhile_is_shown_whole_and_found_again(writer):
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, done="Le leur.")
    IndicatorFactory(action=report.action, label="Places")
    MilestoneFactory(action=report.action, title="Ouvrir la salle")
    prepare_lines(report)
    typed = {"done": "Le nôtre.", "values-0-typed": "45", "steps-0-is_done": "on"}
    form = form_of(writer.get(enter(report)), told_on="2026-01-05", **typed)
    workflow.say_nothing_new(report, by=speaker.person, at=timezone.now())

    answer = writer.post(enter(report), form | {"suite": SEND})

    said = text_of(main_of(answer))
    assert answer.status_code == 409
    assert "a été envoyée entre-temps" in said
    for words in ("Le nôtre.", "Places : Valeur", "45", "Ouvrir la salle : Faite"):
        assert words in said
    workflow.take_back(report, by=speaker.person, at=timezone.now())
    found = form_of(writer.get(enter(report)))
    assert (found["done"], found["values-0-typed"]) == ("Le nôtre.", "45")


def test_sent_twice_counts_once(writer):
    report = ReportFactory()
    form = form_of(writer.get(enter(report)), done="Fait.", told_on="2026-01-05")

    for _ in range(2):
        assert writer.post(enter(report), form | {"suite": SEND}).status_code == 302

    assert report.events.filter(verb="submit").count() == 1


def test_a_late_answer_is_reopened_until_a_day_and_the_partner_is_told(signed_in):
    speaker = Speaker()
    report = late_report(organisation=speaker.organisation, draft=True)
    client = signed_in(UserFactory(publishing=True))
    address = f"/suivi/remontees/{report.pk}/rouvrir/"
    until = TODAY() + dt.timedelta(days=7)

    for wrong in ("", "2020-01-01", "demain"):
        page = client.post(address, form_of(client.get(address), until=wrong))
        assert len(errors_of(page)) == 1
    form = form_of(client.get(address), until=until.isoformat())
    answers = [client.post(address, form).headers["Location"] for _ in range(2)]

    report.refresh_from_db()
    assert answers == [f"/suivi/remontees/{report.pk}/"] * 2
    assert report.reopened_until == until
    assert report.takes_answers(until)
    assert Letter.objects.get(kind="reouverture").person == speaker.person
    assert "Rouverte jusqu’au" in text_of(main_of(client.get(answers[0])))


@pytest.mark.usefixtures("media")
def test_what_is_sent_is_not_reopened(signed_in):
    report, _person = full_report()
    client = signed_in(UserFactory(publishing=True))

    answer = client.post(f"/suivi/remontees/{report.pk}/rouvrir/", {"until": "2999-01-01"})

    assert answer.headers["Location"] == f"/suivi/remontees/{report.pk}/"
    assert Report.objects.get().reopened_until is None
