"""Whatever is asked, the answer is a page in French (or a machine's format), never a fault."""

import re
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.filters import ActionFilter
from tests.reading import SPREADSHEETS, addresses, body, is_page
from tests.rich import build_site

NUL = "\0"
ENDLESS = "a" * 10_000
NAMES = [*ActionFilter.base_fields, "page", "action", "inconnu", "q[]", "page[0]", ""]
MACHINE_TYPES = (
    *(
        "application/xml",
        "text/plain",
        "application/json",
        "application/pdf",
        "text/csv",
        "image/jpeg",
        "image/png",
        "application/atom+xml",
        "text/calendar",
    ),
    *SPREADSHEETS,
)

pytestmark = pytest.mark.django_db

characters = st.characters(codec=None)  # lone surrogates included
words = st.text(characters, max_size=30) | st.sampled_from(
    [
        NUL,
        ENDLESS,
        "\ud800",
        "é'\"<>&;=",
        "%00",
        "../..",
        "1" * 50,
        "-1",
        "0",
        "1e9",
        "NaN",
        "١٢",
        "²",
    ]
)
pages = st.integers(-(10**40), 10**40).map(str) | st.just("9" * 4000) | words
queries = st.lists(
    st.tuples(st.sampled_from(NAMES) | words, words) | st.tuples(st.just("page"), pages),
    max_size=6,
)
# Text as a browser, a robot or an attacker may put it on the wire: each character is a byte.
raw = st.text(st.characters(min_codepoint=0, max_codepoint=255), max_size=40)
pieces = words | st.sampled_from(
    ["..", ".", "..%2f..", "%00", "%", "%ff", "1" * 50, "1.2.", "a.b", "–"]
)


def encoded(text):
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def ask(client, path, query="", **headers):
    """GET the address whose path and query string are written as they travel."""
    return client.get("/", PATH_INFO=path, QUERY_STRING=query, **headers)


def check(response):
    """Fail unless `response` is something a reader or a machine understands."""
    # 410: a piece of path may be read as a secret link, which says that it does not serve.
    assert response.status_code in {200, 301, 302, 304, 400, 404, 405, 410}
    content = body(response)
    if response.status_code in {301, 302, 304}:
        return
    if is_page(response):
        page = content.decode()
        assert '<html lang="fr">' in page
        assert len(re.findall("<h1[ >]", page)) == 1
    else:
        assert response.headers["Content-Type"].startswith(MACHINE_TYPES)


@pytest.fixture(scope="module")
def places(module_world):
    """Public addresses as they travel; a number in them is one of a real row."""
    return sorted(
        place.encode().decode("latin-1") for place in addresses(build_site(actions=2)).values()
    )


@given(data=st.data(), query=queries)
def test_any_query_string_is_answered(reader, places, data, query):
    path = data.draw(st.sampled_from(places))

    check(ask(reader, path, "&".join(f"{encoded(name)}={encoded(word)}" for name, word in query)))


@given(query=queries)
@example([("q", NUL)])
@example([("q", "\ud800")])
@example([("q", ENDLESS)])
@example([("q", "a" * 3000)])
@example([("page", "9" * 3900)])
@example([("page", "-1")])
@example([(name, "1") for name in NAMES] * 2)
def test_any_filter_is_answered(reader, places, query):
    check(ask(reader, "/actions/", "&".join(f"{encoded(n)}={encoded(word)}" for n, word in query)))


@pytest.mark.parametrize("path", ["/", "/actions/", "/actualites/", "/contact/"])
@hypothesis_settings(max_examples=25)  # for each of the four
@given(query=raw)
@example("q=%")
@example("q=%zz&%&=&&;")
@example("q=\x00")
@example("q=\xff")
@example("q=%ED%A0%80")
@example("&".join(["q=1"] * 1500))
def test_any_bytes_of_a_query_are_answered(reader, places, path, query):
    check(ask(reader, path, query))


@given(data=st.data(), piece=pieces)
def test_any_piece_of_path_is_answered(reader, places, data, piece):
    path = data.draw(st.sampled_from(places))
    at = data.draw(st.integers(0, path.count("/")))
    parts = path.split("/")
    written = piece.encode("utf-8", "surrogatepass").decode("latin-1")
    replaced = [*parts[:at], written, *parts[at + data.draw(st.integers(0, 1)) :]]

    check(ask(reader, "/" + "/".join(replaced).lstrip("/")))


@pytest.mark.parametrize(
    "start", ["", "actions/", "actions/1-", "conventions/2023-2026/enjeux/", "documents/1/"]
)
@hypothesis_settings(max_examples=20)  # for each of the five
@given(piece=raw)
@example("\x00")
@example("\xff\xfe")
@example("\xed\xa0\x80")
@example("1" * 50)
@example("a" * 5000)
def test_any_bytes_of_a_path_are_answered(reader, places, start, piece):
    for end in ("", "/"):
        check(ask(reader, f"/{start}{piece}{end}"))


header = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


@pytest.mark.parametrize("cached", [False, True])
@given(
    data=st.data(),
    etag=header | st.sampled_from(["*", '""', 'W/""', '"a", "b"', '"' * 500]),
    language=header | st.sampled_from(["en", "ar;q=0.9,*", "x" * 600]),
    cookie=header.map(lambda text: f"sessionid={text}") | header,
    since=header | st.just("Mon, 31 Feb 2099 99:99:99 GMT"),
    kind=header | st.sampled_from(["application/json", "text/html", "image/*"]),
)
@hypothesis_settings(max_examples=60)
def test_any_header_is_answered(
    reader, places, settings, cached, data, etag, language, cookie, since, kind
):
    settings.PAGE_CACHE = cached
    path = data.draw(st.sampled_from(places))
    headers = {
        "HTTP_IF_NONE_MATCH": etag,
        "HTTP_ACCEPT_LANGUAGE": language,
        "HTTP_COOKIE": cookie,
        "HTTP_IF_MODIFIED_SINCE": since,
        "HTTP_ACCEPT": kind,
        "HTTP_ACCEPT_ENCODING": kind,
    }

    check(ask(reader, path, **headers))


@pytest.mark.parametrize("host", ["ailleurs.example", "a" * 300, "", "[::1", "testserver:99999999"])
def test_any_host_is_answered_in_french(reader, places, host):
    response = reader.get("/actions/", headers={"host": host})

    assert response.status_code in {200, 400}
    assert '<html lang="fr">' in response.content.decode()


@pytest.mark.parametrize("query", [f"q={'a' * 10_000}", "q=%00", "page=%001"])
def test_refused_query_says_so_in_french(reader, db, query):
    response = ask(reader, "/actions/", query)

    assert response.status_code == 400
    assert "<h1>Cette demande n’est pas lisible</h1>" in response.content.decode()


@pytest.mark.parametrize("accept", ["en", "de-DE,de;q=0.9", "ar"])
def test_pages_stay_in_french_for_every_browser(reader, places, accept):
    french = body(reader.get("/actions/"))

    assert body(reader.get("/actions/", headers={"accept-language": accept})) == french
