"""Every page leaves typeset in French, whoever wrote its words: templates, code, or a person.

Spaces, dashes, telephones in one piece, « 1er » with its letters above.

One filter on the response instead of spaces typed with care in a thousand places. What is shown
to be edited or copied keeps the spaces it has: a field sent back untouched has not changed.
"""

import re

from records.french import MARKS, set_mark

AS_IS = re.compile(r"<(textarea|pre|code|script|style)\b.*?</\1>", re.DOTALL)
# The attributes that are read, not the values that forms send back.
READ_ATTRIBUTE = re.compile(r'\s(?:alt|title|aria-label|placeholder|content|label)="[^"]*\Z')
# « 1er » and « 1re »; before, what passes untouched: tags, and where no tag may be written.
ORDINALS = re.compile(
    r"<(textarea|pre|code|script|style|title|option|svg)\b.*?</\1>|<[^>]*>"
    r"|(?<![\w/.:#-])1(ers?|res?)(?![\w/-])",
    re.DOTALL,
)


def raise_letters(html):
    """The page `html` whose « 1er » have their letters above the line."""
    return ORDINALS.sub(lambda found: f"1<sup>{found[2]}</sup>" if found[2] else found[0], html)


# The first of a month, as the administration of Django and some people write it; before, what
# passes untouched.
FIRST_DAY = re.compile(
    r"<(textarea|pre|code|script|style)\b.*?</\1>|<[^>]*>|(?<![\w/.:,-])1(?=[ \u00a0](?:janvier|"
    r"février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)",
    re.DOTALL,
)


def first_days(html):
    """The page `html` where « 1 mars » is « 1er mars »."""
    return FIRST_DAY.sub(lambda found: "1er" if found[0] == "1" else found[0], html)


def typeset_page(html):
    """The page `html` whose text, and the attributes that are read, are as French sets them."""
    pieces, start = [], 0
    for kept in AS_IS.finditer(html):
        pieces += [typeset_outside_tags(html[start : kept.start()]), kept[0]]
        start = kept.end()
    return raise_letters("".join([*pieces, typeset_outside_tags(html[start:])]))


def typeset_outside_tags(html):
    def space(found):
        opened = html.rfind("<", 0, found.start())
        in_tag = opened > html.rfind(">", 0, found.start())
        if in_tag and not READ_ATTRIBUTE.search(html, opened, found.start()):
            return found[0]
        return set_mark(found)

    return MARKS.sub(space, html)


class TypographyMiddleware:
    """Typesets each HTML page; files, and pages sent in pieces, pass untouched."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming:
            html = first_days(response.content.decode(response.charset))
            response.content = typeset_page(html)
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response
