"""The HTML twin of a letter: the same words, as paragraphs, lists and links."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

ADDRESS = re.compile(r"https?://\S+")


def linked(text):
    """`text` escaped, its addresses made links."""
    parts, last = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;")
        parts += [escape(text[last : found.start()])]
        parts += [format_html('<a href="{}">{}</a>', address, address)]
        last = found.start() + len(address)
    return mark_safe("".join([*parts, escape(text[last:])]))


def block(lines):
    """One block of lines as HTML: a list when each starts with « - », else a paragraph."""
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{linked(line[2:])}</li>" for line in lines)
        return mark_safe(f"<ul>{items}</ul>")
    return mark_safe(f"<p>{'<br>'.join(linked(line) for line in lines)}</p>")


def html_of(subject, body):
    """The whole HTML of a letter, its style sheet inside: mail readers fetch nothing."""
    blocks = [block(part.split("\n")) for part in body.split("\n\n") if part.strip()]
    sheet = (Path(settings.BASE_DIR) / "static/css/letter.css").read_text()
    style = mark_safe(f"<style>{sheet}</style>")
    context = {"subject": subject, "blocks": blocks, "style": style}
    return render_to_string("emails/letter.html", context)
