"""The grid of values, indicators × years: what it shows, what was typed in it, what that changes.

No HTTP here. A cell stands for the last value of its indicator in its year. All that is typed is
saved at once or not at all; a cell that nobody touched keeps what somebody else saved meanwhile.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from actions.models import Indicator, IndicatorKind, Measure
from records.admin.fields import FrenchDecimalField
from records.folding import fold
from records.french import plain_number
from records.history.recording import one_change

SALT = "actions.values_grid"
REASON = "Saisie dans le tableau des valeurs."
UNKNOWN = "nd"
UNKNOWN_WORDS = {"nd", "n.d.", "n/d", "nc", "non disponible"}
FIGURE = FrenchDecimalField(max_digits=14, decimal_places=3, localize=True)
NOT_A_FIGURE = (
    f"Écrivez un chiffre, par exemple 12 ou 1\u202f234,5, ou « {UNKNOWN} » : non disponible."
)
NOT_EMPTIED = (
    "Une valeur visible sur le site ne s’efface pas. Corrigez-la, ou écrivez "
    f"« {UNKNOWN} » : non disponible."
)


@dataclass(frozen=True)
class CellReading:
    """What a cell says: a figure, or words, or that nobody knows."""

    value: object = None
    text: str = ""
    is_unavailable: bool = False


def said(measure):
    """`measure` (or None: nothing was given, which is not 0) as somebody would type it."""
    if measure is None:
        return ""
    if measure.is_unavailable:
        return UNKNOWN
    return measure.text if measure.value is None else plain_number(measure.value)


def read(indicator, typed):
    """What the words `typed` say for `indicator`: a CellReading, None when empty.

    Raises ValidationError, in words.
    """
    words = typed.replace("\r\n", "\n").strip()  # a browser sends the ends of lines its own way
    if not words:
        return None
    if fold(words).strip(" .") in {fold(one).strip(" .") for one in UNKNOWN_WORDS}:
        return CellReading(is_unavailable=True)
    if indicator.kind == IndicatorKind.QUALITATIVE:
        return CellReading(text=words)
    try:
        value = FIGURE.clean(words.replace("−", "-"))
    except ValidationError as error:
        is_long = any(one.code not in ("invalid", None) for one in error.error_list)
        raise ValidationError(error.messages if is_long else NOT_A_FIGURE) from None
    if refusal := indicator.refusal(value):
        raise ValidationError(refusal)
    return CellReading(value=value)


def meaning(indicator, typed):
    """Something equal for two writings of one value: « 1 234,5 » and « 1234,50 »."""
    try:
        return read(indicator, typed)
    except ValidationError:
        return typed


@dataclass
class Cell:
    """One indicator, one year. `shown` is what the person had before their eyes."""

    indicator: Indicator
    year: int
    measure: Measure | None
    shown: str = ""
    typed: str = ""
    confirmed: str = ""  # the words whose doubt was lifted
    error: str = ""
    doubt: str = ""
    moved: bool = False  # somebody else saved another value since
    reading: CellReading | None = None

    @property
    def name(self):
        return f"v-{self.indicator.pk}-{self.year}"

    @property
    def box(self):
        """The name of the box that lifts the doubt."""
        return f"ok-{self.indicator.pk}-{self.year}"

    @property
    def saved(self):
        return said(self.measure)

    @property
    def in_words(self):
        return self.indicator.kind == IndicatorKind.QUALITATIVE

    @property
    def is_mine(self):
        """The person typed something else than what they saw."""
        return meaning(self.indicator, self.typed) != meaning(self.indicator, self.shown)

    @property
    def day(self):
        """The day of the saved value, when it is not the last of the year; else None."""
        on = self.measure.on if self.measure else None
        return on if on and (on.month, on.day) != (12, 31) else None

    def judge(self, last):
        """Note what is wrong with what was typed; `last` is the last value known before it."""
        wanted, now = (meaning(self.indicator, one) for one in (self.typed, self.saved))
        if wanted == now:
            return
        if meaning(self.indicator, self.shown) != now:
            self.moved = True
            self.error = (
                f"Quelqu’un vient d’enregistrer « {self.saved or 'rien'} ». Gardez votre valeur, "
                "ou remettez la sienne."
            )
            return
        try:
            self.reading = read(self.indicator, self.typed)
        except ValidationError as error:
            self.error = " ".join(error.messages)
            return
        if self.reading is None:
            self.error = NOT_EMPTIED if self.indicator.action.is_published else ""
            return
        doubt = self.indicator.doubt(self.reading.value, last)
        if doubt and self.confirmed != self.typed:
            self.doubt = doubt
            self.error = f"{doubt} Corrigez-la, ou cochez « C’est la bonne valeur »."

    def write(self, today):
        """Save what a judged cell asks for; gives whether something changed."""
        if meaning(self.indicator, self.typed) == meaning(self.indicator, self.saved):
            return False
        if self.reading is None:
            self.measure.delete()
            return True
        row = self.measure or Measure(
            indicator=self.indicator, on=min(dt.date(self.year, 12, 31), today)
        )
        row.value, row.text = self.reading.value, self.reading.text
        row.is_unavailable = self.reading.is_unavailable
        row.save()
        return True


@dataclass
class GridLine:
    """One indicator and its cells, oldest year first; `before` is the value of the year before."""

    indicator: Indicator
    cells: list = field(default_factory=list)
    before: str = ""


class ValuesGrid:
    """The grid of `indicators` (with their `action`) for `years`, oldest first.

    `data` is what was sent, None to show what is saved; `token` what was shown then. Nothing that
    was not shown is read of `data`.
    """

    def __init__(self, indicators, years, *, data=None, token=""):
        self.years = list(years)
        self.was_shown = read_token(token)
        self.data = {} if data is None else data
        self.measures = {}
        rows = Measure.objects.filter(indicator__in=[one.pk for one in indicators])
        for row in rows.order_by("on", "pk"):
            self.measures.setdefault(row.indicator_id, []).append(row)
        self.lines = [self.line(one, data) for one in indicators]

    def line(self, indicator, data):
        rows = self.measures.get(indicator.pk, [])
        of_year = {row.on.year: row for row in rows}  # the last of each year
        line = GridLine(indicator)
        if self.years:
            line.before = said(of_year.get(self.years[0] - 1))
        for year in self.years:
            cell = Cell(indicator, year, of_year.get(year))
            cell.shown = cell.typed = cell.saved
            if data is not None and cell.name in self.was_shown:
                cell.shown = self.was_shown[cell.name]
                cell.typed = data.get(cell.name, cell.shown).replace("\0", "")
                cell.confirmed = data.get(cell.box, "")
                if not cell.is_mine:
                    cell.typed = cell.saved  # whatever somebody else saved stays
            line.cells.append(cell)
        return line

    @property
    def cells(self):
        return [cell for line in self.lines for cell in line.cells]

    @property
    def faults(self):
        return [cell for cell in self.cells if cell.error]

    @property
    def has_moved(self):
        return any(cell.moved for cell in self.cells)

    @property
    def lost(self):
        """(year, words) of what was typed for an indicator that is no longer there."""
        here = {cell.name for cell in self.cells}
        gone = {name: shown for name, shown in self.was_shown.items() if name not in here}
        typed = [(name.rpartition("-")[2], self.data.get(name, "")) for name in gone]
        return [(year, words) for year, words in typed if words.strip()]

    @cached_property
    def token(self):
        """The hidden value that tells what the grid shows as saved."""
        return signing.dumps({c.name: c.saved for c in self.cells}, salt=SALT, compress=True)

    def judge(self):
        """True when all that was typed can be saved; else its cells say what is wrong."""
        for line in self.lines:
            known = {
                row.on.year: row.value
                for row in self.measures.get(line.indicator.pk, [])
                if row.value is not None
            }
            for cell in line.cells:
                before = [year for year in known if year < cell.year]
                cell.judge(known[max(before)] if before else None)
                if cell.reading and cell.reading.value is not None:
                    known[cell.year] = cell.reading.value
        return not self.faults

    def save(self, today):
        """Write what a judged grid asks for, as one change; gives how many values changed."""
        with one_change(REASON):
            return sum(cell.write(today) for cell in self.cells)


def read_token(token):
    """Dict name of a cell → what it showed; {} when the token is none of ours."""
    try:
        return signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return {}


def keys_of(token):
    """(keys of the indicators, years) of the grid that `token` was signed for."""
    names = [name.split("-") for name in read_token(token)]
    return {int(key) for _v, key, _year in names}, sorted({int(year) for *_v, year in names})
