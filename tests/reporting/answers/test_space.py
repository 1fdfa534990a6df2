"""The link of a letter, and « ce que j’ai à dire »."""

import datetime as dt
import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting import workflow
from reporting.models import Letter, PersonalLink, Report, ReportEvent
from reporting.report.publishing import wording_of
from tests.factories import UserFactory
from tests.reading import find, main_of, text_of, tree
from tests.reporting.space import enter_by_link, link_address, shown_ago
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def speaker():
    return Speaker(full_name="Nora Essai")


@pytest.fixture
def report(speaker):
    return ReportFactory(organisation=speaker.organisation, campaign__title="Automne")


def written():
    models = (Report, ReportEvent, Letter)
    return [list(model.objects.order_by("pk").values()) for model in models]


def said(answer):
    return text_of(main_of(answer))


# --- the link ----------------------------------------------------------------------------------


def test_the_link_tells_who_is_asked_for_what_and_opens_nothing(speaker, report):
    client, before = Client(), written()
    place = link_address(speaker.person, report.campaign)

    assert client.head(place).status_code == 200
    assert PersonalLink.objects.get().seen_at is None  # a scanner's HEAD is no visit
    page = client.get(place)

    assert "Bonjour Nora Essai" in said(page)
    assert "« Automne » : 1 réponse attendue" in said(page)
    assert str(report.organisation) in said(page)
    assert len(find(main_of(page), "form")) == 1
    assert client.get("/espace/").status_code == 302
    assert written() == before
    link = PersonalLink.objects.get()
    assert (link.seen_at is not None, link.used_at) == (True, None)


def test_the_button_opens_this_campaign_only_and_again_until_closing(speaker, report):
    ReportFactory(organisation=speaker.organisation, action__title="D’une autre campagne")
    place = link_address(speaker.person, report.campaign)
    before = written()

    for _ in range(2):  # the letter is opened again, from another browser
        client = enter_by_link(speaker.person, report.campaign)
        page = client.get("/espace/")

        assert report.action.title in said(page)
        assert "D’une autre campagne" not in said(page)
        assert "Terminer ma connexion" in page.text
        assert "demandez" in said(page)
    assert client.get(place).status_code == 200
    assert written() == before
    assert PersonalLink.objects.get(campaign=report.campaign).used_at is not None


def test_the_link_tells_how_much_is_left(speaker, report):
    place = link_address(speaker.person, report.campaign)
    about = {"organisation": speaker.organisation, "campaign": report.campaign}

    ReportFactory(nothing=True, **about)
    assert "1 réponse attendue sur 2, pour le" in said(Client().get(place))
    Report.objects.update(state="envoyee", submitted_at=NOW())
    assert "vous avez répondu à tout, merci" in said(Client().get(place))


def test_a_script_that_presses_buttons_is_asked_again_and_a_reader_enters(speaker, report):
    client, place = Client(), link_address(speaker.person, report.campaign)
    page = client.get(place)
    mark = re.search(r'name="vue" value="([^"]+)"', page.text)[1]

    at_once = client.post(place, {"vue": mark})

    assert at_once.status_code == 409
    assert "Appuyez encore" in said(at_once)
    assert "sessionid" not in client.cookies
    again = re.search(r'name="vue" value="([^"]+)"', at_once.text)[1]
    assert again == mark  # it ages from its first showing: the next press is never too fast
    aged = shown_ago(speaker.person, report.campaign, 2)
    assert client.post(place, {"vue": aged}).status_code == 303


@pytest.mark.parametrize("mark", ["", "faux", "other link", "yesterday"])
def test_a_button_of_another_page_is_asked_again(mark, speaker, report):
    if mark == "other link":
        mark = shown_ago(UserFactory(), report.campaign)
    elif mark == "yesterday":
        yesterday = time.time() - 13 * 3600
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda: yesterday)
            mark = shown_ago(speaker.person, report.campaign)
    client = Client()

    answer = client.post(link_address(speaker.person, report.campaign), {"vue": mark})

    assert answer.status_code == 409
    assert "appuyez encore" in said(answer)
    assert client.get("/espace/").status_code == 302


def test_the_button_needs_the_proof_of_its_page(speaker, report):
    client = Client(enforce_csrf_checks=True)
    place = link_address(speaker.person, report.campaign)

    assert (
        client.post(place, {"vue": shown_ago(speaker.person, report.campaign)}).status_code == 403
    )


