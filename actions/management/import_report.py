"""What a table would change, in lines for a terminal."""

import unicodedata

SHOWN = 20
NOT_TICKED = "elle n’est pas choisie (--feuille pour la lire)."


def printable(text):
    """`text` on one line, without what could disturb a terminal."""
    text = " ".join(text.split())
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)


class ImportReport:
    """Writes to `stdout` what the import of a table read and would change."""

    def __init__(self, stdout):
        self.stdout = stdout

    def tell_sheets(self, batch, workbook):
        """Which sheets make the plan, and why the others do not."""
        for sheet in workbook.sheets:
            if sheet.name in batch.sheets:
                if sheet.name:
                    self.say(f"feuille « {sheet.name} » : {len(sheet.lines())} lignes lues.")
            else:
                self.say(f"feuille « {sheet.name} » non lue : {sheet.refusal or NOT_TICKED}")

    def tell(self, plan):
        self.say(
            f"Actions ajoutées : {len(plan.added)} ; modifiées : {len(plan.changed)} ; "
            f"inchangées : {len(plan.unchanged)} ; absentes du fichier : {len(plan.absent)} ; "
            f"erreurs : {len(plan.faults)}."
        )
        for fault in plan.faults:
            self.say(f"- {fault}")
        self.some(plan.added, "+ ")
        self.some(plan.changed, "~ ", detailed=True)
        self.some(plan.absent, "  absente du fichier, gardée : ")
        proposed = [number for number in plan.numbers if number.is_proposed]
        for number in proposed[:SHOWN]:
            code = number.code or "à donner"
            self.say(f"{number.line_id} : numéro proposé {code}, {number.title}", "  ")
        if len(proposed) > SHOWN:
            self.say(f"… et {len(proposed) - SHOWN} autres numéros proposés.", "  ")
        for place, told in plan.notes:
            self.say(f"{place} : {told}", "  ")
        for note in plan.ignored:
            self.say(f"{note.line_id} mise de côté ({note.why}) : {note.text}", "  ")
        for word in plan.pending:
            proposed = word.suggestion_label or "aucune proposition"
            why = f" ({word.detail})" if word.detail else ""
            self.say(f"? {word.kind} « {word.text} »{why} → {proposed}")
        if plan.pending:
            self.say(
                "Mots à confirmer : --accepter-mots, --accepter-creations, ou un par un avec "
                "--etat et --mot."
            )

    def some(self, rows, mark, *, detailed=False):
        """The first of `rows`, with what would change in each when it is `detailed`."""
        for row in rows[:SHOWN]:
            self.say(f"{row.code} {row.title}", mark)
            for change in row.changes if detailed else ():
                self.say(f"{change.label} : {change.before} → {change.after}", "    ")
        if len(rows) > SHOWN:
            self.say(f"… et {len(rows) - SHOWN} autres.", "  ")

    def say(self, text, mark=""):
        self.stdout.write(mark + printable(text))
