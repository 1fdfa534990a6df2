"""Which requests may be given a stored page, and in which dress."""

import pytest
from django.test import RequestFactory

from ctg_portal import page_cache

PRIVATE = (
    *("admin", "contact", "documents", "photos", "sante", "static", "suivi", "compte", "connexion"),
    *("deconnexion", "demonstration", "espace", "r", "invitation"),
)


@pytest.mark.parametrize(
    ("path", "method", "cookie", "stored"),
    [
        ("/aide/", "GET", "", True),
        ("/aide/", "HEAD", "csrftoken=abc", True),
        ("/aide/", "POST", "", False),
        ("/aide/", "GET", "csrftoken=abc; sessionid=abc", False),
        ("/actions/export.csv", "GET", "", True),
        ("/actions/export.csv?q=a", "GET", "", False),
        ("/actions/?q=a", "GET", "", True),
        *((f"/{name}/x/", "GET", "", False) for name in PRIVATE),
    ],
)
def test_what_may_be_stored(path, method, cookie, stored):
    headers = {"cookie": cookie} if cookie else {}
    environ = RequestFactory().generic(method, path, headers=headers).environ

    assert page_cache.may_be_stored(environ) is stored


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, GZip ; q=0.1", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=x", False),
        ("*;q=0", False),
        ("br", False),
        ("", False),
    ],
)
def test_a_compressed_copy_is_for_who_takes_it(accepted, packed):
    assert page_cache.takes_gzip(accepted) is packed
