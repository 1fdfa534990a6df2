"""The letters of the week: one at most, only when something was published, only what is public."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action, Avancement, MilestoneState
from follow.models import Follow, Follower
from follow.telling import MOST_ACTIONS, MOST_LINES, write_due
from letters.models import LetterState, OutboxLetter
from letters.sending import send_due
from records.history.recording import one_change
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    FollowerFactory,
    FollowFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    UpdateFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def now():
    return timezone.now()


@pytest.fixture
def known(action):
    """The action, its history moved to last year: nothing about it is new."""
    return aged(action)


def aged(*rows):
    """The `rows`, known since last year; gives the first."""
    for row in rows:
        row.history.update(history_date=now() - 400 * DAY)
        convention = getattr(row, "convention", None)
        if convention:
            convention.history.update(history_date=now() - 500 * DAY)
    return rows[0]


def letters(at=None):
    """The texts of the letters of a run, once they left."""
    before = len(mail.outbox)
    write_due(at or now())
    send_due()
    return [letter.body for letter in mail.outbox[before:]]


def publish(action, **fields):
    return UpdateFactory(action=action, published_at=now(), **fields)


def change_state(action, state, reason=""):
    action.avancement, action.avancement_on = state, timezone.localdate()
    action.avancement_reason = reason
    with one_change():
        action.save()


def test_a_week_without_news_has_no_letter(known):
    FollowFactory()

    assert letters() == []
    assert Follower.objects.get().written_on is None


def test_news_is_told_once(known):
    FollowFactory(scope=f"action-{known.number}")
    publish(known, title="Le jardin est ouvert")

    (said,) = letters()

    assert "Actualité : Le jardin est ouvert" in said
    assert known.get_absolute_url() in said
    (letter,) = mail.outbox
    assert letter.subject == "Le jardin est ouvert"
    stop = letter.extra_headers["List-Unsubscribe"]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.endswith("/arreter/>") and stop[1:-1] in said and "[[" not in said + stop
    assert letters() == letters(now() + 10 * DAY) == []


def test_one_letter_a_week_at_most(known):
    FollowFactory()
    publish(known, title="Une")
    assert len(letters()) == 1
    publish(known, title="Deux")

    assert letters(now() + 6 * DAY) == []
    (said,) = letters(now() + 7 * DAY)
    assert "Deux" in said and "Une\n" not in said


def test_two_runs_at_once_write_one_letter(known, monkeypatch):
    FollowFactory()
    publish(known)
    from follow import telling

    write_to = telling.write_to

    def twice(*args):
        return write_to(*args) + write_to(*args)

    monkeypatch.setattr(telling, "write_to", twice)
    assert write_due(now()) == OutboxLetter.objects.count() == 1


def test_what_came_before_is_not_told(known):
    publish(known, title="Hier")
    FollowFactory(since=now(), follower__told_until=now())
    FollowFactory(since=now())  # this address followed something else before

    assert letters() == []


def test_news_dated_back_is_told_and_news_to_come_waits(known):
    FollowFactory()
    UpdateFactory(action=known, title="Oubliée", published_at=now() - 90 * DAY)
    UpdateFactory(action=known, title="Bientôt", published_at=now() + 3 * DAY)

    (said,) = letters()
    assert "Oubliée" in said and "Bientôt" not in said
    (later,) = letters(now() + 8 * DAY)
    assert "Bientôt" in later and "Oubliée" not in later


def test_a_change_of_progress_is_told_and_a_return_is_not(known):
    FollowFactory()
    change_state(known, Avancement.ONGOING)
    change_state(known, Avancement.PAUSED, "Travaux.")
    change_state(known, Avancement.PLANNED)
    assert letters() == []

    change_state(known, Avancement.ONGOING)

    (said,) = letters()
    assert "Avancement : En cours (avant : À venir)" in said


def test_a_new_action_is_told_whole(known):
    FollowFactory()
    other = ActionFactory(public=True, title="Une autre", ongoing=True)
    MilestoneFactory(action=other, done=True)
    publish(other, title="Elle commence")

    (said,) = letters()

    assert "Nouvelle action. Avancement : En cours." in said
    assert "Elle commence" in said and "Étape" not in said


def test_steps_and_values_are_told_by_the_rules_of_the_pages(known):
    step = MilestoneFactory(action=known, title="Choisir le terrain")
    step.history.update(history_date=now() - 400 * DAY)
    FollowFactory()
    with one_change():
        step.state, step.done_on = MilestoneState.DONE, timezone.localdate()
        step.save()
    people = IndicatorFactory(action=known, label="Habitants venus", counts_people=True)
    MeasureFactory(indicator=people, value=3)
    MeasureFactory(indicator=people, unavailable=True, on="2024-02-01", comment="FUITE")

    (said,) = letters()

    assert ": Choisir le terrain" in said
    assert "« Habitants venus »" in said and ": moins de 5" in said
    assert "FUITE" not in said and said.count("Habitants venus") == 1
    step.refresh_from_db()
    with one_change():
        step.title = "Choisir un terrain"
        step.save()
    assert letters(now() + 8 * DAY) == []


def test_what_is_not_public_is_in_no_letter(known):
    FollowFactory()
    hidden = ActionFactory(title="FUITE", ongoing=True)
    publish(hidden, title="FUITE")
    MeasureFactory(indicator=IndicatorFactory(action=hidden, label="FUITE"))
    draft = UpdateFactory(action=known, scheduled=True, title="FUITE")
    publish(known, nothing_new=True, title="FUITE")
    wrong = publish(known, title="FUITE, fausse")
    UpdateFactory(
        action=known, title="Juste", replaces=wrong, correction_reason="Date.", published_at=now()
    )  # fmt: skip
    assert draft.published_at > now()

    (said,) = letters()

    assert "FUITE" not in said and "Correction : Juste" in said


def test_an_action_withdrawn_meanwhile_is_in_no_letter(known):
    FollowFactory(scope=f"action-{known.number}")
    publish(known, title="Vue")
    Action.objects.filter(pk=known.pk).update(is_published=False)

    assert letters() == []


def test_each_receives_what_they_follow(known):
    territory = known.convention.territory
    here, there = CommuneFactory.create_batch(2, territory=territory)
    known.convention.communes.set([here, there])
    families = AudienceFactory()
    known.communes.set([here])
    known.audiences.set([families])
    other = aged(ActionFactory(public=True, title="Ailleurs", communes=[there]))
    everywhere = aged(ActionFactory(public=True, title="Partout", whole_territory=True))
    expected = {
        f"action-{known.number}": {"ici"},
        f"enjeu-{other.enjeu_id}": {"ailleurs"} if other.enjeu_id != known.enjeu_id else None,
        f"commune-{here.insee}": {"ici", "partout"},
        f"commune-{there.insee}": {"ailleurs", "partout"},
        f"public-{families.pk}": {"ici"},
        "plan": {"ici", "ailleurs", "partout"},
    }
    follows = {scope: FollowFactory(scope=scope) for scope in expected}
    for action, title in ((known, "ici"), (other, "ailleurs"), (everywhere, "partout")):
        publish(action, title=title)

    letters()

    for scope, titles in expected.items():
        email = follows[scope].follower.email
        told = [letter.body for letter in mail.outbox if letter.to == [email]]
        found = {t for t in ("ici", "ailleurs", "partout") if f": {t}\n" in "".join(told)}
        assert titles is None or found == titles, scope


def test_two_things_followed_make_one_letter(known):
    follower = FollowerFactory()
    for scope in ("plan", f"action-{known.number}"):
        FollowFactory(follower=follower, scope=scope)
    publish(known, title="Une fois")

    (said,) = letters()

    assert said.count("Actualité : Une fois") == 1


def test_what_did_not_leave_is_told_the_week_after(known):
    FollowFactory()
    publish(known, title="Perdue")
    write_due(now())
    OutboxLetter.objects.update(state=LetterState.FAILED)

    (said,) = letters(now() + 8 * DAY)

    assert "Perdue" in said


def test_a_letter_does_not_leave_after_the_stop(known, reader):
    follow = FollowFactory()
    publish(known)
    write_due(now())
    Follower.objects.filter(pk=follow.follower_id).delete()

    assert send_due() == {LetterState.CANCELLED: 1}
    assert mail.outbox == []
    assert OutboxLetter.objects.get().to == ""


def test_a_letter_is_not_endless(known):
    FollowFactory()
    indicator = IndicatorFactory(action=known)
    for year in range(2000, 2000 + MOST_LINES + 2):
        MeasureFactory(indicator=indicator, on=f"{year}-12-31")
    for rank in range(MOST_ACTIONS):
        publish(aged(ActionFactory(public=True)), title=f"Titre {rank}")

    said = letters()[0].replace("\u00a0", " ")

    assert said.count("- Indicateur") == MOST_LINES
    assert "- Et 2 autres nouveautés" in said
    assert "Et 1 autre action : http" in said


def test_nothing_stays_of_a_letter_that_left(known):
    FollowFactory()
    publish(known)
    letters()

    row = OutboxLetter.objects.get()
    assert (row.to, row.subject, row.text, row.headers) == ("", "", "", {})


@pytest.mark.parametrize("many", [1, 3, 12])
def test_queries_do_not_depend_on_what_is_published(known, many):
    FollowFactory()
    commune = CommuneFactory(territory=known.convention.territory)
    FollowFactory(follower=Follower.objects.get(), scope=f"commune-{commune.insee}")
    for rank in range(many):
        one = aged(ActionFactory(public=True))
        publish(one, title=f"Titre {rank}")
        change_state(one, Avancement.ONGOING)
        MilestoneFactory(action=one, done=True)
        MeasureFactory(indicator=IndicatorFactory(action=one))

    with CaptureQueriesContext(connection) as captured:
        assert write_due(now()) == 1

    assert len(captured) == 29


def test_queries_for_each_follower_are_few(known):
    publish(known)
    counted = []
    for _turn in range(2):
        Follow.objects.all().delete()
        FollowFactory.create_batch(3 * (_turn + 1), scope=f"action-{known.number}")
        with CaptureQueriesContext(connection) as captured:
            write_due(now())
        counted.append(len(captured))

    assert counted[1] - counted[0] == 3 * 7


def test_the_command_says_how_many(known):
    FollowFactory()
    publish(known)
    out = io.StringIO()

    call_command("send_news", stdout=out)
    call_command("send_news", stdout=out)

    assert out.getvalue() == "Courriels écrits : 1.\nCourriels écrits : 0.\n"
