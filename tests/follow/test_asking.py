"""Asking to follow: nothing before the owner confirms, nothing told of who follows."""

import datetime as dt
import logging

import pytest
from django.core import mail
from django.utils import timezone

from ctg_portal.logs import JsonFormatter
from follow.following import MOST_TO_ONE_ADDRESS
from follow.models import REQUEST_LIFE, Follow, Follower, FollowRequest
from letters.links import drawn
from letters.models import OutboxLetter
from partners.visitors import SHARES
from tests.factories import (
    AudienceFactory,
    CommuneFactory,
    FollowerFactory,
    FollowFactory,
    FollowRequestFactory,
)
from tests.follow.conftest import ADDRESS, link_in, place
from tests.reading import body, main_of, text_of

pytestmark = pytest.mark.django_db
SENT = "/suivre/demande/"


def test_the_page_of_an_action_holds_the_form(reader, action):
    said = body(reader.get(action.get_absolute_url())).decode()

    assert f'action="{place(action)}"' in said
    assert not reader.cookies


def test_nothing_is_followed_before_the_button_of_the_letter(ask, reader, action):
    answer = ask(place(action))

    (letter,) = mail.outbox
    path = link_in(letter)
    assert (answer.status_code, answer.headers["Location"]) == (303, SENT)
    assert letter.to == [ADDRESS]
    assert letter.extra_headers["Reply-To"] == "ctg@example.org"
    assert "Ouvrir un jardin" in letter.body
    assert not Follower.objects.exists()
    for _scanner in range(2):
        assert "Oui, suivre par courriel" in body(reader.get(path)).decode()
    assert not Follower.objects.exists()

    confirmed = reader.post(path)

    follow = Follow.objects.get()
    assert (follow.follower.email, follow.scope) == (ADDRESS, f"action-{action.number}")
    assert confirmed.status_code == 303
    mine = reader.get(confirmed.headers["Location"])
    assert "Ouvrir un jardin" in text_of(main_of(mine))
    assert "no-store" in mine.headers["Cache-Control"]
    assert b"noindex" in mine.content
    assert not reader.cookies
    assert not FollowRequest.objects.exists()
    assert not OutboxLetter.objects.exists()
    assert reader.post(path).status_code == 410


def test_no_table_holds_a_link(ask, action):
    ask(place(action))

    token = link_in(mail.outbox[0]).split("/")[-2]
    kept = [
        str(row.__dict__) for row in (*FollowRequest.objects.all(), *OutboxLetter.objects.all())
    ]
    assert len(kept) == 2
    assert not any(token.partition("-")[2] in one for one in kept)


@pytest.mark.parametrize("start", ["/suivre/", "/suivre/confirmer/"])
def test_no_log_holds_a_link(start):
    proof = "0123456789abcdef" * 2 + "01234567"
    record = logging.makeLogRecord({"msg": "Gone: %s", "args": (f"{start}12-{proof}/arreter/",)})

    assert f"{start}12-…/arreter/" in JsonFormatter().format(record)


def test_each_kind_of_thing_has_its_form(ask, reader, action):
    commune = CommuneFactory(territory=action.convention.territory)
    audience = AudienceFactory()
    places = {
        "/suivre/": "plan",
        place(action): f"action-{action.number}",
        f"{action.enjeu.get_absolute_url()}suivre/": f"enjeu-{action.enjeu.pk}",
        f"{commune.get_absolute_url()}suivre/": f"commune-{commune.insee}",
        f"/suivre/publics/{audience.slug}/": f"public-{audience.pk}",
    }
    for rank, (address, scope) in enumerate(places.items()):
        assert ask(address, f"une{rank}@example.org").status_code == 303
        path = link_in(mail.outbox[-1])
        assert reader.post(path).status_code == 303, address
        assert Follow.objects.last().scope == scope


