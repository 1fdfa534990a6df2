"""Somebody is invited, reminded once, and answers: the verbs, whatever page calls them."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from partners.models import Invitation, MailFault, MemberRole, Membership, User
from records.french import full_date
from reporting.models import Letter, LetterKind, LetterState
from reporting.people import invitations
from reporting.people.invitations import CannotInvite, Gone
from reporting.report.links import invitation_of_token, token_of
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + dt.timedelta(days=8)


@pytest.fixture
def staff(db):
    return UserFactory(publishing=True, full_name="Camille Équipe")


@pytest.fixture
def creche(db):
    return OrganisationFactory(name="Crèche des Lilas")


def invited(organisation, by, email="Lea@Example.org", at=NOW, **values):
    return invitations.invite(
        organisation, email=email, full_name=values.pop("full_name", "Léa Martin"), by=by, at=at,
        **values,
    )  # fmt: skip


def test_one_letter_without_the_link_in_the_database(staff, creche):
    row = invited(creche, staff, role=MemberRole.REFERENT)

    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.invitation) == (
        LetterKind.INVITATION,
        "lea@example.org",
        row,
    )
    body = letter.text
    assert f"/invitation/[[invitation:{row.pk}]]/" in body
    assert token_of(row) not in body and row.nonce not in body
    assert "Camille Équipe vous invite à être un contact de « Crèche des Lilas »" in body
    assert row.state(NOW) == ("envoyee", "envoyée")


@pytest.mark.parametrize("role", [None, MemberRole.CONTRIBUTOR])
def test_only_the_team_and_referents_invite(creche, role):
    person = UserFactory()
    if role:
        MembershipFactory(user=person, organisation=creche, role=role)
    MembershipFactory(user=person, organisation=OrganisationFactory(), referent=True)

    with pytest.raises(PermissionDenied):
        invited(creche, person)
    assert not Invitation.objects.exists()


def test_a_referent_invites_until_it_is_over(creche):
    member = MembershipFactory(organisation=creche, referent=True)
    invited(creche, member.user)
    member.ended_on = NOW.date()
    member.save()

    with pytest.raises(PermissionDenied):
        invited(creche, member.user, email="autre@example.org")


def test_already_a_contact_under_another_case(staff, creche):
    person = UserFactory(email="lea@example.org", full_name="Léa Martin")
    MembershipFactory(user=person, organisation=creche, since=dt.date(2026, 3, 1))

    with pytest.raises(CannotInvite, match=r"Léa Martin est déjà un contact .* 1er mars 2026"):
        invited(creche, staff, email="LEA@example.org")


def test_already_invited_is_said_and_an_expired_one_is_sent_again(staff, creche):
    first = invited(creche, staff)

    with pytest.raises(CannotInvite, match=r"déjà invitée, .*: envoyez plutôt"):
        invited(creche, staff, email="LEA@example.org")
    again = invited(creche, staff, at=LATER)

    assert again.pk == first.pk and again.nonce != first.nonce
    last = timezone.localdate(LATER) + dt.timedelta(days=7)
    assert timezone.localdate(again.expires_at) == last


def test_an_invitation_serves_until_the_end_of_the_day_it_names(staff, creche):
    """Sent on the eve of the change of hour: the seventh day is a day of Paris, whole."""
    sent = dt.datetime(2026, 10, 22, 7, 0, tzinfo=dt.UTC)  # 9 h in Paris, summer time
    row = invited(creche, staff, at=sent)
    last_minute = dt.datetime(2026, 10, 29, 22, 59, tzinfo=dt.UTC)  # 23 h 59, winter time
    over = last_minute + dt.timedelta(minutes=1)

    assert full_date(row.expires_at) == "29 octobre 2026"
    assert row.state(last_minute)[0] != "expiree" and row.state(over)[0] == "expiree"
    assert list(Invitation.objects.open(last_minute)) == [row]
    assert list(Invitation.objects.expired(over)) == [row]


def test_a_closed_account_is_refused_without_telling_partners_why(staff, creche):
    UserFactory(email="lea@example.org", is_active=False)
    referent = MembershipFactory(organisation=creche, referent=True).user

    with pytest.raises(CannotInvite, match="fermé : rouvrez-le"):
        invited(creche, staff)
    with pytest.raises(CannotInvite, match="demandez à l’équipe"):
        invited(creche, referent)


def test_the_team_learns_that_an_account_exists(staff):
    UserFactory(email="lea@example.org", full_name="Léa Martin")
    UserFactory(email="eq@example.org", full_name="Paul Équipe", editing=True)

    assert "Un compte existe déjà" in invitations.known_as("LEA@example.org")
    assert "fait partie de l’équipe" in invitations.known_as("eq@example.org")
    assert invitations.known_as("inconnue@example.org") == ""


def test_an_address_invited_a_moment_ago_is_said_so(staff, creche):
    """The other invitation was written after ours was judged: the database is what refuses."""
    row, _other = invited(creche, staff), invited(creche, staff, email="autre@example.org")
    row.email = "autre@example.org"

    with pytest.raises(invitations.CannotInvite, match="déjà invitée"):
        invitations.renewed(row, by=staff, at=LATER)

    row.refresh_from_db()
    assert (row.email, row.sent_at) == ("lea@example.org", NOW)


def test_sent_again_kills_the_former_link_and_its_waiting_letter(staff, creche):
    row = invited(creche, staff)
    former = token_of(row)
    Invitation.objects.update(fault=MailFault.BOUNCED, opened_at=NOW, reminded_at=NOW)
    row.refresh_from_db()

    again = invitations.send_again(row, by=staff, at=LATER, email="lea.martin@example.org")

    assert invitation_of_token(former) is None
    assert invitation_of_token(token_of(again)) == again
    assert again.state(LATER) == ("envoyee", "envoyée")
    assert list(Letter.objects.order_by("pk").values_list("to", "state")) == [
        ("lea@example.org", LetterState.CANCELLED),
        ("lea.martin@example.org", LetterState.WAITING),
    ]


def test_answered_is_not_sent_again(staff, creche):
    row = invited(creche, staff)
    invitations.decline(row, at=NOW)

    with pytest.raises(Gone):
        invitations.send_again(row, by=staff, at=NOW)


def test_accepted_makes_an_account_and_one_membership(staff, creche):
    row = invited(creche, staff, role=MemberRole.REFERENT)

    first = invitations.accept(row, at=NOW, full_name="Léa Martin")
    second = invitations.accept(row, at=NOW)

    assert first == second
    person = User.objects.get(email="lea@example.org")
    assert (person.full_name, person.role, person.is_active) == ("Léa Martin", "", True)
    assert (first.user, first.organisation, first.role) == (person, creche, MemberRole.REFERENT)
    assert first.history.get().history_change_reason == invitations.ACCEPTED


def test_accepted_by_someone_known_keeps_the_account_and_proves_its_address(staff, creche):
    person = UserFactory(
        email="lea@example.org", full_name="Léa M.", mail_fault=MailFault.BOUNCED, editing=True
    )

    member = invitations.accept(invited(creche, staff), at=NOW)

    person.refresh_from_db()
    assert member.user == person
    assert (person.full_name, person.role, person.mail_fault) == ("Léa M.", "redaction", "")


@pytest.mark.parametrize("why", ["expired", "cancelled", "declined", "closed account"])
def test_nothing_is_accepted_after_the_end(staff, creche, why):
    row = invited(creche, staff)
    at = LATER if why == "expired" else NOW
    if why == "cancelled":
        assert invitations.cancel_invitation(row, by=staff, at=NOW)
    elif why == "declined":
        invitations.decline(row, at=NOW)
    elif why == "closed account":
        UserFactory(email="lea@example.org", is_active=False)

    with pytest.raises(Gone):
        invitations.accept(row, at=at)
    assert not Membership.objects.exists()
    row.refresh_from_db()
    assert row.accepted_at is None


def test_declined_once_and_the_team_is_told_who_to_ask(staff, creche):
    row = invited(creche, staff)

    invitations.decline(row, at=NOW, instead="Paul, au secrétariat")
    invitations.decline(row, at=NOW, instead="Quelqu’un d’autre")

    row.refresh_from_db()
    assert row.declined_for == "Paul, au secrétariat"
    letter = Letter.objects.get(kind=LetterKind.NOT_ME)
    assert letter.to == staff.email
    assert "Paul, au secrétariat" in letter.text


def test_reminded_once_after_four_days_never_after_an_answer(staff, creche):
    invited(creche, staff)
    invitations.accept(invited(creche, staff, email="oui@example.org"), at=NOW)
    invitations.cancel_invitation(invited(creche, staff, email="non@example.org"), by=staff, at=NOW)
    bounced = invited(creche, staff, email="revenue@example.org")
    Invitation.objects.filter(pk=bounced.pk).update(fault=MailFault.BOUNCED)

    found = [
        invitations.remind_invitations(NOW + dt.timedelta(days=days)) for days in (3, 4, 5, 6, 8)
    ]

    assert found == [0, 1, 0, 0, 0]
    letter = Letter.objects.filter(to="lea@example.org").order_by("-pk").first()
    assert letter.subject.startswith("Rappel : invitation")


@pytest.mark.parametrize(
    ("values", "slug"),
    [
        ({}, "envoyee"),
        ({"opened_at": NOW}, "ouverte"),
        ({"accepted_at": NOW}, "acceptee"),
        ({"declined_at": NOW}, "declinee"),
        ({"cancelled_at": NOW}, "annulee"),
        ({"fault": MailFault.REFUSED}, "refuse"),
        ({"sent_at": NOW - dt.timedelta(days=8)}, "expiree"),
    ],
)
def test_every_state_is_visible(values, slug):
    assert InvitationFactory(**values).state(NOW)[0] == slug


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads of one in-memory database")
def test_five_acceptances_at_once_make_one_membership(staff, creche):
    row = invited(creche, staff)

    def accept(_):
        try:
            return invitations.accept(Invitation.objects.get(pk=row.pk), at=NOW).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        found = set(pool.map(accept, range(5)))

    assert len(found) == 1
    assert (User.objects.filter(email="lea@example.org").count(), Membership.objects.count()) == (
        1,
        1,
    )
