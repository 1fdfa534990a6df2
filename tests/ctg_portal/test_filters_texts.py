"""Rich text typed by staff becomes safe HTML with ordered headings."""

import itertools
import re
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_portal.templatetags.texts import TAGS, markdown
from tests.reading import HTML


def headings(source, *top):
    return [int(level) for level in re.findall(r"<h([1-6])>", markdown(source, *top))]


@pytest.mark.parametrize(
    ("source", "top", "levels"),
    [
        ("# a", 2, [2]),
        ("## a", 2, [2]),
        ("###### a", 2, [2]),
        ("# a\n## b\n### c", 2, [2, 3, 4]),
        ("# a\n### b\n###### c", 2, [2, 3, 4]),
        ("### a\n# b", 2, [2, 2]),
        ("## a\n### b\n## c\n#### d", 3, [3, 4, 3, 4]),
        ("# a\n## b\n### c", 5, [5, 6, 6]),
        ("a\n===\nb\n---", 4, [4, 5]),
        ("# a\n# b\n# c", 3, [3, 3, 3]),
    ],
)
def test_headings_start_at_the_given_level_and_skip_none(source, top, levels):
    assert headings(source, top) == levels


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.integers(2, 5))
def test_headings_never_skip_a_level(typed, top):
    found = headings("\n\n".join(f"{'#' * level} titre" for level in typed), top)

    assert len(found) == len(typed)
    assert found[0] == top
    assert all(top <= level <= 6 for level in found)
    assert all(below - above <= 1 for above, below in itertools.pairwise(found))


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.integers(2, 5))
def test_headings_are_closed_as_they_were_opened(typed, top):
    html = markdown("\n\n".join(f"{'#' * level} titre" for level in typed), top)

    assert re.findall(r"<h(\d)>", html) == re.findall(r"</h(\d)>", html)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("un\n\ndeux", "<p>un</p>\n<p>deux</p>\n"),
        ("**a** _b_ ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("a & b &amp; c", "<p>a &amp; b &amp; c</p>\n"),
        ("[a](https://b.fr 'c')", '<p><a href="https://b.fr" title="c">a</a></p>\n'),
        ("[a](/actions/)", '<p><a href="/actions/">a</a></p>\n'),
        ("[a](mailto:b@c.fr)", '<p><a href="mailto:b@c.fr">a</a></p>\n'),
        ("[a](tel:+33563)", '<p><a href="tel:+33563">a</a></p>\n'),
        ("a\0b", "<p>ab</p>\n"),
    ],
)
def test_markdown(source, html):
    assert markdown(source) == html


@pytest.mark.parametrize("empty", [None, "", "   ", "\n\n", "\0"])
def test_markdown_of_nothing_is_nothing(empty):
    assert markdown(empty) == ""


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "javascript&colon;alert(1)",
        " javascript:alert(1)",
        "\tjavascript:x",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "ftp://example.org/",
        "blob:https://a.fr/x",
        "intent:x",
    ],
)
@pytest.mark.parametrize("form", ["[a]({})", "[a](<{}>)", "<{}>", "[a][b]\n\n[b]: {}", "![a]({})"])
def test_links_to_other_schemes_lead_nowhere(form, link):
    page = html5lib.parseFragment(markdown(form.format(link)), treebuilder="etree")

    addresses = [re.sub(r"[\s\0]", "", element.get("href", "")) for element in page.iter()]
    assert {urlsplit(address).scheme for address in addresses} == {""}
    assert not list(page.iter(f"{HTML}img"))


pieces = st.sampled_from(
    ["<", ">", '"', "'", "&", "&lt;", "[", "](", ")", "javascript:", "# ", "\n", "\n\n", "- ", "|",
     "```", "`", "<script>", "onerror=", "{{", "%}", "\u202e", "\0", "!", "*", "_", "~~", "a", "é"]
)  # fmt: skip


@given(st.lists(pieces, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_gives_only_known_elements(source):
    page = html5lib.parseFragment(markdown(source), treebuilder="etree")

    for element in page.iter():
        name = str(element.tag).removeprefix(HTML)
        assert name in TAGS | {"DOCUMENT_FRAGMENT"}
        assert set(element.attrib) <= {"href", "title", "start"}
        assert "script:" not in element.get("href", "").lower().split("/")[0]
