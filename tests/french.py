"""What a machine can judge of French: spaces, words that left, elisions, contradictions."""

import re
import tomllib
from html.parser import HTMLParser

from tests.repository import ROOT

TABLE = tomllib.loads((ROOT / "docs" / "lexique.toml").read_text("utf-8"))
LEXICON, EXCEPTIONS = TABLE["terme"], TABLE["exception"]
AS_IS = {"script", "style", "textarea", "pre", "code", "kbd", "samp"}
INLINE = {
    *("a", "abbr", "b", "bdi", "cite", "del", "em", "i", "ins", "mark", "q", "small", "span"),
    *("strong", "sub", "sup", "time", "wbr"),
}
READ_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "content", "label"}
SPACES = re.compile(r"[ \t\r\n]+")
BAD_SPACE = re.compile(
    r"[ \t\n][:;?!»]|«[ \t\n]|[0-9][ \t\n](?:[%€]|(?:h|km|mois|ans?|jours?|min|[kKMG]o)\b)"
)
# After these words a vowel asks for an apostrophe, but for an aspirated h, « onze », « oui », and
# a pronoun that follows its verb (« dites-le ici »).
ELISION = re.compile(
    r"(?<!-)\b(?:de|que|jusque|lorsque|puisque|je|ne|se|le|la) "
    r"(?!h(?:and|aut|ors|uit|as)|on[zc]|oui)"
    r"[aeiouéèêàâîôûœh]\w",
    re.IGNORECASE,
)
CONTRADICTION = re.compile(r"nécessaire|la loi demande|manque encore", re.IGNORECASE)


class Blocks(HTMLParser):
    """The texts of a page, one for each block, and the attributes that are read."""

    def __init__(self, html):
        super().__init__()
        self.found, self.text, self.kept = [], [], []
        self.feed(html)
        self.close()
        self.end()

    def end(self):
        text = SPACES.sub(" ", "".join(self.text)).strip(" ")
        self.text = []
        if text:
            self.found.append(text)

    def handle_starttag(self, tag, attrs):
        if tag != "meta" or ("name", "description") in attrs:
            self.found += [value for name, value in attrs if name in READ_ATTRIBUTES and value]
        if tag in AS_IS:
            self.kept.append(tag)
        elif tag not in INLINE:
            self.end()

    def handle_endtag(self, tag):
        if self.kept and tag == self.kept[-1]:
            self.kept.pop()
        elif tag not in INLINE:
            self.end()

    def handle_data(self, data):
        self.text.append("…" if self.kept else data)


def blocks_of(html):
    """The texts that somebody reads in the page `html`."""
    return Blocks(html).found


LABEL = re.compile(r'<label\b[^>]*\bfor="(id_[\w-]+)"[^>]*>(.*?)</label>', re.DOTALL)
GROUP = re.compile(
    r'<(?:div|legend)\b[^>]*\bid="(id_[\w-]+)_label"[^>]*>(.*?)</(?:div|legend)>', re.DOTALL
)
HINT = re.compile(r'\bid="(id_[\w-]+)_helptext"[^>]*>(.*?)</(?:div|p)>', re.DOTALL)


def fields_of(html):
    """What each field of the page `html` says: its label, then its hint."""
    hints = dict(HINT.findall(html))
    labels = LABEL.findall(html) + GROUP.findall(html)
    said = [f"{label} {hints.get(key, '')}" for key, label in labels]
    return [" ".join(blocks_of(text)) for text in said]


def around(text, found):
    """What stands around a fault, to find it again."""
    return text[max(0, found.start() - 30) : found.end() + 30]


def bad_spaces(text, _scope):
    return [around(text, found) for found in BAD_SPACE.finditer(text)]


def missing_elisions(text, _scope):
    text = text.replace("\u00a0", " ")
    return [around(text, found) for found in ELISION.finditer(text)]


def contradictions(text, _scope):
    """A field said to be optional and needed at once."""
    return [text] if "(facultatif)" in text and CONTRADICTION.search(text) else []


# After 0 or 1, a word in « s »; after more, one without. These are as they are.
ONE = re.compile(r"(?<![\w.,/:–’+-])[01] ([a-zà-ÿ]+s)\b(?!’)")
ALWAYS_IN_S = {
    "accès",
    "avis",
    "dans",
    "des",
    "fois",
    "mois",
    "pas",
    "plus",
    "puis",
    "relais",
    "sans",
}
# « 0 sur 17 sélectionné » is Django's, and right: the words are those of 0.
MANY = re.compile(r"(?<!sur )(?<![\w.,/:–’+-])(?:[2-9]|[1-9]\d+) ([a-zà-ÿ]{3,})(?![\w’])")
NEVER_IN_S = {
    *("janvier", "février", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre"),
    *("novembre", "décembre", "avant", "avec", "dont", "est", "était", "ont", "par"),
    *("place", "pour", "sera", "seront", "sont", "sur"),
}


def wrong_numbers(text, _scope=""):
    """« 0 actions », « 1 réponses », « 2 courriel »: counts whose words say another number."""
    text = text.replace("\u00a0", " ").replace("\u202f", "")
    return [
        *(around(text, one) for one in ONE.finditer(text) if one[1] not in ALWAYS_IN_S),
        *(
            around(text, many)
            for many in MANY.finditer(text)
            if many[1] not in NEVER_IN_S and many[1][-1] not in "sxz"
        ),
    ]


def words_that_left(text, scope):
    """« word → term: where » for each word of docs/lexique.toml that `text` should not use."""
    text, faults = text.replace("\u00a0", " "), []
    for entry in LEXICON:
        if scope not in entry.get("ou", [scope]):
            continue
        allowed = {
            place
            for shape in entry.get("sauf", [])
            for found in re.finditer(shape, text, re.IGNORECASE)
            for place in range(*found.span())
        }
        faults += [
            f"{found[0]} → {entry['terme']} : {around(text, found)}"
            for shape in entry["interdits"]
            for found in re.finditer(shape, text, re.IGNORECASE)
            if found.start() not in allowed
        ]
    return faults
