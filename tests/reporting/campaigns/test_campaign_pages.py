"""The team's pages of a campaign: preparing, opening and closing it."""

import datetime as dt

import pytest
from django.utils import timezone

from reporting.campaigns.forms import CampaignForm
from reporting.models import (
    Campaign,
    Letter,
    ReportState,
    TextKind,
)
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import messages_of, typed
from tests.reporting.campaign import (
    BASE,
    DAY,
    asked_of,
    page_of,
    prepared,
    running_campaign,
)
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    return running_campaign()


# --- preparing -----------------------------------------------------------------------------------


def test_the_enjeux_of_a_campaign_are_those_of_its_convention():
    """Two conventions give the same code to different words."""
    one, other = ConventionFactory(public=True), ConventionFactory(past=True)
    EnjeuFactory(convention=one, code="1", title="Le bon")
    EnjeuFactory(convention=other, code="1", title="L’ancien")
    EnjeuFactory(convention=other, code="9", title="Abandonné")

    def choices(data=None, **fields):
        form = CampaignForm(data, instance=CampaignFactory(**fields))
        return [words for _code, words in form.fields["enjeu"].choices][1:]

    assert choices(convention=one) == ["1. Le bon"]
    assert choices(convention=other) == ["1. L’ancien", "9. Abandonné"]
    assert choices({"convention": str(other.pk)}, convention=one) == [
        "1. L’ancien", "9. Abandonné",
    ]  # fmt: skip
    opened = {"convention": one, "opened_at": timezone.now()}
    assert choices({"convention": str(other.pk)}, **opened) == ["1. Le bon"]


def test_the_enjeux_of_a_campaign_are_in_the_order_of_the_plan():
    convention = ConventionFactory(public=True)
    for code in ("10", "2"):
        EnjeuFactory(convention=convention, code=code, position=0)

    form = CampaignForm(instance=CampaignFactory(convention=convention))

    assert [code for code, _words in form.fields["enjeu"].choices][1:] == ["2", "10"]


def test_campaign_is_prepared_from_the_dates_proposed_once(staff_client):
    on = timezone.localdate()
    ConventionFactory(public=True)
    data = typed(staff_client.get(f"{BASE}nouvelle/")) | {"title": "Bilan 2026"}

    first, second = (staff_client.post(f"{BASE}nouvelle/", data) for _ in range(2))

    campaign = Campaign.objects.get()
    assert first.url == second.url == campaign.get_absolute_url()
    assert (campaign.opens_on, campaign.due_on, campaign.closes_on) == (
        on, on + 21 * DAY, on + 35 * DAY,
    )  # fmt: skip
    assert campaign.figures_on == dt.date(on.year - 1, 12, 31)
    assert {text.kind for text in campaign.texts.all()} == set(TextKind)
    assert [one.days for one in campaign.reminders.all()] == [-7, 1, 8]
    assert campaign.selection == {}


def test_seeing_who_is_concerned_saves_nothing_and_keeps_what_is_typed(staff_client):
    campaign, speaker = CampaignFactory(), Speaker(full_name="Anne Martin")
    asked_of(campaign, speaker, title="Ouvrir un relais")
    asked_of(campaign, Speaker(), title="Autre chose")
    address = f"{BASE}nouvelle/"
    data = typed(staff_client.get(address))
    data |= {"title": "Bilan", "pilote": speaker.organisation.slug, "voir": "1"}

    response = staff_client.post(address, data)

    said = text_of(main_of(response))
    assert "1 action concernée, 1 courriel" in said
    assert "Anne Martin" in said and "Autre chose" not in said
    kept = typed(response)
    assert (kept["title"], kept["pilote"]) == ("Bilan", speaker.organisation.slug)
    assert Campaign.objects.count() == 1


def test_filter_of_the_working_list_is_carried_and_can_be_forgotten(staff_client):
    convention = ConventionFactory(public=True)
    domain = DomainFactory()
    address = f"{BASE}nouvelle/?domaine={domain.slug}&nouvelles=sans&tri=titre&page=2"
    data = typed(staff_client.get(address)) | {"title": "Bilan"}

    staff_client.post(address, data)

    campaign = Campaign.objects.get(convention=convention)
    assert campaign.selection == {"nouvelles": ["sans"], "domaine": [domain.slug]}
    edit = f"{BASE}{campaign.pk}/modifier/"
    staff_client.post(edit, typed(staff_client.get(edit)) | {"forget": "on", "domaine": ""})
    campaign.refresh_from_db()
    assert campaign.selection == {}


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("due_on", -6, "La date attendue doit venir après l’ouverture."),
        ("closes_on", 19, "La fermeture doit venir après la date attendue."),
    ],
)
def test_dates_out_of_order_are_said_beside_their_field(name, days, words, staff_client):
    campaign = CampaignFactory()
    edit = f"{BASE}{campaign.pk}/modifier/"
    day = timezone.localdate() + days * DAY

    response = staff_client.post(edit, typed(staff_client.get(edit)) | {name: day.isoformat()})

    assert response.context["form"].errors == {name: [words]}


def test_once_open_only_dates_and_words_change(running, staff_client):
    edit = f"{BASE}{running.pk}/modifier/"
    other = ConventionFactory(past=True)
    due = running.due_on + 3 * DAY
    data = typed(staff_client.get(edit)) | {
        "due_on": due.isoformat(), "convention": other.pk, "enjeu": "9",
        "opens_on": (running.opens_on - DAY).isoformat(),
    }  # fmt: skip

    assert staff_client.post(edit, data).url == f"{BASE}{running.pk}/rappels/"

    changed = Campaign.objects.get()
    assert changed.due_on == due
    assert (changed.convention, changed.opens_on) == (running.convention, running.opens_on)
    assert changed.selection == {}
    first = find(main_of(page_of(staff_client, running, "rappels/")), "h2")[0]
    assert str((due - 7 * DAY).day) in text_of(first)


