"""The HTML twin of a letter: the same words, as a title, paragraphs, lists and links."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from records.french import typeset

STYLES = Path(settings.BASE_DIR) / "static/css"
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
ADDRESS = re.compile(r"https?://\S+")
# Personal addresses end in forty figures that nobody can read aloud: in HTML, words stand for
# them. Only for ours: nothing that somebody typed may pass for one of our buttons.
WORDS = [
    (re.compile(r"/r/\[\[lien:[0-9]+\]\]/"), "Mes réponses"),
    (re.compile(r"/r/\[\[lien:[0-9]+\]\]/plus-moi/"), "Ce n’est plus moi"),
    (re.compile(r"/r/\[\[lien:[0-9]+\]\]/rappels/"), "Arrêter les rappels"),
    (re.compile(r"/invitation/\[\[invitation:[0-9]+\]\]/"), "Voir l’invitation"),
]


def link_words(address):
    """What a link to `address` says: words for our personal addresses, else the address itself."""
    path = address.removeprefix(settings.SITE_URL)  # the address of another site stays whole
    return next((words for shape, words in WORDS if shape.fullmatch(path)), address)


def with_links(text):
    """`text` escaped, its addresses made links."""
    text = typeset(text)
    parts, last = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?)»\u00a0")
        parts += [escape(text[last : found.start()])]
        parts += [format_html('<a href="{}">{}</a>', address, link_words(address))]
        last = found.start() + len(address)
    return mark_safe("".join([*parts, escape(text[last:])]))


def letter_block(lines):
    """One block of lines as HTML: a list when each starts with « - », a button when it is only one
    of our personal addresses, else a paragraph."""
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{with_links(line[2:])}</li>" for line in lines)
        return mark_safe(f"<ul>{items}</ul>")
    alone = lines[0] if len(lines) == 1 else ""
    kind = mark_safe(' class="go"') if link_words(alone) != alone else ""
    return format_html("<p{}>{}</p>", kind, mark_safe("<br>".join(map(with_links, lines))))


def style_sheet():
    """The letters' sheet, the value of each token in its place: few mail readers know var().

    Only the light values: readers that darken a letter do it by themselves, and badly over ours.
    """
    light = (STYLES / "tokens.css").read_text().split("@media")[0]
    values = dict(TOKEN.findall(light))
    sheet = (STYLES / "email.css").read_text()
    return re.sub(r"var\((--[\w-]+)\)", lambda used: values[used[1]], sheet)


def blocks_of(body):
    """The blocks of a letter as HTML, an empty line between two of them."""
    return [letter_block(part.split("\n")) for part in body.split("\n\n") if part.strip()]


def html_of(subject, body):
    """The whole HTML of a letter, its style sheet inside: mail readers fetch nothing."""
    style = mark_safe(f"<style>{style_sheet()}</style>")
    context = {"subject": typeset(subject), "blocks": blocks_of(body), "style": style}
    return render_to_string("emails/letter.html", context)
