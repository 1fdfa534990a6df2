import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from reporting.models import ReportState
from tests.constraints import (
    Case,
    accepted,
    check_accepted,
    check_refused,
    constraints_of,
    refused,
)
from tests.factories import IndicatorFactory, MilestoneFactory, UpdateFactory, UserFactory
from tests.reporting_factories import (
    CampaignFactory,
    CampaignTextFactory,
    PersonalLinkFactory,
    ReminderFactory,
    ReportFactory,
    ReportStepFactory,
    ReportValueFactory,
)

pytestmark = pytest.mark.django_db


def second_of(factory, parent, **first):
    """A second row beside the first one, under the same `parent`; the first is `row.first`."""
    before = factory(**first)
    row = factory(**{parent: getattr(before, parent)})
    row.first = before
    return row


def second_line(factory, line_factory, name):
    """A second line of one answer; both are about the action of that answer."""
    report = ReportFactory()
    before = factory(report=report, **{name: line_factory(action=report.action)})
    row = factory(report=report, **{name: line_factory(action=report.action)})
    row.first = before
    return row


def second_report():
    report = ReportFactory()
    row = ReportFactory(campaign=report.campaign)
    row.first = report
    return row


def second_link_without_campaign():
    row = PersonalLinkFactory(campaign=None)
    row.first = PersonalLinkFactory(campaign=None)
    return row


CASES = [
    Case(
        "campaign_has_title",
        "Ce champ ne peut pas être vide.",
        CampaignFactory,
        wrong=[{"title": ""}],
        right=[{"title": "x"}],
        field="title",
    ),
    Case(
        "campaign_due_after_opening",
        "La date attendue doit venir après l’ouverture.",
        CampaignFactory,
        wrong=[{"due_on": lambda row: row.opens_on - dt.timedelta(days=1)}],
        right=[{"due_on": lambda row: row.opens_on}],
    ),
    Case(
        "campaign_closes_after_due",
        "La fermeture doit venir après la date attendue.",
        CampaignFactory,
        wrong=[{"closes_on": lambda row: row.due_on - dt.timedelta(days=1)}],
        right=[{"closes_on": lambda row: row.due_on}],
    ),
    Case(
        "campaign_closed_was_open",
        "Une campagne se ferme après avoir été ouverte.",
        CampaignFactory,
        wrong=[{"closed_at": timezone.now()}],
        right=[{"closed_at": timezone.now(), "opened_at": timezone.now()}],
    ),
    Case(
        "campaign_news_dates_figures",
        "Donnez la date des chiffres demandés.",
        CampaignFactory,
        wrong=[{"figures_on": None}, {"kind": "evaluation"}],
        right=[{}, {"kind": "evaluation", "figures_on": None}],
    ),
    Case(
        "campaigntext_once",
        "Ce courriel a déjà son texte dans la campagne.",
        lambda: CampaignTextFactory(
            campaign=CampaignTextFactory(kind="ouverture").campaign, kind="rappel"
        ),
        wrong=[{"kind": "ouverture"}],
        right=[{}, {"kind": "ouverture", "campaign": lambda row: CampaignFactory()}],
    ),
    Case(
        "reminder_once_a_day",
        "Un rappel est déjà prévu ce jour-là.",
        lambda: second_of(ReminderFactory, "campaign", days=3),
        wrong=[{"days": 3}],
        right=[
            {"days": 4},
            {"days": 3, "ran_at": timezone.now()},
            {"days": 3, "campaign": lambda row: CampaignFactory()},
        ],
    ),
    Case(
        "report_once",
        "Cette action a déjà sa réponse dans la campagne.",
        second_report,
        wrong=[{"action": lambda row: row.first.action}],
        right=[
            {},
            {"action": lambda row: row.first.action, "campaign": lambda row: CampaignFactory()},
        ],
    ),
    Case(
        "report_sent_is_dated",
        "Une réponse envoyée porte la date de son envoi.",
        lambda: ReportFactory(sent=True),
        wrong=[{"submitted_at": None}],
        right=[{}, {"submitted_at": None, "state": ReportState.DRAFT}],
    ),
    Case(
        "report_published_is_copied",
        "Une réponse publiée a sa date, et son actualité ou son appréciation.",
        lambda: ReportFactory(sent=True),
        wrong=[
            {"state": ReportState.PUBLISHED},
            {"published_at": timezone.now()},
            {"update": lambda row: UpdateFactory(action=row.action)},
        ],
        right=[
            {},
            {
                "state": ReportState.PUBLISHED,
                "published_at": timezone.now(),
                "update": lambda row: UpdateFactory(action=row.action),
            },
            {
                "state": ReportState.PUBLISHED,
                "published_at": timezone.now(),
                "attainment": "partiel",
            },
        ],
    ),
    Case(
        "report_told_is_dated",
        "Dites quand cela vous a été communiqué.",
        ReportFactory,
        wrong=[{"told_by": "Jeanne"}],
        right=[{"told_by": "Jeanne", "told_on": dt.date(2026, 3, 1)}],
    ),
    Case(
        "reportvalue_once",
        "Cet indicateur a déjà sa ligne dans la réponse.",
        lambda: second_line(ReportValueFactory, IndicatorFactory, "indicator"),
        wrong=[{"indicator": lambda row: row.first.indicator}],
        right=[
            {},
            {"indicator": lambda row: row.first.indicator, "report": lambda row: ReportFactory()},
        ],
    ),
    Case(
        "reportstep_once",
        "Cette étape a déjà sa ligne dans la réponse.",
        lambda: second_line(ReportStepFactory, MilestoneFactory, "milestone"),
        wrong=[{"milestone": lambda row: row.first.milestone}],
        right=[
            {},
            {"milestone": lambda row: row.first.milestone, "report": lambda row: ReportFactory()},
        ],
    ),
    Case(
        "personallink_once",
        "Cette personne a déjà son lien dans la campagne.",
        lambda: second_of(PersonalLinkFactory, "campaign"),
        wrong=[{"person": lambda row: row.first.person}],
        right=[{}, {"person": lambda row: row.first.person, "campaign": None}],
    ),
    Case(
        "personallink_one_without_campaign",
        "Cette personne a déjà son lien hors campagne.",
        second_link_without_campaign,
        wrong=[{"person": lambda row: row.first.person}],
        right=[{}, {"person": lambda row: UserFactory()}],
    ),
]


@refused(CASES)
def test_constraint_refuses(case, values):
    check_refused(case, values)


@accepted(CASES)
def test_constraint_accepts_its_neighbour(case, values):
    check_accepted(case, values)


def test_every_constraint_is_tested():
    assert {case.name for case in CASES} == constraints_of(apps.get_app_config("reporting"))
