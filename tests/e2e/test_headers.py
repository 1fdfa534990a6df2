"""Security headers on every kind of answer, and copies that never outlive a change."""

import re

import pytest

from tests.e2e.server import STAFF, serving

NONE, SELF = ["'none'"], ["'self'"]
POLICY = {
    "default-src": NONE,
    "script-src": SELF,
    "style-src": SELF,
    "img-src": SELF,
    "font-src": SELF,
    "connect-src": SELF,
    "form-action": SELF,
    "base-uri": NONE,
    "frame-ancestors": NONE,
}


def policy_of(answer):
    """The content policy of `answer`: directive → sources."""
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def header_faults(answer):
    """What is missing or weak among the security headers of `answer`."""
    headers = answer.headers
    faults = []
    if "content-security-policy" not in headers:
        faults.append("no content policy")
    elif policy_of(answer) != POLICY:
        faults.append(f"content policy: {headers['content-security-policy']}")
    expected = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
    }
    for name, value in expected.items():
        if headers.get(name) != value:
            faults.append(f"{name}: {headers.get(name)}")
    if headers.get("referrer-policy") not in ("same-origin", "strict-origin-when-cross-origin"):
        faults.append(f"referrer-policy: {headers.get('referrer-policy')}")
    for power in ("camera", "geolocation", "microphone"):
        if f"{power}=()" not in headers.get("permissions-policy", ""):
            faults.append(f"permissions-policy lets the {power} in")
    return faults


def stylesheet(site):
    return re.search(r'href="(/static/[^"]+\.css)"', site.ask("/").text).group(1)


ANSWERS = {
    "page": ("/", 200, {}),
    "list": ("/actions/?commune=lavaur", 200, {}),
    "form": ("/contact/", 200, {}),
    "form refused": ("/contact/", 200, {"method": "POST", "form": {"key": ""}}),
    "moved": ("/actions/1/", 301, {}),
    "slash added": ("/actions", 301, {}),
    "not found": ("/nulle-part/", 404, {}),
    "NUL": ("/actions/?q=%00", 400, {}),
    "query too long": (f"/actions/?q={'a' * 4001}", 400, {}),
    "endless query": (f"/actions/?q={'a' * 10_000}", 400, {}),
    "unknown host": ("/", 400, {"Host": "ailleurs.example"}),
    "wrong method": ("/contact/", 405, {"method": "PUT", "form": {}}),
    "robots": ("/robots.txt", 200, {}),
    "sitemap": ("/sitemap.xml", 200, {}),
    "security": ("/.well-known/security.txt", 200, {}),
    "health": ("/sante/", 200, {}),
    "staff only": ("/admin/", 302, {}),
    "sign-in": ("/connexion/", 200, {}),
    "sign-in refused": ("/connexion/", 403, {"method": "POST", "form": {"email": "a"}}),
    "staff page": ("/suivi/lancement/", 302, {}),
    "picture": ("/static/img/mark.svg", 200, {}),
    "missing file": ("/static/css/absent.css", 404, {}),
}


@pytest.mark.parametrize(("path", "status", "request_options"), ANSWERS.values(), ids=ANSWERS)
def test_security_headers(path, status, request_options, site):
    answer = site.ask(path, **request_options)

    assert answer.status == status
    assert header_faults(answer) == []


def test_security_headers_of_a_stored_copy(site):
    for path in ("/", stylesheet(site)):
        first = site.ask(path)
        again = site.ask(path)
        assert again.body == first.body
        assert header_faults(again) == []
        name = "etag" if "etag" in first.headers else "last-modified"
        asked = {"etag": "If_None_Match", "last-modified": "If_Modified_Since"}[name]
        kept = site.ask(path, **{asked: first.headers[name]})
        assert (kept.status, kept.body) == (304, b"")
        assert header_faults(kept) == []


