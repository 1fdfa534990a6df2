"""What partners write for the team is on no public page, in no count, feed, export or file."""

import pytest
from django.utils import timezone

from actions.models import Picture
from conventions.models import Document
from partners.models import Invitation, Membership, User
from reporting import workflow
from reporting.models import Report, ReportFile, ReportState
from reporting.report.publishing import wording_of
from reporting.report.sections import prepare_lines
from tests.factories import UserFactory
from tests.file_factories import SMALL_JPEG
from tests.media import stored_files
from tests.reading import addresses, body, crawl, text_of, tree
from tests.reporting.answer_pages import photo
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    ReportFactory,
    Speaker,
    stored_file,
)
from tests.rich import build_site, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MARK, SECRET, PUBLIC = "FUITE", "SECRET", "OUVERT"
NEVER_PUBLIC = ("difficulties", "message", "told_by", "told_how")


@pytest.fixture
def site():
    return build_site(actions=5)


def said(client, site, *others):
    """Dict address → status and bytes of all that can be read from every kind of public address."""
    start = {*addresses(site).values(), *others}
    start -= {address for address in start if address.startswith("/contact/envoye/")}
    return {
        address: (response.status_code, body(response))
        for address, response in crawl(client, start).items()
        if address != "/sante/"
    }


def speaker_of(organisation):
    found = Speaker(organisation, full_name=f"{SECRET} Martin", email=f"{SECRET}@example.org")
    InvitationFactory(organisation=organisation, email=f"{SECRET}2@example.org", full_name=MARK)
    return found


def write(report):
    """Every text of `report`, of its lines and of its files says where it would leak from."""
    prepare_lines(report)
    stored_file(report=report)
    photo(report)
    fill(report, lambda field: SECRET if field.name in NEVER_PUBLIC else f"{PUBLIC} {field.name}")
    Report.objects.filter(pk=report.pk).update(people_reached="7411")
    for rows in (report.values, report.steps, report.files):
        for row in rows.all():
            fill(row, lambda field: f"{PUBLIC} {field.name}")
    report.values.update(typed="7413")
    report.steps.update(is_done=True, done_on=timezone.localdate())
    report.refresh_from_db()
    return report


def answers_of(site, person):
    """A report in each state but the published one, all that they hold marked."""
    campaign = CampaignFactory(convention=site.convention, open=True, title=f"{MARK} campagne")
    fill(campaign, lambda field: f"{MARK} {field.name}")
    actions = list(site.convention.actions.order_by("number"))
    traits = [{}, {"draft": True}, {"sent": True}, {"returned": True}, {"nothing": True}]
    reports = [
        write(
            ReportFactory(
                campaign=campaign,
                action=action,
                organisation=site.lead,
                submitted_by=person,
                told_on=timezone.localdate(),
                **row,
            )
        )
        for action, row in zip(actions, traits, strict=False)
    ]
    staff = UserFactory(publishing=True, full_name=f"{SECRET} Relit")
    workflow.send_back(
        reports[2], by=staff, at=timezone.now(), comment=SECRET, comments={"done": SECRET}
    )
    Report.objects.filter(pk=reports[2].pk).update(state=ReportState.SUBMITTED)
    return reports


def test_what_is_not_published_changes_no_public_page(reader, site):
    before = said(reader, site)

    reports = answers_of(site, speaker_of(site.lead).person)
    after = said(reader, site)

    assert len(before) > 50
    assert {report.state for report in reports} == set(ReportState) - {ReportState.PUBLISHED}
    assert (ReportFile.objects.count(), len(stored_files()) > 10) == (10, True)
    assert [address for address in after if after[address] != before.get(address)] == []
    assert after.keys() == before.keys()


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_files_and_pages_of_answers_are_closed_to_residents(method, reader, site):
    answers_of(site, speaker_of(site.lead).person)
    asked = ["/espace/", "/suivi/remontees/", "/suivi/remontees/rien-de-nouveau/"]
    for report in Report.objects.all():
        asked += [f"/suivi/remontees/{report.pk}/", f"/espace/remontees/{report.pk}/"]
        asked += [f"/suivi/remontees/{report.pk}/{end}/" for end in ("saisir", "rouvrir")]
    for one in ReportFile.objects.all():
        asked += [f"/suivi/remontees/fichiers/{one.pk}/", f"/espace/fichiers/{one.pk}/"]
        asked += [f"/media/{one.file.name}", f"/{one.file.name}", f"/static/{one.file.name}"]

    found = {address: getattr(reader, method)(address) for address in asked}

    assert len(found) > 50
    assert {page.status_code for page in found.values()} <= {302, 403, 404}
    assert not any(
        mark.encode() in body(page) for page in found.values() for mark in (SECRET, PUBLIC, MARK)
    )


def test_after_publication_only_the_public_fields_appear(reader, site):
    person = speaker_of(site.lead).person
    report = answers_of(site, person)[2]
    kept, document = report.files.get(kind="photo"), report.files.get(kind="document")
    hidden = photo(report, alt=f"{SECRET} photo")
    paper = stored_file(report=report, title=f"{SECRET} affiche")
    pictures, documents = Picture.objects.count(), Document.objects.count()
    wording = wording_of(report)
    wording.sections["files"] = {
        pk: words for pk, words in wording.sections["files"].items() if pk in (kept.pk, document.pk)
    }
    staff = UserFactory(
        publishing=True, full_name=f"{SECRET} Publie", email=f"{SECRET}3@example.org"
    )
    workflow.publish(report, wording, by=staff, at=timezone.now(), comment=SECRET)

    pages = said(reader, site)

    page = reader.get(report.action.get_absolute_url())
    public = text_of(tree(page))
    assert Picture.objects.count() == pictures + 1
    assert Document.objects.count() == documents + 1
    for words in (f"{PUBLIC} done", f"{PUBLIC} next_steps", "personnes aidées ou accueillies"):
        assert words in public
    assert f"{PUBLIC} alt" in body(page).decode()
    names = {user.email for user in User.objects.all()} | {hidden.file.name, paper.file.name}
    marks = {SECRET, *names, kept.file.name, document.file.name}
    leaks = {
        (address, mark)
        for address, (_status, content) in pages.items()
        for mark in marks
        if mark.encode() in content
    }
    assert leaks == set()
    assert len(pages) > 50
    assert SMALL_JPEG not in {content for _status, content in pages.values()}
    assert (Membership.objects.count(), Invitation.objects.count()) == (1, 1)