def test_a_revoked_link_is_said_so_and_offers_the_other_door(speaker, report):
    place = link_address(speaker.person, report.campaign)
    PersonalLink.objects.update(revoked_at=NOW())

    for method in ("get", "post"):
        answer = getattr(Client(), method)(place, {"vue": "x"})
        assert answer.status_code == 410
        assert "Ce lien ne sert plus" in said(answer)
        assert "/connexion/?next=/espace/" in answer.text


@pytest.mark.parametrize("how", ["day passed", "closed by hand"])
def test_a_link_ends_with_its_campaign_and_says_so(how, speaker):
    campaign = CampaignFactory(over=True) if how == "day passed" else CampaignFactory(open=True)
    report = ReportFactory(organisation=speaker.organisation, campaign=campaign)
    if how == "closed by hand":
        campaign.closed_at = NOW()
        campaign.save()
    client, data = Client(), {"vue": shown_ago(speaker.person, campaign)}

    for answer in (
        client.get(link_address(speaker.person, campaign)),
        client.post(link_address(speaker.person, campaign), data),
    ):
        assert "La campagne est fermée" in said(answer)
        assert "un code vous est envoyé" in said(answer)
    assert client.get("/espace/").status_code == 302
    # Until the team opens one answer again.
    Report.objects.filter(pk=report.pk).update(reopened_until=timezone.localdate())
    assert "l’équipe a rouvert" in said(client.get(link_address(speaker.person, campaign)))
    client = enter_by_link(speaker.person, campaign)
    page = client.get("/espace/")
    assert "Cette connexion dure jusqu’au" in said(page)
    assert ("Le lien sert jusqu’au" in said(page)) is (how == "closed by hand")
    assert client.get(reverse("report", args=[report.pk])).status_code == 200


def test_two_people_never_mix_in_one_browser(speaker, report):
    other = Speaker(full_name="Adam Essai")
    ReportFactory(organisation=other.organisation, campaign=report.campaign)
    place = link_address(speaker.person, report.campaign)
    data = {"vue": shown_ago(speaker.person, report.campaign)}
    signed_in = sign_in_as(other.person)
    by_link = enter_by_link(other.person, report.campaign)

    for client in (signed_in, by_link):
        for answer in (client.get(place), client.post(place, data)):
            assert answer.status_code == 409
            assert "Adam Essai" in said(answer)
            assert "celui de Nora Essai" in said(answer)
        assert report.action.title not in said(client.get("/espace/"))
    # What the page offers: to sign out, or to end the visit.
    assert find(main_of(signed_in.get(place)), "form")[0].get("action") == "/deconnexion/"
    by_link.post(place, {"fermer": "1"})
    assert "Bonjour Nora" in said(by_link.get(place))


def test_who_is_signed_in_already_keeps_the_full_space(speaker, report):
    client = sign_in_as(speaker.person)

    answer = client.post(
        link_address(speaker.person, report.campaign),
        {"vue": shown_ago(speaker.person, report.campaign)},
    )

    assert answer["Location"] == "/espace/"
    assert client.get("/compte/").status_code == 200


def test_a_visit_ends_when_one_asks(speaker, report):
    client = enter_by_link(speaker.person, report.campaign)

    assert client.post("/deconnexion/")["Location"] == "/deconnexion/faite/"

    assert client.get("/espace/").status_code == 302


# --- what I have to say ------------------------------------------------------------------------


def in_every_situation(speaker):
    """One report in each group of the page, its title the slug of the group."""
    today = timezone.localdate()

    def one(title, campaign=None, **state):
        campaign = campaign or CampaignFactory(open=True)
        return ReportFactory(
            organisation=speaker.organisation, campaign=campaign, action__title=title, **state
        )

    one("publiee", sent=True)
    workflow.publish(
        Report.objects.get(), wording_of(Report.objects.get()), by=UserFactory(publishing=True),
        at=NOW(),
    )  # fmt: skip
    one("envoyee", nothing=True)
    one("brouillon", draft=True)
    one("a-dire")
    one("trop-tard", CampaignFactory(over=True), draft=True)
    one("bientot", CampaignFactory(open=True, due_on=today + dt.timedelta(3)))
    one("en-retard", CampaignFactory(open=True, due_on=today - dt.timedelta(2)))
    one("sans-reponse", CampaignFactory(over=True))
    one("a-rouvrir", CampaignFactory(over=True), returned=True)
    one("a-reprendre", returned=True)


