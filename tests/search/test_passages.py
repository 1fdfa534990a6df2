"""The sentence that answers, its words marked, and nothing that the browser would run."""

from search.answers import answers_to
from search.index import Findable, Index, Text
from search.passages import LONGEST, marked, marks_of, opening, passage, plain


def read(text, query, groups=(), shown=True):
    """(passage of a document that says `text`, its marks) for `query`."""
    document = Findable("page", 1, "Titre", "/", (Text(2.0, "", text, shown),))
    marks = marks_of(answers_to(Index([document], groups), query).asked)
    return passage(document, marks), marks


def test_the_best_sentence_is_shown_with_its_words_marked():
    found, _marks = read("Un mot. Les crèches ouvrent à Lavaur. Une crèche.", "creche lavaur")
    assert found[1] == "Les <mark>crèches</mark> ouvrent à <mark>Lavaur</mark>."


def test_the_words_of_a_phrase_are_marked_side_by_side_only():
    groups = [(["crèche"], ["accueil du jeune enfant"])]
    found, _marks = read("Un enfant. L’accueil du jeune enfant.", "crèche", groups)
    assert found[1] == "L’<mark>accueil</mark> du <mark>jeune</mark> <mark>enfant</mark>."


def test_typed_words_are_shown_before_those_that_mean_the_same():
    groups = [(["crèche"], ["place d’accueil"])]
    found, _marks = read("Des places d’accueil. Une crèche.", "crèche", groups)
    assert "crèche" in found[1]


def test_html_and_markdown_are_text():
    found, marks = read("**Crèche** <b>ici</b> [lien](https://x.org) & là", "creche")
    assert found[1] == "<mark>Crèche</mark> &lt;b&gt;ici&lt;/b&gt; lien &amp; là"
    assert marked("<i>crèche", marks) == "&lt;i&gt;<mark>crèche</mark>"
    assert plain("- un\n## Deux") == "un\n Deux"


def test_a_long_sentence_is_cut_around_its_words():
    found, _marks = read("mot " * 200 + "crèche " + "fin " * 200, "creche")
    assert "<mark>crèche</mark>" in found[1]
    assert found[1].startswith("…")
    assert found[1].endswith("…")
    assert len(found[1]) <= LONGEST + 20


def test_what_is_not_shown_gives_no_passage():
    found, _marks = read("Une crèche.", "creche", shown=False)
    assert found is None
    assert opening(Findable("page", 1, "T", "/", (Text(1.0, "", "Un. Deux."),))) == "Un."
    assert opening(Findable("page", 1, "T", "/", ())) == ""
