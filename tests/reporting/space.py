"""Steps of a partner in their own pages, as tests take them."""

import time

from django.core import signing
from django.test import Client
from django.urls import reverse

from reporting.answers.link_session import SALT
from reporting.report.links import link_for, token_of
from tests.records.admin.forms import typed


def link_address(person, campaign):
    return reverse("personal-link", args=[token_of(link_for(person, campaign))])


def shown_ago(person, campaign, seconds=10):
    """The mark of a page of the link that was shown `seconds` ago."""
    link = link_for(person, campaign)
    return signing.dumps([link.pk, time.time() - seconds], salt=SALT)


def enter_by_link(person, campaign, client=None):
    """A browser in which `person` opened their answers by the link of their letter."""
    client = client or Client()
    data = {"vue": shown_ago(person, campaign)}
    answer = client.post(link_address(person, campaign), data)
    assert (answer.status_code, answer["Location"]) == (303, "/espace/")
    return client


def page_of(name, row):
    return reverse(name, args=[row.pk])


def form_of(client, report, **given):
    """What the browser `client` would send from the page of `report`, with `given` typed in it."""
    return typed(client.get(page_of("report", report))) | given


def write(client, report, **given):
    """Save the draft of `report`; gives the answer."""
    return client.post(page_of("report", report), form_of(client, report, **given))


def autosave(client, report, sent):
    """What the script of the page sends while somebody types."""
    page = {"_page": page_of("report", report)}
    return client.post(page_of("report-draft", report), sent | page)
