"""What tables say of what hangs on an action, against what hangs on it: rows to add and to edit."""

from collections import Counter
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from actions.importing.attached.change import AttachedChange
from actions.importing.attached.doubtful import is_left_out
from actions.importing.attached.identity import identity_of, identity_told, of_same_commune
from actions.importing.attached.sheets import (
    SMALL,
    UNAVAILABLE,
    read_told,
    told,
    value_of_year,
)
from actions.importing.attached.wishes import Wish
from actions.importing.attached.words import AMOUNTS, NAMES, AttachedWords, words_of
from actions.importing.columns.fields import compared
from actions.importing.name_matching import name_key, telling_words
from actions.models import Action, Funding, Indicator, Measure, Milestone, Place
from records.constraints import refusals
from records.history.diff import FieldChange, field_label
from records.history.recording import needs_reason
from tables.cells import KEPT, cell_text

EMPTY = "vide"
RELATED: dict[Any, str] = {
    Milestone: "milestones",
    Indicator: "indicators",
    Funding: "fundings",
    Place: "places",
}
SMALL_FIELDS = {"baseline_value", "target_value"}
SEVERAL_YEARS = (
    "Cette action a déjà des montants sur plusieurs années pour ce financeur : écrivez l’année."
)
NOT_YET = "Cette année n’est pas commencée : sa valeur n’est pas encore connue."
SMALL_IS_NO_FIGURE = "« Moins de 5 » n’est pas un nombre : écrivez le nombre exact."
TWICE = "Cette ligne en répète une autre : n’en gardez qu’une."


