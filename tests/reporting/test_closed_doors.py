"""What came before the closing of a convention, and would still change its plan after it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionDocument, Update
from conventions.models import Convention
from reporting import workflow
from reporting.closing import close, reopen
from reporting.models import Report
from reporting.models.report import asked_on
from reporting.report.publishing import wording_of
from reviews.models import PartnerOpinion
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    DocumentFactory,
    OrganisationFactory,
    PictureFactory,
    UserFactory,
)
from tests.records.admin.forms import typed
from tests.reporting_factories import CampaignFactory, ReportFactory
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
OPINION = {"attainment": "partiel", "went_well": "Trois lieux.", "done": ""}


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@pytest.fixture
def action(convention):
    return ActionFactory(convention=convention, published=True)


@pytest.fixture
def team():
    return UserFactory(administration=True)


def published(report, by):
    report = Report.objects.get(pk=report.pk)
    return workflow.publish(report, wording_of(report), by=by, at=timezone.now())


@pytest.mark.parametrize("traits", [{}, {"nothing_new": True, "done": ""}])
def test_an_answer_that_waits_is_not_published(convention, action, team, traits):
    campaign = CampaignFactory(convention=convention, open=True)
    report = ReportFactory(campaign=campaign, action=action, sent=True, **traits)
    close(convention, by=None)

    page = sign_in_as(team).get(reverse("review", args=[report.pk])).content.decode()
    assert "est close depuis" in page
    assert 'name="publier"' not in page
    with pytest.raises(workflow.Refused, match="est close depuis"):
        published(report, team)
    assert not Update.objects.exists()
    reopen(convention, "Une réponse attendait.", by=None)
    assert published(report, team)


def test_an_opinion_that_waits_is_still_counted(convention, action, team):
    campaign = CampaignFactory(convention=convention, opinions=True, open=True)
    report = ReportFactory(campaign=campaign, action=action, sent=True, **OPINION)
    close(convention, by=None)

    published(report, team)

    assert PartnerOpinion.objects.get().attainment == "partiel"


def test_an_older_opinion_takes_no_place(convention, action, team):
    days = [dt.date(2026, 12, 20), dt.date(2026, 12, 1)]
    organisation = OrganisationFactory()
    newer, older = (
        ReportFactory(
            campaign=CampaignFactory(convention=convention, opinions=True, open=True),
            action=action, sent=True, organisation=organisation,
            submitted_at=dt.datetime.combine(day, dt.time(12), dt.UTC), **OPINION,
        )
        for day in days
    )  # fmt: skip
    published(newer, team)

    with pytest.raises(workflow.Refused, match="plus récent"):
        published(older, team)
    assert PartnerOpinion.objects.get().given_on == days[0]


def test_nothing_is_asked_any_more(convention, action):
    report = ReportFactory(
        campaign=CampaignFactory(convention=convention, open=True), action=action
    )
    today = timezone.localdate()
    assert list(Report.objects.filter(asked_on(today))) == [report]
    close(convention, by=None)

    assert not Report.objects.filter(asked_on(today)).exists()


def test_a_document_does_not_leave_a_closed_action(convention, action, team):
    other = ActionFactory(convention=ConventionFactory(past=True, status="en_vigueur"))
    document = DocumentFactory(convention=convention, published=True)
    link = ActionDocument.objects.create(action=action, document=document)
    page = reverse("admin:conventions_document_change", args=[document.pk])
    client = sign_in_as(team)
    close(convention, by=None)
    form = typed(client.get(page))
    [name] = [name for name in form if name.endswith("-0-action")]

    answer = client.post(page, form | {name: other.pk})

    assert "est close depuis" in answer.content.decode()
    link.refresh_from_db()
    assert link.action == action


def test_a_picture_is_withdrawn_not_published(convention, action, team):
    picture = PictureFactory(action=action)
    page = reverse("admin:actions_picture_change", args=[picture.pk])
    client = sign_in_as(team)
    close(convention, by=None)

    answer = client.post(page, typed(client.get(page)) | {"is_published": "on"})

    assert "est close depuis" in answer.content.decode()
    picture.refresh_from_db()
    assert not picture.is_published


def test_one_that_lasts_too_long_closes_all_the_same(convention):
    Convention.objects.filter(pk=convention.pk).update(ends_on=dt.date(2036, 12, 31))

    assert close(convention, by=None)
    convention.refresh_from_db()
    assert convention.closed_on == timezone.localdate()
