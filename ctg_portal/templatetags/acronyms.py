"""Acronyms expanded at their first use on a page, from the glossary (RGAA 9.4)."""

import re
from html import unescape

from django import template
from django.utils.html import escape

from conventions.models import GlossaryEntry
from records.french import plural

register = template.Library()

TAG = re.compile(r"(<[^>]*>)")
RUNNING_TEXT = {"p", "li", "dd", "td", "blockquote", "figcaption"}
# Where words in brackets would break a name or a label: an <abbr> says them instead.
NAMES = {"h1", "h2", "h3", "h4", "h5", "h6", "a", "dt", "th", "caption", "summary", "strong"}
UNTOUCHED = {
    *("svg", "abbr", "title", "option", "label", "button", "legend", "textarea", "time"),
    *("script", "style", "as-is", "code", "pre", "kbd", "samp", "address"),
}
# « CAF du Tarn » is one name: what the acronym stands for comes after it.
NAME = (
    r"(?:[ \u00a0](?:du |de la |de l[’']|des |de |d[’'])[A-ZÀ-Ý][\w’'-]*"
    r"(?:[ \u00a0-][A-ZÀ-Ý][\w’'-]*)*)?"
)
ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*|[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|eu|net)\b\S*")
SEVERAL = re.compile(
    r"(?:^|\W)(?:les|des|aux|ces|nos|vos|leurs|plusieurs|deux|trois|\d+)\s+\Z", re.I
)


def entries():
    """Dict acronym → words, for every glossary entry that has both."""
    return dict(GlossaryEntry.objects.exclude(expansion="").values_list("term", "expansion"))


def spellings(term):
    """How a page may write `term`: as templates escape it, or as Markdown does."""
    escaped = escape(term)
    return {escaped, escaped.replace("&#x27;", "'").replace("&quot;", '"')}


def heard(text):
    """`text` as it is heard, whatever its capitals and the shape of its apostrophes."""
    return unescape(text).replace("’", "'").casefold()


def is_quoted(told):
    """True after a « that nothing closed: what follows is somebody’s title or name."""
    return told.rfind("«") > told.rfind("»")


def is_bracketed(told):
    """True inside brackets: the words would double them."""
    return told.rfind("(") > told.rfind(")")


def in_address(text, place):
    """True when the `place` in `text` is inside the address of a page or of a person."""
    return any(found.start() <= place < found.end() for found in ADDRESS.finditer(text))


def expand(html, words):
    """`html` with the first use of each acronym of `words` explained, the others untouched.

    In running text the words follow in brackets, unless they stand just beside; in a heading,
    a link or a label they are the title of an <abbr>, and the first running text says them. Code,
    addresses and what stands between « and » are as their author wrote them.
    """
    todo = {term for term in words if any(written in html for written in spellings(term))}
    if not todo:
        return html
    marked = set()
    pieces = TAG.split(html)
    stack = []
    before = ""

    def pattern():
        written = [spelling for term in todo for spelling in spellings(term)]
        alternatives = "|".join(map(re.escape, sorted(written, key=len)[::-1]))
        return re.compile(rf"(?<![\w-])({alternatives})(?![\w-])({NAME})") if todo else None

    search = pattern()
    for index, piece in enumerate(pieces):
        if index % 2:
            name = piece[1:].lstrip("/").split(None, 1)[0].rstrip("/>").lower()
            if piece.startswith("</"):
                if name in stack:
                    while stack.pop() != name:
                        pass
            elif not piece.endswith("/>") and name not in VOID:
                stack.append(name)
                if " data-as-is" in piece:  # words of a letter: shown as they will be read
                    stack.append("as-is")
            continue
        if search is None or not piece.strip():
            before += piece
            continue
        inside = set(stack)
        if inside & UNTOUCHED:
            continue
        running = inside & RUNNING_TEXT and not inside & NAMES
        named = inside & NAMES

        def explain(match, piece=piece, before=before, running=running, named=named):
            written, rest = match[1], match[2]
            term = unescape(written)
            told = before + piece[: match.start()]
            text = plural(words[term]) if SEVERAL.search(told) else words[term]
            if term not in todo or is_quoted(told) or in_address(piece, match.start()):
                return match[0]
            beside = told[-len(text) - 12 :], piece[match.end() : match.end() + len(text) + 3]
            if any(heard(words[term]) in heard(said) for said in beside):
                todo.discard(term)
                return match[0]
            if running:
                todo.discard(term)
                if is_bracketed(told) or piece[match.end() :].lstrip().startswith("("):
                    return f"{match[0]}, {escape(text)}"
                return f"{match[0]} ({escape(text)})"
            if named and term not in marked:
                marked.add(term)
                return f'<abbr title="{escape(text)}">{written}</abbr>{rest}'
            return match[0]

        size = len(todo)
        pieces[index] = search.sub(explain, piece)
        before = (before + piece)[-200:]
        if len(todo) != size:
            search = pattern()
    return "".join(pieces)


VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "path", "rect", "circle", "line", "use"}


class ExpandAcronyms(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return expand(self.nodelist.render(context), entries())


@register.tag
def expand_acronyms(parser, token):
    """{% expand_acronyms %}…{% endexpand_acronyms %}: one query, first uses explained."""
    nodelist = parser.parse(("endexpand_acronyms",))
    parser.delete_first_token()
    return ExpandAcronyms(nodelist)
