"""What the tests of the team's pages of campaigns share: a campaign, and how its pages are read."""

import datetime as dt

from django.utils import timezone

from reporting.campaigns import campaigns
from tests.factories import ActionFactory, OrganisationFactory
from tests.reading import find, main_of, text_of
from tests.reporting_factories import CampaignFactory, LetterFactory, ReportFactory, Speaker

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


def running_campaign():
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


def listed(response):
    return [text_of(row) for row in find(main_of(response), "tbody tr")]
