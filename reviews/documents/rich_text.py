"""The Markdown that the team types, as blocks: never as HTML, never as a program."""

import re
import unicodedata

from markdown_it import MarkdownIt

from records.french import typeset
from reviews.documents.blocks import Bullets, HeadingBlock, Paragraph, Run

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough"])
SCHEMES = ("http://", "https://", "mailto:", "tel:")
# Signs that a reader does not see and that files of Office refuse, or that turn a line over.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def plain(text):
    """`text` in one form, on one line, with the spaces of French and without unseen signs."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFC", str(text or "")))
    return typeset(" ".join(re.split(r"[ \t\r\n\u2028\u2029]+", seen)).strip())


def runs_of(tokens):
    """The Runs of the inline `tokens` of a paragraph."""
    found, bold, italic, links = [], 0, 0, []
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "link_open":
                address = str(token.attrGet("href") or "")
                links.append(address if address.startswith(SCHEMES) else "")
            case "link_close":
                links.pop()
            case "softbreak" | "hardbreak":
                found.append(Run(" "))
            case _ if token.content:
                words = UNSEEN.sub("", unicodedata.normalize("NFC", token.content))
                link = links[-1] if links else ""
                found.append(Run(typeset(words), bold > 0, italic > 0, link))
    return tuple(run for run in found if run.text)


def blocks_of(text, level):
    """Blocks of the Markdown `text`; all its headings are of `level`, none skips one."""
    found, items, lists = [], [], []
    is_heading = False
    for token in PARSER.parse(str(text or "").replace("\0", "")):
        match token.type:
            case "heading_open":
                is_heading = True
            case "heading_close":
                is_heading = False
            case "bullet_list_open" | "ordered_list_open":
                lists.append(token.type == "ordered_list_open")
            case "bullet_list_close" | "ordered_list_close":
                numbered = lists.pop()
                if not lists and items:
                    found.append(Bullets(tuple(items), numbered))
                    items = []
            case "inline":
                runs = runs_of(token.children or [])
                if not runs:
                    continue
                if lists:
                    items.append(runs)
                elif is_heading:
                    found.append(HeadingBlock(level, "".join(run.text for run in runs)))
                else:
                    found.append(Paragraph(runs))
            case "code_block" | "fence" if token.content.strip():
                found.append(Paragraph((Run(plain(token.content)),)))
    return found
