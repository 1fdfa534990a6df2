"""Which act writes to whom."""

import datetime as dt

import pytest
from django.utils import timezone

from partners.models import MailFault, User
from records.french import full_date
from reporting import workflow
from reporting.letters import notifications
from reporting.letters.send_guards import stop_of
from reporting.models import Campaign, Letter, LetterKind, TextKind
from reporting.report.publishing import wording_of
from reporting.review.queue_views import publish_together
from tests.factories import OrganisationFactory, UserFactory
from tests.records.admin.forms import messages_of, typed
from tests.reporting.answer_pages import full_report
from tests.reporting_factories import (
    CampaignFactory,
    CampaignTextFactory,
    MembershipFactory,
    ReportFactory,
    Speaker,
)

pytestmark = pytest.mark.django_db
NOW, TODAY = timezone.now, timezone.localdate


def receivers(kind):
    return list(Letter.objects.filter(kind=kind).order_by("pk").values_list("to", flat=True))


def send_back(report):
    staff = UserFactory(publishing=True)
    return workflow.send_back(report, by=staff, at=NOW(), comment="Depuis quand ?")


@pytest.fixture
def colleagues():
    """Two contacts of one organisation, the referent last by name: (referent, contributor)."""
    organisation = OrganisationFactory()
    referent = MembershipFactory(
        organisation=organisation, referent=True, user__full_name="Zoé Exemple"
    )
    contributor = MembershipFactory(organisation=organisation, user__full_name="Ana Exemple")
    return referent, contributor


def test_who_sent_the_answer_is_written_to(colleagues):
    _referent, contributor = colleagues
    report = ReportFactory(organisation=contributor.organisation, draft=True)

    workflow.submit(report, by=contributor.user, at=NOW())
    send_back(report)

    assert receivers(LetterKind.RECEIVED) == [contributor.user.email]
    assert receivers(LetterKind.SENT_BACK) == [contributor.user.email]


@pytest.mark.parametrize("gone", ["left", "unreachable", "closed"])
def test_when_they_are_gone_the_referent_is(gone, colleagues):
    referent, contributor = colleagues
    report = ReportFactory(organisation=contributor.organisation, draft=True)
    workflow.submit(report, by=contributor.user, at=NOW())
    if gone == "left":
        type(contributor).objects.filter(pk=contributor.pk).update(ended_on=timezone.localdate())
    else:
        fault = MailFault.BOUNCED if gone == "unreachable" else ""
        User.objects.filter(pk=contributor.user.pk).update(
            mail_fault=fault, is_active=gone != "closed"
        )

    send_back(report)

    assert receivers(LetterKind.SENT_BACK) == [referent.user.email]


def test_what_staff_wrote_for_an_organisation_is_copied_to_it(colleagues):
    referent, _contributor = colleagues
    report = ReportFactory(organisation=referent.organisation, draft=True)
    told = workflow.Told(timezone.localdate(), "Mme Exemple", "téléphone")

    workflow.submit(report, by=UserFactory(editing=True), at=NOW(), told=told)

    assert receivers(LetterKind.RECEIVED) == [referent.user.email]


def test_nobody_to_write_to_stops_no_act():
    report = ReportFactory(sent=True)

    event = send_back(report)

    report.refresh_from_db()
    assert (report.state, Letter.objects.count(), event.reached_nobody) == ("a_reprendre", 0, True)


def test_every_verb_knows_whether_somebody_is_told(colleagues):
    staff = UserFactory(publishing=True)
    for organisation, nobody in (
        (colleagues[0].organisation, False),
        (OrganisationFactory(), True),
    ):
        given = {"by": staff, "at": NOW()}
        draft = ReportFactory(organisation=organisation, draft=True)
        told = workflow.Told(timezone.localdate(), "Mme Exemple", "téléphone")
        events = [
            workflow.reopen(draft, **given, until=timezone.localdate()),
            workflow.submit(draft, **given, told=told),
            send_back(ReportFactory(organisation=organisation, sent=True)),
            workflow.publish(
                nothing := ReportFactory(organisation=organisation, nothing=True),
                wording_of(nothing),
                **given,
            ),
        ]
        assert [event.reached_nobody for event in events] == [nobody] * 4


REVIEWS = "/suivi/remontees/"


def reopened(client, report):
    report.campaign.closed_at = NOW()
    report.campaign.save()
    address = f"{REVIEWS}{report.pk}/rouvrir/"
    data = typed(client.get(address)) | {"until": TODAY().isoformat()}
    return client.post(address, data)


def asked_more(client, report):
    address = f"{REVIEWS}{report.pk}/"
    data = typed(client.get(address)) | {"comment": "Quand ?", "renvoyer": "1"}
    return client.post(address, data)


def published_alone(client, report):
    address = f"{REVIEWS}{report.pk}/"
    return client.post(address, typed(client.get(address)) | {"publier": "1"})


def published_together(client, report):
    address = f"{REVIEWS}rien-de-nouveau/"
    return client.post(
        address, typed(client.get(address, {"r": report.pk})) | {"r": report.pk, "publier": "1"}
    )


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (reopened, "draft"),
        (asked_more, "sent"),
        (published_alone, "sent"),
        (published_together, "nothing"),
    ],
)
@pytest.mark.parametrize("phone", ["", "05 63 00 00 00"])
def test_the_team_reads_whom_to_call_when_nobody_can_be_told(act, state, phone, staff_client):
    organisation = OrganisationFactory(name="Crèche des Lilas", phone=phone)
    report = ReportFactory(organisation=organisation, **{state: True})

    words = messages_of(act(staff_client, report))[-1]

    assert "Personne ne peut être prévenu par courriel : appelez la Crèche des Lilas" in words
    assert phone in words