def test_back_office_obeys_the_same_policy(new_window, site):
    window = new_window(staff=True)
    for path in ("/admin/", "/admin/actions/action/", "/admin/actions/action/add/"):
        answer = window.goto(path)
        assert answer.status == 200
        names = {name.lower(): value for name, value in answer.all_headers().items()}
        assert header_faults(type("Answer", (), {"headers": names})) == []


def test_static_files_are_kept_for_ever_and_compressed(site):
    path = stylesheet(site)

    plain = site.ask(path)
    packed = site.ask(path, Accept_Encoding="gzip, br")

    assert "max-age=315360000" in plain.headers["cache-control"]
    assert "immutable" in plain.headers["cache-control"]
    assert packed.headers["content-encoding"] in ("br", "gzip")
    assert len(packed.body) < len(plain.body) / 2


def test_document_is_an_attachment_in_a_sandbox(site):
    page = site.ask("/conventions/2023-2026/").text
    paths = re.findall(r'href="(/documents/[^"]+texte-signe[^"]*)"', page)

    answer = site.ask(paths[0])

    assert answer.status == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="texte-signe.pdf"'
    assert answer.headers["content-type"] == "application/pdf"
    assert policy_of(answer) == {"default-src": ["'none'"], "sandbox": []}
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_page_is_asked_again_after_each_change(new_window, site):
    first = site.ask("/aide/")
    etag = first.headers["etag"]
    assert site.ask("/aide/", If_None_Match=etag).status == 304

    window = new_window(staff=True)
    window.goto("/admin/conventions/page/?q=aide")
    window.locator("#result_list th a").filter(has_text="Aide").first.click()
    lead = window.locator("textarea[name=lead]")
    before = lead.input_value()
    lead.fill("Une phrase écrite à l’instant.")
    window.locator("input[name=_continue], button[name=_continue]").first.click()
    changed = site.ask("/aide/", If_None_Match=etag)
    window.locator("textarea[name=lead]").fill(before)
    window.locator("input[name=_continue], button[name=_continue]").first.click()
    restored = site.ask("/aide/", If_None_Match=changed.headers["etag"])

    assert changed.status == 200
    assert "Une phrase écrite à l’instant." in changed.text
    assert changed.headers["etag"] != etag
    assert restored.status == 200
    assert "Une phrase écrite à l’instant." not in restored.text


@pytest.fixture(scope="module")
def secure_site(site, tmp_path_factory):
    """The same portal behind a proxy that speaks HTTPS."""
    environment = site.environment | {"HTTPS": "1", "TRUSTED_PROXIES": "1"}
    with serving(tmp_path_factory.mktemp("https"), environment) as portal:
        yield portal


def test_https_is_imposed(secure_site):
    plain = secure_site.ask("/actions/")
    assert plain.status == 301
    assert plain.headers["location"].startswith("https://127.0.0.1")
    assert "default-src 'none'" in plain.headers["content-security-policy"]
    assert secure_site.ask("/sante/").status == 200

    for path in ("/", "/nulle-part/", "/connexion/", "/static/img/mark.svg"):
        answer = secure_site.ask(path, X_Forwarded_Proto="https")
        rule = answer.headers["strict-transport-security"]
        assert int(re.search(r"max-age=(\d+)", rule).group(1)) >= 365 * 24 * 3600
        assert "includeSubDomains" in rule
        assert header_faults(answer) == []


def test_cookies_of_staff_are_kept_from_scripts_and_plain_http(secure_site):
    https = {"X_Forwarded_Proto": "https", "Referer": f"https{secure_site.url[4:]}/connexion/"}
    form = secure_site.ask("/connexion/", **https)
    proof = form.headers["set-cookie"]
    assert "Secure" in proof
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text).group(1)

    answer = secure_site.ask(
        "/connexion/",
        "POST",
        {"email": STAFF, "csrfmiddlewaretoken": token},
        Cookie=proof.split(";")[0],
        **https,
    )

    assert answer.status == 303
    for flag in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert flag in answer.headers["set-cookie"]