def test_the_answer_is_the_same_for_who_follows_already(ask, reader, action):
    FollowFactory(follower__email=ADDRESS, scope=f"action-{action.number}")

    answers = [ask(place(action), email) for email in ("Camille@Example.org", "autre@example.org")]

    assert len({(one.status_code, one.headers["Location"], one.content) for one in answers}) == 1
    known, unknown = mail.outbox
    assert "C’est déjà fait" in known.body and "/confirmer/" not in known.body
    assert reader.get(link_in(known)).status_code == 200
    assert link_in(unknown).startswith("/suivre/confirmer/")


def test_a_double_click_writes_once(ask, action):
    for _turn in range(2):
        assert ask(place(action)).status_code == 303

    assert len(mail.outbox) == FollowRequest.objects.count() == 1


def test_nobody_has_us_write_many_letters_to_an_address(ask, action):
    for rank in range(MOST_TO_ONE_ADDRESS + 2):
        answer = ask(f"/suivre/publics/{AudienceFactory(slug=f'public-{rank}').slug}/")
        assert answer.headers["Location"] == SENT

    assert len(mail.outbox) == MOST_TO_ONE_ADDRESS
    long_ago = timezone.now() - dt.timedelta(hours=25)
    FollowRequest.objects.update(received_at=long_ago)
    ask(place(action))
    assert len(mail.outbox) == MOST_TO_ONE_ADDRESS + 1


def test_one_sender_waits_and_finds_what_was_typed(ask, action):
    share = SHARES[0][1]
    for rank in range(share):
        assert ask(place(action), f"une{rank}@example.org").status_code == 303

    refused = ask(place(action), "derniere@example.org")

    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    assert "derniere@example.org" in refused.content.decode()
    assert len(mail.outbox) == share


def test_far_too_many_in_all_wait_whoever_asks(ask, action):
    FollowRequestFactory.create_batch(SHARES[-1][0])

    assert ask(place(action)).status_code == 429
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Donnez votre adresse de courriel."),
        ("camille@", "Cette adresse de courriel est incomplète."),
        ("a" * 250 + "@example.org", "dépasse 254 caractères"),
    ],
)
def test_a_wrong_address_is_said_and_kept(ask, action, email, words):
    answer = ask(place(action), email)

    said = answer.content.decode()
    assert answer.status_code == 200 and words in said and "<title>Erreur : " in said
    assert f'value="{email}"' in said or not email
    assert not FollowRequest.objects.exists()


def test_another_site_and_robots_are_refused_in_words(ask, action):
    far = ask(place(action), headers={"sec-fetch-site": "cross-site"})
    robot = ask(place(action), details="x")

    assert far.status_code == 403 and "venait d’un autre site" in far.content.decode()
    assert "Un champ caché était rempli" in robot.content.decode()
    assert not FollowRequest.objects.exists()


def test_an_old_request_opens_nothing(ask, reader, action):
    ask(place(action))
    path = link_in(mail.outbox[0])
    FollowRequest.objects.update(
        received_at=timezone.now() - REQUEST_LIFE - dt.timedelta(minutes=1)
    )

    for answer in (reader.get(path), reader.post(path)):
        assert answer.status_code == 410
        assert "Ce lien ne sert plus" in answer.content.decode()
    assert not Follower.objects.exists()


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "9" + t, lambda t: t[::-1]])
def test_a_wrong_link_opens_nothing(reader, action, change):
    token = drawn(FollowFactory(follower=FollowerFactory()).follower)
    for tail in ("", "donnees.json"):
        assert reader.get(f"/suivre/{token}/{tail}").status_code == 200
        assert reader.get(f"/suivre/{change(token)}/{tail}").status_code == 410


def test_what_is_not_published_cannot_be_followed(ask, action):
    type(action).objects.filter(pk=action.pk).update(is_published=False)

    assert ask(place(action)).status_code == 404
    assert ask("/communes/nulle-part/suivre/").status_code == 404
    assert mail.outbox == []