def test_reports_published_together_make_one_letter_per_person():
    campaign = CampaignFactory(open=True)
    one, other = Speaker(), Speaker()
    reports = [
        ReportFactory(
            campaign=campaign, organisation=who.organisation, submitted_by=who.person, sent=True
        )
        for who in (one, one, other)
    ]
    event = send_back(reports[0])

    notifications.published(reports, event)

    assert receivers(LetterKind.PUBLISHED) == [one.person.email, other.person.email]
    text = Letter.objects.filter(kind=LetterKind.PUBLISHED).earliest("pk").text
    assert all(report.action.title in text for report in reports[:2])
    assert reports[2].action.title not in text


def test_each_campaign_has_its_letter_of_what_is_published_together():
    one, reports = Speaker(), []
    for _ in range(2):
        reports.append(
            ReportFactory(
                campaign=CampaignFactory(open=True), organisation=one.organisation, nothing=True
            )
        )

    publish_together(reports, by=UserFactory(administration=True))

    found = Letter.objects.filter(kind=LetterKind.PUBLISHED)
    assert {letter.campaign for letter in found} == {report.campaign for report in reports}


def test_leaving_one_organisation_keeps_the_news_about_the_other():
    one, campaign = Speaker(), CampaignFactory(open=True)
    other = MembershipFactory(user=one.person).organisation
    reports = [
        ReportFactory(campaign=campaign, organisation=row, nothing=True, submitted_by=one.person)
        for row in (one.organisation, other)
    ]
    publish_together(reports, by=UserFactory(administration=True))
    letter = Letter.objects.get(kind=LetterKind.PUBLISHED)

    one.person.memberships.filter(organisation=one.organisation).update(ended_on=TODAY())
    assert stop_of(letter, [], NOW()) is None
    one.person.memberships.update(ended_on=TODAY())
    assert stop_of(letter, [], NOW()) is not None


def test_after_closing_an_answer_is_completed_by_signing_in():
    """The personal link opens nothing any more: a letter that led there would lead nowhere."""
    speaker = Speaker()
    report = ReportFactory(organisation=speaker.organisation, draft=True)
    workflow.submit(report, by=speaker.person, at=NOW())
    Campaign.objects.update(closed_at=NOW(), closes_on=timezone.localdate() + dt.timedelta(days=30))
    report.campaign.refresh_from_db()

    send_back(report)

    text = Letter.objects.get(kind=LetterKind.SENT_BACK).text
    assert f"http://127.0.0.1:8000/espace/remontees/{report.pk}/\n" in text
    assert "[[lien" not in text.partition("Ce n’est plus moi")[0]
    report.refresh_from_db()
    assert report.reopened_until == timezone.localdate() + dt.timedelta(days=14)
    assert f"rouverte jusqu’au {full_date(report.reopened_until)} : connectez-vous" in text


def test_published_after_closing_the_letter_leads_where_one_signs_in():
    report = ReportFactory(
        organisation=Speaker().organisation, nothing=True, campaign=CampaignFactory(over=True)
    )
    CampaignTextFactory(
        campaign=report.campaign, kind=TextKind.PUBLISHED, body="Voir : {lien}\n\n{page}"
    )

    workflow.publish(report, wording_of(report), by=UserFactory(publishing=True), at=NOW())

    said = Letter.objects.get(kind=LetterKind.PUBLISHED).text.partition("Ce n’est plus moi")[0]
    assert "[[lien" not in said
    assert f"/espace/remontees/{report.pk}/" in said


def test_difficulties_and_words_to_the_team_are_in_no_letter():
    speaker = Speaker()
    report = ReportFactory(
        organisation=speaker.organisation,
        draft=True,
        difficulties="Secret un",
        message="Secret deux",
    )
    workflow.submit(report, by=speaker.person, at=NOW())
    send_back(report)

    for letter in Letter.objects.all():
        assert "Secret" not in letter.text + letter.html


@pytest.mark.usefixtures("media")
def test_the_copy_of_an_answer_holds_all_its_public_side_and_nothing_else():
    report, _person = full_report(avancement="en_pause", avancement_reason="Le poste est vacant.")
    report.values.filter(indicator__label="Avis").update(
        text="", is_unavailable=True, why="L’enquête est en juin."
    )

    copy = notifications.answer_as_text(report)

    assert copy.split("\n") == [
        f"- {report.action.title}",
        "",
        "Où en est l’action : En cours → En pause : Le poste est vacant.",
        "",
        "Ce qui a été fait : La permanence a ouvert.",
        "",
        "Ce qui vient ensuite : Ouvrir le samedi.",
        "",
        "Les étapes :",
        "",
        "- Ouvrir la salle : faite le 5 janvier 2026",
        "",
        "Les chiffres :",
        "",
        "- Places : 1 234,5",
        "- Avis : non disponible (L’enquête est en juin.)",
        "",
        "Les personnes aidées ou accueillies : 45",
        "",
        "Les photos et les documents :",
        "",
        "- La salle",
        "- Affiche",
    ]
    letter = Letter.objects.get(kind=LetterKind.RECEIVED)
    assert "Ouvrir la salle : faite" in letter.text
    for secret in ("Le bus ne passe plus.", "Merci à vous."):
        assert secret not in letter.text + letter.html
