"""What every page must hold, public or not: each check returns its faults as sentences."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.e2e.browser import HALF, NARROW, PHONE, WIDE

HERE = Path(__file__).parent
STRUCTURE, OVERFLOW, FOCUS, KEPT_TEXT, SMALL_LETTERS, SAME_NAMES, LIVE, COMPOSITE, SPACING = (
    (HERE / f"{name}.js").read_text()
    for name in (
        "structure", "overflow", "focus", "kept_text", "small_letters", "same_names", "live",
        "composite", "spacing",
    )
)  # fmt: skip
# The lists of the browser that somebody can open, and what the one that has the focus says.
LISTS = "main select:visible:enabled:not([multiple])"
MOST_LISTS = 3  # of a page: they are all the browser's own
CHOSEN = "() => document.activeElement.selectedOptions[0].textContent.trim().replace(/\\s+/g, ' ')"
# What the accessibility tree calls an element that is nothing without a name.
NAMED = {
    "button", "checkbox", "combobox", "ComboBoxSelect", "Date", "DisclosureTriangle", "dialog",
    "image", "InputTime", "link", "listbox", "radio", "region", "searchbox", "spinbutton",
    "textbox",
}  # fmt: skip
INSIDE = "() => document.activeElement.closest('details') === window.opened"
# Unfold what `rank` counts, as a person who comes to it: true when there is something to reach.
COME_TO = """(rank) => {
    const summary = document.querySelectorAll("summary")[rank];
    const box = summary.parentElement;
    const reach = "a[href], button, input:not([type=hidden]), select, textarea";
    if (!summary.checkVisibility({ visibilityProperty: true })) return false;
    box.open = true;
    const inside = [...box.querySelectorAll(reach)].some((one) => one.checkVisibility()
        && one.tabIndex >= 0 && one.closest("details") === box);
    box.open = false;
    window.opened = box;
    summary.focus();
    return inside;
}"""
AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "RGAAv4", "best-practice"],
    },
    "resultTypes": ["violations"],
}


def axe_faults(window):
    """Violations of axe-core at 1280 px, then at 320 px.

    To read style sheets again, axe writes some that the content policy refuses: what the browser
    says of it is no fault of the page.
    """
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


def structure_faults(window, site_title, *, admin=False, framed=False):
    """Titles, headings, landmarks, tables, pictures, states: see structure.js for the words."""
    expected = {"site": site_title, "admin": admin, "framed": framed}
    return window.evaluate(STRUCTURE, expected)


def reflow_faults(window):
    """Sideways scroll, text that a narrow window takes away, drawings whose letters are too small.

    At 640 and 320 px, then at 390 and 1280 px for who asks the browser for text at 200 %; at the
    end, what a box cuts once its letters are spaced.
    """
    window.evaluate(KEPT_TEXT)
    faults = []
    for viewport in (HALF, NARROW):
        window.set_viewport_size(viewport)
        faults += narrow_faults(window, f"at {viewport['width']} px")
    # Never detached: Chromium would take away the devices that another session simulates.
    browser_settings = window.context.new_cdp_session(window)
    browser_settings.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for viewport in (PHONE, WIDE):
        window.set_viewport_size(viewport)
        faults += narrow_faults(window, f"at {viewport['width']} px with text at 200 %")
    browser_settings.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    return faults + window.evaluate(SPACING)


def narrow_faults(window, where):
    """What `window` as it is now loses of what KEPT_TEXT noted, each fault told with `where`."""
    return [
        f"{where}, {fault}"
        for script in (OVERFLOW, KEPT_TEXT, SMALL_LETTERS)
        for fault in window.evaluate(script)
    ]


def press_tab(window, times):
    """Press Tab, without waiting each time for the key to come up as Playwright does.

    The session ends with its window: to detach it would take a virtual authenticator away.
    """
    keys = window.context.new_cdp_session(window)
    for _ in range(times):
        keys.send(
            "Input.dispatchKeyEvent",
            {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
        )


def keyboard_faults(window, skip_target, *, starts_inside=False):
    """The skip link comes first and works; every stop of Tab is visible, none is missed.

    `starts_inside`: the page may put the focus further, on what must be read or typed first.
    """
    faults = []
    if window.locator("[autofocus]").count():
        expect(window.locator("[autofocus]").first).to_be_focused()
    starts_inside = starts_inside and window.evaluate(
        "() => document.activeElement !== document.body"
    )
    stops = window.evaluate(FOCUS)
    press_tab(window, 1)
    first = window.evaluate("() => document.activeElement.getAttribute('href')")
    if first != f"#{skip_target}" and not starts_inside:
        faults.append(f"the first stop is {first}, not the skip link")
    press_tab(window, stops + 1)
    faults += window.evaluate("() => window.focusFaults()")
    if first == f"#{skip_target}" and not follows_skip_link(window, skip_target):
        faults.append("after the skip link, Tab does not go on from the content")
    return faults


def name_faults(window):
    """Elements of the accessibility tree without a name; names that do two things in one place."""
    session = window.context.new_cdp_session(window)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    nameless = [
        f"a {node['role']['value']} has no name in the accessibility tree"
        for node in nodes
        if not node["ignored"]
        and node["role"]["value"] in NAMED
        and not node.get("name", {}).get("value", "").strip()
    ]
    return nameless + window.evaluate(SAME_NAMES)


def list_faults(window):
    """No widget of our own promises arrow keys; in the browser's lists, they expose the option."""
    faults = window.evaluate(COMPOSITE)
    session = window.context.new_cdp_session(window)
    lists = window.locator(LISTS)
    for rank in range(min(lists.count(), MOST_LISTS)):
        lists.nth(rank).focus()
        window.keyboard.press("ArrowDown")
        chosen = window.evaluate(CHOSEN)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        (told,) = [
            node.get("value", {}).get("value", "")
            for node in nodes
            if any(
                one["name"] == "focused" and one["value"]["value"]
                for one in node.get("properties", [])
            )
            and node["role"]["value"] == "combobox"
        ] or [""]
        if " ".join(told.split()) != chosen:
            faults.append(f"arrow keys choose « {chosen} », « {told} » is told")
    session.detach()
    return faults


