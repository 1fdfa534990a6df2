"""What each queryset keeps, one condition at a time: each cause alone is enough to leave out."""

import datetime as dt
from operator import attrgetter

import pytest
from django.utils import timezone

from actions.models import Action, ActionDocument, Milestone, Picture, Place, Update
from contact.models import RETENTION, ContactMessage
from conventions.models import Commune, Convention, Document, Meeting
from conventions.models.phase import ConventionStatus
from letters.models import CLAIM_LIFE, FAULTY, STUCK_AFTER, LetterState, OutboxLetter
from partners.models import Invitation, Membership
from partners.models.sign_in import KEPT, LIFE, MOST_TRIES, SignInCode
from tests import factories
from tests.reporting_factories import InvitationFactory, LetterFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


def link():
    return factories.ActionDocumentFactory(action__public=True)


# (what makes a public row, its public rows, the rows above it that hide it when not published)
PUBLIC = [
    (factories.ConventionFactory, Convention.objects.public, [""]),
    (factories.ActionFactory, Action.objects.public, ["", "convention"]),
    (link, ActionDocument.objects.public, ["action", "action.convention"]),
    (factories.MilestoneFactory, Milestone.objects.public, ["action", "action.convention"]),
    (factories.PlaceFactory, Place.objects.public, ["action", "action.convention"]),
    (factories.PictureFactory, Picture.objects.public, ["", "action", "action.convention"]),
    (factories.MeetingFactory, Meeting.objects.public, ["", "committee.convention"]),
    (factories.DocumentFactory, Document.objects.public, ["", "convention"]),
    (
        factories.UpdateFactory,
        lambda: Update.objects.published(timezone.now()),
        ["action", "action.convention"],
    ),
]


@pytest.mark.parametrize(
    ("make", "public", "above"),
    [
        pytest.param(make, public, path, id=f"{public.__qualname__}-{rank}-{path or 'itself'}")
        for rank, (make, public, paths) in enumerate(PUBLIC)
        for path in paths
    ],
)
def test_hidden_at_any_level_it_is_not_public(make, public, above):
    row = make() if make is link else make(public=True)
    assert list(public()) == [row]

    hidden = attrgetter(above)(row) if above else row
    type(hidden).objects.filter(pk=hidden.pk).update(is_published=False)

    assert list(public()) == []


def test_a_commune_is_public_with_a_convention_of_its_territory():
    commune = factories.CommuneFactory(territory=factories.ConventionFactory(public=True).territory)
    factories.CommuneFactory()

    assert list(Commune.objects.public()) == [commune]


def test_a_document_stands_on_the_page_of_its_convention_or_with_its_meeting_or_elsewhere():
    def document(**fields):
        return factories.DocumentFactory(public=True, on_convention_page=False, **fields)

    meeting = factories.MeetingFactory(public=True)
    hidden, shown, with_meeting = document(), document(), document(meeting=meeting)
    listed = factories.DocumentFactory(public=True)

    assert set(Document.objects.public()) == {listed, with_meeting}
    assert set(Document.objects.public([shown.pk])) == {listed, with_meeting, shown}
    assert list(Document.objects.on_convention_pages()) == [listed]
    Meeting.objects.update(is_published=False)
    assert set(Document.objects.public([hidden.pk])) == {listed, hidden}


def test_the_team_works_first_on_what_residents_see():
    """Public and of the main territory, then in force, then the latest."""
    public = factories.ConventionFactory(public=True)
    other = {"territory": factories.TerritoryFactory(), "is_published": True}
    started = public.starts_on

    def later(years, **fields):
        starts_on = started + dt.timedelta(days=366 * years)
        return factories.ConventionFactory(
            starts_on=starts_on, ends_on=started + 9 * 366 * DAY, **fields
        )

    in_force = later(1, **other, status=ConventionStatus.IN_FORCE)
    latest = later(3, **other, status=ConventionStatus.PREPARATION)
    hidden = later(2, territory=public.territory, status=ConventionStatus.PREPARATION)

    assert list(Convention.objects.for_staff()) == [public, in_force, latest, hidden]


def test_news_are_read_from_their_moment_on_until_a_correction_is():
    first = factories.UpdateFactory(action__public=True, published_at=NOW)
    correction = factories.UpdateFactory(
        action=first.action, published_at=NOW + DAY, replaces=first, correction_reason="Faux"
    )

    moments = (NOW - SECOND, NOW, NOW + DAY - SECOND, NOW + DAY)
    found = [list(Update.objects.published(moment)) for moment in moments]

    assert found == [[], [first], [first], [correction]]


def test_a_meeting_is_to_come_until_it_ends():
    ended, open_ended = (
        factories.MeetingFactory(starts_at=NOW - SECOND, ends_at=end) for end in (NOW, None)
    )

    assert set(Meeting.objects.upcoming(NOW)) == {ended, open_ended}
    assert list(Meeting.objects.past(NOW + SECOND)) == [ended]
    assert set(Meeting.objects.past(NOW + DAY)) == {ended, open_ended}


