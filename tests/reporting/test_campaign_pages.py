"""The team's pages of a campaign: what they show, what they do once, what they refuse in words."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action
from partners.models import Membership, User
from reporting import campaigns
from reporting.letters import wording
from reporting.models import (
    Campaign,
    CampaignText,
    Letter,
    LetterKind,
    LetterState,
    Report,
    ReportState,
    TextKind,
)
from tests.admin.forms import messages_of, typed
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    DomainFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import body, find, main_of, text_of
from tests.reporting_factories import CampaignFactory, LetterFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
BASE = "/suivi/campagnes/"


def prepared(**values):
    campaign = CampaignFactory(**values)
    campaigns.prepare(campaign)
    return campaign


def asked_of(campaign, speaker, **values):
    return ActionFactory(
        convention=campaign.convention, published=True, ongoing=True, lead=speaker.organisation,
        **values,
    )  # fmt: skip


@pytest.fixture
def running():
    """An open campaign: Anne has not answered, Bruno has, nobody speaks for the third."""
    campaign = prepared(open=True, title="Bilan 2026")
    for name, values in (("Anne", {}), ("Bruno", {"sent": True})):
        speaker = Speaker(OrganisationFactory(name=f"Structure {name}"), full_name=name)
        ReportFactory(
            campaign=campaign, organisation=speaker.organisation,
            action__title=f"=SOMME({name})", difficulties="Un secret", **values,
        )  # fmt: skip
        LetterFactory(
            campaign=campaign,
            person=speaker.person,
            created_at=timezone.now() - 12 * DAY,
            sent=True,
        )
    ReportFactory(campaign=campaign, action__title="Sans personne", fallback="equipe")
    return campaign


def page_of(client, campaign, tail="", status=200):
    response = client.get(f"{BASE}{campaign.pk}/{tail}")
    assert response.status_code == status
    return response


# --- preparing -----------------------------------------------------------------------------------


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
    assert campaign.selection == ""


def test_seeing_who_is_concerned_saves_nothing_and_keeps_what_is_typed(staff_client):
    campaign, speaker = CampaignFactory(), Speaker(full_name="Anne Martin")
    asked_of(campaign, speaker, title="Ouvrir un relais")
    asked_of(campaign, Speaker(), title="Autre chose")
    address = f"{BASE}nouvelle/"
    data = typed(staff_client.get(address))
    data |= {"title": "Bilan", "pilote": speaker.organisation.slug, "voir": "1"}

    response = staff_client.post(address, data)

    said = text_of(main_of(response))
    assert "1 action concernée, 1 lettre" in said
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
    assert campaign.selection == f"nouvelles=sans&domaine={domain.slug}"
    edit = f"{BASE}{campaign.pk}/modifier/"
    staff_client.post(edit, typed(staff_client.get(edit)) | {"forget": "on", "domaine": ""})
    campaign.refresh_from_db()
    assert campaign.selection == ""


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
    assert changed.selection == ""
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

    assert "utilisez « Fermer »" in response.context["form"].errors["closes_on"][0]


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
    assert "2 actions concernées, 1 lettre" in said
    assert "1 action à saisir pour eux" in said and "Les Perdus" in said
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
    assert "Aucune action en vigueur n’est concernée" in text_of(main_of(response))


# --- following -----------------------------------------------------------------------------------


def listed(response):
    return [text_of(row) for row in find(main_of(response), "tbody tr")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["=SOMME(Anne)", "=SOMME(Bruno)", "Sans personne"]),
        ("choix=sans-reponse", ["=SOMME(Anne)", "Sans personne"]),
        ("choix=repondu", ["=SOMME(Bruno)"]),
        ("choix=envoyee", ["=SOMME(Bruno)"]),
        ("choix=equipe", ["Sans personne"]),
        ("choix=sans-contact", ["Sans personne"]),
        ("choix=sans-lettre", ["Sans personne"]),
        ("choix=lettre-perdue", []),
        ("q=BRÜNO", ["=SOMME(Bruno)"]),
        ("organisation=structure-anne", ["=SOMME(Anne)"]),
        ("tri=reponse&choix=repondu", ["=SOMME(Bruno)"]),
        ("choix=inconnu", ["=SOMME(Anne)", "=SOMME(Bruno)", "Sans personne"]),
    ],
)
def test_the_table_and_its_file_show_what_is_asked(query, expected, running, staff_client):
    response = page_of(staff_client, running, f"?{query}")

    rows = listed(response)
    assert len(rows) == len(expected)
    assert [title in row for title, row in zip(expected, rows, strict=True)] == [True] * len(rows)
    file = staff_client.get(f"{BASE}{running.pk}/export.csv?{query}")
    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert [line[1].lstrip("'") for line in lines[1:]] == expected


def test_counts_are_links_to_the_rows_they_count(running, staff_client):
    page = page_of(staff_client, running)
    chips = next(part for part in find(main_of(page), "ul") if part.get("class") == "chips")

    found = {link.get("href"): text_of(link) for link in find(chips, "a")}

    assert set(found) == {
        f"?choix={slug}"
        for slug in ("sans-reponse", "repondu", "equipe", "sans-contact", "sans-lettre")
    }
    for query, words in found.items():
        assert len(listed(page_of(staff_client, running, query))) == int(words.split()[0]), query


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ods"])
def test_the_file_holds_no_formula_and_nothing_that_partners_wrote(suffix, running, staff_client):
    file = staff_client.get(f"{BASE}{running.pk}/export.{suffix}")

    content = file.getvalue()
    assert b"Un secret" not in content
    if suffix == "csv":
        assert ";'=SOMME(Anne);" in content.decode("utf-8-sig")
    page = page_of(staff_client, running).content.decode()
    assert "Un secret" not in page


def test_every_line_leads_to_its_answer(running, staff_client):
    page = page_of(staff_client, running)
    links = {link.get("href") for row in find(main_of(page), "tbody tr") for link in find(row, "a")}

    assert len(links) == 4  # three answers, and one that the team may enter
    assert {staff_client.get(link).status_code for link in links} == {200}


def test_the_last_letter_and_what_became_of_it_are_shown(running, staff_client):
    anne = User.objects.get(full_name="Anne")
    LetterFactory(
        campaign=running, person=anne, kind=LetterKind.REMINDER, state=LetterState.REFUSED
    )

    row = listed(page_of(staff_client, running, "?choix=lettre-perdue"))[0]

    assert "Rappel" in row and "refusée par le serveur" in row


def fill(convention, actions, organisations, people):
    """Bring the plan to so many rows, and three open campaigns on all of it."""
    known = list(convention.actions.all())
    leads = [Speaker().organisation for _ in range(organisations - len(leads_of(convention)))]
    leads = [*leads_of(convention), *leads]
    for rank in range(len(known), actions):
        ActionFactory(
            convention=convention, published=True, ongoing=True, lead=leads[rank % len(leads)]
        )
    for rank in range(Membership.objects.count(), people):
        Speaker(leads[rank % len(leads)])
    for campaign in Campaign.objects.filter(opened_at__isnull=False):
        there = campaign.reports.values("action")
        Report.objects.bulk_create(
            Report(campaign=campaign, action=action, organisation=action.lead)
            for action in convention.actions.exclude(pk__in=there)
        )


def leads_of(convention):
    return list({action.lead for action in convention.actions.select_related("lead")})


def test_queries_do_not_depend_on_the_number_of_rows(staff_client):
    convention = ConventionFactory(public=True)
    draft = prepared(convention=convention)
    mine, *_others = [prepared(convention=convention, open=True) for _ in range(3)]
    addresses = [
        "/suivi/", BASE, f"{BASE}{draft.pk}/", f"{BASE}{draft.pk}/ouvrir/",
        f"{BASE}{draft.pk}/rappels/", f"{BASE}{draft.pk}/lettres/ouverture/",
        *(f"{BASE}{mine.pk}/{tail}" for tail in (
            "", "?choix=sans-reponse", "?choix=sans-lettre&page=2", "export.csv", "rappels/",
            "ecrire/", "fermer/",
        )),
    ]  # fmt: skip
    found = {address: [] for address in addresses}
    for sizes in ((1, 1, 1), (3, 3, 3), (170, 60, 100)):
        fill(convention, *sizes)
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                response = staff_client.get(address)
                body(response)
            assert response.status_code == 200, address
            found[address].append(len(captured))

    assert (Action.objects.count(), Membership.objects.count()) == (170, 100)
    assert {address: len(set(counts)) for address, counts in found.items()} == dict.fromkeys(
        addresses, 1
    ), found


# --- letters -------------------------------------------------------------------------------------


def test_names_that_no_letter_knows_are_refused_in_words(running, staff_client):
    address = f"{BASE}{running.pk}/lettres/rappel/"
    data = typed(staff_client.get(address)) | {"body": "Bonjour {prenom}"}

    response = staff_client.post(address, data)

    assert response.context["form"].errors["body"] == [
        "« {prenom} » n’existe pas dans cette lettre : retirez-le ou corrigez-le.",
        "Il manque « {lien} » : le lien personnel qui ouvre les réponses.",
    ]


def test_words_are_changed_shown_with_real_data_and_brought_back(running, staff_client):
    address = f"{BASE}{running.pk}/lettres/rappel/"
    data = typed(staff_client.get(address)) | {"body": "Chère {personne}, {lien}\n\n{actions}"}

    staff_client.post(address, data)

    said = text_of(main_of(staff_client.get(address)))
    assert "Chère Anne," in said and "=SOMME(Anne)" in said
    assert "Revenir au texte d’origine" in said
    staff_client.post(f"{address}origine/")
    text = CampaignText.objects.get(campaign=running, kind="rappel")
    assert (text.subject, text.body) == wording.DEFAULTS[TextKind.REMINDER]
    assert text.history.count() == 2


def test_preview_opens_no_answers_and_lets_only_its_sheet_through(running, staff_client):
    response = staff_client.get(f"{BASE}{running.pk}/lettres/ouverture/apercu/")

    page = response.content.decode()
    assert "/r/" not in page and "[[" not in page and "/suivi/campagnes/essai/" in page
    policy = response.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy and "default-src 'none'" in policy
    others = [part for part in policy.split("; ") if not part.startswith("style-src")]
    assert {part.split(" ", 1)[1] for part in others} == {"'none'"}


def test_the_test_letter_goes_to_oneself_once(running, staff_client):
    address = f"{BASE}{running.pk}/lettres/ouverture/"
    page = staff_client.get(address)
    key = dict(page.context["test_inputs"])

    for _ in range(2):
        assert staff_client.post(f"{address}essai/", key).url == address

    letter = Letter.objects.get(kind=LetterKind.TEST)
    assert letter.to == page.wsgi_request.user.email
    assert letter.subject.startswith("[Essai] Bilan 2026")
    body = letter.email.message
    assert "Bonjour Anne" in body and "[[" not in body and "/suivi/campagnes/essai/" in body


# --- reminders -----------------------------------------------------------------------------------


def test_the_calendar_names_who_receives_what(running, staff_client):
    said = text_of(main_of(page_of(staff_client, running, "rappels/")))

    assert "Cette personne recevra ce texte : « Rappel »." in said
    assert "Bruno : a répondu" in said
    assert "Bonjour Anne" in said


def test_reminders_are_set_aside_put_back_moved_and_added(running, staff_client):
    address = f"{BASE}{running.pk}/rappels/"
    first = running.reminders.first()

    def post(**data):
        response = staff_client.post(address, data)
        first.refresh_from_db()
        return response

    post(ecarter=first.pk)
    assert first.skipped_at is not None
    post(remettre=first.pk)
    assert first.skipped_at is None
    day = (running.due_on - 3 * DAY).isoformat()
    post(**{"deplacer": first.pk, f"{first.pk}-day": day})
    assert first.days == -3
    refused = post(ajouter="1", day=day, kind="rappel")
    assert "Un rappel est déjà prévu ce jour-là" in text_of(main_of(refused))
    key = dict(refused.context["hidden_inputs"])
    later = (running.due_on + 2 * DAY).isoformat()
    for _ in range(2):
        post(ajouter="1", day=later, kind="dernier-rappel", **key)
    assert [one.days for one in running.reminders.all()] == [-3, 1, 2, 8]
    anne = User.objects.get(full_name="Anne")
    post(laisser=first.pk, montre=[anne.pk])
    assert list(first.spared.all()) == [anne]
    post(laisser=first.pk, montre=[anne.pk], recoit=[anne.pk])
    assert list(first.spared.all()) == []


@pytest.mark.parametrize("verb", ["ecarter", "remettre", "deplacer", "laisser"])
@pytest.mark.parametrize("value", ["", "x", "0", "²", "9" * 30])
def test_a_reminder_that_does_not_exist_is_said(verb, value, running, staff_client):
    response = staff_client.post(f"{BASE}{running.pk}/rappels/", {verb: value}, follow=True)

    assert response.status_code == 200
    assert running.reminders.filter(skipped_at=None).count() == 3


# --- writing -------------------------------------------------------------------------------------


def test_a_word_is_written_seen_then_sent_once_to_those_ticked(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/?organisation=structure-anne"
    data = typed(staff_client.get(address))
    assert data["recoit"] == [str(User.objects.get(full_name="Anne").pk)]
    data |= {"subject": "Un mot sur {campagne}", "body": "Bonjour {personne},\n\n{actions}"}

    preview = staff_client.post(address, data | {"voir": "1"})

    assert "Bonjour Anne," in text_of(main_of(preview))
    assert not Letter.objects.filter(kind=LetterKind.STAFF_WORD).exists()
    sent = typed(preview) | {"envoyer": "1"}
    for _ in range(2):
        assert staff_client.post(address, sent).url == running.get_absolute_url()
    letter = Letter.objects.get(kind=LetterKind.STAFF_WORD)
    assert letter.subject == "Un mot sur Bilan 2026"
    assert "=SOMME(Anne)" in letter.email.message


def test_a_word_being_written_outlives_the_session(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/"
    page = staff_client.get(address)
    data = typed(page) | {"subject": "Un mot", "body": "Long à écrire", "recoit": []}
    cookies = {name: morsel.value for name, morsel in staff_client.cookies.items()}
    staff_client.cookies.clear()

    led = staff_client.post(address, data | {"voir": "1"})

    assert led.url.startswith("/connexion/")
    for name, value in cookies.items():
        staff_client.cookies[name] = value
    found = typed(staff_client.get(address))
    assert (found["subject"], found["body"]) == ("Un mot", "Long à écrire")
    assert "recoit" not in found


def test_a_list_that_moved_since_the_preview_is_shown_again(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/"
    data = typed(staff_client.get(address)) | {"subject": "Un mot", "body": "Bonjour"}
    assert len(data["recoit"]) == 2
    preview = typed(staff_client.post(address, data | {"voir": "1"}))
    Membership.objects.filter(user__full_name="Bruno").update(ended_on=timezone.localdate())

    response = staff_client.post(address, preview | {"envoyer": "1"})

    assert response.status_code == 409
    assert not Letter.objects.filter(kind=LetterKind.STAFF_WORD).exists()
    assert "Bruno" not in text_of(main_of(response))


def test_a_word_to_nobody_or_with_an_unknown_name_does_not_leave(running, staff_client):
    address = f"{BASE}{running.pk}/ecrire/"
    data = typed(staff_client.get(address)) | {"subject": "Un mot", "body": "{reference}"}

    response = staff_client.post(address, data | {"voir": "1"})
    nobody = staff_client.post(address, data | {"voir": "1", "body": "Bonjour", "recoit": []})

    assert "« {reference} » n’existe pas" in text_of(main_of(response))
    assert messages_of(nobody)[-1].startswith("Cochez au moins une personne")


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
    assert "Fermée à la main" in text_of(main_of(page_of(staff_client, running)))
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