class Settling:
    """Compares the wishes about one `action` (a row in memory, new or not) with what it has."""

    def __init__(self, action: Action, *, is_new: bool, on: date, vocabulary: Any) -> None:
        self.action, self.on, self.vocabulary = action, on, vocabulary
        self.words = AttachedWords(vocabulary)
        self.left: dict[Any, list] = {
            model: [] if is_new else list(getattr(action, name).all())
            for model, name in RELATED.items()
        }
        self.result = AttachedChange()
        self.seen: set[Any] = set()

    def settle(self, wishes: list[Wish]) -> AttachedChange:
        """The change that `wishes` ask for; what is wrong in them is blamed on them."""
        rows = []
        for wish in wishes:
            rows.append(row := self.found(wish))
            if row is not None:
                self.left[wish.model].remove(row)
                self.seen.add(identity_of(row))
        for wish, known in zip(wishes, rows, strict=True):
            row = self.renamed(wish) if known is None and wish.model is Milestone else known
            for key, value in wish.defaults.items():
                if row is None or getattr(row, key) in (None, ""):
                    wish.values.setdefault(key, value)
            if wish.remark and not (row and row.note):
                wish.values["note"] = wish.note
            if row is not None:
                self.edit(row, wish)
            else:
                self.create(wish)
        self.refuse_same_codes(wishes)
        return self.result

    def refuse_same_codes(self, wishes: list[Wish]) -> None:
        told = Counter(wish.values.get("code") for wish in wishes)
        kept = {row.code for row in self.left[Indicator]}
        for wish in wishes:
            code = wish.values.get("code")
            if code and (told[code] > 1 or code in kept):
                wish.fault("code", code, "Ce code existe déjà dans cette action.")

    # --- which row -----------------------------------------------------------------------------

    def found(self, wish: Wish) -> Any:
        """The row of the action that `wish` is about, None without one."""
        rows = self.left[wish.model]
        if wish.model is Funding:
            return self.found_funding(wish, rows)
        if wish.model is Place:
            rows = of_same_commune(rows, wish.values)
        name = NAMES[wish.model]
        text = wish.values[name]
        code = wish.values.get("code")
        if code and (known := [row for row in rows if row.code == code]):
            return known[0]
        same = [row for row in rows if compared(getattr(row, name)) == compared(text)]
        if not same and name_key(text):
            same = [row for row in rows if name_key(getattr(row, name)) == name_key(text)]
        return same[0] if same else None

    def renamed(self, wish: Wish) -> Any:
        """The step that `wish` calls otherwise: no line names it, it is of the same day, and at the
        same place or with a word in common; None without one, or with several.
        """
        rows, values = self.left[Milestone], wish.values
        alike = [
            row
            for row in rows
            if values.get("planned_on")
            and row.planned_on == values["planned_on"]
            and (
                values.get("position", -1) == row.position
                or telling_words(row.title) & telling_words(values["title"])
            )
        ]
        if len(alike) != 1:
            return None
        rows.remove(alike[0])
        return alike[0]

    def found_funding(self, wish: Wish, rows: list) -> Any:
        year, funder = wish.values["year"], wish.values["funder"]
        if funder is not None and isinstance(funder, str) and not funder.isdigit():
            rows = []
        rows = [row for row in rows if row.funder_id == (int(funder) if rows and funder else None)]
        if year is not None:
            return next((row for row in rows if row.year == year), None)
        if not rows:
            wish.values["year"] = self.words.year_unsaid(self.action)
            return None
        wish.values.pop("year")
        if len(rows) > 1:
            for key in AMOUNTS:
                known = [getattr(row, key) or 0 for row in rows]
                if key in wish.values and sum(known) != wish.values[key]:
                    wish.fault(key, wish.values[key], SEVERAL_YEARS)
                wish.values.pop(key, None)
        return rows[0]

    # --- what becomes of it --------------------------------------------------------------------

    def create(self, wish: Wish) -> None:
        name = NAMES.get(wish.model)
        identity = identity_told(wish.model, wish.values)
        if identity and identity in self.seen:
            wish.fault("", identity[1], TWICE)
            return
        self.seen.add(identity)
        row: Any = wish.model(action=self.action)
        self.give(row, wish.values)
        if name and not name_key(getattr(row, name)):
            wish.fault(name, getattr(row, name), "Donnez un titre, avec une lettre ou un chiffre.")
            return
        if not self.is_right(row, wish, wish.values):
            return
        self.result.lines.append(row)
        said = [
            f"{field_label(row._meta.get_field(key)).lower()} : {self.words.said(row, key, value)}"
            for key, value in wish.values.items()
            if key not in (name, "funder", "year") and self.words.said(row, key, value)
        ]
        self.tell(wish.model, self.words.title(row), "", ", ".join(said) or "ajouté")
        self.settle_measures(row, [], wish)

    def edit(self, row: Any, wish: Wish) -> None:
        values = {key: value for key, value in wish.values.items() if self.differs(row, key, value)}
        if values:
            after = copy(row)
            self.give(after, values)
            if self.is_right(after, wish, values):
                self.result.edited.append(after)
                self.result.needs_reason |= needs_reason(row, values)
                title = self.words.title(row)
                for key, value in values.items():
                    label = f"{title}, {field_label(row._meta.get_field(key)).lower()}"
                    before = self.words.said(row, key, present(row, key))
                    self.tell(wish.model, label, before, self.words.said(row, key, value))
        if wish.measures:
            self.settle_measures(row, list(row.measures.all()), wish)

    def differs(self, row: Any, key: str, value: Any) -> bool:
        now = present(row, key)
        if value == SMALL and key in SMALL_FIELDS:
            return not row.is_small(now)
        if isinstance(now, str) and isinstance(value, str):
            return value != KEPT and compared(now) != compared(value)
        return now != value

    def give(self, row: Any, values: dict[str, Any]) -> None:
        """Set `values` in the `row`; what is empty in a text is an empty text."""
        for key, value in values.items():
            one: Any = row._meta.get_field(key)
            if one.is_relation:
                target = self.vocabulary.row(value) if value else None
                setattr(row, key if isinstance(target, Model) else one.attname, target)
            else:
                setattr(row, key, value)

    def is_right(self, row: Any, wish: Wish, values: dict[str, Any]) -> bool:
        """Whether `row` may be written; what is wrong with it is blamed on the `wish`."""
        for key in SMALL_FIELDS & set(values):
            if values[key] == SMALL:
                wish.fault(key, SMALL, SMALL_IS_NO_FIGURE)
                return False
        apart = [one.name for one in row._meta.fields if one.name not in values or one.is_relation]
        try:
            row.clean_fields(exclude=apart)
            row.clean()
        except ValidationError as error:
            for key, messages in error.message_dict.items():
                wish.fault(key, values.get(key, getattr(row, key, "")), messages[0])
            return False
        wrong = refusals(row)
        for sentence in wrong:
            wish.fault("", self.words.title(row), sentence)
        return not wrong

    # --- values of an indicator ----------------------------------------------------------------

    def settle_measures(self, indicator: Indicator, measures: list[Measure], wish: Wish) -> None:
        days: set[date] = set()  # one value a day
        for year, cell in wish.measures.items():
            last = measures[-1] if measures else None
            known = value_of_year(measures, year) if year else last
            if not (known and self.is_told(indicator, known, cell)):
                said = cell if isinstance(cell, Decimal) else read_told(cell)
                self.settle_measure(indicator, measures, year, said, wish, days)

    def is_told(self, indicator: Indicator, known: Measure, cell: Any) -> bool:
        """Whether the `cell` says what is `known`, as the exports write it or in other words."""
        if known.text and cell_text(cell) == KEPT:
            return True
        if known.text:
            return compared(known.text) == compared(cell_text(cell))
        said = cell if isinstance(cell, Decimal) else read_told(cell)
        return told(known) == said or (said == SMALL and indicator.is_small(known.value))

    def settle_measure(
        self,
        indicator: Any,
        measures: list,
        year: int | None,
        said: Any,
        wish: Wish,
        days: set[date],
    ) -> None:
        key = f"measures_{year}" if year else "measures"
        if said == SMALL:
            wish.fault(key, said, SMALL_IS_NO_FIGURE)
            return
        day = min(self.on, date(year, 12, 31)) if year else self.on
        if year and year > self.on.year:
            wish.fault(key, said, NOT_YET)
            return
        of_year = value_of_year(measures, year) if year else None
        known = of_year or next((row for row in measures if row.on == day), None)
        row = copy(known) if known else Measure(indicator=indicator, on=day)
        if row.on in days:
            wish.fault(key, said, TWICE)
            return
        days.add(row.on)
        row.is_unavailable = said == UNAVAILABLE
        row.value = said if isinstance(said, Decimal) else None
        row.text = said if isinstance(said, str) and said != UNAVAILABLE else ""
        values = {"value": row.value, "text": row.text, **({} if known else {"on": day})}
        for name in ("value", "text", "on"):
            wish.at.setdefault(name, wish.at.get(key, key))
        if not self.is_right(row, wish, values):
            return
        last = next((one.value for one in reversed(measures) if one.on < row.on), None)
        doubt, after = indicator.doubt(row.value, last), words_of(said)
        title = self.words.title(indicator)
        if doubt and is_left_out(self.vocabulary, self.action, indicator, after, doubt):
            return
        (self.result.edited if known else self.result.lines).append(row)
        before = words_of(told(known)) if known else ""
        after = f"{after} ({doubt})" if doubt else after
        self.tell(Measure, f"{title}, valeur au {row.on:%d/%m/%Y}", before, after)

    def tell(self, model: Any, label: str, before: str, after: str) -> None:
        name = RELATED.get(model, "measures")
        self.result.changes.append(FieldChange(name, label, before or EMPTY, after or EMPTY))


def present(row: Any, key: str) -> Any:
    """The value of the field `key` of `row`, as wishes say it."""
    one: Any = row._meta.get_field(key)
    value = getattr(row, one.attname)
    return str(value) if one.is_relation and value is not None else value