# --- people and what they wait for ----------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [{"ended_on": "2026-03-01"}, {"is_active": False}, {"mail_fault": "revenue"}]
)
def test_one_cause_is_enough_not_to_be_reached(values):
    row = MembershipFactory()
    assert list(Membership.objects.working()) == [row]

    target = row if "ended_on" in values else row.user
    type(target).objects.filter(pk=target.pk).update(**values)

    assert list(Membership.objects.working()) == []


@pytest.mark.parametrize("name", ["accepted_at", "declined_at", "cancelled_at"])
def test_an_invitation_answered_in_any_way_waits_no_more(name):
    row = InvitationFactory(sent_at=NOW - 5 * DAY)
    assert list(Invitation.objects.to_remind(NOW)) == [row]

    Invitation.objects.update(**{name: NOW})

    assert not Invitation.objects.unanswered().exists()
    assert not Invitation.objects.to_remind(NOW).exists()


def test_an_invitation_is_recalled_once_after_four_days_at_an_address_that_works():
    row = InvitationFactory(sent_at=NOW - 4 * DAY)

    def recalled(at=NOW):
        return Invitation.objects.to_remind(at).exists()

    assert (recalled(NOW - SECOND), recalled(), recalled(NOW + 5 * DAY)) == (False, True, False)
    for values in ({"reminded_at": NOW}, {"fault": "revenue"}):
        Invitation.objects.filter(pk=row.pk).update(**values)
        assert not recalled()
        Invitation.objects.filter(pk=row.pk).update(reminded_at=None, fault="")


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({}, True),
        ({"used_at": NOW}, False),
        ({"tries": MOST_TRIES}, False),
        ({"tries": MOST_TRIES - 1}, True),
        ({"asked_at": NOW - LIFE}, False),
        ({"asked_at": NOW - LIFE + SECOND}, True),
    ],
)
def test_a_code_is_open_for_ten_minutes_and_five_tries(values, is_open):
    SignInCode.objects.create(**({"asked_at": NOW} | values))

    assert SignInCode.objects.all().open(NOW).exists() is is_open
    assert SignInCode.objects.all().count_try(NOW) is is_open


def test_a_code_is_kept_a_day():
    SignInCode.objects.create(asked_at=NOW)

    moments = (NOW, NOW + KEPT, NOW + KEPT + SECOND)
    assert [SignInCode.objects.all().old(at).exists() for at in moments] == [False, False, True]


def test_letters_cancelled_or_forgotten_are_those_of_the_queryset_alone():
    mine, other = LetterFactory(text="Bonjour"), LetterFactory(text="Bonjour")
    sent = LetterFactory(sent=True, text="Bonjour")
    some = OutboxLetter.objects.filter(pk__in=[mine.pk, sent.pk])

    assert (some.cancel(), some.erase_texts()) == (1, 2)

    found = {row.pk: (row.state, row.text) for row in OutboxLetter.objects.all()}
    assert found == {
        mine.pk: (LetterState.CANCELLED, ""),
        sent.pk: (LetterState.SENT, ""),
        other.pk: (LetterState.WAITING, "Bonjour"),
    }


def test_a_message_is_kept_as_long_as_the_page_says():
    row = factories.ContactMessageFactory()
    ContactMessage.objects.update(received_at=NOW)

    assert not ContactMessage.objects.expired(NOW + RETENTION).exists()
    assert list(ContactMessage.objects.expired(NOW + RETENTION + SECOND)) == [row]


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "is_due"),
    [
        ({}, True),
        ({"next_try_at": NOW + SECOND}, False),
        ({"claimed_at": NOW}, False),
        ({"claimed_at": NOW - CLAIM_LIFE}, False),
        ({"claimed_at": NOW - CLAIM_LIFE - SECOND}, True),
        *(({"state": state}, False) for state in LetterState if state != LetterState.WAITING),
    ],
)
def test_a_letter_is_due_when_it_waits_and_nobody_holds_it(values, is_due):
    LetterFactory(**({"next_try_at": NOW, "sent_at": NOW} | values))

    assert OutboxLetter.objects.due(NOW).exists() is is_due


@pytest.mark.parametrize(
    ("values", "is_stuck"),
    [
        ({}, True),
        ({"next_try_at": NOW - STUCK_AFTER}, False),
        ({"tries": 1}, False),
        ({"state": LetterState.FAILED}, False),
    ],
)
def test_a_letter_is_stuck_when_nobody_tried_to_send_it(values, is_stuck):
    LetterFactory(**({"next_try_at": NOW - STUCK_AFTER - SECOND} | values))

    assert OutboxLetter.objects.stuck(NOW).exists() is is_stuck


@pytest.mark.parametrize(
    ("values", "is_faulty"),
    [
        *(({"state": state, "sent_at": NOW}, state in FAULTY) for state in LetterState),
        ({"state": LetterState.FAILED, "handled_at": NOW}, False),
    ],
)
def test_a_letter_that_did_not_arrive_is_shown_until_it_is_dealt_with(values, is_faulty):
    LetterFactory(**values)

    assert OutboxLetter.objects.faulty().exists() is is_faulty
