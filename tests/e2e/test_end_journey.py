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
from tests.e2e.days import portal_over_days
from tests.e2e.hands import Pointer
from tests.e2e.server import ROOT, staff_cookie

# Links of a page of this site; forms and what is for the team alone are not kept for ever.
LINK = re.compile(r'<a(?=\s)[^>]*?\shref="(/[^"?#]*)["?#]')
NOT_KEPT = ("/connexion/", "/espace/", "/suivi/", "/demonstration/")
CONTINUED = re.compile(r'L’action se poursuit\s: <a\s+href="([^"]+)')
GUIDE = ROOT / "docs" / "guide-fin-de-convention.md"


# Links, buttons and fields: what each part of the guide costs who lives it.
DONE = {
    "close_the_campaign": 3,
    "tell_outcomes": 5,
    "ask_opinions": 7,
    "give_an_opinion": 6,
    "give_an_idea": 3,
    "publish_the_review": 5,
    "read_the_opinion": 2,
    "publish_the_evaluation": 11,
    "prepare_the_next": 5,
    "link_the_idea": 4,
    "publish_the_next": 8,
    "thank": 2,
    "take_the_archive": 0,
    "close_the_convention": 2,
}


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

    def check(self, locator):
        self.done += 1
        super().check(locator)


class Calendar:
    """Who lives the journey, day after day, and what it cost: `done`, by the name of each part."""

    def __init__(self, on, browser):
        self.on, self.browser, self.done, self.taken = on, browser, {}, []

    @contextmanager
    def day(self, day):
        with self.on(day) as self.site:
            self.contexts = []
            self.hands = self.somebody(staff_cookie(self.site))
            yield self.site
            for context, watcher in self.contexts:
                context.close()
                assert watcher.faults == []
            assert self.site.failures() == []

    def somebody(self, *cookies):
        """The hands of a person in a new private window, without JavaScript."""
        context = open_context(self.browser, self.site, java_script_enabled=False)
        context.add_cookies(cookies)
        self.contexts.append((context, Watcher(context, self.site)))
        return Counted(context.new_page())

    def play(self, part, *arguments, hands=None):
        """Live a part of the guide; gives what it gives."""
        hands = hands or self.hands
        before = hands.done
        found = part(hands, lambda _window, name: self.taken.append(name), *arguments)
        self.done[part.__name__] = hands.done - before
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
    play, action = calendar.play, "/actions/1-tenir-des-permanences-itinerantes-dacces-aux-droits/"
    with calendar.day("2026-12-01") as site:
        known = addresses(site)
        assert action in known
        play(guide.close_the_campaign)
        play(guide.tell_outcomes)
        play(guide.ask_opinions)
    with calendar.day("2026-12-09") as site:
        play(guide.give_an_opinion, site, hands=calendar.somebody())
        play(guide.give_an_idea, site, hands=calendar.somebody())
    with calendar.day("2026-12-14") as site:
        play(guide.publish_the_review)
        play(guide.read_the_opinion)
        play(guide.publish_the_evaluation)
        said = site.ask(f"/conventions/{guide.SLUG}/evaluation/enjeux/2/").text
        assert guide.WHY in said
        assert "Partiellement atteint" in said
        known |= addresses(site)
    with calendar.day("2026-12-28") as site:
        assert play(guide.prepare_the_next) == 14
        play(guide.link_the_idea)
        assert site.ask(f"/conventions/{guide.NEXT}/").status == 404
    with calendar.day("2027-01-01") as site:
        play(guide.publish_the_next)
        play(guide.thank)
        [following] = CONTINUED.findall(site.ask(action).text)
        assert guide.IDEA in site.ask(following).text
        assert f"Convention territoriale globale {guide.NEXT}" in site.ask("/").text
        assert len(known) > 150
        assert [one for one in known if site.ask(one).status not in (200, 301)] == []
        assert re.search(rf"se poursuit dans .*?{guide.NEXT}", site.ask(action).text, re.DOTALL)
    with calendar.day("2027-02-01") as site:
        archive = zipfile.ZipFile(io.BytesIO(play(guide.take_the_archive)))
        lines = archive.read(DIGESTS).decode().splitlines()
        digests = dict(line.split("  ")[::-1] for line in lines)
        assert digests.keys() == set(archive.namelist()) - {DIGESTS}
        for name, digest in digests.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert len(digests) > 60
        play(guide.close_the_convention)
        closed = site.ask(action).text.replace("\u00a0", " ")
        assert "État au 31 décembre 2026" in closed
        calendar.hands.window.goto("/suivi/")
        board = calendar.hands.window.locator("main").inner_text()
        assert f"Fin de la convention {guide.SLUG}" not in board
    assert calendar.done == DONE
    shown = re.findall(r"\(img/guide/([\w-]+)\.png\)", GUIDE.read_text())
    assert sorted(shown) == sorted(calendar.taken), "the guide and its journey differ"
