"""Stored pages, through the door gunicorn opens: same bytes, 304, never an old page."""

import datetime as dt
import gzip
from unittest.mock import Mock

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.test import Client, RequestFactory

from conventions.models import Page
from ctg_portal import page_cache
from ctg_portal.page_cache import PageCache
from tests.factories import ActionFactory, ConventionFactory, PageFactory, UserFactory
from tests.reading import addresses, body
from tests.rich import build_site
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


class Door:
    """The application of ctg_portal.wsgi, asked like a server asks; counts what Django rendered."""

    def __init__(self):
        self.rendered = 0
        self.given = {}
        self.django = WSGIHandler()
        self.application = PageCache(self.count)

    def count(self, environ, start_response):
        self.rendered += 1
        self.given = dict(environ)
        return self.django(environ, start_response)

    def get(self, path="/aide/", method="GET", *, mounted_at="", **headers):
        answer = {}

        def start_response(status, names, exc_info=None):
            answer["status"], answer["headers"] = int(status[:3]), dict(names)

        environ = RequestFactory().generic(method, path, headers=headers).environ
        environ["SCRIPT_NAME"] = mounted_at
        result = self.application(environ, start_response)
        answer["body"] = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        return answer


@pytest.fixture
def door(settings, monkeypatch):
    settings.PAGE_CACHE = True
    monkeypatch.setattr("ctg_portal.page_cache.minute", lambda: "2026-03-02 12:00")
    PageFactory(slug="aide", title="Aide", body="Premier texte")
    # As the test client does: a request must not close the connection of the test's transaction.
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield Door()
    for moment in moments:
        moment.connect(close_old_connections)


def test_form_with_a_one_use_key_is_written_for_each_reader(door):
    convention = ConventionFactory(public=True, ideas_from=FIRST, ideas_until=LAST)
    place = f"{convention.get_absolute_url()}idees/"

    first, second = door.get(place), door.get(place)

    assert door.rendered == 2 and b'name="key"' in first["body"]
    assert first["body"] != second["body"]
    assert "private" in second["headers"]["Cache-Control"]


def test_second_reader_gets_the_same_bytes_without_rendering(door):
    first, second = door.get(), door.get()

    assert first["status"] == second["status"] == 200
    assert first["body"] == second["body"]
    assert b"Premier texte" in first["body"]
    assert first["headers"] == second["headers"]
    assert door.rendered == 1


def test_unchanged_page_costs_one_query(door, django_assert_num_queries):
    door.get()

    with django_assert_num_queries(1):
        door.get()


def test_stored_page_keeps_its_security_headers(door):
    door.get()

    headers = door.get()["headers"]

    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"):
        assert headers[name]
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Vary"] == "Accept-Encoding, Cookie"
    assert "Set-Cookie" not in headers


def test_reader_who_has_the_page_gets_304(door):
    etag = door.get()["headers"]["ETag"]

    again = door.get(if_none_match=etag)

    assert again["status"] == 304
    assert again["body"] == b""
    assert door.get(if_none_match='W/"autre"')["status"] == 200


@pytest.mark.parametrize("path", ["/actualites/atom.xml", "/agenda.ics", "/aide/"])
def test_a_minute_that_changes_nothing_is_not_a_change(door, monkeypatch, path):
    etag = door.get(path)["headers"]["ETag"]
    monkeypatch.setattr("ctg_portal.page_cache.minute", lambda: "2026-03-02 12:01")

    assert door.get(path, if_none_match=etag)["status"] == 304
    assert door.rendered == 2  # asked again, in case it had changed


def test_compressed_copy_is_the_same_page(door):
    plain = door.get()

    packed = door.get(accept_encoding="br, gzip")

    assert packed["headers"]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed["body"]) == plain["body"]
    assert packed["headers"]["Content-Length"] == str(len(packed["body"]))


