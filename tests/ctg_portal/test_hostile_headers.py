"""A real gunicorn, with the project's settings: no header of one visitor is in another's page."""

import socket
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests import prebuilt
from tests.bench import servers
from tests.databases import portal_database

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a gunicorn that stores pages."""
    folder = tmp_path_factory.mktemp("hostile")
    with portal_database(folder) as url:
        environment = prebuilt.environment(folder, url, ALLOWED_HOSTS="127.0.0.1")
        with servers.gunicorn("ctg_portal.wsgi:application", environment) as found:
            yield found


def ask(port, path, headers=None):
    """(status, ETag, text) of one request; the header Host is left out when given as None."""
    headers = headers or {}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as channel:
        channel.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            if value is not None:
                channel.putheader(name, value)
        channel.endheaders()
        answer = channel.getresponse()
        return answer.status, answer.headers["ETag"], answer.read().decode()


def test_a_prefix_named_by_a_request_is_not_believed(port):
    status, _, text = ask(port, "/piege/plan-du-site/", {"SCRIPT_NAME": "/piege"})
    next_status, etag, next_text = ask(port, "/plan-du-site/")

    assert status == 404
    assert 'href="/piege/' not in text
    assert next_status == 200
    assert etag, "the page is one that is stored"
    assert "/piege" not in next_text
    assert 'href="/contact/"' in next_text


@pytest.mark.parametrize(
    "headers",
    [
        {"SCRIPT-NAME": "/robots"},
        {"PATH_INFO": "/piege/"},
        {"REMOTE_USER": "piege"},
        {"X-Forwarded-Host": "piege.example"},
        {"X_Forwarded_Host": "piege.example"},
        {"X-Forwarded-Port": "81"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Ssl": "on"},
        {"Host": "localhost:81"},
        {"Host": None},
        {"Accept-Language": "en", "Cookie": "django_language=en; csrftoken=piege"},
    ],
    ids=str,
)
def test_the_next_reader_has_the_addresses_of_the_site(port, headers):
    ask(port, "/robots.txt", headers)
    status, etag, text = ask(port, "/robots.txt")

    assert status == 200
    assert etag
    assert f"Sitemap: http://127.0.0.1:{port}/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def raw(port, request):
    """What comes back for the bytes `request`, as they are."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as channel:
        channel.sendall(request)
        return b"".join(iter(lambda: channel.recv(65536), b"")).decode()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: pigeon\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"x: y\r\n" * 200 + b"\r\n", 431),
        (b"<script> / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400),
    ],
)
def test_what_never_reaches_django_is_answered_in_french_with_a_policy(port, request_, status):
    head, _, body = raw(port, request_).partition("\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "default-src 'none'" in head
    assert '<html lang="fr">' in body
    assert "<script>" not in body
    assert "gunicorn" not in (head + body).lower()


def test_no_answer_names_the_server(port):
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as channel:
        channel.request("GET", "/aide/")
        answer = channel.getresponse()
        answer.read()
    assert "gunicorn" not in str(answer.headers).lower()
