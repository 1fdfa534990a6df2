"""The board: every line says how many, and leads to exactly those rows."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action, Indicator
from actions.models.completeness import INCOMPLETE, LACKS, missing_from, with_lacks
from conventions.models import Convention, Page
from ctg_portal.board.page import board_groups
from records.history.recording import one_change
from reporting.models import LetterState
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    ContactMessageFactory,
    ConventionFactory,
    DocumentFactory,
    DomainFactory,
    EnjeuFactory,
    IndicatorFactory,
    InvitationFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    TerritoryFactory,
    UserFactory,
    VoiceFactory,
)
from tests.import_factories import ImportBatchFactory
from tests.reading import find, main_of, text_of
from tests.reporting_factories import CampaignFactory, LetterFactory, ReportFactory
from tests.rich import add_actions, build_site

pytestmark = pytest.mark.django_db


def last_year():
    return timezone.localdate().year - 1


def convention_now():
    """The public convention, of a period that holds last year whatever the day of the test."""
    return ConventionFactory(
        public=True, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(last_year() + 3, 12, 31)
    )


def complete(convention, **values):
    """An action to which nothing is missing, verified today."""
    action = ActionFactory(
        convention=convention,
        published=True,
        verified=True,
        ongoing=True,
        lead=OrganisationFactory(public=True),
        starts_on=dt.date(2023, 1, 1),
        is_permanent=True,
        whole_territory=True,
        audiences=[AudienceFactory()],
        domains=[DomainFactory()],
    )
    indicator = IndicatorFactory(action=action)
    MeasureFactory(indicator=indicator, on=dt.date(last_year(), 6, 30))
    for name, value in values.items():
        setattr(action, name, value)
    action.save()
    return action


def build_waiting():
    """A plan in which everything the board knows waits, each in a number of its own."""
    convention = convention_now()
    for _ in range(2):
        complete(convention)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    complete(convention, verified_on=dt.date(2020, 1, 1))
    for _ in range(2):
        complete(convention, ends_on=yesterday, is_permanent=False)
    for _ in range(3):
        complete(convention, lead=None)
    complete(convention, is_published=False, summary="")
    complete(convention).audiences.clear()
    complete(convention).domains.clear()
    complete(convention, whole_territory=False)
    for _ in range(2):
        complete(convention, is_permanent=False, starts_on=None)
    complete(convention).indicators.all().delete()
    archived = {"archived_on": timezone.localdate(), "archive_reason": "Fusionnée"}
    ActionFactory(convention=convention, **archived)
    for kind in (DocumentFactory, MeetingFactory, OrganisationFactory):
        kind(**archived)
    PageFactory(draft=True, **archived)
    for _ in range(4):
        Indicator.objects.get(action=complete(convention)).measures.all().delete()
    ActionFactory(convention=ConventionFactory(past=True), published=True)
    EnjeuFactory.create_batch(2, convention=convention, provisional=True)
    EnjeuFactory(provisional=True)
    ObjectiveFactory(convention=convention, provisional=True)
    ContactMessageFactory.create_batch(2)
    VoiceFactory()
    ContactMessageFactory(handled=True)
    campaign = CampaignFactory(convention=convention, title="Bilan", open=True)
    for rank, action in enumerate(convention.actions.all()[:5]):
        ReportFactory(campaign=campaign, action=action, organisation=None, sent=rank == 3)
    CampaignFactory(convention=convention, over=True)
    LetterFactory.create_batch(3, state=LetterState.REFUSED)
    LetterFactory(state=LetterState.FAILED, handled_at=timezone.now())
    LetterFactory()
    LetterFactory(next_try_at=timezone.now() - dt.timedelta(minutes=20))
    MeetingFactory(upcoming=True)
    MeetingFactory(public=True)
    DocumentFactory()
    PageFactory(draft=True)
    OrganisationFactory.create_batch(2)
    long_ago = timezone.now() - dt.timedelta(days=8)
    InvitationFactory(organisation=complete(convention).lead, sent_at=long_ago)
    wait_for_answers(convention)
    return convention


def wait_for_answers(convention):
    """Two answers to review, three that are late, all three the team enters."""
    now = timezone.now()
    due_on = timezone.localdate() - dt.timedelta(days=1)
    campaign = CampaignFactory(convention=convention, title="Relance", open=True, due_on=due_on)
    rows = [
        *({"sent": True, "submitted_at": now - dt.timedelta(days=days)} for days in (1, 9)),
        {},
        {"draft": True},
        {"returned": True},
    ]
    for row in rows:
        action = complete(convention)
        ReportFactory(campaign=campaign, action=action, organisation=action.lead, **row)


def lines_of(user):
    groups = board_groups(Convention.objects.for_staff().first(), timezone.localdate(), user)
    lines = [line for group in groups for line in group.lines]
    return [*lines, *(part for line in lines for part in line.parts)]


def shown_by(client, url):
    """How many rows the page `url` shows, whatever its kind."""
    response = client.get(url)
    assert response.status_code == 200, url
    if url.startswith("/admin/"):
        return response.context["cl"].result_count
    if url.startswith("/suivi/lancement/"):
        return len(response.context["todo"])
    if url.startswith("/suivi/bilans/"):
        return text_of(main_of(response)).count("Il reste 1 bilan à publier")
    if url.startswith("/suivi/paroles/"):
        return response.context["page"].paginator.count
    rows = find(main_of(response), "tbody tr")
    announced = next(h for h in find(main_of(response), "h2") if h.get("id") == "resultats")
    assert text_of(announced).startswith(str(len(rows)) if rows else "Aucune")
    return len(rows)


def test_every_line_leads_to_exactly_the_rows_it_counts(staff_client):
    build_waiting()
    late = Action.objects.in_use().filter(convention=convention_now()).late(timezone.localdate())
    MilestoneFactory(action=late.first(), planned_on=timezone.localdate() - dt.timedelta(days=1))
    lines = lines_of(UserFactory(administration=True))

    counted = {line.words: line.count for line in lines}
    shown = {line.words: shown_by(staff_client, line.url) for line in lines}

    assert shown == counted
    assert [words for words, count in counted.items() if not count] == []
    assert len(counted) == len(lines) == 32


def test_the_page_says_each_count_and_its_words(staff_client):
    build_waiting()

    waiting = {
        text_of(link)
        for part in find(main_of(staff_client.get("/suivi/")), "ul")
        if part.get("class") == "waiting"
        for link in find(part, "a")
    }

    assert waiting == {
        "1 parole d’habitant à lire",
        "1 action sans nouvelles depuis plus de 6 mois",
        "4 réponses attendues : Bilan, 1 réponse sur 5, il reste 35 jours",
        "3 réponses attendues : Relance, 2 réponses sur 5, il reste 35 jours",
        "2 actions en retard",
        "3 actions sans pilote",
        "7 fiches incomplètes",
        "sans phrase simple (1)",
        "sans public concerné (1)",
        "sans thème (1)",
        "sans commune (1)",
        "sans date de début ou de fin (2)",
        "sans indicateur (1)",
        f"4 actions dont un indicateur n’a pas de valeur pour {last_year()}",
        "1 action en brouillon",
        "1 réunion en brouillon",
        "1 document en brouillon",
        "1 page en brouillon",
        "2 organisations sans page publiée",
        "2 messages à traiter",
        "3 courriels ne sont pas arrivés",
        "1 courriel attend : l’envoi semble arrêté",
        "21 organisations sans contact",
        "3 réponses à relire, la plus ancienne attend depuis 9 jours",
        "7 réponses à saisir par l’équipe",
        "3 réponses en retard",
        "1 organisation dont une invitation a expiré",
        "16 points à compléter",
        f"1 bilan à publier : {last_year()}",
        "objectif avec un intitulé provisoire (1)",
        "enjeux avec un intitulé provisoire (2)",
    }


def test_a_plan_in_order_has_no_line_of_zeros(staff_client):
    complete(convention_now())

    page = main_of(staff_client.get("/suivi/"))

    numbers = [text_of(number) for number in find(page, "ul a strong")]
    assert numbers and "0" not in numbers
    assert "aucun retard, aucune étape en retard, chaque action a son pilote." in text_of(page)
    assert "Toutes les fiches sont complètes" in text_of(page)


def test_the_first_sentence_counts_the_actions_drafts_included(staff_client):
    convention = convention_now()
    complete(convention)
    complete(convention, is_published=False)

    lead = find(main_of(staff_client.get("/suivi/")), "p")[0]

    assert text_of(lead) == "Convention 2023-2026. Sur 2 actions : 2 en cours."


def test_an_empty_portal_has_a_board(staff_client):
    page = text_of(main_of(staff_client.get("/suivi/")))

    assert "Aucune convention n’est encore enregistrée." in page
    assert "points à compléter" in page


def test_a_convention_in_preparation_is_the_one_that_waits(staff_client):
    convention = ConventionFactory(territory=TerritoryFactory(main=True), slug="2027-2030")
    ActionFactory(convention=convention)

    page = text_of(main_of(staff_client.get("/suivi/")))

    assert "Convention 2027-2030. Sur 1 action : 1 à venir." in page
    assert "Elle n’est pas publiée : rien n’en est visible sur le site." in page
    assert "1 action en brouillon" in page


def test_the_public_convention_comes_before_the_next_one(staff_client):
    convention_now()
    ConventionFactory(
        territory=TerritoryFactory(main=True, slug="territoire-principal"),
        slug="2031-2034",
        starts_on=dt.date(2031, 1, 1),
        ends_on=dt.date(2034, 12, 31),
    )

    assert Convention.objects.for_staff().first() == Convention.objects.current()


def test_messages_of_residents_are_only_for_those_who_may_read_them():
    ContactMessageFactory()
    words = "message à traiter"

    assert words not in {line.words for line in lines_of(UserFactory(reading=True))}
    assert words in {line.words for line in lines_of(UserFactory(editing=True))}


def test_minutes_to_write_are_those_of_meetings_held(staff_client):
    def held(title, days, **given):
        on = timezone.now() - dt.timedelta(days=days)
        return MeetingFactory(title=title, starts_at=on, **given)

    wanted = held("Comité tenu", 8)
    held("Déjà raconté", 9, minutes="Adopté.")
    held("N’a pas eu lieu", 10, is_cancelled=True)
    held("Trop ancien", 300)
    gone = {"archived_on": timezone.localdate(), "archive_reason": "Doublon"}
    held("Archivé", 11, **gone)
    held("À venir", -8)

    page = text_of(main_of(staff_client.get("/suivi/"))).split("Comptes rendus à écrire")[1]
    said = page.split("Derniers imports")[0]
    assert "Comité tenu" in said
    assert not any(words in said for words in ("raconté", "lieu", "ancien", "Archivé", "À venir"))

    wanted.minutes = "Adopté."
    wanted.save()
    assert "Comptes rendus à écrire" not in text_of(main_of(staff_client.get("/suivi/")))


def test_meetings_to_come_are_listed_soonest_first(staff_client):
    for days, title in ((20, "Comité technique"), (3, "Réunion publique")):
        MeetingFactory(title=title, starts_at=timezone.now() + dt.timedelta(days=days))
    MeetingFactory(title="Déjà passée")

    page = main_of(staff_client.get("/suivi/"))

    titles = [text_of(link) for link in find(page, "ul a") if "change" in link.get("href")]
    assert titles == ["Réunion publique", "Comité technique"]


@pytest.mark.parametrize("slug", LACKS)
def test_a_complete_sheet_lacks_nothing_and_an_abandoned_one_is_asked_nothing(slug):
    convention = convention_now()
    done = complete(convention)
    bare = ActionFactory(convention=convention)
    ActionFactory(convention=convention, dropped=True)
    actions = type(done).objects.filter(convention=convention)

    assert list(actions.filter(LACKS[slug].condition)) == [bare]
    assert list(actions.filter(INCOMPLETE)) == [bare]
    labels = {action.pk: missing_from(action) for action in with_lacks(actions)}
    assert labels[done.pk] == []
    assert labels[bare.pk] == [lack.label for lack in LACKS.values()]


def test_queries_do_not_depend_on_the_number_of_rows(staff_client):
    paths = ["/suivi/", "/suivi/actions/", "/suivi/actions/?manque=fiche"]
    site, size, found = build_site(actions=1), 1, {path: [] for path in paths}
    for wanted in (1, 3, 45):
        add_actions(site, wanted - size)
        size = wanted
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                staff_client.get(path)
            found[path].append(len(captured))

    assert {path: counts for path, counts in found.items() if len(set(counts)) > 1} == {}


def past(page):
    """Text of each line under « Dernières modifications »."""
    section = next(
        s
        for s in find(page, "section")
        if [text_of(h) for h in find(s, "h2")] == ["Dernières modifications"]
    )
    return [text_of(li) for li in find(section, "li")]


def test_last_changes_are_told_by_moment_with_who_and_why(staff_client):
    person = UserFactory(full_name="Camille Exemple")
    with one_change("Contenu livré"):
        ActionFactory()
    with one_change("Bilan de l’année", by=person):
        for _ in range(3):
            ActionFactory()
    with one_change(by=person):
        page = PageFactory(title="Mentions légales")
    with one_change("Trop tôt", by=person):
        PageFactory(title="Essai").delete()

    section = main_of(staff_client.get("/suivi/"))
    lines = [re.sub(r"^.*? h( \d\d)? ", "", line) for line in past(section)]

    assert lines == [
        "Modification : Essai Camille Exemple : Trop tôt",
        "Ajout : Mentions légales Camille Exemple",
        "Ajout : 3 actions Camille Exemple : Bilan de l’année",
    ]
    links = [a.get("href") for a in find(section, "a") if "history" in a.get("href")]
    assert links == [f"/admin/conventions/page/{page.pk}/history/"]


def test_changes_older_than_a_month_are_left_out(staff_client):
    PageFactory()
    Page.history.update(history_date=timezone.now() - dt.timedelta(days=31))

    assert "Rien n’a changé depuis un mois." in text_of(main_of(staff_client.get("/suivi/")))


def test_last_imports_lead_to_their_page_for_those_who_import(signed_in, staff_client):
    for name in ("ancien.xlsx", "deux.ods", "trois.csv", "tableau.xlsx"):
        batch = ImportBatchFactory(file_name=name)
    reader = signed_in(UserFactory(reading=True))

    for client, linked in ((staff_client, True), (reader, False)):
        page = main_of(client.get("/suivi/"))
        said = text_of(page)
        assert "tableau.xlsx" in said
        assert "ancien.xlsx" not in said
        links = [a.get("href") for a in find(page, "a")]
        assert (f"/suivi/import/{batch.pk}/" in links) is linked
