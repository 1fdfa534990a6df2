"""An evaluation campaign: from its preparation to opinions counted, and nothing told before."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import Action, Update
from reporting import workflow
from reporting.campaigns.campaigns import open_campaign
from reporting.campaigns.recipients import expectations
from reporting.letters.templates import OPINION_DEFAULTS
from reporting.models import Campaign, CampaignKind, Letter, Report, ReportState, TextKind
from reporting.models.event import Side
from reporting.report.publishing import wording_of
from reviews.models import PartnerOpinion
from tests.factories import ActionFactory, ConventionFactory, UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.space import enter_by_link, form_of, page_of, write
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 12, 31)
PREPARE = f"{reverse('campaign-add')}?nature=evaluation&convention=2023-2026"
SAID = {
    "attainment": "partiel",
    "went_well": "Trois lieux ont ouvert, le quatrième manque.",
    "to_change": "Garder la permanence du samedi.",
}


@pytest.fixture
def convention():
    return ConventionFactory(public=True, starts_on=dt.date(2023, 1, 1), ends_on=LAST)


@pytest.fixture
def speaker():
    return Speaker(full_name="Inès Exemple")


def given_opinion(speaker, **values):
    """An answer sent, in an open campaign of evaluation."""
    campaign = values.pop("campaign", None) or CampaignFactory(opinions=True, open=True)
    return ReportFactory(
        campaign=campaign, organisation=speaker.organisation, state=ReportState.SUBMITTED,
        submitted_at=timezone.now(), **(SAID | values),
    )  # fmt: skip


@pytest.mark.parametrize("day", [dt.date(2026, 11, 30), dt.date(2027, 2, 1)])
def test_from_its_preparation_to_an_opinion_counted(convention, speaker, on_day, day):
    on_day(day)
    team = sign_in_as(UserFactory(editing=True))
    action = ActionFactory(
        convention=convention, published=True, lead=speaker.organisation,
        avancement="realisee", avancement_on=dt.date(2026, 6, 1),
    )  # fmt: skip
    ActionFactory(convention=convention, published=True, ongoing=True)  # nobody has an opinion

    proposed = typed(team.get(PREPARE))
    team.post(PREPARE, proposed)
    campaign = Campaign.objects.get()
    assert (campaign.kind, campaign.figures_on) == (CampaignKind.EVALUATION, None)
    assert (campaign.title, campaign.convention) == (
        "Votre avis sur la convention 2023-2026", convention,
    )  # fmt: skip
    assert campaign.opens_on == max(day, dt.date(2027, 1, 12))
    opening = campaign.texts.get(kind=TextKind.OPENING)
    assert (opening.subject, opening.body) == OPINION_DEFAULTS[TextKind.OPENING]

    convention.territory.email = "ctg@example.org"
    convention.territory.save()
    on_day(campaign.opens_on)
    assert open_campaign(campaign, by=UserFactory(publishing=True), at=timezone.now()) == 1
    report = Report.objects.get()
    assert (report.action, report.organisation) == (action, speaker.organisation)

    partner = enter_by_link(speaker.person, campaign)
    for page in (partner.get("/espace/"), partner.get(page_of("report", report))):
        assert "rien de nouveau" not in text_of(main_of(page)).lower()
    assert {"attainment", "went_well", "to_change"} <= set(form_of(partner, report))
    assert not {"done", "avancement", "people_reached"} & set(form_of(partner, report))
    write(partner, report, to_change=SAID["to_change"])
    check = page_of("report-check", report)
    assert "Choisissez jusqu’où le but de l’action est atteint." in text_of(
        main_of(partner.get(check))
    )
    write(partner, report, **SAID)
    answer = partner.post(check, typed(partner.get(check)))
    assert answer.headers["Location"] == page_of("report-sent", report)

    path, reviewer = reverse("review", args=[report.pk]), sign_in_as(UserFactory(publishing=True))
    page = reviewer.get(path)
    assert "Valider cet avis" in text_of(main_of(page))
    reviewer.post(path, typed(page) | {"publier": "1", "to_change": "Garder le samedi."})
    opinion = PartnerOpinion.objects.get()
    assert (opinion.action, opinion.organisation) == (action, speaker.organisation)
    assert (opinion.attainment, opinion.to_change) == ("partiel", "Garder le samedi.")
    assert (opinion.given_on, opinion.is_quoted) == (campaign.opens_on, False)
    assert not Update.objects.exists()
    assert Action.objects.get(pk=action.pk).avancement == "realisee"
    read = text_of(main_of(reviewer.get(path)))
    assert "Garder le samedi." in read and "a validé l’avis" in read
    assert "Votre avis est pris en compte" in text_of(
        main_of(partner.get(page_of("report-sent", report)))
    )
    assert Letter.objects.get(kind="publication").subject == "Votre avis est pris en compte"


def test_what_is_missing_is_said_and_nothing_new_means_nothing(speaker):
    report = ReportFactory(
        campaign=CampaignFactory(opinions=True, open=True), organisation=speaker.organisation
    )
    partner = enter_by_link(speaker.person, report.campaign)
    quiet = reverse("report-nothing-new", args=[report.pk])

    assert partner.get(quiet).headers["Location"] == page_of("report", report)
    with pytest.raises(workflow.Refused, match="demande votre avis"):
        workflow.say_nothing_new(report, by=speaker.person, at=timezone.now())
    write(partner, report, attainment="atteint")
    with pytest.raises(workflow.Refused) as refused:
        workflow.submit(report, by=speaker.person, at=timezone.now())
    assert [one.words for one in refused.value.missing] == [
        "Dites ce qui a bien marché ou ce qui a manqué, même en une phrase."
    ]


def test_an_answer_validated_again_replaces_the_opinion_and_is_no_longer_quoted(speaker):
    first, by = given_opinion(speaker), UserFactory(publishing=True)
    workflow.publish(first, wording_of(first), by=by, at=timezone.now())
    PartnerOpinion.objects.update(is_quoted=True)
    again = given_opinion(
        speaker, action=first.action, attainment="atteint",
        campaign=CampaignFactory(opinions=True, open=True, convention=first.campaign.convention),
    )  # fmt: skip

    page = sign_in_as(by).get(reverse("review", args=[again.pk]))
    assert "Partiellement atteint" in text_of(main_of(page))  # what was validated already
    workflow.publish(again, wording_of(again), by=by, at=timezone.now())

    opinion = PartnerOpinion.objects.get()
    assert (opinion.attainment, opinion.is_quoted) == ("atteint", False)
    assert opinion.history.count() == 2


def test_sent_back_it_says_what_it_asks_in_words_of_an_opinion(speaker):
    report, by = given_opinion(speaker), UserFactory(publishing=True)
    workflow.send_back(report, by=by, at=timezone.now(), comments={"went_well": "Lequel manque ?"})

    letter = Letter.objects.get()
    assert "votre avis" in letter.subject.lower()
    assert "Lequel manque ?" in letter.text and "publier" not in letter.text


def test_every_published_action_is_asked_of_whoever_led_it(convention, speaker):
    campaign = CampaignFactory(opinions=True, convention=convention)
    for state in ("a_venir", "realisee", "abandonnee"):
        why = {"avancement_reason": "Plus de besoin."} if state == "abandonnee" else {}
        ActionFactory(
            convention=convention, published=True, avancement=state, lead=speaker.organisation,
            avancement_on=dt.date(2026, 6, 1), **why,
        )  # fmt: skip
    ActionFactory(convention=convention, lead=speaker.organisation)  # a draft

    assert len(expectations(campaign, LAST)) == 3


def test_news_asked_later_leave_an_opinion_unanswered_in_sight(speaker):
    report = ReportFactory(
        campaign=CampaignFactory(opinions=True, over=True), organisation=speaker.organisation
    )
    ReportFactory(
        campaign=CampaignFactory(open=True, convention=report.campaign.convention),
        action=report.action, organisation=speaker.organisation,
    )  # fmt: skip

    page = text_of(main_of(sign_in_as(speaker.person).get("/espace/")))
    assert "Vous n’avez pas répondu." in page
    assert page.count("Rien de nouveau") == 1


def test_team_enters_the_opinion_of_who_has_no_contact(speaker):
    report = ReportFactory(campaign=CampaignFactory(opinions=True, open=True))
    team, path = sign_in_as(UserFactory(editing=True)), reverse("review-enter", args=[report.pk])
    page = team.get(path)
    given = typed(page) | SAID | {"told_on": timezone.localdate().isoformat()}

    assert "rien de nouveau" not in text_of(main_of(page)).lower()
    team.post(path, given | {"suite": "rien-de-nouveau"})
    report.refresh_from_db()
    assert (report.state, report.nothing_new) == (ReportState.DRAFT, False)
    team.post(path, typed(team.get(path)) | {"suite": "envoyer"})
    report.refresh_from_db()
    assert (report.state, report.attainment) == (ReportState.SUBMITTED, "partiel")


def test_pages_of_a_partner_cost_the_same_whatever_is_asked(speaker):
    campaign, found = CampaignFactory(opinions=True, open=True), []
    for more in (1, 2, 17):
        reports = ReportFactory.create_batch(
            more, campaign=campaign, organisation=speaker.organisation
        )
        partner = enter_by_link(speaker.person, campaign)
        for page in ("/espace/", page_of("report", reports[0])):
            with CaptureQueriesContext(connection) as captured:
                assert partner.get(page).status_code == 200
            found.append(len(captured))

    assert found == found[:2] * 3


def test_words_of_the_team_and_of_the_partner_are_those_of_an_opinion(speaker):
    by, report = UserFactory(administration=True), given_opinion(speaker, action__published=False)
    report.events.create(
        verb="submit", by=by, before=ReportState.DRAFT, after=report.state, side=Side.STAFF
    )
    reviewer, path = sign_in_as(by), reverse("review", args=[report.pk])
    page = text_of(main_of(reviewer.get(path)))
    assert "Texte gardé" in page and "Texte publié" not in page
    assert "cet avis sera compté quand elle le sera" in page

    workflow.publish(report, wording_of(report), by=by, at=timezone.now())
    page = text_of(main_of(reviewer.get(path)))
    assert "Cet avis sera compté quand la fiche sera publiée" in page
    assert "Validée par la personne qui l’a écrite" in page
    sent = sign_in_as(speaker.person).get(page_of("report-sent", report))
    assert "la comptera quand la page de l’action sera publiée" in text_of(main_of(sent))
    close = text_of(main_of(reviewer.get(reverse("campaign-close", args=[report.campaign_id]))))
    assert "1 validées" in close and "sur le site" not in close


def test_opinion_to_complete_is_not_about_publishing(speaker):
    report = given_opinion(speaker)
    workflow.send_back(report, by=UserFactory(publishing=True), at=timezone.now(), comment="Où ?")

    page = text_of(main_of(sign_in_as(speaker.person).get("/espace/")))
    assert "une précision avant de valider votre avis" in page