def test_two_people_who_move_the_dates_both_see_it(running, staff_client):
    edit = f"{BASE}{running.pk}/modifier/"
    first, second = (typed(staff_client.get(edit)) for _ in range(2))
    for rank, data in enumerate((first, second), start=1):
        data["due_on"] = (running.due_on + rank * DAY).isoformat()
        data["title"] = f"Bilan, version {rank}"
    staff_client.post(edit, first)

    response = staff_client.post(edit, second)

    said = response.content.decode()
    assert response.status_code == 409
    assert "Bilan, version 1" in said and "Bilan, version 2" in said
    running.refresh_from_db()
    assert running.title == "Bilan, version 1"


def test_an_open_campaign_cannot_be_closed_by_its_date(running, staff_client):
    edit = f"{BASE}{running.pk}/modifier/"
    yesterday = (timezone.localdate() - DAY).isoformat()
    data = typed(staff_client.get(edit)) | {"due_on": yesterday, "closes_on": yesterday}

    response = staff_client.post(edit, data)

    assert "choisissez « Fermer la campagne »" in response.context["form"].errors["closes_on"][0]


def test_words_of_the_territory_name_the_choices(staff_client):
    ConventionFactory(public=True, territory__enjeu_name="axe")

    assert "Axe" in text_of(main_of(staff_client.get(f"{BASE}nouvelle/")))


@pytest.mark.parametrize("tail", ["", "rappels/", "lettres/"])
def test_who_only_reads_is_offered_nothing_to_do(tail, running, signed_in):
    client = signed_in(UserFactory(reading=True))

    main = main_of(page_of(client, running, tail))

    assert [form for form in find(main, "form") if form.get("method") == "post"] == []
    offered = {part for link in find(main, "a") for part in link.get("href").split("/")}
    assert offered.isdisjoint({"modifier", "ecrire", "fermer", "ouvrir", "saisir"})


# --- opening -------------------------------------------------------------------------------------


def test_the_opening_page_says_who_receives_what_then_opens_once(staff_client):
    campaign = prepared()
    speaker = Speaker(full_name="Anne Martin")
    asked_of(campaign, speaker, title="Ouvrir un relais")
    lost = OrganisationFactory(name="Les Perdus")
    ActionFactory(convention=campaign.convention, published=True, ongoing=True, lead=lost)
    page = page_of(staff_client, campaign, "ouvrir/")
    said = text_of(main_of(page))
    assert "2 actions concernées, 1 courriel" in said
    assert "1 réponse à saisir par l’équipe" in said and "Les Perdus" in said
    assert f"/suivi/contacts/{lost.slug}/" in page.content.decode()

    data = typed(page)
    first, second = (staff_client.post(f"{BASE}{campaign.pk}/ouvrir/", data) for _ in range(2))

    assert first.url == second.url == campaign.get_absolute_url()
    assert Letter.objects.get().to == speaker.person.email
    assert messages_of(second)[-1].startswith("Cette campagne est déjà ouverte")


def test_a_list_that_moved_is_shown_again_before_anything_leaves(staff_client):
    campaign = prepared()
    asked_of(campaign, Speaker())
    data = typed(page_of(staff_client, campaign, "ouvrir/"))
    asked_of(campaign, Speaker(full_name="Denis Nouveau"))

    response = staff_client.post(f"{BASE}{campaign.pk}/ouvrir/", data)

    assert response.status_code == 409
    said = text_of(main_of(response))
    assert "Rien n’est parti" in said and "Denis Nouveau" in said
    assert Letter.objects.count() == 0
    assert staff_client.post(f"{BASE}{campaign.pk}/ouvrir/", typed(response)).status_code == 302


def test_why_a_campaign_cannot_open_is_said(staff_client):
    campaign = prepared()

    response = staff_client.post(f"{BASE}{campaign.pk}/ouvrir/", {})

    assert response.status_code == 409
    assert "Aucune action publiée n’est concernée" in text_of(main_of(response))


# --- closing -------------------------------------------------------------------------------------


def test_closing_shows_what_remains_and_keeps_drafts(running, staff_client):
    ReportFactory(campaign=running, draft=True)
    said = text_of(main_of(page_of(staff_client, running, "fermer/")))
    assert "1 en brouillon" in said and "2 sans réponse" in said

    for _ in range(2):
        staff_client.post(f"{BASE}{running.pk}/fermer/")

    running.refresh_from_db()
    assert running.closed_at is not None
    assert running.reports.filter(state=ReportState.DRAFT).count() == 1
    assert "Fermée par l’équipe" in text_of(main_of(page_of(staff_client, running)))
    assert page_of(staff_client, running, "modifier/", status=302).url == running.get_absolute_url()


def test_the_list_says_where_each_campaign_stands(running, staff_client):
    prepared(title="À venir", opens_on=timezone.localdate(), convention=running.convention)
    CampaignFactory(over=True, title="Ancienne", convention=running.convention)

    rows = [text_of(row) for row in find(main_of(staff_client.get(BASE)), "li")]

    told = [row.split(" Convention ")[0] for row in rows if "Convention" in row]
    assert told == [
        "À venir En préparation",
        "Bilan 2026 Ouverte 1 réponse sur 3, il reste 35 jours",
        "Ancienne Fermée 0 réponse sur 0",
    ]
