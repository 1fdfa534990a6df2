"""What others do between a page and its button, or between a reading and a writing."""

import pytest
from django.utils import timezone

from partners.models import User
from reporting.models import Report, ReportEvent, ReportFile
from reporting.people import views
from reporting.people.forms import AddForm
from reporting.people.purging import anonymise
from reporting.report.sections import prepare_lines
from tests.factories import IndicatorFactory, MembershipFactory, UserFactory
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reporting.answer_pages import full_report
from tests.reporting.space import form_of, page_of
from tests.reporting_factories import ReportFactory, Speaker, stored_file
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_no_line_lands_on_an_answer_that_was_just_sent():
    read = ReportFactory(draft=True)
    IndicatorFactory(action=read.action)
    Report.objects.update(state="envoyee", submitted_at=timezone.now())

    prepare_lines(read)  # read before it was sent

    assert not read.values.exists()


@pytest.mark.parametrize("from_the_form", [True, False])
def test_a_file_withdrawn_is_said_in_the_history(from_the_form, signed_in):
    speaker = Speaker(full_name="Nora Essai")
    report = ReportFactory(organisation=speaker.organisation, draft=True)
    client, row = sign_in_as(speaker.person), stored_file(report=report, title="Affiche")
    if from_the_form:
        sent = form_of(client, report, suite=f"retirer-{row.pk}")
        client.post(page_of("report", report), sent)
    else:
        address = page_of("report-file-remove", row)
        client.post(address, typed(client.get(address)))

    assert not ReportFile.objects.exists()
    event = ReportEvent.objects.get(verb="withdraw_file")
    assert (event.by, event.said) == (speaker.person, {"withdrawn": "Affiche"})
    Report.objects.update(state="envoyee", submitted_at=timezone.now())
    reviewer = signed_in(UserFactory(publishing=True))
    page = text_of(main_of(reviewer.get(f"/suivi/remontees/{report.pk}/")))
    assert "Nora Essai a retiré un fichier" in page


def test_a_published_file_is_not_withdrawn():
    report, person = full_report()
    ReportFile.objects.update(is_published=True)

    sign_in_as(person).post(page_of("report-file-remove", report.files.first()))

    assert ReportFile.objects.count() == 2
    assert not ReportEvent.objects.filter(verb="withdraw_file").exists()


def test_somebody_deleted_while_made_a_contact_is_said(signed_in, monkeypatch):
    organisation, person = Speaker().organisation, UserFactory(email="lea@example.org")
    client = signed_in(UserFactory(publishing=True))
    address = f"/suivi/contacts/{organisation.slug}/ajouter/"
    sent = typed(client.get(address)) | {"email": "lea@example.org", "reason": "Convenu."}

    class Slow(AddForm):
        def clean(self):
            found = super().clean()
            User.objects.filter(pk=person.pk).delete()
            return found

    monkeypatch.setattr(views, "AddForm", Slow)
    answer = client.post(address, sent)

    assert answer.status_code == 200
    assert "Ce compte vient d’être supprimé" in text_of(main_of(answer))


def test_somebody_deleted_during_the_purge_stops_nothing():
    person = UserFactory()
    read = User.objects.get(pk=person.pk)
    person.delete()

    assert anonymise(read, timezone.now()) is None


def test_a_contact_deleted_while_their_role_changes_is_said(signed_in, monkeypatch):
    member = MembershipFactory()
    client = signed_in(UserFactory(publishing=True))
    address = f"/suivi/contacts/{member.organisation.slug}/{member.pk}/"
    sent = {"form": "role", "role": "referent", "was": member.role, "reason": "Convenu."}
    sent["_cle"] = typed(client.get(address))["_cle"]
    go_on = views.may_go_on

    def then_deleted(*about):
        User.objects.filter(pk=member.user_id).delete()
        return go_on(*about)

    monkeypatch.setattr(views, "may_go_on", then_deleted)

    assert client.post(address, sent).status_code == 302
