"""From the last campaign to the next convention, with a clock that moves, without JavaScript.

Every address that residents knew on the first day still answers on the last one.
"""

import hashlib
import io
import re
import zipfile
from contextlib import contextmanager

import pytest

from ctg_portal.archive.zipping import DIGESTS
from tests.e2e import end_guide as guide
from tests.e2e.browser import Watcher, open_context
from tests.e2e.campaign_guide import entries
from tests.e2e.days import portal_over_days
from tests.e2e.hands import Pointer
from tests.e2e.server import ROOT, staff_cookie

# Links of a page of this site; forms and what is for the team alone are not kept for ever.
LINK = re.compile(r'<a(?=\s)[^>]*?\shref="(/[^"?#]*)["?#]')
NOT_KEPT = ("/connexion/", "/espace/", "/suivi/", "/demonstration/")
GUIDE = ROOT / "docs" / "guide-fin-de-convention.md"


class Counted(Pointer):
    """A pointer that counts what somebody does: links, buttons, fields."""

    done = 0

    def follow(self, locator):
        self.done += 1
        return super().follow(locator)

    def write(self, locator, text):
        self.done += 1
        super().write(locator, text)

    def choose(self, locator, label):
        self.done += 1
        super().choose(locator, label)


class Calendar:
    """Who lives the journey, day after day, and what it cost: `done`, by the name of each part."""

    def __init__(self, on, browser):
        self.on, self.browser, self.done, self.taken = on, browser, {}, []

    @contextmanager
    def day(self, day):
        with self.on(day) as site:
            context = open_context(self.browser, site, java_script_enabled=False)
            watcher = Watcher(context, site)
            context.add_cookies([staff_cookie(site)])
            self.hands, self.site = Counted(context.new_page()), site
            yield site
            context.close()
            assert site.failures() == []
            assert watcher.faults == []

    def play(self, part, *arguments):
        """Live a part of the guide; gives what it gives."""
        before = self.hands.done
        found = part(self.hands, *arguments, lambda _window, name: self.taken.append(name))
        self.done[part.__name__] = self.hands.done - before
        return found


@pytest.fixture
def calendar(tmp_path, browser):
    with portal_over_days(tmp_path / "run", "2026-12-01") as on:
        yield Calendar(on, browser)


def addresses(site):
    """Every address that residents may know: what search engines are told of, what it leads to."""
    told = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", site.ask("/sitemap.xml").text)
    links = {link for page in told for link in LINK.findall(site.ask(page).text)}
    return {*told, *(link for link in links if not link.startswith(NOT_KEPT))}


def test_from_the_last_campaign_to_the_next_convention(calendar):
    with calendar.day("2026-12-01") as site:
        known = addresses(site)
        campaign, _links = entries(site)
        calendar.play(guide.close_the_campaign, campaign)
        assert calendar.play(guide.tell_outcomes) == 14  # three were told before
    with calendar.day("2026-12-14") as site:
        calendar.play(guide.publish_the_review)
        calendar.play(guide.publish_the_evaluation)
        known |= addresses(site)
    with calendar.day("2026-12-28") as site:
        assert calendar.play(guide.prepare_the_next) == 14
        assert site.ask(f"/conventions/{guide.NEXT}/").status == 404
    with calendar.day("2027-01-01") as site:
        calendar.play(guide.publish_the_next)
        page = site.ask("/").text
        assert f"/conventions/{guide.NEXT}/" in page
        assert f"Convention territoriale globale {guide.NEXT}" in page

        assert len(known) > 150
        assert [one for one in known if site.ask(one).status not in (200, 301)] == []
        [place] = {one for one in known if one.startswith("/actions/1-")}
        assert re.search(rf"se poursuit dans .*?{guide.NEXT}", site.ask(place).text, re.DOTALL)

        archive = zipfile.ZipFile(io.BytesIO(calendar.play(guide.take_the_archive)))
        digests = dict(
            line.split("  ")[::-1] for line in archive.read(DIGESTS).decode().splitlines()
        )
        assert digests.keys() == set(archive.namelist()) - {DIGESTS}
        for name, digest in digests.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert len(digests) > 60
    assert calendar.done == {}
    shown = re.findall(r"\(img/guide/([\w-]+)\.png\)", GUIDE.read_text())
    assert sorted(shown) == sorted(calendar.taken), "the guide and its journey differ"
