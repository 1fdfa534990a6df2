"""A profile that would betray is refused, with a sentence that names the variable to set."""

import subprocess
import sys

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from ctg_portal import profile
from tests.prebuilt import environment
from tests.repository import ROOT

DB = "django.core.cache.backends.db.DatabaseCache"
PUBLIC = {
    "debug": False,
    "demo": False,
    "https": True,
    "secret_key": "s3cr3t-" * 8,
    "hosts": ["ctg.exemple.fr"],
    "site_url": "https://ctg.exemple.fr",
    "email": profile.SMTP,
    "cache": DB,
}
HERE = PUBLIC | {
    "https": False,
    "hosts": ["127.0.0.1", "localhost", "[::1]"],
    "site_url": "http://127.0.0.1:8000",
    "email": "django.core.mail.backends.console.EmailBackend",
    "cache": "django.core.cache.backends.locmem.LocMemCache",
}


@pytest.mark.parametrize(
    "given",
    [
        PUBLIC,
        PUBLIC | {"secret_key": "abcde" * 10},
        HERE,
        HERE | {"debug": True, "secret_key": ""},
        HERE | {"demo": True},
    ],
    ids=["public", "five-letters", "here", "developer", "demonstration"],
)
def test_sound_profiles_start(given):
    assert list(profile.faults_of(**given)) == []


@pytest.mark.parametrize(
    ("changed", "variable"),
    [
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "ab" * 40}, "SECRET_KEY"),
        ({"secret_key": "abcd" * 20}, "SECRET_KEY"),
        ({"hosts": []}, "ALLOWED_HOSTS"),
        ({"hosts": ["*"]}, "ALLOWED_HOSTS"),
        ({"debug": True}, "DEBUG=1"),
        ({"demo": True}, "DEMO=1"),
        ({"https": False}, "HTTPS=0"),
        ({"hosts": ["127.0.0.1", "ctg.exemple.fr"], "https": False}, "HTTPS=0"),
        ({"email": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_URL"),
        ({"email": "django.core.mail.backends.dummy.EmailBackend"}, "EMAIL_URL"),
        ({"cache": "django.core.cache.backends.dummy.DummyCache"}, "CACHE_URL"),
        ({"cache": "django.core.cache.backends.locmem.LocMemCache"}, "CACHE_URL"),
        ({"cache": "django.core.cache.backends.memcached.PyLibMCCache"}, "« pylibmc », qui manque"),
        ({"site_url": "http://ctg.exemple.fr"}, "SITE_URL"),
    ],
)
def test_weak_profile_is_refused_by_name(changed, variable):
    said = list(profile.faults_of(**PUBLIC | changed))

    assert variable in said[0]
    with pytest.raises(ImproperlyConfigured, match=variable):
        profile.refuse(said)


@pytest.mark.parametrize("cache", profile.SHARED_CACHES)
def test_every_shared_cache_is_accepted_once_its_library_is_there(cache, monkeypatch):
    monkeypatch.setattr(profile, "find_spec", lambda name: name)

    assert list(profile.faults_of(**PUBLIC | {"cache": cache})) == []


def test_redis_is_the_shared_cache_that_the_advice_gives():
    redis = environ.Env.cache_url_config("rediscache://127.0.0.1:6379/0")["BACKEND"]

    assert redis in profile.SHARED_CACHES


def test_a_star_is_the_only_fault_told_of_it():
    assert len(list(profile.host_faults(["*"], False, False, True))) == 1


@pytest.mark.parametrize("typed", ["-1", "abc", "", "1.5", "²"])
def test_number_that_is_none_is_refused(typed, monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", typed)
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        profile.whole_number(environ.Env(), "TRUSTED_PROXIES", 0)


def test_number_is_read(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", " 2 ")
    assert profile.whole_number(environ.Env(), "TRUSTED_PROXIES", 0) == 2
    with pytest.raises(ImproperlyConfigured, match="à partir de 3"):
        profile.whole_number(environ.Env(), "TRUSTED_PROXIES", 0, 3)


def test_address_that_cannot_be_read_is_refused_without_its_password(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "nimporte://secret")
    with pytest.raises(ImproperlyConfigured, match=r"CACHE_URL .*rediscache") as refusal:
        profile.read_url(environ.Env().cache_url, "CACHE_URL", "dbcache://x", "rediscache://y")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "command",
    [["manage.py", "check"], ["-m", "gunicorn", "ctg_portal.wsgi", "--no-control-socket"]],
)
def test_start_is_refused_whole(command, tmp_path):
    given = environment(tmp_path, "sqlite://:memory:", TRUSTED_PROXIES="abc")
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120
    )

    assert done.returncode
    assert done.stderr.splitlines()[-1].startswith("Le portail ne démarre pas. TRUSTED_PROXIES")
    assert "Traceback" not in done.stderr
