"""Who answered what in a campaign: the table, its filters, its file, its cost in queries."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from partners.models import Membership, User
from reporting.campaigns import response_tracking
from reporting.models import (
    Campaign,
    LetterKind,
    LetterState,
    Report,
)
from tests.factories import (
    ActionFactory,
    ConventionFactory,
)
from tests.reading import body, find, main_of, text_of
from tests.reporting.campaign import (
    BASE,
    listed,
    page_of,
    prepared,
    running_campaign,
)
from tests.reporting_factories import LetterFactory, Speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    return running_campaign()


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
        assert len(listed(page_of(staff_client, running, query))) == int(words.split()[-1]), query


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

    assert "Rappel" in row and "refusé par le serveur" in row


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


def test_last_letter_of_an_answer_is_not_one_that_left_after_it(running):
    report = running.reports.get(action__title="=SOMME(Bruno)")
    person = User.objects.get(full_name="Bruno")
    later = LetterFactory(campaign=running, person=person, kind=LetterKind.REMINDER, sent=True)
    assert later.created_at > report.submitted_at

    (row,) = response_tracking.rows([report])

    assert row.letter.kind != LetterKind.REMINDER
