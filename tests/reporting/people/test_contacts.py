"""`/suivi/contacts/`: who can be reached, and what the team does about it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.models import Convention
from partners.contacts import working_people
from partners.models import Invitation, MailFault, MemberRole, Membership, Organisation
from reporting.models import Letter, LetterState
from reporting.report.links import token_of
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import find, main_of, text_of
from tests.reporting.space import enter_by_link, link_address
from tests.reporting_factories import PersonalLinkFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=8)


@pytest.fixture
def client(db):
    return sign_in_as(UserFactory(publishing=True, full_name="Camille Équipe"))


def expected(name, **values):
    """An organisation of which news are expected."""
    convention = Convention.objects.first() or ConventionFactory(
        public=True, ends_on=timezone.localdate() + dt.timedelta(days=300)
    )
    found = OrganisationFactory(name=name, **values)
    ActionFactory(convention=convention, published=True, ongoing=True, lead=found)
    return found


def names(page):
    return [text_of(find(row, "th a")[0]) for row in find(main_of(page), "tbody tr")]


def key_of(page):
    """The key of the form that a page shows."""
    return re.search(r'name="_cle" value="([^"]+)"', page.content.decode()).group(1)


def test_those_nobody_answers_for_come_first(client):
    MembershipFactory(organisation=expected("Abeille"))
    expected("Zèbre")
    OrganisationFactory(name="Rien à dire")
    bounced = MembershipFactory(organisation=expected("Mouette"))
    bounced.user.mail_fault = MailFault.BOUNCED
    bounced.user.save()

    page = client.get("/suivi/contacts/")

    assert names(page) == ["Mouette", "Zèbre", "Abeille"]
    assert "Adresse qui ne fonctionne plus" in text_of(main_of(page))
    assert names(client.get("/suivi/contacts/?etat=sans-contact")) == ["Mouette", "Zèbre"]
    assert names(client.get("/suivi/contacts/?etat=adresses")) == ["Mouette"]
    assert "Rien à dire" in names(client.get("/suivi/contacts/?etat=toutes"))
    assert names(client.get("/suivi/contacts/?q=abei")) == ["Abeille"]
    assert names(client.get("/suivi/contacts/?q=zebre")) == ["Zèbre"]  # without its accent
    assert names(client.get("/suivi/contacts/?etat=nimporte&page=zz")) == [
        "Mouette", "Zèbre", "Abeille",
    ]  # fmt: skip


def test_departures_and_what_was_declined_are_told(client):
    organisation = expected("Abeille")
    leaver = UserFactory(full_name="Léa Martin")
    today = timezone.localdate()
    MembershipFactory(user=leaver, organisation=organisation, ended_on=today)
    InvitationFactory(
        organisation=organisation, declined_at=timezone.now(), declined_for="Paul, au secrétariat"
    )
    long_ago = today - dt.timedelta(days=400)
    MembershipFactory(
        user=UserFactory(full_name="Parti avant"), organisation=organisation, ended_on=long_ago
    )

    page = text_of(main_of(client.get("/suivi/contacts/?etat=departs")))

    assert "Léa Martin, jusqu’au" in page and "Parti avant" not in page
    assert "à inviter à sa place : Paul, au secrétariat" in page


def fill(organisations, people):
    """So many organisations, waited for, and people spread over them, invited or not."""
    known = Organisation.objects.count()
    rows = [expected("Organisation", slug=f"o-{known + n}") for n in range(organisations)]
    for n in range(people):
        MembershipFactory(organisation=rows[n % organisations])
        if n % 3 == 0:
            InvitationFactory(organisation=rows[n % organisations])


def test_queries_do_not_depend_on_the_size(client):
    found = {}
    for organisations, people in ((1, 1), (2, 3), (57, 96)):
        fill(organisations, people)
        one = Organisation.objects.order_by("pk").first()
        for path in ("/suivi/contacts/", f"/suivi/contacts/{one.slug}/"):
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            found.setdefault(path.count("/"), set()).add(len(captured))

    assert all(len(counts) == 1 for counts in found.values()), found


def test_queries_of_one_organisation_do_not_depend_on_its_people(client):
    organisation = expected("Abeille")
    mine = sign_in_as(MembershipFactory(organisation=organisation, referent=True).user)
    pages = [
        (client, f"/suivi/contacts/{organisation.slug}/"),
        (mine, f"/espace/organisations/{organisation.slug}/"),
    ]
    found = {}
    for more in (1, 2, 27):
        for _ in range(more):
            MembershipFactory(organisation=organisation)
            MembershipFactory(organisation=organisation, ended_on=timezone.localdate())
            InvitationFactory(organisation=organisation, invited_by=UserFactory())
        for browser, path in pages:
            with CaptureQueriesContext(connection) as captured:
                browser.get(path)
            found.setdefault(path, set()).add(len(captured))

    assert all(len(counts) == 1 for counts in found.values()), found


def test_an_invitation_is_sent_again_in_one_click_and_once(client):
    row = InvitationFactory(organisation=expected("Abeille"), sent_at=LONG_AGO)
    form = next(
        form
        for form in find(main_of(client.get("/suivi/contacts/?etat=expirees")), "form")
        if form.get("method") == "post"
    )
    sent = {field.get("name"): field.get("value") for field in find(form, "input")}
    former = token_of(row)

    for _ in range(2):
        answer = client.post(form.get("action"), sent)

    row.refresh_from_db()
    assert answer.url == "/suivi/contacts/?etat=expirees"
    assert token_of(row) != former and row.sent_at > LONG_AGO
    assert Letter.objects.count() == 1


def test_a_corrected_address_after_a_bounce(client):
    row = InvitationFactory(
        organisation=expected("Abeille"), email="faux@example.org", fault=MailFault.BOUNCED
    )
    path = reverse("contact-invitation", args=[row.organisation.slug, row.pk])

    client.post(path, {"sent": row.sent_at.isoformat(), "email": "juste@example.org"})

    row.refresh_from_db()
    assert (row.email, row.fault) == ("juste@example.org", "")
    assert Letter.objects.get().to == "juste@example.org"


def test_the_return_address_stays_inside(client):
    row = InvitationFactory()
    path = reverse("contact-invitation", args=[row.organisation.slug, row.pk])

    answer = client.post(path, {"form": "annuler", "retour": "https://ailleurs.example/"})

    assert answer.url == f"/suivi/contacts/{row.organisation.slug}/"
    assert Invitation.objects.get().cancelled_at


def test_inviting_says_what_is_known_and_counts_once(client):
    organisation = expected("Abeille")
    path = reverse("contact-organisation", args=[organisation.slug])
    UserFactory(email="lea@example.org", full_name="Léa Martin")
    form = {
        "email": "LEA@example.org", "role": MemberRole.REFERENT, "_cle": key_of(client.get(path)),
    }  # fmt: skip

    for _ in range(2):
        answer = client.post(path, form, follow=True)

    assert Invitation.objects.get().role == MemberRole.REFERENT
    assert Letter.objects.count() == 1
    assert "L’invitation part" not in text_of(main_of(answer))  # said once, the second says twice
    assert "il n’a compté qu’une fois" in text_of(main_of(answer))


def test_the_row_of_another_organisation_is_not_found(client):
    member, row, other = MembershipFactory(), InvitationFactory(), OrganisationFactory()

    for method in ("get", "post"):
        for name, pk in (("contact-member", member.pk), ("contact-invitation", row.pk)):
            path = reverse(name, args=[other.slug, pk])
            assert getattr(client, method)(path).status_code == 404


def test_ending_a_contact_asks_why_and_closes_every_door(client):
    member = MembershipFactory()
    link = PersonalLinkFactory(person=member.user)
    browser = sign_in_as(member.user)
    path = reverse("contact-member", args=[member.organisation.slug, member.pk])
    key = key_of(client.get(path))

    page = client.post(path, {"form": "fin", "reason": "", "_cle": key})
    assert "Dites en quelques mots pourquoi" in text_of(main_of(page))
    client.post(path, {"form": "fin", "reason": "Parti à la retraite.", "_cle": key})

    member.refresh_from_db()
    link.refresh_from_db()
    assert (member.ended_on, member.end_reason) == (timezone.localdate(), "Parti à la retraite.")
    assert link.revoked_at
    assert browser.get("/compte/").status_code == 302
    page = client.get(reverse("contact-organisation", args=[member.organisation.slug]))
    assert "Parti à la retraite." in text_of(main_of(page))


def test_the_links_of_a_forwarded_letter_are_withdrawn_in_one_click(client):
    """The person stays a contact, and the next letter carries a link that works."""
    report = ReportFactory()
    member = MembershipFactory(organisation=report.organisation)
    received = link_address(member.user, report.campaign)
    visitor = enter_by_link(member.user, report.campaign)
    assert visitor.get("/espace/").status_code == 200

    answer = client.post(
        reverse("contact-member", args=[member.organisation.slug, member.pk]), {"form": "liens"}
    )

    assert answer.status_code == 302
    assert visitor.get("/espace/").status_code == 302
    assert client.get(received).status_code == 410
    member.refresh_from_db()
    assert member.ended_on is None
    again = link_address(member.user, report.campaign)
    assert again != received and Client().get(again).status_code == 200


def test_a_role_changed_meanwhile_is_not_overwritten(client):
    member = MembershipFactory()
    path = reverse("contact-member", args=[member.organisation.slug, member.pk])
    form = {"form": "role", "role": MemberRole.REFERENT, "reason": "Elle coordonne.", "was": "x"}

    stale = client.post(path, form | {"_cle": key_of(client.get(path))})
    member.refresh_from_db()
    assert (stale.status_code, member.role) == (409, MemberRole.CONTRIBUTOR)
    client.post(path, form | {"was": member.role, "_cle": key_of(client.get(path))})

    member.refresh_from_db()
    assert member.role == MemberRole.REFERENT
    assert member.history.first().history_change_reason == "Elle coordonne."


def test_adding_asks_for_an_account(client):
    organisation = expected("Abeille")
    path = reverse("contact-add", args=[organisation.slug])
    form = {"email": "lea@example.org", "role": "contributeur", "reason": "Vue en réunion."}
    page = client.post(path, form | {"_cle": key_of(client.get(path))})
    assert "envoyez plutôt une invitation" in text_of(main_of(page))
    UserFactory(email="LEA@example.org")

    client.post(path, form | {"_cle": key_of(client.get(path))})

    assert Membership.objects.get().organisation == organisation
    assert not Letter.objects.filter(state=LetterState.WAITING).exists()


def test_what_was_typed_when_the_session_ended_is_found_again(client):
    path = reverse("contact-organisation", args=[expected("Abeille").slug])
    form = {"email": "lea@example.org", "full_name": "Léa Martin", "_cle": key_of(client.get(path))}
    person = UserFactory._meta.model.objects.get(full_name="Camille Équipe")
    client.logout()

    assert client.post(path, form).url.startswith("/connexion/")

    page = sign_in_as(person).get(path).content.decode()
    assert "Léa Martin" in page and "lea@example.org" in page
    assert not Invitation.objects.exists()


def test_a_reader_of_the_team_is_offered_no_act(db):
    MembershipFactory(organisation=expected("Abeille"))
    row = InvitationFactory(organisation=Organisation.objects.get())
    reader = sign_in_as(UserFactory(reading=True))

    for path in ("/suivi/contacts/", f"/suivi/contacts/{row.organisation.slug}/"):
        page = main_of(reader.get(path))
        assert [form for form in find(page, "form") if form.get("method") == "post"] == []


def test_archived_organisation_is_asked_nothing():
    speaker = Speaker()
    assert working_people([speaker.organisation.pk]) == {speaker.organisation.pk: [speaker.person]}

    Organisation.objects.update(archived_on=timezone.localdate(), archive_reason="Fermée")

    assert working_people([speaker.organisation.pk]) == {}
