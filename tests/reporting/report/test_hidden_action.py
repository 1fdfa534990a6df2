"""What is published of an action that residents cannot open says so, and leads nowhere."""

import pytest
from django.utils import timezone

from actions.models import Action
from conventions.models import Convention
from reporting import workflow
from reporting.models import Letter, LetterKind, Report
from reporting.report.publishing import wording_of
from tests.factories import UserFactory
from tests.reading import find, main_of, text_of
from tests.reporting.space import page_of
from tests.reporting_factories import ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LATER = "visible sur le site quand"


def published(speaker, hidden):
    """(report, the letter that tells it is published), `hidden` being what is not online."""
    report = ReportFactory(organisation=speaker.organisation, sent=True)
    if hidden is not None:
        hidden.objects.update(is_published=False)
    report = Report.objects.get(pk=report.pk)
    staff = UserFactory(publishing=True)
    workflow.publish(report, wording_of(report), by=staff, at=timezone.now())
    return report, Letter.objects.get(kind=LetterKind.PUBLISHED).text


@pytest.mark.parametrize("hidden", [Action, Convention, None])
def test_the_link_to_the_public_page_comes_with_the_page(hidden, staff_client):
    speaker = Speaker()

    report, letter = published(speaker, hidden)

    address = report.action.get_absolute_url()
    space = main_of(sign_in_as(speaker.person).get(page_of("report-sent", report)))
    review = main_of(staff_client.get(f"/suivi/remontees/{report.pk}/"))
    is_hidden = hidden is not None
    assert (address not in letter) is is_hidden
    assert (LATER in letter) is is_hidden
    for page in (space, review):
        assert (LATER in text_of(page)) is is_hidden
        links = [link.get("href") for link in find(page, "a")]
        assert any(href.startswith(address) for href in links) is not is_hidden
    assert ("Visible sur le site depuis" in text_of(space)) is not is_hidden
    assert "maintenant en ligne" not in letter
