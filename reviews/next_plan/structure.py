"""The levels of the next plan: which of the old ones go on, merge or stop, and which are new.

Choices are kept as typed: `choices["levels"]` gives for the key of an old level its fate, code,
title and (objectives) the enjeu it goes under; `choices["new"]` the levels that are added. Keys:
« e12 » is what the old enjeu 12 becomes, « o5 » the old objective 5, « n1 » a new level, « x3 » and
« y4 » an enjeu and an objective that the next convention already holds.
"""

import re

from conventions.models import Enjeu, Objective
from conventions.models.levels import CODE_VALIDATOR, natural_position
from records.folding import fold
from reviews.next_plan.levels import (
    CODE_LENGTH,
    DROP,
    INTO,
    KEEP,
    TITLE_LENGTH,
    NewLine,
    NextLevel,
    OldLine,
)
from reviews.next_plan.models import Shape


class Structure:
    """The levels of the plan that follows, from the rows of both conventions and the choices.

    `levels` are the NextLevels of the next plan by key, `faults` sentences about what is missing.
    Six queries, whatever the plan.
    """

    def __init__(self, former, following, choices):
        self.former, self.following, self.faults = former, following, []
        self.choices = choices
        self.has_objectives = following.has_objectives
        self.old_enjeux = list(former.enjeux.all())
        self.old_objectives = list(Objective.objects.filter(convention=former).select_related(None))
        self.levels = {}
        self.became = {}  # key of an old level → key of the NextLevel that already continues it
        self.read_existing()
        self.enjeu_lines = [self.line_of(row, "e") for row in self.old_enjeux]
        rows = self.old_objectives if self.has_objectives else []
        self.objective_lines = [self.line_of(row, "o") for row in rows]
        self.lines = {line.key: line for line in (*self.enjeu_lines, *self.objective_lines)}
        self.new_lines = [NewLine(**one) for one in choices.get("new", [])]
        self.build()
        self.give_codes()

    # --- what is there --------------------------------------------------------------------------

    def read_existing(self):
        """The levels that the next convention already holds, and what they continue."""
        for model, letter, old in ((Enjeu, "x", "e"), (Objective, "y", "o")):
            rows = model.objects.filter(convention=self.following).prefetch_related("origins")
            for row in rows:
                level = NextLevel(f"{letter}{row.pk}", row, is_there=True)
                if model is Objective:
                    level.parent = self.levels.get(f"x{row.enjeu_id}")
                self.levels[level.key] = level
                for origin in row.origins.all():
                    self.became.setdefault(f"{old}{origin.pk}", level.key)

    def line_of(self, row, letter):
        key = f"{letter}{row.pk}"
        said = self.choices.get("levels", {}).get(key, {})
        same = self.same_title(row)
        proposed = DROP if self.choices.get("shape") == Shape.EMPTY else KEEP
        if same is not None:
            proposed = f"{INTO}{same.key}"
        is_taken = any(one.is_enjeu and one.row.code == row.code for one in self.levels.values())
        return OldLine(
            key,
            row,
            said.get("fate") or proposed,
            said.get("code", row.code if letter == "e" and not is_taken else ""),
            said.get("title", row.title),
            said.get("under", ""),
            self.levels.get(self.became.get(key)),
        )

    def same_title(self, row):
        """The level made by hand in the next convention that bears the title of `row`, or None."""
        for level in self.levels.values():
            if type(level.row) is type(row) and fold(level.row.title) == fold(row.title):
                return level
        return None

    # --- what is to be --------------------------------------------------------------------------

    def build(self):
        """Make the NextLevels of what goes on and of what is added; note what is wrong."""
        for line in self.enjeu_lines:
            if line.fate == KEEP and line.became is None:
                self.add(line.key, Enjeu, line, line.row)
        for line in self.new_lines:
            if not line.under:
                self.add(line.key, Enjeu, line)
        for line in self.objective_lines:
            if line.fate == KEEP and line.became is None:
                under = self.enjeu_level(line.under or self.led(f"e{line.row.enjeu_id}"))
                if under or line.under:  # else it stops with its enjeu
                    self.add(line.key, Objective, line, line.row, under)
        for line in self.new_lines:
            if line.under and self.has_objectives:
                self.add(line.key, Objective, line, parent=self.enjeu_level(line.under))
        for line in self.lines.values():
            self.link(line)

    def enjeu_level(self, key):
        level = self.levels.get(key or "")
        return level if level is not None and level.is_enjeu else None

    def add(self, key, model, line, old=None, parent=None):
        title = line.title.strip()
        name = f"« {title or line.code} »" if title or line.code else "Une ligne ajoutée"
        if not title or len(title) > TITLE_LENGTH:
            self.faults.append(f"{name} : donnez un titre de {TITLE_LENGTH} caractères au plus.")
        if model is Objective and parent is None:
            self.faults.append(f"{name} : choisissez sous quoi il se range.")
            return
        row = model(convention=self.following, code="", title=title[:TITLE_LENGTH])
        if model is Objective:
            row.enjeu = parent.row
        if old is not None:
            names = ("summary", "icon", "accent") if model is Enjeu else ()
            for one in (*names, "description", "is_demo"):
                setattr(row, one, getattr(old, one))
            row.title_is_provisional = old.title_is_provisional and title == old.title
        elif model is Enjeu:
            row.accent = len(self.levels) % 6 + 1
        if old is None:
            self.refuse_twice(row, parent, name)
        self.levels[key] = NextLevel(
            key,
            row,
            parent=parent,
            origins={old.pk} if old is not None else self.origins_of(line, model, name),
            typed_code=line.code.strip(),
            old_code=old.code if old is not None else "",
        )

    def refuse_twice(self, row, parent, name):
        """A new level that is in the plan already, in the same place, is a mistake."""
        beside = (one for one in self.levels.values() if type(one.row) is type(row))
        titles = {fold(one.row.title) for one in beside if one.parent is parent}
        if row.title and fold(row.title) in titles:
            self.faults.append(f"{name} est déjà dans le plan : videz la ligne ajoutée.")

    def origins_of(self, line, model, name):
        """Keys of the rows that a new level comes from; those of another kind are a fault."""
        letter = "e" if model is Enjeu else "o"
        found = [self.lines[key] for key in dict.fromkeys(line.origins) if key in self.lines]
        for one in found:
            if one.key[0] != letter:
                where = "au premier niveau" if model is Enjeu else "sous une autre ligne"
                self.faults.append(
                    f"{name} se range {where} et ne peut pas venir de « {one.row} » : décochez-le."
                )
        return {one.row.pk for one in found if one.key[0] == letter}

    def link(self, line):
        """An old level that merges with another is one of its origins."""
        if line.became is not None or not line.fate.startswith(INTO):
            return
        target = self.levels.get(line.fate.removeprefix(INTO))
        if target is None or target.is_enjeu is not line.key.startswith("e"):
            self.faults.append(
                f"« {line.row} » fusionne avec ce qui ne se poursuit pas : choisissez autre chose."
            )
        else:
            target.origins.add(line.row.pk)

    def led(self, key):
        """The key of the NextLevel that the old level `key` leads to, "" when it stops.

        One that several new levels come from (a split) leads to the first.
        """
        if key in self.became:
            return self.became[key]
        line = self.lines.get(key)
        if line is None:
            return ""
        if line.fate == KEEP:
            return key
        if line.fate.startswith(INTO):
            return line.fate.removeprefix(INTO)
        return next((one.key for one in self.new_lines if key in one.origins), "")

    def place_of(self, action):
        """The key of the NextLevel where `action` would go by itself, "" when nobody can tell."""
        found = self.led(f"o{action.objective_id}") if action.objective_id else ""
        if found in self.levels:
            return found
        found = self.led(f"e{action.enjeu_id}")
        return found if found in self.levels else ""

    # --- codes ----------------------------------------------------------------------------------

    def give_codes(self):
        """Each level to create gets the code typed, or its old one, or the next that is free."""
        for model in (Enjeu, Objective):
            mine = [level for level in self.levels.values() if type(level.row) is model]
            taken = {level.row.code for level in mine if level.is_there}
            new = [level for level in mine if not level.is_there]
            for level in new:
                if level.typed_code:
                    self.judge(level, taken, CODE_LENGTH[model])
            for level in new:
                if not level.typed_code and self.keeps_code(level) and level.old_code not in taken:
                    level.row.code = level.old_code
                    taken.add(level.old_code)
            for level in new:
                if not level.row.code:
                    start = f"{level.parent.row.code}." if level.parent else ""
                    level.row.code = next_free(start, taken)
                level.row.position = natural_position(level.row.code)

    def keeps_code(self, level):
        """An objective keeps its code under the same number of enjeu."""
        if level.parent is None:
            return bool(level.old_code)
        return level.old_code.startswith(f"{level.parent.row.code}.")

    def judge(self, level, taken, longest):
        code = level.typed_code
        if len(code) > longest or not re.match(CODE_VALIDATOR.regex, code):
            self.faults.append(f"« {code} » : {CODE_VALIDATOR.message} {longest} signes au plus.")
        elif code in taken:
            self.faults.append(f"Le numéro « {code} » est donné deux fois : changez-en un.")
        else:
            level.row.code = code
            taken.add(code)

    # --- what the form offers -------------------------------------------------------------------

    @property
    def created(self):
        """NextLevels to create, enjeux first."""
        new = [level for level in self.levels.values() if not level.is_there]
        return sorted(new, key=lambda level: not level.is_enjeu)

    @property
    def joined(self):
        """(NextLevel that is there, old keys that it comes from too) of those that take one in."""
        return [(one, one.origins) for one in self.levels.values() if one.is_there and one.origins]

    def targets(self, *, enjeux):
        """NextLevels one may merge into or choose, of one kind."""
        return [level for level in self.levels.values() if level.is_enjeu is enjeux]


def next_free(start, taken):
    """The first free « start1 », « start2 »…; it is taken."""
    number = 1
    while f"{start}{number}" in taken:
        number += 1
    taken.add(f"{start}{number}")
    return f"{start}{number}"