def live_faults(window):
    """Text that changes without the focus is in a live region: see live.js for what is tried.

    The page is not what it was afterwards.
    """
    window.evaluate(LIVE)
    if window.locator("[data-draft]").count():
        window.wait_for_function(
            "() => document.querySelector('#brouillon').textContent", timeout=9000
        )
    window.wait_for_timeout(50)  # what a script does next, in the same turn or the one after
    return window.evaluate("() => [...new Set(window.unheard)]")


def opener_faults(window):
    """Enter unfolds; the next Tab is inside what was unfolded."""
    faults = []
    for rank in range(window.locator("summary").count()):
        if not window.evaluate(COME_TO, rank):
            continue
        window.keyboard.press("Enter")
        window.keyboard.press("Tab")
        if not window.evaluate(INSIDE):
            faults.append(f"after « {window.evaluate('() => opened.innerText')[:40]} », Tab leaves")
    return faults


def follows_skip_link(window, skip_target):
    """True when Tab, after the skip link, goes on from its target (or leaves the page)."""
    window.locator(f"a[href='#{skip_target}']").first.focus()
    window.keyboard.press("Enter")
    window.keyboard.press("Tab")
    return window.evaluate(
        "(id) => { const target = document.getElementById(id), at = document.activeElement;"
        " return at === document.body || (target.compareDocumentPosition(at)"
        " & Node.DOCUMENT_POSITION_FOLLOWING) > 0 }",
        skip_target,
    )


def page_faults(
    windows, window, site_title, *, skip_target="contenu", starts_inside=False, **structure
):
    """All that a page must hold, in one visit: `window`, one of `windows`, is there already.

    The keyboard comes before anything else moves the focus; axe comes last, and what the browser
    complained of before is raised. `structure` goes to `structure_faults`.
    """
    faults = structure_faults(window, site_title, **structure)
    faults += keyboard_faults(window, skip_target, starts_inside=starts_inside)
    faults += name_faults(window) + opener_faults(window)
    window.evaluate("() => document.activeElement.blur()")
    faults += reflow_faults(window)
    windows.stop_watching()
    faults += axe_faults(window)
    window.set_viewport_size(WIDE)
    return faults + list_faults(window) + live_faults(window)


def report(page, faults):
    """The message of a failed test: one fault a line."""
    return "\n".join([f"{len(faults)} fault(s) on « {page.name} » ({page.path})", *faults])
