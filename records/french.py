"""Dates, hours, figures and spaces as French readers write them; hours are read in Paris."""

import re
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as date_format


def full_date(value):
    """« 1er mars 2023 » for a date or a datetime; "" for None or ""."""
    if value is None or value == "":
        return ""
    if hasattr(value, "hour"):
        value = timezone.localtime(value)
    return date_format(value, "jS F Y" if value.day == 1 else "j F Y").replace("1st", "1er")


def clock(value):
    """« 18 h 30 » for a datetime, « 18 h » on the hour."""
    local = timezone.localtime(value)
    return f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")


def moment(value):
    """« 1er mars 2023, 18 h 30 » for a datetime; "" for None or ""."""
    return f"{full_date(value)} à {clock(value)}" if value else ""


def months(count):
    """« 1 mois », « 9 mois », « 2 ans » for a number of whole months."""
    years, rest = divmod(count, 12)
    if years and not rest:
        return "1 an" if years == 1 else f"{years} ans"
    return f"{count} mois"


NARROW_SPACE = "\u202f"


def figure(value):
    """« 1 234,5 » for a number: narrow spaces, comma, no useless zeros; "" for None."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    text = f"{number:,.3f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
    return text.replace(",", NARROW_SPACE).replace(".", ",").replace("-", "−")


def plain_number(value):
    """« 12 », « 1,5 » for a Decimal, as one types it: no space, no zeros after the comma."""
    return format(value.normalize(), "f").replace(".", ",")


NO_BREAK_SPACE = "\u00a0"
UNITS = "h|min|jours?|mois|ans?|m|km|m²|points?|[kKMG]o"
# Imprimerie nationale: these signs never begin a line, nor a unit; « never ends one.
SPACES = re.compile(
    rf"(?<=«)\s+|[ \t\r\n]+(?=[:;?!»])|(?<=[0-9])[ \t\r\n]+(?=[%‰€]|(?:{UNITS})(?![\w’'-]))"
)
# A telephone, one group: no end of line cuts it.
PHONE = r"(?<![\w.+-])(?:\+33 ?(?:\(0\) ?)?|0)[1-9](?: \d\d){4}(?!\d)"
# The hyphen of a typewriter, where French sets a dash that never begins a line.
DASH = r"(?<=[^\s>])(?: -|\s+–) (?=[^\s<])"
MARKS = re.compile(f"(?P<phone>{PHONE})|(?P<dash>{DASH})|{SPACES.pattern}")


def set_mark(found):
    """What replaces what MARKS `found`."""
    if found["phone"]:
        return found["phone"].replace(" ", NO_BREAK_SPACE)
    return f"{NO_BREAK_SPACE}– " if found["dash"] else NO_BREAK_SPACE


def typeset(text):
    """`text` as French sets it: no-break spaces before « : ; ? ! » and a unit, after «, in a
    telephone; dashes for hyphens between two spaces.
    """
    return MARKS.sub(set_mark, text)


# What follows them keeps its number: « relais petite enfance », « centres d’action sociale ».
LINKS = {"de", "du", "des", "à", "au", "aux", "en", "par", "petite", "pour", "sur"}


def plural(words):
    """« centres communaux d’action sociale »: the noun of `words` and its adjectives in plural."""
    found = words.split(" ")
    for rank, word in enumerate(found):
        if word in LINKS or re.match("[dl]['’]", word):
            break
        found[rank] = word if word == "et" else plural_word(word)
    return " ".join(found)


def plural_word(word):
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}x" if word.endswith(("au", "eu")) else f"{word}s"


# Before a vowel or a mute h; « h » is sounded in these.
VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæh]", re.IGNORECASE)
SOUNDED = re.compile(r"h(?:all|alte|ameau|and|angar|aut|ors|uit)|yo|onz|oui", re.IGNORECASE)
CONTRACTED = {"le": "du", "les": "des"}
# The article of the noun that names an organisation; a longer word is tried by its beginning.
GENDERS = {
    "le": "café centre club collectif collège comité conseil département foyer groupement lycée "
    "musée pôle relais réseau sdis secours service syndicat théâtre atelier établissement institut "
    "hôpital office lieu espace point guichet tiers-lieu bureau rpe laep sdjes pij ehpad "
    "esat ime iut",
    "la": "agence association bibliothèque caf caisse cpam cnaf commune communauté coopérative "
    "crèche école épicerie fédération fondation halte ligue ludothèque mairie maison mda mdph "
    "médiathèque micro-crèche mission mjc msa pmi préfecture régie région résidence "
    "sous-préfecture udaf unité université ville",
    "les": "amis archives compagnons francas restos",
}
ARTICLES = {word: article for article, words in GENDERS.items() for word in words.split()}


def elides(word):
    """True when « de » and « le » lose their vowel before `word`."""
    return bool(VOWEL.match(word)) and not SOUNDED.match(word)


def usual_article(name):
    """« le », « la » or « les » for the noun that begins the `name` of an organisation, or ""."""
    words = name.lower().split()
    return ARTICLES.get(words[0], "") if words else ""


def article_of(named):
    """(article, name) of an organisation, or of a text, which has none."""
    label = str(getattr(named, "label", named))
    return getattr(named, "spoken_article", ""), label


def le(named):
    """« la CCTA », « l’Association culturelle », « Inès »: a name with its article."""
    article, name = article_of(named)
    if article in ("le", "la") and elides(name):
        return f"l’{name}"
    return f"{article} {name}" if article else name


def de(named):
    """« de la CCTA », « du Relais », « des Francas », « d’Inès », « de Maud »: of whom."""
    article, name = article_of(named)
    if article in CONTRACTED and not (article == "le" and elides(name)):
        return f"{CONTRACTED[article]} {name}"
    if article:
        return f"de {le(named)}"
    return f"d’{name}" if elides(name) else f"de {name}"
