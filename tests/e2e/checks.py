"""What every page must hold, public or not: each check returns its faults as sentences."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

from tests.e2e.browser import NARROW, WIDE

HERE = Path(__file__).parent
STRUCTURE, OVERFLOW, FOCUS = (
    (HERE / name).read_text() for name in ("structure.js", "overflow.js", "focus.js")
)
AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "RGAAv4", "best-practice"],
    },
    "resultTypes": ["violations"],
}


def axe_faults(window):
    """Violations of axe-core at 1280 px, then at 320 px."""
    window.evaluate(AXE_SCRIPT)
    faults = []
    for viewport in (WIDE, NARROW):
        window.set_viewport_size(viewport)
        for rule in window.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)[
            "violations"
        ]:
            faults += [
                f"{rule['id']} at {viewport['width']} px on {' '.join(map(str, node['target']))}: "
                f"{rule['help']} – {why(node)}"
                for node in rule["nodes"]
            ]
    return faults


def why(node):
    """The first sentence that axe gives for `node`."""
    checks = [*node["any"], *node["all"], *node["none"]]
    return checks[0]["message"] if checks else "no detail"


def structure_faults(window, site_title, *, admin=False, partial=False):
    """Titles, headings, landmarks, tables, pictures, states; `partial`: a page without footer."""
    return window.evaluate(STRUCTURE, {"site": site_title, "admin": admin, "partial": partial})


def reflow_faults(window):
    """Sideways scroll at 320 px, then at 1280 px with letters twice as large."""
    window.set_viewport_size(NARROW)
    faults = [f"at 320 px, {fault}" for fault in window.evaluate(OVERFLOW)]
    window.set_viewport_size(WIDE)
    window.evaluate(
        "() => { const root = document.documentElement;"
        " root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + 'px' }"
    )
    faults += [f"with text at 200 %, {fault}" for fault in window.evaluate(OVERFLOW)]
    window.evaluate("() => document.documentElement.removeAttribute('style')")
    return faults


def keyboard_faults(window, skip_target, *, starts_inside=False):
    """The skip link comes first and works; every stop of Tab is visible, none is missed.

    `starts_inside`: the page itself puts the focus further, on what the visitor must read first.
    """
    faults = []
    stops = window.evaluate(FOCUS)
    window.keyboard.press("Tab")
    first = window.evaluate("() => document.activeElement.getAttribute('href')")
    if first != f"#{skip_target}" and not starts_inside:
        faults.append(f"the first stop is {first}, not the skip link")
    for _ in range(stops + 1):
        window.keyboard.press("Tab")
    faults += window.evaluate("() => window.focusFaults()")
    if first == f"#{skip_target}":
        window.locator(f"a[href='#{skip_target}']").first.focus()
        window.keyboard.press("Enter")
        window.keyboard.press("Tab")
        inside = window.evaluate(
            "(id) => document.getElementById(id)?.contains(document.activeElement)"
            " || document.getElementById(id)?.compareDocumentPosition(document.activeElement)"
            " === Node.DOCUMENT_POSITION_FOLLOWING",
            skip_target,
        )
        if not inside:
            faults.append("after the skip link, Tab does not go on from the content")
    return faults


def report(page, faults):
    """The message of a failed test: one fault a line."""
    return "\n".join([f"{len(faults)} fault(s) on « {page.name} » ({page.path})", *faults])
