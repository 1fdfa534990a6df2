"""The second factor: used once, kept secret, never lost by the team, never skipped."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from partners.sign_in import factors
from tests.factories import UserFactory
from tests.partners.steps import (
    APP,
    CODES,
    FACTOR,
    SECRET,
    ask,
    figures,
    give_code,
    last_notice,
    up_to_the_factor,
    with_app,
    with_passkey,
)
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
WRONG = "Ce code n’est pas le bon"


def grow_old(client):
    """As if the last proof of this session were twenty minutes old."""
    session = client.session
    for name in ("entered_at", "proved_at"):
        session[name] -= 20 * 60
    session.save()


@pytest.fixture
def user():
    return with_app(UserFactory(editing=True))


# --- codes of the app --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_thirty_seconds_wrong(later, works, monkeypatch, user):
    now = 1_800_000_015.0
    monkeypatch.setattr(time, "time", lambda: now)

    assert bool(factors.check_figures(user, figures(later=later))) is works


def test_a_code_of_the_app_works_once_even_for_someone_else_who_saw_it(client, user):
    code = figures()
    up_to_the_factor(client, user)
    assert client.post(FACTOR, {"code": code}).status_code == 302

    thief = Client()
    up_to_the_factor(thief, user)
    assert WRONG in thief.post(FACTOR, {"code": code}).text
    assert WRONG in thief.post(FACTOR, {"code": figures(later=-1)}).text
    assert thief.post(FACTOR, {"code": figures(later=1)}).status_code == 302


def test_the_app_that_was_set_up_does_not_accept_the_same_code_again(user):
    code = figures()
    assert factors.add_app(user, SECRET, code)

    assert not factors.check_figures(user, code)


@pytest.mark.parametrize("typed", ["", "000000", "abc", "\0", "é" * 39, "9" * 41, "\u0661" * 6])
def test_anything_else_is_refused_in_words(typed, client, user):
    up_to_the_factor(client, user)

    page = client.post(FACTOR, {"code": typed})

    assert page.status_code == 200
    assert "<title>Erreur : Deuxième étape" in page.text
    assert client.get("/suivi/").status_code == 302


# --- recovery codes ----------------------------------------------------------------------------


def test_a_recovery_code_works_once(client, user):
    first, *_ = factors.new_recovery_codes(user)
    up_to_the_factor(client, user)
    assert (
        client.post(FACTOR, {"code": f"{first[:4]} {first[4:]}"}).headers["Location"] == "/suivi/"
    )

    assert len(factors.recovery_codes(user)) == 9
    assert "Il en reste 9." in last_notice().text
    again = Client()
    up_to_the_factor(again, user)
    assert WRONG in again.post(FACTOR, {"code": first}).text


def test_new_recovery_codes_replace_the_old_ones(signed_in, user):
    old = factors.new_recovery_codes(user)
    client = signed_in(user)

    assert client.post(CODES).headers["Location"] == CODES

    assert set(old).isdisjoint(factors.recovery_codes(user))
    assert not factors.check_recovery(user, old[0])
    assert "De nouveaux codes de secours remplacent les anciens" in last_notice().text


def test_the_page_of_recovery_codes_shows_none_that_was_noted(signed_in, user):
    codes = factors.new_recovery_codes(user)

    text = signed_in(user).get(CODES).text

    assert "Il vous en reste 10" in text
    assert not [code for code in codes if code in text]


# --- secrets -----------------------------------------------------------------------------------


def test_secrets_are_encrypted_in_the_database(user):
    codes = factors.new_recovery_codes(user)
    stored = str(list(Authenticator.objects.values()))

    assert SECRET not in stored
    assert not [code for code in codes if code in stored]


def test_a_new_secret_key_reads_what_the_old_one_wrote(settings, user):
    codes = factors.new_recovery_codes(user)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 60
    assert not factors.check_figures(user, figures())
    assert len(factors.recovery_codes(user)) == 0

    settings.SECRET_KEY_FALLBACKS = [old]
    assert factors.recovery_codes(user) == codes
    call_command("reencrypt_factors")
    settings.SECRET_KEY_FALLBACKS = []

    assert factors.recovery_codes(user) == codes
    assert factors.check_figures(user, figures())


def test_an_unreadable_factor_is_counted_not_lost(settings, user, capsys):
    settings.SECRET_KEY = "x" * 60
    before = Authenticator.objects.values().get()
    call_command("reencrypt_factors")

    assert "Chiffrés : 0. Illisibles avec les clés données : 1." in capsys.readouterr().out
    assert Authenticator.objects.values().get() == before


# --- adding, removing --------------------------------------------------------------------------


def test_who_has_a_factor_cannot_add_another_before_showing_it(client, user):
    up_to_the_factor(client, user)

    for path in (APP, "/compte/securite/cle/", f"{APP}qr.svg", CODES):
        assert client.get(path).status_code == 302, path
        assert client.post(path, {"code": figures()}).status_code in (302, 405), path
    assert client.post("/compte/securite/cle/defi/").status_code == 302
    assert Authenticator.objects.count() == 1


def test_the_last_factor_of_the_team_cannot_be_removed(signed_in, user):
    factor = Authenticator.objects.get()
    client = signed_in(user)

    page = client.post(f"/compte/securite/{factor.pk}/retirer/")

    assert "C’est votre seule deuxième étape" in page.text
    assert Authenticator.objects.get() == factor


def test_a_factor_too_many_is_removed_and_told(signed_in, user):
    with_passkey(user, "Vieux téléphone")
    factor = Authenticator.objects.get(type="webauthn")
    client = signed_in(user)
    assert "Vieux téléphone" in client.get(f"/compte/securite/{factor.pk}/retirer/").text
    assert Authenticator.objects.filter(pk=factor.pk).exists()

    client.post(f"/compte/securite/{factor.pk}/retirer/")

    assert Authenticator.objects.get().type == "totp"
    assert "Vieux téléphone" in last_notice().text


def test_outside_the_team_the_last_factor_goes_with_its_recovery_codes(signed_in):
    user = with_app(UserFactory())
    factors.new_recovery_codes(user)
    factor = Authenticator.objects.get(type="totp")

    signed_in(user).post(f"/compte/securite/{factor.pk}/retirer/")

    assert not Authenticator.objects.exists()


def test_nobody_touches_the_factor_of_someone_else(signed_in, user):
    factor = Authenticator.objects.get()
    client = signed_in(with_app(UserFactory(administration=True)))

    for path in (f"/compte/securite/{factor.pk}/retirer/", f"/compte/securite/{10**30}/retirer/"):
        assert client.post(path).status_code == 404
        assert client.get(path).status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_changing_factors_asks_for_a_fresh_proof(signed_in, user):
    client = signed_in(user)
    grow_old(client)
    factor = Authenticator.objects.get()
    paths = [APP, "/compte/securite/cle/", CODES, f"/compte/securite/{factor.pk}/retirer/"]
    for path in paths:
        for answer in (client.get(path), client.post(path)):
            assert answer.headers["Location"].startswith("/compte/confirmer/?next="), path

    wanted = {"next": CODES}
    assert WRONG in client.post("/compte/confirmer/", wanted | {"code": "000000"}).text
    answer = client.post("/compte/confirmer/", wanted | {"code": figures()})
    assert answer.headers["Location"] == CODES
    assert client.get(CODES).status_code == 200


def test_without_factor_a_fresh_proof_is_a_new_sign_in(signed_in):
    client = signed_in(UserFactory())
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert client.get(APP).status_code == 200
    session = client.session
    session["entered_at"] -= 20 * 60
    session.save()

    page = client.get(APP, follow=True)

    assert "Déconnectez-vous, puis connectez-vous de nouveau" in page.text


# --- passkeys: what a browser may send (the right answers: tests/e2e/test_sign_in.py) ------------

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=10,
)
SHAPED = st.fixed_dictionaries(
    {"id": ODD, "rawId": ODD, "type": ODD},
    optional={
        "response": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ["clientDataJSON", "authenticatorData", "signature", "userHandle"], ODD
            )
            | {"attestationObject": ODD},
        ),
        "clientExtensionResults": ODD,
    },
)


NO_BYTES = {"id": "a", "rawId": "a", "type": "a", "response": {"attestationObject": []}}


@given(credential=ODD | SHAPED)
@example(credential=NO_BYTES)
def test_any_answer_of_a_passkey_is_refused_in_words(credential):
    cache.clear()
    client = Client()
    client.post("/connexion/cle/defi/")
    page = client.post("/connexion/cle/", {"credential": json.dumps(credential)})
    assert (page.status_code, "n’a pas été reconnue" in page.text) == (200, True)

    staff = sign_in_as(UserFactory(editing=True))
    staff.post("/compte/securite/cle/defi/")
    page = staff.post("/compte/securite/cle/", {"credential": json.dumps(credential)})
    assert (page.status_code, "n’a pas pu être créée" in page.text) == (200, True)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("raw", ["", "{", "[" * 19_000, "a" * 20_001, '{"a": NaN}', "\0"])
def test_broken_answers_are_refused_in_words(raw, client):
    page = client.post("/connexion/cle/", {"credential": raw})

    assert "n’a pas été reconnue" in page.text


def test_a_passkey_needs_the_challenge_of_this_browser(client):
    answer = client.post("/connexion/cle/defi/").json()["publicKey"]

    assert answer["userVerification"] == "required"
    assert answer["rpId"] == "testserver"
    assert client.get("/connexion/cle/defi/").status_code == 405


# --- what administrators may do ----------------------------------------------------------------


def test_an_administrator_resets_the_factor_of_someone_who_lost_it(staff_client, user):
    browser = sign_in_as(user)
    address = f"/admin/partners/user/{user.pk}/second-facteur/"
    assert "Réinitialiser" in staff_client.get(f"/admin/partners/user/{user.pk}/change/").text
    staff_client.get(address)
    assert Authenticator.objects.exists()

    staff_client.post(address)

    assert not Authenticator.objects.exists()
    assert browser.get("/suivi/").status_code == 302
    assert "réinitialisé la deuxième étape" in last_notice().text
    assert last_notice().to == user.email
    assert up_to_the_factor(browser, user).headers["Location"].endswith("/choisir/")


def test_nobody_else_resets_a_factor_and_nobody_their_own(signed_in, user):
    other = signed_in(UserFactory(publishing=True))
    assert other.post(f"/admin/partners/user/{user.pk}/second-facteur/").status_code == 403
    chief = with_app(UserFactory(administration=True))
    signed_in(chief).post(f"/admin/partners/user/{chief.pk}/second-facteur/")

    assert Authenticator.objects.count() == 2
    assert signed_in(chief).get("/admin/partners/user/999999/second-facteur/").status_code == 404


def test_ask_and_code_are_not_enough_for_the_team(client, user):
    ask(client, user.email)
    give_code(client)

    assert "_auth_user_id" not in client.session
