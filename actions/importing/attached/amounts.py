"""Amounts and figures as people write them: « 12 k€ », « 1 234,50 € », « à définir »."""

import re
from dataclasses import dataclass
from decimal import Decimal

from actions.importing.name_matching import says_nothing
from records.folding import fold
from tables.cells import Cell, Percentage, cell_text

EXPECTED = "Écrivez un montant en euros (1 234,50 €), ou « à définir »."
EXPECTED_FIGURE = "Écrivez un nombre (12 ou 1 234,5)."
# What is asked once for all the amounts of its kind.
A_YEAR, IN_BETWEEN = "montants par an", "fourchettes de montants"
MOST = Decimal(10) ** 10  # what the database holds
UNKNOWN = {
    *("a definir", "a determiner", "a preciser", "a chiffrer", "a venir", "a confirmer", "?", "??"),
    *("nr", "non renseigne", "nc", "non connu", "non chiffre", "inconnu", "n/a", "na", "tbd"),
    *("en cours de chiffrage", "sans objet", "so", "a voir", "a evaluer", "a estimer", "sur devis"),
    *("selon devis", "devis en cours", "en attente de devis", "non defini", "non estime"),
}
FREE = {"gratuit", "sans cout", "aucun cout", "aucun", "pas de cout"}
UNITS = {"": 1, "k": 1000, "m": 1_000_000}
ABOUT = r"(?:env(?:iron|\.)?|approx(?:\.|imativement)?|autour de|de l.ordre de|estime a"
ABOUT += r"|max(?:imum|\.)?|jusqu.a|moins de|[~≈<≤]) ?"
MONEY = r"(?P<{0}>-?[\d., ]*\d) ?(?P<{0}_unit>k|m)? ?(?:€|eur(?:os?)?(?!\w))?(?: ?(?:ttc|ht))?"
AMOUNT = re.compile(rf"(?:{ABOUT})?{MONEY.format('figure')}\.?")
RANGE = re.compile(
    rf"(?:{ABOUT})?(?:entre |de )?{MONEY.format('low')} ?(?:a|et|-|–|—) ?{MONEY.format('figure')}"
)
BY_YEAR = re.compile(
    rf"(?:{ABOUT})?{MONEY.format('figure')} ?(?:(?:/|par|chaque) ?an(?:nee)?|annuels?)(?P<rest>.*)"
)
FIGURE = re.compile(
    r"(?P<whole>-?(?:[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:\.\d{3})+|\d+))"
    r"(?:(?:,|(?<!\.\d{3})\.)(?P<rest>\d+))?"
)
SPACES = re.compile(r"[\s\u00a0\u202f]+")


class BadAmount(Exception):
    """The cell holds no amount; `str()` says what was expected."""


def read_figure(text: str) -> Decimal:
    """The number that `text` writes the French way; raise BadAmount.

    « 12.000 » and « 12 000 » are thousands, « 12,5 » and « 12.5 » are not whole. « 1,234 » may be
    either: refused.
    """
    found = FIGURE.fullmatch(SPACES.sub(" ", text).strip())
    if found is None or re.fullmatch(r"-?\d{1,3},\d{3}", text):
        raise BadAmount(EXPECTED_FIGURE)
    whole = re.sub(r"[ .]", "", found["whole"])
    return Decimal(f"{whole}.{found['rest']}" if found["rest"] else whole)


def unit_of(heading: str) -> str:
    """« k€ » when a heading says that its numbers are thousands of euros, « M€ », or ""."""
    found = re.search(r"(?<![^\W_])([kKM])\s?(?:€|[eE]uros?\b|EUR\b)|\bmilliers d.euros\b", heading)
    return "" if found is None else f"{found[1] or 'k'}€"


def in_unit(cell: Cell, unit: str) -> Cell:
    """`cell` where each amount that says no unit says the one of its heading."""
    if isinstance(cell, bool | Percentage) or not unit:
        return cell
    text = cell_text(cell)
    if not isinstance(cell, str):
        text = text.replace(".", ",")
    return re.sub(r"(\d)[ \u00a0\u202f]*(?=$|[;\r\n])", rf"\1 {unit}", text)


@dataclass(frozen=True)
class ReadAmount:
    """Euros, None when nobody knows; `doubt` says of what kind is what remains to be asked.

    Of a range `low` is the other end. `is_plain` when the cell says nothing but a figure.
    """

    amount: Decimal | None
    doubt: str = ""
    low: Decimal | None = None
    is_plain: bool = True


def read_amount(cell: Cell) -> Decimal | None:
    """The euros of a cell, None when it is empty or says that nobody knows; raise BadAmount.

    What needs a question is refused.
    """
    said = read_money(cell)
    if said.doubt:
        raise BadAmount(EXPECTED)
    return said.amount


def read_money(cell: Cell) -> ReadAmount:
    """What a cell says of money, doubts included; raise BadAmount."""
    if isinstance(cell, bool | Percentage):
        raise BadAmount(EXPECTED)
    if isinstance(cell, int | float):
        return ReadAmount(bounded(Decimal(repr(cell))))
    words = SPACES.sub(" ", fold(cell_text(cell))).strip()
    if says_nothing(words) or words in UNKNOWN:
        return ReadAmount(None)
    if words in FREE:
        return ReadAmount(Decimal(0))
    if match := AMOUNT.fullmatch(words):
        is_plain = not re.match(ABOUT, words)
        return ReadAmount(euros(match["figure"], match["figure_unit"]), is_plain=is_plain)
    if match := BY_YEAR.fullmatch(words):
        amount = euros(match["figure"], match["figure_unit"])
        return ReadAmount(amount, doubt=A_YEAR, is_plain=False)
    if match := RANGE.fullmatch(words):
        unit = match["low_unit"] or match["figure_unit"]
        low, high = euros(match["low"], unit), euros(match["figure"], match["figure_unit"])
        if low < high:
            return ReadAmount(high, doubt=IN_BETWEEN, low=low, is_plain=False)
    raise BadAmount(EXPECTED)


def euros(figure: str, unit: str | None) -> Decimal:
    """The euros of a `figure` in thousands or millions, or in euros; raise BadAmount."""
    try:
        return bounded(read_figure(figure) * UNITS[unit or ""])
    except BadAmount as error:
        raise BadAmount(str(error) if "montant" in str(error) else EXPECTED) from error


def bounded(found: Decimal) -> Decimal:
    """`found` with two decimals; raise BadAmount when no funding may be so."""
    if not 0 <= found < MOST:
        raise BadAmount("Un montant va de 0 à 9 999 999 999,99 €.")
    cents = found.quantize(Decimal("0.01"))
    if cents != found:
        raise BadAmount("Écrivez un montant avec deux chiffres au plus après la virgule.")
    return cents
