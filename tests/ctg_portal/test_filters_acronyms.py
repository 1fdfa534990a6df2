"""Acronyms are explained at their first use on a page, and nothing else is touched."""

import html
import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from ctg_portal.templatetags.acronyms import expand
from tests.factories import GlossaryEntryFactory

WORDS = {"CAF": "caisse d’allocations familiales", "PMI": "protection maternelle"}
CAF, PMI = WORDS["CAF"], WORDS["PMI"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # The first use only, and each acronym on its own.
        ("<p>La CAF aide. La CAF paie.</p>", f"<p>La CAF ({CAF}) aide. La CAF paie.</p>"),
        ("<p>CAF</p><p>CAF</p>", f"<p>CAF ({CAF})</p><p>CAF</p>"),
        ("<p>CAF et PMI</p>", f"<p>CAF ({CAF}) et PMI ({PMI})</p>"),
        ("<ul><li>CAF</li></ul>", f"<ul><li>CAF ({CAF})</li></ul>"),
        ("<p><em>CAF</em></p>", f"<p><em>CAF ({CAF})</em></p>"),
        # Already explained just before, in any case.
        (f"<p>La {CAF} (CAF) aide la CAF</p>", f"<p>La {CAF} (CAF) aide la CAF</p>"),
        (f"<p>{CAF.upper()}, CAF</p>", f"<p>{CAF.upper()}, CAF</p>"),
        (f"<p>La <em>{CAF}</em> (CAF)</p>", f"<p>La <em>{CAF}</em> (CAF)</p>"),
        # In a name or a label: an abbr, then the running text says it.
        ("<h1>CAF</h1>", f'<h1><abbr title="{CAF}">CAF</abbr></h1>'),
        ('<p><a href="/">CAF</a></p>', f'<p><a href="/"><abbr title="{CAF}">CAF</abbr></a></p>'),
        ("<dl><dt>CAF</dt></dl>", f'<dl><dt><abbr title="{CAF}">CAF</abbr></dt></dl>'),
        ("<p><strong>CAF</strong></p>", f'<p><strong><abbr title="{CAF}">CAF</abbr></strong></p>'),
        (
            "<h1>CAF</h1><h2>CAF</h2><p>CAF</p>",
            f'<h1><abbr title="{CAF}">CAF</abbr></h1><h2>CAF</h2><p>CAF ({CAF})</p>',
        ),
        ("<p>CAF</p><h2>CAF</h2>", f"<p>CAF ({CAF})</p><h2>CAF</h2>"),
        # Never in words shown as somebody will read them; what follows is explained.
        (
            "<div data-as-is><div><p>CAF</p></div><p>CAF</p></div><p>CAF</p>",
            f"<div data-as-is><div><p>CAF</p></div><p>CAF</p></div><p>CAF ({CAF})</p>",
        ),
        # A proper name is not cut: « CAF du Tarn » first.
        ("<p>Elle (la CAF) aide</p>", f"<p>Elle (la CAF, {CAF}) aide</p>"),
        ("<p>CAF (exemple)</p>", f"<p>CAF, {CAF} (exemple)</p>"),
        ("<p>La CAF du Tarn aide.</p>", f"<p>La CAF du Tarn ({CAF}) aide.</p>"),
        ("<p>La CAF de l’Aude-Ouest, là</p>", f"<p>La CAF de l’Aude-Ouest ({CAF}), là</p>"),
        ("<p>La CAF du quartier</p>", f"<p>La CAF ({CAF}) du quartier</p>"),
        ("<h2>CAF du Tarn</h2>", f'<h2><abbr title="{CAF}">CAF</abbr> du Tarn</h2>'),
        (f"<p>CAF du Tarn ({CAF})</p>", f"<p>CAF du Tarn ({CAF})</p>"),
        # Several of them.
        ("<p>Les CAF aident</p>", "<p>Les CAF (caisses d’allocations familiales) aident</p>"),
        ("<p>deux PMI</p>", "<p>deux PMI (protections maternelles)</p>"),
        # Said where it may be: not in what is quoted, typed or followed.
        (
            "<p>« La CAF et nous », dit la CAF</p>",
            f"<p>« La CAF et nous », dit la CAF ({CAF})</p>",
        ),
        (
            "<p>https://x.fr/CAF www.CAF.fr CAF@CAF.fr puis CAF</p>",
            f"<p>https://x.fr/CAF www.CAF.fr CAF@CAF.fr puis CAF ({CAF})</p>",
        ),
        # After an element without an end.
        ("<p>a<br>b <input> CAF</p>", f"<p>a<br>b <input> CAF ({CAF})</p>"),
        ("<h1>a<br></h1><p>CAF</p>", f"<h1>a<br></h1><p>CAF ({CAF})</p>"),
    ],
)
def test_expand(page, expected):
    assert expand(page, WORDS) == expected


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>Rien ici.</p>",
        "CAF",
        "<div>CAF</div>",
        '<p><a href="/CAF/" title="CAF">site</a></p>',
        '<p data-x="a CAF b">x</p>',
        '<svg><title>CAF</title><text>CAF</text><g aria-label="CAF"/></svg>',
        "<ul><li><svg><text>CAF</text></svg></li></ul>",
        "<select><option>CAF</option></select>",
        '<form><p><label>CAF</label><textarea name="CAF">CAF</textarea></p></form>',
        "<p><button>CAF</button></p>",
        '<p><abbr title="autre">CAF</abbr></p>',
        "<p><time>CAF</time></p>",
        "<p><script>CAF</script></p>",
        "<p><style>CAF</style></p>",
        "<!-- CAF -->",
        "<p><code>CAF</code></p><pre>CAF</pre>",
        "<ul><li><address>CAF</address></li></ul>",
        "<p>« <em>La CAF</em> »</p>",
        "<p>Écrivez à contact@CAF.fr, ou voyez www.caf.fr/CAF.</p>",
        # Words that only look like it.
        "<p>caf Caf CAFs CAFE DECAF CAF-PAJE SOUS-CAF CAF_1 ÉCAF CAFÉ CAF2</p>",
    ],
)
def test_expand_leaves_the_rest_alone(page):
    assert expand(page, WORDS) == page


