"""French spaces are laid on pages and letters as they leave, and nowhere else."""

from io import BytesIO

import pytest
from django.core import mail
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from ctg_portal.typography import TypographyMiddleware, first_days, typeset_page
from letters.smtp import Post
from tests.factories import ActionFactory

pytestmark = pytest.mark.typeset


@pytest.mark.parametrize(
    ("html", "set_"),
    [
        ("<p>Quoi ?</p>", "<p>Quoi\u00a0?</p>"),
        ("<b>Avancement</b> : « <a>oui</a> »", "<b>Avancement</b>\u00a0: «\u00a0<a>oui</a>\u00a0»"),
        ("<p>fin\n  ; suite</p>", "<p>fin\u00a0; suite</p>"),
        ('<img alt="Quoi ?">', '<img alt="Quoi\u00a0?">'),
        (
            '<a aria-label="Voir : tout" href="/?q=a :b">',
            '<a aria-label="Voir\u00a0: tout" href="/?q=a :b">',
        ),
        ('<input value="Quoi ?" title="Non !">', '<input value="Quoi ?" title="Non\u00a0!">'),
        ('<input title="Non" value="Quoi ?">', '<input title="Non" value="Quoi ?">'),
        ("<textarea>Quoi ?</textarea> ?", "<textarea>Quoi ?</textarea>\u00a0?"),
        ("<p>Le 1er mai</p>", "<p>Le 1<sup>er</sup> mai</p>"),
        ("<b>1re</b> fois", "<b>1<sup>re</sup></b> fois"),
        (
            '<title>1er mai</title><a title="1er">a</a>',
            '<title>1er mai</title><a title="1er">a</a>',
        ),
        ("<option>1er mai</option><p>/1er/</p>", "<option>1er mai</option><p>/1er/</p>"),
        ("<svg><text>1er</text></svg>", "<svg><text>1er</text></svg>"),
        ("<p>05 36 49 12 34</p>", "<p>05\u00a036\u00a049\u00a012\u00a034</p>"),
        (
            "<p>+33 (0)5 36 49 12 34</p>",
            "<p>+33\u00a0(0)5\u00a036\u00a049\u00a012\u00a034</p>",
        ),
        ("<p>2 105 36 49 12 345</p>", "<p>2 105 36 49 12 345</p>"),
        ('<a href="tel:05 36 49 12 34">a</a>', '<a href="tel:05 36 49 12 34">a</a>'),
        ("<p>Lavaur - Ambres</p>", "<p>Lavaur\u00a0– Ambres</p>"),
        ("<p>Lavaur – Ambres</p>", "<p>Lavaur\u00a0– Ambres</p>"),
        ("<p>- une ligne</p><p>2023-2026</p>", "<p>- une ligne</p><p>2023-2026</p>"),
        ("<pre>a : b</pre><code>c ? d</code>", "<pre>a : b</pre><code>c ? d</code>"),
    ],
)
def test_what_is_read_is_typeset_and_what_is_sent_back_is_not(html, set_):
    assert typeset_page(html) == set_ == typeset_page(set_)


@pytest.mark.parametrize(
    ("html", "set_"),
    [
        ("<td>1 septembre 2026 à 10 h 00</td>", "<td>1er septembre 2026 à 10 h 00</td>"),
        ("<td>1\u00a0mars</td>", "<td>1er\u00a0mars</td>"),
        ("<td>21 mars, 1 marsouin, 0,1 mai, 11-1 mai</td>",) * 2,
        ("<textarea>1 mars</textarea><input value='1 mars'><code>1 mars</code>",) * 2,
    ],
)
def test_the_first_of_a_month_is_not_one(html, set_):
    assert first_days(html) == set_ == first_days(set_)


def passed(response):
    return TypographyMiddleware(lambda _request: response)(RequestFactory().get("/"))


def test_length_follows():
    response = HttpResponse("<p>Quoi ?</p>", headers={"Content-Length": "13"})
    assert int(passed(response).headers["Content-Length"]) == len(response.content) == 14


def test_a_page_leaves_with_its_first_days():
    assert passed(HttpResponse("<p>1 mars</p>")).content == b"<p>1<sup>er</sup> mars</p>"


def test_files_and_other_types_pass():
    file = passed(FileResponse(BytesIO(b"Quoi ?"), content_type="text/html"))
    assert file.getvalue() == b"Quoi ?"
    assert passed(HttpResponse("Quoi ?", content_type="text/plain")).content == b"Quoi ?"


@pytest.mark.django_db
def test_a_page_is_typeset(reader):
    ActionFactory(public=True, title="Une aide ? Oui !")

    assert "Une aide\u00a0? Oui\u00a0!" in reader.get("/actions/").content.decode()


def test_letter_leaves_typeset():
    with Post() as post:
        post.send(mail.EmailMessage("Une question ?", "Le 3 mai : « oui ».", to=["a@exemple.fr"]))

    assert mail.outbox[0].subject == "Une question\u00a0?"
    assert mail.outbox[0].body == "Le 3 mai\u00a0: «\u00a0oui\u00a0»."
