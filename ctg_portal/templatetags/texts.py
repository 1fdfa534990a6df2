"""Rich text: Markdown typed by staff, shown as safe HTML with ordered headings."""

import nh3
from django import template
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

register = template.Library()

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "h5", "h6", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def reorder_headings(tokens, top):
    """Move headings so that the first is `top` and none skips a level (RGAA 9.1)."""
    shift = previous = None
    for token in tokens:
        if token.type not in ("heading_open", "heading_close"):
            continue
        if token.type == "heading_open":
            level = int(token.tag[1])
            shift = top - level if shift is None else shift
            previous = min(max(level + shift, top), 6, (previous or top - 1) + 1)
        token.tag = f"h{previous}"


@register.filter
def markdown(text, top=2):
    """HTML of the Markdown `text`, its headings starting at level `top` (2 to 5).

    Raw HTML shows as text; only http, https, mailto and tel links are kept.
    """
    environment = {}
    tokens = PARSER.parse(str(text or "").replace("\0", ""), environment)
    reorder_headings(tokens, top)
    html = PARSER.renderer.render(tokens, PARSER.options, environment)
    return mark_safe(
        nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    )
