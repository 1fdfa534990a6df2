"""Which requests may be given a stored page, and in which dress."""

import pytest
from django.test import RequestFactory

from ctg_portal import page_cache, stored_pages

PRIVATE = (
    *("admin", "contact", "documents", "photos", "sante", "static", "suivi", "compte", "connexion"),
    *("deconnexion", "demonstration", "espace", "r", "invitation", "suivre"),
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
    assert stored_pages.takes_gzip(accepted) is packed


def copy_of(weight):
    """A stored page that weighs `weight` bytes in all."""
    page = stored_pages.StoredPage("key", "token", [], b"")
    page.plain, page.packed = b"x" * (weight - 1024), b""
    return page


def test_memory_is_bounded_in_bytes_the_longest_unread_leaving_first():
    copies = stored_pages.Copies(10_000)
    for address in "abc":
        copies.put(address, copy_of(3_000))
    assert copies.get("a")

    copies.put("d", copy_of(3_000))

    assert [address for address in "abcd" if copies.get(address)] == ["a", "c", "d"]
    assert copies.weight == 9_000


def test_a_page_takes_the_place_of_its_former_copy():
    copies = stored_pages.Copies(10_000)
    for weight in (3_000, 4_000):
        copies.put("a", copy_of(weight))
    assert copies.weight == 4_000


def test_a_page_too_heavy_is_not_kept():
    copies = stored_pages.Copies(10_000)
    copies.put("a", copy_of(10_001))
    assert (copies.get("a"), copies.weight) == (None, 0)


@pytest.mark.parametrize(
    ("query", "is_search"),
    [("q=a", True), ("page=2&q=a", True), ("q=", False), ("", False), ("commune=q", False)],
)
def test_what_people_type_is_known_by_its_name(query, is_search):
    assert page_cache.is_search(query) is is_search


@pytest.mark.parametrize(
    ("path", "query", "read"),
    [
        ("/aide/", "utm_source=a&page=2", ""),
        ("/actualites/", "page=2&utm_source=a", "page=2"),
        ("/actions/", "q=cr%C3%A8che&x=1&commune=&page=2", "q=cr%C3%A8che&commune=&page=2"),
        ("/actions/", "q=a&q=b", "q=a&q=b"),
        ("/communes/lavaur/", "page=2&q=a", "page=2"),
        ("/nulle/part/", "page=2", ""),
        ("/actions/", "", ""),
    ],
)
def test_only_what_a_page_reads_is_part_of_its_address(path, query, read):
    assert page_cache.query_read(path, query) == read
