"""What a page costs: elements, requests, bytes. The score is the EcoIndex, out of 100."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.e2e.public_pages import HOME, PUBLIC_PAGES, visit

ROOT = Path(__file__).resolve().parents[2]
BEST = 81  # grade A
# A service that tells six places, three indicators and its money: what it says makes its weight.
FULLEST = {"action-full": 78}
MOST_REQUESTS = 12
FIRST_VISIT_KB = 150
NEXT_PAGE_KB = 30

DOM_STEPS = [
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801,
    2479, 594601,
]  # fmt: skip
REQUEST_STEPS = [
    0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920,
]  # fmt: skip
SIZE_STEPS = [
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27,
    1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
]  # fmt: skip

# Pages without an address of their own are as light as the 404 page, whose frame they share.
MEASURED = [
    page for page in PUBLIC_PAGES if not page.template and not page.name.startswith("sign-in")
]


def quantile(steps, value):
    """Where `value` stands among the `steps` of the web's pages, from 0 to 20."""
    for rank, step in enumerate(steps):
        if value < step:
            return rank - 1 + (value - steps[rank - 1]) / (step - steps[rank - 1])
    return len(steps) - 1


def ecoindex(elements, requests, kilobytes):
    """The EcoIndex of a page: 100 is the lightest."""
    weighted = (
        3 * quantile(DOM_STEPS, elements)
        + 2 * quantile(REQUEST_STEPS, requests)
        + quantile(SIZE_STEPS, kilobytes)
    )
    return 100 - 5 * weighted / 6


@dataclass
class Cost:
    """What loading one page took."""

    elements: int
    requests: int
    kilobytes: float

    @property
    def score(self):
        return ecoindex(self.elements, self.requests, self.kilobytes)


class Meter:
    """Counts what a window asks for and receives, headers included."""

    def __init__(self, window):
        self.window = window
        self.protocol = window.context.new_cdp_session(window)
        self.protocol.send("Network.enable")
        self.protocol.on("Network.requestWillBeSent", self.on_request)
        self.protocol.on("Network.loadingFinished", self.on_finished)
        self.reset()

    def reset(self):
        self.requests, self.bytes = 0, 0

    def on_request(self, event):
        if not event["request"]["url"].startswith("data:"):
            self.requests += 1

    def on_finished(self, event):
        self.bytes += event["encodedDataLength"]

    def read(self):
        """The cost since `reset`, once fonts and pictures are there."""
        elements = self.window.evaluate(
            "async () => { await document.fonts.ready;"
            " return document.querySelectorAll('*').length"
            " - document.querySelectorAll('svg *').length }"
        )
        return Cost(elements, self.requests, self.bytes / 1000)


def first_visit(window, page, site):
    """The cost of `page` for a browser that has nothing of the site."""
    meter = Meter(window)
    if page.press:
        visit(window, HOME, site)
        window.goto(page.path)
        meter.protocol.send("Network.clearBrowserCache")
        meter.reset()
        with window.expect_navigation():
            window.get_by_role("button", name=page.press).click()
    else:
        visit(window, page, site)
    return meter.read()


def next_page(window, meter, page, site):
    """The cost of `page` for somebody who comes from the home page."""
    meter.reset()
    visit(window, page, site)
    return meter.read()


def test_formula_gives_the_known_scores():
    assert ecoindex(0, 0, 0) == 100
    assert round(ecoindex(47, 2, 1.37), 6) == 95
    assert ecoindex(594601, 3920, 223212.26) == 0


def test_every_public_page_is_light(browser, new_window, site):
    faults = []
    lines = ["page                 EcoIndex  éléments  requêtes  première visite  page suivante"]
    reader = new_window()
    visit(reader, HOME, site)
    meter = Meter(reader)
    for page in MEASURED:
        window = new_window()
        first = first_visit(window, page, site)
        window.context.close()
        later = next_page(reader, meter, page, site)
        lines.append(
            f"{page.name:<20} {first.score:>8.1f} {first.elements:>9} {first.requests:>9}"
            f" {first.kilobytes:>13.1f} kB {later.kilobytes:>11.1f} kB"
        )
        if first.score < FULLEST.get(page.name, BEST):
            faults.append(f"{page.name}: EcoIndex {first.score:.1f} is under {BEST}")
        if first.requests > MOST_REQUESTS:
            faults.append(f"{page.name}: {first.requests} requests")
        if first.kilobytes > FIRST_VISIT_KB:
            faults.append(f"{page.name}: {first.kilobytes:.1f} kB on a first visit")
        if later.kilobytes > NEXT_PAGE_KB:
            faults.append(f"{page.name}: {later.kilobytes:.1f} kB as a next page")
    cookies = reader.context.cookies()
    results = ROOT / "test-results"
    results.mkdir(exist_ok=True)
    (results / f"eco-{connection.vendor}.txt").write_text("\n".join([*lines, ""]))
    print("\n".join(["", *lines]))

    assert not faults, "\n".join(faults)
    assert cookies == [], "a visitor who only reads receives a cookie"
