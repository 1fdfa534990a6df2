"""A page as lines of text, without what differs each time it is made: for compare_pages.py.

Tokens, digests of file names and white space between blocks. Hours are left: see page_hours.py.
"""

import hashlib
import io
import re
import zipfile

INSTANT = "‹instant›"
# In this order: what a longer rule took, a shorter one no longer sees.
RULES = [
    # django.core.signing, with or without a time: version of a row, key of a form, receipt.
    (r"[\w.=-]*:(?:[\w-]{6}:)?[\w-]{43}(?![\w-])", "‹signé›"),
    (r"[\w.=-]*%3A(?:[\w-]{6}%3A)?[\w-]{43}(?![\w-])", "‹signé›"),
    (r"(?<![\w-])[A-Za-z0-9]{64}(?![\w-])", "‹jeton›"),  # cross-site request token
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "‹uuid›"),
    (r"(?<!\w)[0-9a-f]{32,64}(?!\w)", "‹hex›"),  # files, personal links
    (r"(/photos/\d+-)[0-9a-f]{12}/", r"\1‹hex›/"),
    (r"(/static/[\w./-]+?)\.[0-9a-f]{12}(\.\w+)", r"\1\2"),
    (r'("release": ")[^"]+', r"\1‹version›"),
    (r"(?<!\d)1\d{15}(?!\d)", INSTANT),  # of a version in a history, in microseconds
    (r"(\bsecret=|class=\"secret\">)[A-Z2-7 ]{32,39}", r"\1‹secret›"),
    (r"(\bencore )\d+ secondes?", r"\1‹n› secondes"),  # an app's code, in the demonstration
    (r"(class=\"code-shown\">\s*<strong>)\d{6}", r"\1‹code›"),
    (r"(Cette visite dure jusqu’au )[^.<]*", r"\1‹fin›"),
    (r"(/admin/r/)\d+/", r"\1‹type›/"),  # content types are numbered in the order of the apps
]
RULES = [(re.compile(pattern), to) for pattern, to in RULES]

HIDDEN = re.compile(r'<input\b[^>]*type="hidden"[^>]*>')
LONG_VALUE = re.compile(r'(value=")(?!/)[^"\s]{24,}(")')  # signed, drawn at random, or both

BLOCKS = (
    "address article aside blockquote body br button caption col colgroup dd details dialog div "
    "dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li "
    "link main meta nav ol optgroup option p path script section select style summary svg table "
    "tbody td tfoot th thead title tr ul"
).replace(" ", "|")
AROUND_BLOCK = re.compile(rf"\s*(</?(?:{BLOCKS})\b[^<>]*>)\s*")
KEPT_SPACES = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
XML_TAG = re.compile(r"(?=<)")

PACKED = ("application/zip", "application/vnd.openxmlformats", "application/vnd.oasis")


def masked(text):
    """`text` without tokens and digests; also for addresses."""
    for pattern, to in RULES:
        text = pattern.sub(to, text)
    return text


def tidy_tag(match):
    tag = " ".join(match[0].split())
    return tag.replace('=" ', '="').replace(' "', '"').replace(" >", ">")


def html_lines(text):
    """HTML with one tag a line, white space kept only where a reader would see it."""
    text = HIDDEN.sub(lambda field: LONG_VALUE.sub(r"\1‹caché›\2", field[0]), text)
    pieces = KEPT_SPACES.split(text)
    # split() gives: outside, kept, name of its tag, outside…
    outside = [
        AROUND_BLOCK.sub(r"\n\1\n", re.sub(r"\s+", " ", TAG.sub(tidy_tag, piece)))
        for piece in pieces[::3]
    ]
    for rank, piece in enumerate(outside):
        pieces[rank * 3] = piece
    del pieces[2::3]
    return re.sub(r"\n+", "\n", "".join(pieces)).strip()


def packed_lines(body):
    """The members of a zipped document, XML ones as text."""
    lines = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in sorted(archive.namelist()):
            lines.append(f"— {name}")
            content = archive.read(name)
            if name.endswith((".xml", ".rels", ".csv", ".txt", ".json")):
                lines.append(XML_TAG.sub("\n", content.decode("utf-8")).strip())
            else:
                lines.append(hashlib.sha256(content).hexdigest()[:31])
    return masked("\n".join(lines))


def page_text(content_type, body):
    """What the answer `body` (bytes) says, as text to compare."""
    if content_type.startswith(PACKED):
        return packed_lines(body)
    if "html" in content_type:
        return masked(html_lines(body.decode("utf-8")))
    if content_type.startswith("text/") or re.search("json|xml|javascript", content_type):
        return masked(body.decode("utf-8"))
    return f"{len(body)} octets, sha256 {hashlib.sha256(body).hexdigest()[:31]}"