@pytest.mark.parametrize("order", [("HEAD", "GET"), ("GET", "HEAD")])
def test_head_has_the_headers_of_get_and_no_body(door, order):
    answers = {method: door.get(method=method) for method in order}

    assert answers["HEAD"]["body"] == b""
    assert answers["HEAD"]["headers"] == answers["GET"]["headers"]
    assert b"Premier texte" in answers["GET"]["body"]


def test_any_write_is_visible_at_the_next_request(door):
    etag = door.get()["headers"]["ETag"]

    Page.objects.filter(slug="aide").update(body="Second texte")
    fresh = door.get(if_none_match=etag)

    assert fresh["status"] == 200
    assert b"Second texte" in fresh["body"]


def test_addresses_and_queries_are_different_pages(door):
    assert door.get("/actions/?q=a")["body"] != door.get("/actions/?q=b")["body"]


@pytest.mark.parametrize(
    "name",
    [
        *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT"),
        *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO"),
    ],
)
def test_all_that_shapes_a_page_is_in_its_key(name):
    request = RequestFactory().get("/aide/", headers={"host": "ctg.example"}).environ
    keys = {page_cache.address_key(request | {name: value}) for value in ("", "/a", "/b")}

    assert len(keys) == 3


def test_a_host_left_out_is_not_an_empty_one():
    without = RequestFactory().get("/aide/").environ

    assert page_cache.address_key(without) != page_cache.address_key(without | {"HTTP_HOST": ""})


def test_a_line_end_in_the_path_does_not_pass_for_the_next_part_of_the_key():
    assert page_cache.digest(["/aide/\nhost"]) != page_cache.digest(["/aide/", "host"])


def test_links_of_a_page_asked_under_a_prefix_are_not_for_the_others(door):
    trapped = door.get("/plan-du-site/", mounted_at="/piege")
    clean = door.get("/plan-du-site/")

    assert b'href="/piege/' in trapped["body"]
    assert b"/piege" not in clean["body"]
    assert b'href="/contact/"' in clean["body"]


def test_what_is_not_in_the_key_never_reaches_the_view(door):
    door.get(
        accept_language="en",
        authorization="Basic YTph",
        cookie="csrftoken=abc; messages=abc; django_language=en",
        remote_user="mallory",
        user_agent="piege",
        x_forwarded_for="192.0.2.1",
        x_forwarded_host="piege.example",
        x_forwarded_port="81",
        x_forwarded_proto="https",
    )

    names = {name for name in door.given if not name.startswith("wsgi.")}
    assert names == {
        *("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
        *("SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO"),
    }


def test_person_with_a_session_always_reaches_django(door):
    door.get()

    answer = door.get(cookie="sessionid=abc")

    assert door.rendered == 2
    assert "ETag" not in answer["headers"]


@pytest.mark.parametrize("path", ["/contact/", "/sante/", "/admin/login/"])
def test_private_doors_are_never_stored(door, path):
    door.get(path)
    door.get(path)

    assert door.rendered == 2


def test_a_base_that_comes_back_is_asked_on_a_new_connection(door, monkeypatch):
    """A connection cut meanwhile costs nobody an old page: the second try opens another."""
    stored, cursors = door.get(), [OperationalError("cut")]

    def cursor(*args, real=connection.cursor, **kwargs):
        if cursors:
            raise cursors.pop()
        return real(*args, **kwargs)

    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(connection, "cursor", cursor)

    assert door.get()["body"] == stored["body"]
    assert door.rendered == 1


@pytest.mark.parametrize("path", ["/nulle-part/", "/actions/%00/", "/actions/17/"])
def test_errors_and_detours_are_never_stored(door, path):
    first, second = door.get(path), door.get(path)

    assert first["status"] == second["status"] != 200
    assert door.rendered == 2
    assert "ETag" not in second["headers"]


def test_a_page_that_gives_a_cookie_is_for_one_reader_only(door):
    django = door.django

    def with_cookie(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, ("SET-Cookie", "csrftoken=abc")])

        return django(environ, start)

    door.django = with_cookie

    for _ in range(2):
        answer = door.get()
        assert (answer["status"], answer["headers"]["SET-Cookie"]) == (200, "csrftoken=abc")
        assert "ETag" not in answer["headers"]
    assert door.rendered == 2


