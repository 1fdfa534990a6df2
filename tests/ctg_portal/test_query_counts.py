"""The number of queries of each page is the same literal figure whatever the size of the plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reading import addresses, body
from tests.rich import add_actions, add_surroundings, build_site

QUERIES = {
    "home": 15,
    "conventions": 4,
    "glossary": 4,
    "actions": 19,
    "actions-export": 19,
    "committee-table": 18,
    "partners": 5,
    "communes": 8,
    "agenda": 11,
    "news": 5,
    "contact": 3,
    "site-map": 9,
    "search": 40,  # the first search after a change reads again all that is searched
    "health": 1,
    "robots": 0,
    "security": 1,
    "sitemap": 22,
    "page-la-ctg": 5,
    "page-aide": 3,
    "page-donnees": 6,
    "page-accessibilite": 3,
    "page-schema-accessibilite": 3,
    "page-plan-accessibilite": 3,
    "page-mentions-legales": 3,
    "page-donnees-personnelles": 3,
    "page-eco-conception": 3,
    "convention": 12,
    "plan": 7,
    "enjeu": 9,
    "objective": 8,
    "action-number": 1,
    "action": 27,
    "news-number": 2,
    "news-item": 8,
    "news-card": 2,
    "action-card": 1,
    "partner": 9,
    "commune": 11,
    "document": 1,
    "document-text": 4,
    "picture": 1,
    "page": 3,
    "contact-sent": 2,
    "opinion": 5,
    "opinion-sent": 3,
    "ideas": 7,
    "ideas-sent": 3,
    "year-review": 5,
    "year-review-version": 5,
    "year-review-enjeu": 5,
    "year-review-version-enjeu": 5,
    "year-review-file": 2,
    "year-review-card": 1,
    "action-sheet": 23,
    "plan-pdf": 5,
    "evaluation": 6,
    "evaluation-version": 6,
    "evaluation-enjeu": 6,
    "evaluation-version-enjeu": 6,
    "evaluation-file": 2,
    "evaluation-card": 1,
    "data-package": 7,
    "data-workbook": 33,
    "data-csv": 9,
    "data-json": 7,
    "news-feed": 1,
    "action-feed": 2,
    "enjeu-feed": 2,
    "commune-feed": 2,
    "agenda-calendar": 8,
    "action-calendar": 5,
    "follow": 5,
    "follow-asked": 2,
    "follow-action": 3,
    "follow-enjeu": 3,
    "follow-commune": 3,
    "follow-audience": 4,
}
SIZES = (1, 3, 17, 70)  # more than the longest page of a list holds


def queries_of_pages(client, site):
    """Dict name of an address → number of queries that a first visit costs."""
    counted = {}
    for name, address in addresses(site).items():
        with CaptureQueriesContext(connection) as captured:
            body(client.get(address))
        counted[name] = len(captured)
    return counted


@pytest.mark.django_db
def test_queries_do_not_depend_on_the_number_of_actions(reader):
    site, size = build_site(actions=1), 1
    found = {}
    for wanted in SIZES:
        add_actions(site, wanted - size)
        size = wanted
        found[size] = queries_of_pages(reader, site)

    assert found == dict.fromkeys(SIZES, QUERIES)


@pytest.mark.django_db
def test_queries_do_not_depend_on_what_surrounds_the_actions(reader):
    site, size = build_site(actions=1), 1
    found = {}
    for wanted in (1, 3, 12):
        add_surroundings(site, wanted - size)
        size = wanted
        found[size] = queries_of_pages(reader, site)

    assert found == dict.fromkeys((1, 3, 12), QUERIES)
