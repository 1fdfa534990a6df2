"""The archive of a convention opens without the site, proves itself, and holds nothing hidden."""

import hashlib
import io
import json
import posixpath
import re
import zipfile
from urllib.parse import unquote

import pytest
from django.core.signals import request_finished
from django.urls import reverse
from django.utils import timezone

from conventions.models import Document
from ctg_portal.archive.contents import entries
from ctg_portal.archive.zipping import DIGESTS, zipped
from reviews.models import ReviewEdition
from tests.ctg_portal.test_leaks import MARK, hide_everything
from tests.reading import addresses
from tests.rich import build_site

pytestmark = pytest.mark.django_db
BASE = "http://testserver"
LINKS = re.compile(r'\s(?:href|src|action)="([^"]*)"')
SETS = re.compile(r'\ssrcset="([^"]*)"')


@pytest.fixture(scope="module")
def site(module_world):
    found = build_site(actions=3)
    addresses(found)  # writes the edition of a review
    return found


def archive_of(convention):
    at = timezone.localtime()
    return b"".join(zipped(entries(convention, at, BASE), at))


@pytest.fixture(scope="module")
def archive(site):
    return zipfile.ZipFile(io.BytesIO(archive_of(site.convention)))


def page_name(address):
    return f"pages{unquote(address)}index.html"


def test_every_file_has_its_digest(archive):
    lines = archive.read(DIGESTS).decode().splitlines()
    told = {line[66:]: line[:64] for line in lines}

    assert archive.testzip() is None
    assert set(told) == set(archive.namelist()) - {DIGESTS}
    assert len(archive.namelist()) == len(set(archive.namelist()))
    assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in told} == told


def test_every_page_of_the_convention_is_there(site, archive):
    names = archive.namelist()
    told = {
        name: address
        for name, address in addresses(site).items()
        if name in ("convention", "plan", "enjeu", "objective", "action", "news-item")
        or (name.startswith(("year-review", "evaluation")) and not name.endswith(("file", "card")))
    }

    assert len(told) == 14
    assert [name for name, address in told.items() if page_name(address) not in names] == []


def test_links_of_the_pages_lead_to_files_or_to_the_site(archive):
    names = set(archive.namelist())
    pages = [name for name in names if name.endswith(".html")]
    inside, lost = 0, []
    for name in pages:
        text = archive.read(name).decode()
        found = LINKS.findall(text)
        found += [one.split()[0] for links in SETS.findall(text) for one in links.split(",")]
        for link in found:
            path = link.partition("#")[0]
            if re.match(r"(https?|mailto|tel|webcal):", link) or not path:
                continue
            inside += 1
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if target not in names:
                lost.append((name, link))

    assert inside > 10 * len(pages) > 0
    assert lost == []


def test_styles_find_what_they_show(archive):
    names = set(archive.namelist())
    styles = [name for name in names if name.endswith(".css")]
    shown = [
        posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
        for name in styles
        for link in re.findall(r'url\("?([^")]+)"?\)', archive.read(name).decode())
        if not link.startswith("data:")
    ]

    assert styles and shown
    assert [name for name in shown if name not in names] == []


def test_data_documents_and_reviews_are_there(site, archive):
    names = archive.namelist()
    edition = ReviewEdition.objects.get()
    name = f"bilans/bilan-{edition.review.year}-version-1"

    assert json.loads(archive.read(f"{name}.json")) == edition.data
    assert {f"{name}.{form}" for form in ("pdf", "docx", "pptx")} <= set(names)
    assert site.action.title in archive.read("donnees/actions.csv").decode()
    described = json.loads(archive.read("donnees/datapackage.json"))["resources"]
    assert {f"donnees/{one['path']}" for one in described} <= set(names)
    document = f"documents/{site.document.pk}-{site.document.download_name}"
    with site.document.file.storage.open(site.document.file.name) as file:
        assert archive.read(document) == file.read()
    assert zipfile.ZipFile(io.BytesIO(archive.read("donnees/plan.xlsx"))).testzip() is None
    assert names[0] == "LISEZ-MOI.txt" and names[-1] == DIGESTS


def test_nothing_hidden_is_in_the_archive(site):
    hide_everything(site)
    found = zipfile.ZipFile(io.BytesIO(archive_of(site.convention)))

    assert [name for name in found.namelist() if MARK in name] == []
    assert [
        name for name in found.namelist()
        if MARK.encode() in found.read(name)
    ] == []  # fmt: skip


def test_lost_file_of_a_document_is_said(site):
    Document.objects.filter(pk=site.document.pk).update(file="documents/perdu.pdf")
    found = zipfile.ZipFile(io.BytesIO(archive_of(site.convention)))

    assert site.document.title in found.read(f"documents/{site.document.pk}-manquant.txt").decode()


def test_convention_without_a_plan_has_its_archive(site):
    past = site.convention.predecessor
    past.is_published = True
    past.save()
    found = zipfile.ZipFile(io.BytesIO(archive_of(past)))

    assert page_name(past.get_absolute_url()) in found.namelist()


def test_reading_the_pages_ends_no_request(site):
    ended = []
    request_finished.connect(lambda **_facts: ended.append(1), weak=False, dispatch_uid="archive")
    try:
        archive_of(site.convention)
    finally:
        request_finished.disconnect(dispatch_uid="archive")

    assert ended == []  # a connection would go back to the database in the middle


def test_pictures_are_those_that_pages_show(site, archive):
    names = [name for name in archive.namelist() if name.startswith("pages/photos/")]

    assert names
    assert all(archive.read(name)[:2] == b"\xff\xd8" or b"WEBP" in archive.read(name)[:16]
               for name in names)  # fmt: skip


def test_team_downloads_what_residents_may_read(site, staff_client):
    address = reverse("convention-archive", args=[site.convention.slug])
    answer = staff_client.get(address)
    found = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    assert found.testzip() is None
    assert answer.headers["Content-Type"] == "application/zip"
    assert f"convention-{site.convention.slug}-" in answer.headers["Content-Disposition"]
    # Pages are those of a visitor, not of who asks.
    page = found.read(page_name(site.convention.get_absolute_url())).decode()
    assert reverse("board") not in page
    assert b"".join(staff_client.head(address).streaming_content) == b""
    site.convention.is_published = False
    site.convention.save()
    assert staff_client.get(address).status_code == 404