def test_next_minute_is_another_page(door, monkeypatch):
    door.get()
    monkeypatch.setattr("ctg_portal.page_cache.minute", lambda: "2026-03-02 12:01")

    door.get()

    assert door.rendered == 2


def test_stored_pages_are_served_while_the_database_is_down(door, monkeypatch):
    stored = door.get()
    monkeypatch.setattr("ctg_portal.page_cache.minute", lambda: "2026-03-02 18:00")

    def fail(*args, **kwargs):
        raise OperationalError("down")

    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "close", lambda: None)

    assert door.get()["body"] == stored["body"]
    other = door.get("/glossaire/")
    assert other["status"] == 503
    assert other["headers"]["Retry-After"]


def test_a_page_withdrawn_does_not_come_back_while_the_database_is_down(door, monkeypatch):
    door.get()
    Page.objects.filter(slug="aide").update(is_published=False)
    assert door.get("/glossaire/")["status"] == 200  # the change is known by any request
    monkeypatch.setattr(connection, "cursor", Mock(side_effect=OperationalError("down")))
    monkeypatch.setattr(connection, "close", lambda: None)

    assert door.get()["status"] == 503
    assert door.get("/glossaire/")["status"] == 200


def test_parameters_that_a_page_does_not_read_share_one_copy(door):
    for rank in range(3):
        door.get(f"/aide/?utm_source={rank}")
    assert door.rendered == 1
    assert len(door.application.copies.pages) == 1


@pytest.mark.parametrize("path", ["/recherche/", "/actions/"])
def test_searches_never_fill_the_memory(door, path):
    door.get(path)
    for rank in range(5):
        assert door.get(f"{path}?q=mot{rank}")["status"] == 200
    assert len(door.application.copies.pages) == 1
    assert "ETag" not in door.get(f"{path}?q=mot1")["headers"]


def test_what_a_page_reads_of_the_query_is_declared():
    """Whatever else a query string holds changes nothing of any public page."""
    every = {"page", *page_cache.PARAMETERS["actions"]}
    for name, address in addresses(build_site(actions=2)).items():
        others = dict.fromkeys(every - page_cache.PARAMETERS.get(name, set()), "zzz")
        if not name.startswith(("actions-export", "committee-table")):
            assert body(Client().get(address, others)) == body(Client().get(address)), name


def test_nothing_is_stored_when_the_cache_is_off(door, settings):
    settings.PAGE_CACHE = False
    door.get()
    door.get()

    assert door.rendered == 2


def test_moment_is_a_minute():
    assert len(page_cache.minute()) == len("2026-03-02 12:00")


def test_only_the_whole_export_is_kept(door):
    action = ActionFactory(public=True)
    whole = door.get("/actions/export.xlsx")
    assert door.get("/actions/export.xlsx")["body"] == whole["body"]
    assert door.get("/actions/export.xlsx", if_none_match=whole["headers"]["ETag"])["status"] == 304
    assert door.rendered == 1
    assert whole["headers"]["Content-Disposition"].startswith("attachment")

    for _ in range(2):
        assert "ETag" not in door.get("/actions/export.xlsx?etat=a_venir")["headers"]
    assert door.rendered == 3

    action.title = "Autre"
    action.save()
    assert door.get("/actions/export.xlsx")["body"] != whole["body"]
    assert door.rendered == 4


def test_what_the_team_reads_is_never_kept_for_visitors(door, settings):
    name = settings.SESSION_COOKIE_NAME
    client = sign_in_as(UserFactory(administration=True))
    before = door.get()["body"]

    theirs = door.get(cookie=f"{name}={client.cookies[name].value}")["body"]

    assert b"edit-bar" in theirs and b"edit-bar" not in before
    assert door.get()["body"] == before
