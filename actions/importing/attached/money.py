"""Who pays how much, as people write it in one cell: parts, years, remarks and doubts."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from actions.importing.attached.amounts import BadAmount, read_amount, read_money
from actions.importing.attached.texts import pieces
from records.folding import fold
from records.french import figure
from tables.cells import Cell

ONE_AMOUNT = "Écrivez un seul montant, ou un financeur devant chacun (CAF : 3 000 €)."
MORE_THAN_WHOLE = "Les parts dépassent le total : corrigez l’un ou l’autre."
WHOLE = {"total", "budget total", "cout total", "budget global", "montant total", "total general"}
PART_OF = re.compile(r"[;\n\r]+[\s•·*–-]*(?=dont\b)", re.IGNORECASE)
YEAR = re.compile(r"(?:(?<=\A)|\b(?:en|pour|pour l.ann[ée]e|ann[ée]e)\s+|(?<=[\s(]))(20\d\d)\b")
FIGURE = r"\d[\d.,\s\u00a0\u202f]*?"
EURO = rf"{FIGURE}\s*(?:[kKmM]\s?(?:€|euros?\b|EUR\b)?|€|euros?\b|EUR\b)(?:\s?(?:TTC|HT)\b)?"
WITH_EURO = re.compile(rf"(?<![\d.,]){EURO}")
WITHOUT = re.compile(rf"(?<![\d.,])(?:{EURO}|{FIGURE}(?![\d.,]))")
RATE = re.compile(r"/|\b(?:par|chaque|mois|mensuels?|heures?|jours?|semaine)\b|%", re.IGNORECASE)
LINKS = re.compile(
    r"\A(?:de la|de l.|du|de|des|d.|par la|par le|par|pour|à la|au)\s+", re.IGNORECASE
)
GIVEN = re.compile(r"\A(?:financement|subvention|aide|participation)s?\b\s*(?=\w)", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,+&]\s*|\s+et\s+|\s+/\s+")


@dataclass(frozen=True)
class SaidAmount:
    """Euros of somebody, "" when nobody is named, of a `year` when the cell says it.

    `is_loose` when the name may as well be a remark (« 3 000 € (hors personnel) »), `is_rest` for
    what remains of a whole once its parts are told. `remark` is the text worth keeping. Of a
    `doubt` (amounts.py) `low` is the other end.
    """

    funder: str
    amount: Decimal | None
    year: int | None = None
    doubt: str = ""
    low: Decimal | None = None
    is_loose: bool = field(default=False, compare=False)
    is_rest: bool = field(default=False, compare=False)
    remark: str = field(default="", compare=False)


def read_amounts(cell: Cell) -> list[SaidAmount]:
    """Who pays how much: « 3 000 € », « CAF : 3 000 € ; CCTA : 2 k€ », « 25 000 € (dont 10 000 €
    CAF) », « 2024 : 3 000 € »; raise BadAmount.
    """
    if not isinstance(cell, str):
        return [SaidAmount("", read_amount(cell))]
    found = [said for one in pieces(PART_OF.sub(" ", cell)) for said in read_piece(one)]
    named = [(fold(one.funder), one.year) for one in found if not one.is_rest]
    if len(set(named)) < len(named) and not all(one.is_loose for one in found):
        raise BadAmount(ONE_AMOUNT)
    return found


def read_piece(text: str) -> list[SaidAmount]:
    whole, *parts = re.split(r"\bdont\b", text, flags=re.IGNORECASE)
    if parts:
        return with_parts(text, whole, parts)
    try:
        return [read_one(text)]
    except BadAmount:
        several = [one for one in BETWEEN.split(text) if one.strip()]
        if len(several) < 2 or not all(WITH_EURO.search(one) for one in several):
            raise
        return [read_one(one) for one in several]


def with_parts(text: str, whole: str, parts: list[str]) -> list[SaidAmount]:
    """« 25 000 € (dont 10 000 € CAF) »: the parts, and the rest that nobody is said to pay."""
    total = replace(read_one(whole.strip(" (,:;-–")), remark=text)
    cut = [one for part in parts for one in BETWEEN.split(part.strip(" ().,"))]
    named = [one for one in cut if one.strip()]
    try:
        found = [loosely(one, WITHOUT) for one in named]
    except BadAmount:
        return [total]  # « dont salaires »: a remark
    told = sum((one.amount for one in found if one.amount), Decimal())
    if total.doubt or total.amount is None or not found:
        return [total]
    if told > total.amount:
        raise BadAmount(MORE_THAN_WHOLE)
    rest = replace(total, amount=total.amount - told, is_rest=True)
    return [*(replace(one, remark=text) for one in found), *([rest] if rest.amount else [])]


def read_one(text: str) -> SaidAmount:
    """One amount, with what is said of it; raise BadAmount."""
    label, colon, rest = text.rpartition(":")
    if colon and not WITH_EURO.search(label):
        year, label = year_in(label)
        said = read_money(rest)
        funder = "" if fold(label) in WHOLE else label
        remark = "" if said.is_plain else text
        return SaidAmount(funder, said.amount, year, said.doubt, said.low, remark=remark)
    try:
        said = read_money(text)
    except BadAmount:
        if not WITH_EURO.search(text):
            raise
        return loosely(text, WITH_EURO)
    remark = "" if said.is_plain else text
    return SaidAmount("", said.amount, None, said.doubt, said.low, remark=remark)


def loosely(text: str, amounts: re.Pattern) -> SaidAmount:
    """The only amount of `text` and the words beside it, of who pays or of anything else."""
    aside = re.sub(r"\([^()]*\d[^()]*\)\s*\Z", "", text) if text.strip()[:1].isdigit() else text
    year, plain = year_in(aside)
    found = list(amounts.finditer(plain))
    if len(found) != 1:
        raise BadAmount(ONE_AMOUNT)
    words = plain[: found[0].start()] + " " + plain[found[0].end() :]
    if RATE.search(words) or re.search(r"\d", words):
        raise BadAmount(ONE_AMOUNT)
    said = read_money(found[0][0].strip())
    name = LINKS.sub("", " ".join(words.split()).strip(" ,:;()–-=."))
    name = LINKS.sub("", GIVEN.sub("", name))
    return SaidAmount(name, said.amount, year, is_loose=bool(name), remark=text * (aside != text))


def year_in(text: str) -> tuple[int | None, str]:
    """The only year that `text` says, None without one, and the text without it."""
    found = list(YEAR.finditer(text))
    if len(found) != 1:
        return None, text.strip()
    rest = text[: found[0].start()] + text[found[0].end() :]
    return int(found[0][1]), re.sub(r"\(\s*\)", "", rest).strip(" :–-")


def money_key(key: str) -> tuple[str, str]:
    """(kind, number) of a column of money: « planned_2024:CAF » is the « planned » of « 2024 »."""
    kind, _, number = key.partition(":")[0].partition("_")
    return kind, number


def told_twice(money: dict[str, Any]) -> str:
    """The first column that says the money of a funder, when others say that of years; or ""."""

    def said(key: str, *, by_name: bool = False) -> bool:
        return not key.startswith("funder") and any(
            one.amount is not None and (by_name or not one.funder) for one in money[key]
        )

    def is_of_funder(key: str) -> bool:
        number = money_key(key)[1]
        is_named = ":" in key
        return (len(number) == 1 or (is_named and not number)) and said(key, by_name=is_named)

    years = any(len(money_key(key)[1]) == 4 and said(key) for key in money)
    funders = [key for key in money if is_of_funder(key)]
    return funders[0] if years and funders else ""


def words_of(one: SaidAmount) -> str:
    """« 12 000 € : Communes », what is kept of money that nobody known pays."""
    return f"{figure(one.amount)} € : {one.funder}"