@pytest.mark.parametrize("mark", [*".,;:!?()»’'/", "\u00a0", "\u202f", "\n", "&nbsp;", "…"])
def test_acronym_beside_a_mark_is_explained(mark):
    page = expand(f"<p>{mark}CAF{mark}</p>", WORDS)

    words = f", {CAF}" if mark == "(" else f" ({CAF})"  # brackets are never doubled
    assert page == f"<p>{mark}CAF{words}{mark}</p>"


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("C++", "langage"),
        ("A.B.C", "trois"),
        ("P(MI)", "un"),
        ("[x]*", "deux"),
        ("R&D", "recherche & développement"),
        ("L'A", "avec apostrophe"),
        ("a\\1", "barre \\g<1>"),
        ("$^", "signes"),
    ],
)
@pytest.mark.parametrize("quotes", [True, False])
def test_term_with_signs_is_read_as_a_template_or_markdown_writes_it(term, words, quotes):
    typed = html.escape(term, quote=quotes)
    others = f"<h2>{html.escape(term, quote=not quotes)}</h2>"

    page = expand(f"<p>Le {typed} ici</p>{others}", {term: words})

    assert page == f"<p>Le {typed} ({html.escape(words)}) ici</p>{others}"


@pytest.mark.parametrize("place", ["p", "h2"])
def test_words_of_the_glossary_are_text(place):
    page = expand(f"<{place}>CAF</{place}>", {"CAF": "<b onclick='x'>\" & \\1"})

    assert "<b" not in page
    assert "&lt;b onclick=&#x27;x&#x27;&gt;&quot; &amp; \\1" in page


def test_the_longest_term_wins():
    words = {"CTG": "convention", "CTG 2": "deuxième convention"}

    assert expand("<p>La CTG 2 puis la CTG</p>", words) == (
        "<p>La CTG 2 (deuxième convention) puis la CTG (convention)</p>"
    )


@pytest.mark.parametrize("words", [{}, {"UDAF": "union"}])
def test_without_the_term_in_the_glossary_nothing_changes(words):
    assert expand("<p>CAF</p>", words) == "<p>CAF</p>"


def test_words_of_one_term_may_hold_another():
    words = {"CTG": "convention de la CAF", "CAF": "caisse"}

    assert expand("<p>CTG et CAF</p>", words) == "<p>CTG (convention de la CAF) et CAF (caisse)</p>"


@pytest.mark.parametrize("typed", ["d'action", "d’action", "d&#x27;action", "D’Action"])
@pytest.mark.parametrize("words", ["centre d'action", "centre d’action"])
def test_words_standing_before_count_whatever_their_apostrophe(typed, words):
    page = f"<p>Le centre {typed} (CA) aide.</p>"

    assert expand(page, {"CA": words}) == page


@pytest.mark.django_db
def test_tag_reads_the_glossary_and_ignores_words_without_expansion():
    GlossaryEntryFactory(term="CAF", expansion="caisse")
    GlossaryEntryFactory(term="Enjeu", definition="Un sujet.")
    source = "{% load acronyms %}{% expand_acronyms %}<p>CAF Enjeu</p>{% endexpand_acronyms %}"

    assert Template(source).render(Context()) == "<p>CAF (caisse) Enjeu</p>"


@pytest.mark.django_db
def test_tag_with_an_empty_glossary_changes_nothing():
    source = "{% load acronyms %}{% expand_acronyms %}<p>CAF</p>{% endexpand_acronyms %}"

    assert Template(source).render(Context()) == "<p>CAF</p>"


# --- any page ----------------------------------------------------------------------------------

tags = st.sampled_from(
    ["p", "li", "td", "h2", "a", "dt", "dd", "div", "em", "svg", "option", "span"]
)
texts = st.text(st.sampled_from("CAF PMIx.,-éœ’ "), max_size=20) | st.sampled_from(
    ["CAF", "PMI", "La CAF et la PMI", "&amp; CAF", "&lt;CAF&gt;", f"{CAF} (CAF)", "CAF (PMI)"]
)


def element(tag, attribute, children):
    return f'<{tag} x="{attribute}">{"".join(children)}</{tag}>'


def nested(inner):
    return st.builds(element, tags, texts, st.lists(inner, max_size=4))


nodes = st.recursive(texts, nested, max_leaves=12)


@given(nodes)
def test_without_its_additions_the_page_is_what_it_was(page):
    found = expand(page, WORDS)
    bare = re.sub(r"<abbr title=\"[^\"]*\">([^<]*)</abbr>", r"\1", found)
    for term, words in WORDS.items():
        for told in (f"{term} ({words})", f"{term}, {words}"):
            if bare.count(told) > page.count(told):
                bare = bare.replace(told, term, 1)

    assert bare == page


@given(nodes)
def test_each_term_is_explained_at_most_once_of_each_kind(page):
    found = expand(page, WORDS)
    for term, words in WORDS.items():
        assert found.count(f'<abbr title="{words}">{term}</abbr>') <= 1
        assert found.count(f"{term} ({words})") - page.count(f"{term} ({words})") in {0, 1}
