"""The release changes with any file that can change a page, whatever room it lies in."""

from pathlib import Path

import pytest
from django.apps import apps

from ctg_portal.release import ROOT, fingerprint

ROOMS = sorted(app.name for app in apps.get_app_configs() if Path(app.path).parent == ROOT)


@pytest.fixture
def project(tmp_path):
    """A project with the rooms of ours and one of tomorrow, each with one file below its top."""
    for room in (*ROOMS, "tomorrow", "tests"):
        (tmp_path / room / "inner").mkdir(parents=True)
        (tmp_path / room / "__init__.py").touch()
        (tmp_path / room / "inner/rules.py").write_text("before")
    for folder in ("templates", "static/js", "docs"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_our_rooms_are_known():
    assert {"ctg_portal", "reporting"} <= set(ROOMS)


@pytest.mark.parametrize(
    "path",
    [
        *(f"{room}/inner/rules.py" for room in (*ROOMS, "tomorrow")),
        *("templates/base.html", "static/js/portal.js", "static/icon.svg"),
    ],
)
def test_a_change_in_any_room_changes_the_release(project, path):
    before = fingerprint(project)

    (project / path).write_text("after")

    assert fingerprint(project) != before


def test_a_file_that_moves_changes_the_release(project):
    before = fingerprint(project)

    (project / "tomorrow/inner/rules.py").rename(project / "tomorrow/inner/rulez.py")

    assert fingerprint(project) != before


@pytest.mark.parametrize("path", ["tests/inner/rules.py", "docs/page.md", "tomorrow/rules.pyc"])
def test_what_no_page_depends_on_does_not(project, path):
    before = fingerprint(project)

    (project / path).write_text("after")

    assert fingerprint(project) == before