def test_what_is_urgent_comes_first_and_says_what_to_do(speaker):
    in_every_situation(speaker)

    page = sign_in_as(speaker.person).get("/espace/")

    groups = find(main_of(page), "section")[:-1]
    assert [group.get("class").removeprefix("say say-") for group in groups] == [
        "a-reprendre", "a-rouvrir", "en-retard", "bientot", "a-dire", "brouillon", "trop-tard",
        "envoyee", "publiee", "sans-reponse",
    ]  # fmt: skip
    titles = [text_of(find(group, "h3")[0]) for group in groups]
    assert titles == [group.get("class").removeprefix("say say-") for group in groups]
    calls = {
        title: [text_of(link).split(" :")[0] for link in find(group, "a")]
        for title, group in zip(titles, groups, strict=True)
    }
    assert calls["a-reprendre"] == ["Compléter"]
    assert calls["a-rouvrir"] == ["Relire ma réponse"]
    assert calls["a-dire"] == ["Répondre", "Rien de nouveau"]
    assert calls["brouillon"] == ["Continuer", "Rien de nouveau"]
    assert calls["trop-tard"] == ["Relire le brouillon"]
    assert calls["sans-reponse"] == []
    assert text_of(groups[-1]).endswith("Vous n’avez pas répondu.")
    assert "6 réponses attendues" in said(page)


def test_what_was_sent_back_and_can_no_longer_leave_is_not_all_said(speaker):
    ReportFactory(
        organisation=speaker.organisation, returned=True, campaign=CampaignFactory(over=True)
    )

    words = said(sign_in_as(speaker.person).get("/espace/"))

    assert "Vous avez répondu à tout" not in words
    assert "1 réponse attendue." in words
    assert "Si rien n’a changé" not in words
    assert "Demandez-lui de rouvrir cette réponse" in words


def test_what_was_never_answered_goes_once_a_later_campaign_asks_again(speaker):
    old = ReportFactory(organisation=speaker.organisation, campaign=CampaignFactory(over=True))
    client = sign_in_as(speaker.person)
    page = said(client.get("/espace/"))
    assert "Vous n’avez pas répondu." in page
    assert "Aucune réponse n’est attendue" in page
    assert "Vous avez répondu à tout" not in page

    ReportFactory(
        organisation=speaker.organisation, action=old.action, campaign__open=True,
        campaign__convention=old.campaign.convention,
    )  # fmt: skip

    page = said(client.get("/espace/"))
    assert "Vous n’avez pas répondu." not in page
    assert page.count(old.action.title) > 0


@pytest.mark.parametrize(("who", "words"), [
    ("nobody's contact", "Vous ne répondez pour aucune organisation."),
    ("staff", "Vous faites partie de l’équipe"),
    ("quiet partner", "Aucune réponse n’est attendue"),
])  # fmt: skip
def test_who_has_nothing_to_say_reads_why(who, words):
    if who == "quiet partner":
        person = Speaker().person
    else:
        person = UserFactory(role="lecture" if who == "staff" else "")

    assert words in said(sign_in_as(person).get("/espace/"))


@pytest.mark.parametrize("by_link", [False, True], ids=["signed in", "by link"])
def test_the_list_costs_the_same_whatever_its_length(
    by_link, speaker, report, django_assert_num_queries
):
    def more(count):
        for _ in range(count):
            ReportFactory(
                organisation=speaker.organisation, campaign=report.campaign, draft=True,
                writer=speaker.person, written_at=NOW(),
            )  # fmt: skip

    client = (
        enter_by_link(speaker.person, report.campaign) if by_link else sign_in_as(speaker.person)
    )
    client.get("/espace/")
    for extra in (0, 2, 20):
        more(extra)
        with django_assert_num_queries(6):
            client.get("/espace/")


def test_titles_tell_the_pages_apart(speaker, report):
    client = sign_in_as(speaker.person)
    names = ["report", "report-check", "report-nothing-new", "report-file-add"]
    places = ["/espace/", *(reverse(name, args=[report.pk]) for name in names)]

    titles = [text_of(find(tree(client.get(place)), "title")[0]) for place in places]

    assert len(set(titles)) == len(places)
