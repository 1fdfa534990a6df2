"""Whatever is typed in any text of any public row is shown as text on every page."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from actions.public_models import content_models
from conventions.models import Commune, Territory
from ctg_portal.templatetags.texts import TAGS as MARKDOWN_TAGS
from partners.models import Organisation
from tests import factories
from tests.reading import (
    HTML,
    SVG,
    addresses,
    body,
    crawl,
    find,
    is_page,
    parse_errors,
    text_of,
    tree,
)
from tests.rich import build_site, fill, text_fields

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)' x=\"",
    "end of tags": "</p></svg></title></textarea>",
    "comment": "<!-- x --><![CDATA[ y ]]>",
    "style": '<p style="color:red">x</p>',
    "javascript link": "[x](javascript:alert(1))",
    "entity link": "[x](java&#115;cript:alert(1))",
    "automatic link": "<javascript:alert(1)>",
    "data link": "[x](data:text/html,<b>y</b>)",
    "data picture": "![x](data:image/gif;base64,A)",
    "far picture": "![x](https://example.org/a.png)",
    "reference link": "[x]\n\n[x]: vbscript:alert(1)",
    "template": "{{ 7*7 }}{% now 'Y' %}{# x #}",
    "entities": "&lt;b&gt; &amp;amp; &#x3c;",
    "right to left": "a\u202eb\u2066c\u200f d",
    "no width": "a\u200bb\u200d\u00adc\ufeffd",
    "emoji": "😀👩‍👩‍👧‍👦🇫🇷🏳️‍🌈",
    "long word": "M" * 40_000,
    "lines": "a\r\n\r\nb\tc\n\n\n# d\n\n- e",
    "table": "|a|b|\n|-|-|\n|<i>c</i>|d|",
    "regular": "a.*+?^${}()|[]\\1\\g<1>",
}
# Texts that no public page prints.
NOT_PRINTED = {
    "actions.Action.outcome_reason",  # before the end: tests/actions/test_outcome.py
    "actions.Action.archive_reason",
    "actions.Indicator.code",
    "conventions.Document.archive_reason",
    "conventions.Meeting.archive_reason",
    "conventions.Page.archive_reason",
    "conventions.Territory.short_name",
    "partners.Organisation.archive_reason",
}
SCHEMES = {"", "http", "https", "mailto", "tel", "webcal"}


def every_row():
    """Every row of every model whose words residents read."""
    return [row for model in content_models() for row in model._base_manager.all()]


def type_everywhere(text):
    """`text(field)` in every text of every public row."""
    for row in every_row():
        if isinstance(row, factories.Measure) and not row.text:
            continue
        fill(row, text)


@pytest.fixture(scope="module")
def site(module_world):
    """Read and typed over by each test, never changed for the next one."""
    site = build_site(actions=2)
    Territory.objects.update(
        website="https://example.org/",
        project_url="https://example.org/p",
        email="a@example.org",
        accessibility_audited_on="2025-01-01",
    )
    Organisation.objects.update(website="https://example.org/", email="a@example.org")
    Commune.objects.update(website="https://example.org/", population=3)
    return site


def no_second_export(address):
    """False for the table of a filtered list: the table of the whole list holds the same words."""
    return not re.search(r"\.(csv|xlsx|ods)\?", address)


@pytest.fixture(scope="module")
def usual_tags(site):
    """Names of all the elements of the pages before anything strange is typed."""
    return set().union(*map(tags, pages_of(Client(), site).values())) | MARKDOWN_TAGS


def no_file(address):
    """False for tables, calendars and pictures, that cost more than pages."""
    return not re.search(r"\.(csv|xlsx|ods|json|ics|jpe?g|png|webp)(\?|$)", address)


def reached(client, site, only):
    """Dict address → response of all that a reader may reach among what `only` accepts."""
    found = crawl(client, filter(only, addresses(site).values()), only=only)
    assert {page.status_code for page in found.values()} <= {200, 301}
    return found


def pages_of(client, site):
    """Dict address → response of all the pages a reader may reach."""
    found = reached(client, site, no_file)
    return {address: page for address, page in found.items() if is_page(page)}


def tags(page):
    """Names of the elements of a page."""
    return {str(element.tag).removeprefix(HTML).removeprefix(SVG) for element in tree(page).iter()}


def faults(page, usual_tags):
    """Elements, attributes and addresses of a page that only an intruder would write."""
    found = sorted(tags(page) - usual_tags)
    for element in tree(page).iter():
        name = str(element.tag)
        for attribute, value in element.attrib.items():
            if attribute == "style" or str(attribute).startswith("on"):
                found.append(f"{name} {attribute}")
            if attribute in {"href", "src", "action", "formaction"}:
                scheme = re.sub(r"[\s\0]", "", value)
                if urlsplit(scheme).scheme not in SCHEMES:
                    found.append(f"{name} {attribute}={value}")
    return found


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
@pytest.mark.django_db
def test_what_is_typed_is_never_markup(reader, site, usual_tags, payload):
    type_everywhere(lambda field: f"{payload} {field.name}")
    pages = pages_of(reader, site)

    assert len(pages) > 40
    assert {
        place: found for place, page in pages.items() if (found := faults(page, usual_tags))
    } == {}
    assert {place: found for place, page in pages.items() if (found := parse_errors(page))} == {}
    assert not any("<!--" in body(page).decode() for page in pages.values())


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.django_db
def test_what_is_typed_breaks_no_file(reader, site, turn):
    """Each text holds another payload than its neighbours; what files say of it, see exports."""
    payloads = list(PAYLOADS.values())
    ranks = {field: rank + turn * len(payloads) // 3 for rank, field in enumerate(fields())}
    type_everywhere(lambda field: f"{payloads[ranks[field] % len(payloads)]} {field.name}")

    kinds = {
        page.headers["Content-Type"] for page in reached(reader, site, no_second_export).values()
    }

    assert len(kinds) > 8


def fields():
    """Every text field of every model whose words residents read."""
    return [field for model in content_models() for field in text_fields(model)]


def label_of(field):
    return f"{field.model._meta.label}.{field.name}"


def tokens():
    """Dict label of a field → a word that no other text holds."""
    return {label_of(field): f"Zq{number:03}" for number, field in enumerate(fields())}


def said(page):
    """All that a page says, the words that stand for its pictures included."""
    pictures = [image.get("alt") for image in find(tree(page), "img")]
    return " ".join([text_of(tree(page)), *pictures])


def shown(text, field):
    """How `text` typed in `field` reads: Markdown understands entities, nothing else does."""
    return html.unescape(text) if "Markdown" in field.help_text else text


@pytest.mark.parametrize("before", ["<b>", "&lt;", "{{ x }}", "\u202e", "😀"])
@pytest.mark.django_db
def test_every_text_is_shown_as_it_was_typed(reader, site, before):
    words = tokens()
    type_everywhere(lambda field: f"{before}{words[label_of(field)]}")
    pages = pages_of(reader, site).values()
    read = " ".join(said(page) for page in pages)

    assert {label for label, word in words.items() if word not in read} == NOT_PRINTED
    assert {
        label_of(field)
        for field in fields()
        if f"{shown(before, field)}{words[label_of(field)]}" not in read
    } == NOT_PRINTED
    assert not any("&amp;lt;b&amp;gt;" in body(page).decode() for page in pages)
