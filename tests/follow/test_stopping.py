"""Seeing, changing, stopping, forgetting: nothing of a person stays once they stop."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from actions.models import Audience
from actions.months import months_before
from follow import letters
from follow.models import (
    KEPT_MONTHS,
    NOTICE,
    REQUEST_LIFE,
    WARNED_MONTHS,
    Follow,
    Follower,
    FollowRequest,
)
from follow.purging import purge_followers
from follow.telling import write_due
from letters.bounces import mark_bounced
from letters.links import drawn
from letters.models import OutboxLetter
from letters.sending import send_due
from records.french import full_date
from tests.factories import (
    AudienceFactory,
    FollowerFactory,
    FollowFactory,
    FollowRequestFactory,
    UpdateFactory,
)
from tests.reading import main_of, text_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TABLES = (Follower, Follow, FollowRequest, OutboxLetter)


def path_of(follower, tail=""):
    return f"/suivre/{drawn(follower)}/{tail}"


def is_empty():
    return not any(model.objects.exists() for model in TABLES)


@pytest.fixture
def follower(action):
    """Somebody who follows two things, asks for a third, and has letters on their way."""
    found = FollowerFactory()
    for scope in ("plan", f"action-{action.number}"):
        FollowFactory(follower=found, scope=scope)
    FollowRequestFactory(email=found.email, scope=f"enjeu-{action.enjeu_id}")
    UpdateFactory(action=action, published_at=timezone.now())
    write_due(timezone.now())
    assert all(model.objects.exists() for model in TABLES)
    return found


def test_reading_the_page_of_the_stop_changes_nothing(reader, follower):
    page = reader.get(path_of(follower, "arreter/"))

    assert "Arrêter et tout effacer" in text_of(main_of(page))
    assert Follower.objects.get() == follower


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_click_stops_and_erases_all(reader, follower, data):
    path = path_of(follower, "arreter/")

    answers = [reader.post(path, data) for _turn in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert all("Vous ne suivez plus rien" in text_of(main_of(one)) for one in answers)
    assert is_empty()
    assert reader.get(path_of(follower)).status_code == 410
    assert not reader.cookies


def test_somebody_else_keeps_all(reader, follower):
    other = FollowFactory().follower

    reader.post(path_of(follower, "arreter/"))

    assert Follower.objects.get() == other


def test_the_page_shows_and_changes_what_is_followed(reader, follower, action):
    Follower.objects.update(renewed_on=timezone.localdate() - 100 * DAY, warned_on="2024-01-01")
    page = text_of(main_of(reader.get(path_of(follower))))
    assert follower.email in page
    assert "toutes les actions" in page and "« Ouvrir un jardin »" in page

    reader.post(path_of(follower), {"suivi": ["plan", "commune-99999"]})

    assert Follow.objects.get().scope == "plan"
    kept = Follower.objects.get()
    assert (kept.renewed_on, kept.warned_on) == (timezone.localdate(), None)
    reader.post(path_of(follower), {"suivi": []})
    assert is_empty()


def test_what_is_withdrawn_is_shown_without_its_name(reader, follower, action):
    type(action).objects.update(is_published=False)

    page = text_of(main_of(reader.get(path_of(follower))))

    assert "Ouvrir un jardin" not in page and "n’est plus publiée" in page


def test_the_page_opens_with_the_same_queries_for_many(reader, action, django_assert_num_queries):
    for many in (1, 3, 12):
        follower = FollowFactory().follower
        for audience in AudienceFactory.create_batch(many):
            FollowFactory(follower=follower, scope=f"public-{audience.pk}")
        with django_assert_num_queries(6):
            reader.get(path_of(follower))


def test_an_audience_merged_with_another_is_still_followed(reader, action):
    gone, kept = AudienceFactory.create_batch(2)
    follower = FollowFactory(scope=f"public-{gone.pk}").follower
    Audience.objects.filter(pk=gone.pk).update(merged_into=kept)
    action.audiences.set([kept])
    UpdateFactory(action=action, title="Suivie", published_at=timezone.now())

    assert kept.name in text_of(main_of(reader.get(path_of(follower))))
    write_due(timezone.now())
    assert "Suivie" in OutboxLetter.objects.get().text


def test_the_person_takes_away_all_that_is_kept(reader, follower):
    told = reader.get(path_of(follower, "donnees.json")).json()

    assert told["courriel"] == follower.email
    assert len(told["suivis"]) == 2 and len(told["demandes"]) == 1
    fields = {field.name for field in Follower._meta.fields} - {"id", "nonce"}
    assert len(told) == len(fields) + len(["efface_le", "suivis", "demandes"])


@pytest.mark.parametrize("blames", [True, False])
def test_an_address_that_does_not_work_follows_no_more(follower, blames):
    send_due()
    letter = OutboxLetter.objects.get()

    mark_bounced(letter, "Revenu.", blames_address=blames)

    assert is_empty() is blames


def test_an_address_refused_at_once_follows_no_more(follower, monkeypatch):
    letter = OutboxLetter.objects.get()
    with transaction.atomic():
        letters.FollowLetters().over(letter, blames_address=True)

    assert is_empty()


def ago(months, days=0):
    return months_before(timezone.localdate(), months) - days * DAY


def test_who_does_not_renew_is_warned_then_erased(reader, action):
    follower = FollowFactory(follower__renewed_on=ago(WARNED_MONTHS)).follower
    recent = FollowFactory(follower__renewed_on=ago(WARNED_MONTHS - 1)).follower

    assert purge_followers(timezone.now()).warned == 1
    assert purge_followers(timezone.now()).warned == 0
    send_due()

    (letter,) = mail.outbox
    ends_on = max(follower.ends_on, timezone.localdate() + NOTICE)
    assert letter.to == [follower.email]
    assert full_date(ends_on) in letter.body.replace("\u00a0", " ")
    assert reader.get(path_of(follower)).status_code == 200  # a scanner reads: nothing is renewed
    almost = timezone.now() + NOTICE - DAY
    assert purge_followers(almost).erased == 0
    assert purge_followers(timezone.now() + NOTICE + DAY).erased == 1
    assert list(Follower.objects.all()) == [recent]


def test_who_renews_stays(reader, action):
    follower = FollowFactory(follower__renewed_on=ago(WARNED_MONTHS)).follower
    purge_followers(timezone.now())

    reader.post(path_of(follower), {"suivi": ["plan"]})

    assert purge_followers(timezone.now() + NOTICE + DAY).erased == 0
    assert Follower.objects.get().ends_on == months_before(timezone.localdate(), -KEPT_MONTHS)


def test_nobody_is_erased_without_a_month_of_notice(action):
    FollowFactory(follower__renewed_on=ago(KEPT_MONTHS + 6))

    assert purge_followers(timezone.now()).erased == 0
    assert purge_followers(timezone.now() + NOTICE).erased == 1
    assert not Follower.objects.exists()


def test_requests_and_traces_go(action):
    old, recent = FollowRequestFactory.create_batch(2)
    FollowRequest.objects.filter(pk=old.pk).update(received_at=timezone.now() - REQUEST_LIFE - DAY)
    follower = FollowFactory().follower
    letters.warn(follower, timezone.localdate())
    send_due()
    OutboxLetter.objects.update(created_at=timezone.now() - 31 * DAY)

    assert purge_followers(timezone.now()).requests == 1

    assert FollowRequest.objects.get() == recent
    assert not OutboxLetter.objects.exists()
    assert Follower.objects.get() == follower


def test_the_nightly_command_does_it(action, capsys):
    FollowFactory(follower__renewed_on=ago(WARNED_MONTHS))

    call_command("purge_accounts")

    assert "Suivis par courriel : 1 prévenu, 0 effacé" in capsys.readouterr().out


def test_the_team_erases_an_address_that_asks_for_it(follower, capsys):
    call_command("stop_following", follower.email.upper())
    call_command("stop_following", follower.email)

    assert is_empty()
    assert capsys.readouterr().out == "Effacé.\nCette adresse ne suit rien.\n"
