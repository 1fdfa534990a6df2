"""`.env.example` explains every variable that the settings read, and no other."""

import re

from tests.repository import ROOT

READ = re.compile(r"env(?:\.\w+)?[(,]\s*\"([A-Z_]+)\"")
EXPLAINED = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)


def test_every_variable_is_explained_once():
    read = READ.findall((ROOT / "ctg_portal" / "settings.py").read_text())
    explained = [name for name, _ in EXPLAINED.findall((ROOT / ".env.example").read_text())]

    assert sorted(explained) == sorted(set(read))
    assert {"CACHE_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS"} <= set(read)


def test_text_defaults_are_those_of_the_settings():
    settings = (ROOT / "ctg_portal" / "settings.py").read_text()
    default = r"env\.\w+[(,]\s*\"([A-Z_]+)\",\s*(?:default=)?\"([^\"]+)\"[,)]"
    given = dict(re.findall(default, settings))
    explained = dict(EXPLAINED.findall((ROOT / ".env.example").read_text()))

    assert {name: explained[name] for name in given} == given
    assert {"CACHE_URL", "EMAIL_URL", "LOG_LEVEL"} <= set(given)


def test_make_demo_sets_every_variable_so_that_none_comes_from_elsewhere():
    makefile = (ROOT / "Makefile").read_text()
    read = set(READ.findall((ROOT / "ctg_portal" / "settings.py").read_text()))
    left_to_default = {"DB_POOL_MAX", "DEFAULT_FROM_EMAIL", "PAGE_CACHE"}
    for name in ("DEMO_ENV", "LINT_ENV"):
        block = re.search(rf"^{name} = (?:.*\\\n)*.*$", makefile, re.MULTILINE).group()
        assert set(re.findall(r"\b([A-Z_]+)=", block)) >= read - left_to_default, name
