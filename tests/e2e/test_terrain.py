"""The tables of `samples/terrain`, as somebody who never saw the portal takes them to the plan.

Each interaction is counted: a choice in a list, a box, a text typed, a button. No dead end: the
spreadsheet is never opened again.
"""

import pytest

from tests.e2e.conftest import Windows
from tests.e2e.guide import send
from tests.e2e.server import ROOT, portal_with_demo, sign_in

TERRAIN = ROOT / "tests" / "samples" / "terrain"
SAVE_ANSWERS = "Enregistrer ces réponses"
SAVE_CELLS = "Enregistrer ces corrections"
# What a coordinator answers to a list where nothing is proposed, by the kind of word above it.
ANSWERS = {
    "Enjeu": "Créer",
    "Objectif": "Créer",
    "Avancement": "En cours",
    "Case cochée": "L’action a lieu cette année-là",
}
# What they type over a faulty cell, by its column.
TYPED = {
    "Pilote": "CAF du Tarn",
    "Début": "2024",
    "Fin prévue": "2026",
    "Description": "Un texte.",
    "État": "Le poste est vacant.",
}
# File → (actions added or changed, questions first counted at most, interactions at most).
EXPECTED = {
    "01-fusion-deux-entetes.xlsx": (5, 14, 24),
    "03-feuille-par-enjeu.xlsx": (16, 6, 18),
    "04-annees.xlsx": (4, 9, 16),
    "06-dates.xlsx": (20, 4, 10),
    "10-sans-numero.xlsx": (5, 4, 10),
    "15-responsables.xlsx": (3, 12, 18),
    "20-cellules-en-erreur.xlsx": (1, 0, 12),
    "21-et-et-total.xlsx": (1, 6, 10),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A portal with the demonstration: `20-cellules-en-erreur` is about one of its actions."""
    with portal_with_demo(tmp_path_factory.mktemp("terrain")) as portal:
        yield portal


class Coordinator:
    """Somebody at the page of an import; `acts` counts what they do."""

    def __init__(self, window):
        self.window, self.acts = window, 2  # the file chosen, and sent

    def answer(self):
        """Answer every question of the page and save; False when there is none."""
        box = self.window.locator(".import-words")
        if not box.get_by_text("sur le fichier, environ").count():
            return False
        everything = box.get_by_label("Tout créer")
        if everything.count():
            everything.check()
            self.acts += 1
        for heading in box.locator("h3").all():
            kind = heading.inner_text()
            questions = heading.locator("xpath=following-sibling::ul[1]")
            for one in questions.locator("li").all():
                self.answer_one(one, kind, is_created=everything.count() > 0)
        box.get_by_role("button", name=SAVE_ANSWERS).click()
        self.acts += 1
        return True

    def answer_one(self, item, kind, *, is_created):
        choice, create = item.locator("select"), item.locator("input[type=checkbox]")
        if choice.input_value() or (create.count() and is_created):
            return
        if create.count():
            create.check()
        elif kind in ANSWERS:
            choice.select_option(label=ANSWERS[kind])
        else:
            choice.select_option(index=1)
        self.acts += 1

    def correct(self):
        """Type over every faulty cell and save; False when there is none."""
        section = self.window.locator("#fautes")
        fields = section.locator("li input[type=text], li textarea").all()
        for field in fields:
            label = section.locator(f"label[for='{field.get_attribute('id')}']").inner_text()
            column = label.partition("«")[2].partition("»")[0].strip("\u00a0 ")
            field.fill(TYPED[column])
            self.acts += 1
        if fields:
            section.get_by_role("button", name=SAVE_CELLS).click()
            self.acts += 1
        return bool(fields)

    def apply(self):
        why = self.window.get_by_label("Pourquoi ces changements")
        if why.count():
            why.fill("Tableau de l’année.")
            self.acts += 1
        self.window.get_by_role("button", name="Appliquer l’import").click()
        self.acts += 1


@pytest.mark.parametrize("name", EXPECTED)
def test_table_of_the_field_becomes_the_plan_without_its_spreadsheet(site, browser, request, name):
    actions, questions, most = EXPECTED[name]
    site.shell("from actions.models import ImportWord; ImportWord.objects.all().delete()")
    windows = Windows(browser, site, request)
    window = windows()
    sign_in(window, site)
    send(window, TERRAIN / name)
    heading = window.locator("#titre-mots")
    asked = heading.inner_text().split()[0] if heading.count() else "0"
    person = Coordinator(window)

    while person.answer() or person.correct():
        assert person.acts < 60, window.locator("main").inner_text()[:2000]
    person.apply()

    said = window.locator("main").inner_text().replace("\u00a0", " ")
    assert "Cet import est appliqué" in said
    added, changed = (int(part.split()[0]) for part in counts_of(said))
    assert added + changed == actions, said
    assert int(asked) <= questions
    assert person.acts <= most
    print(f"{name} : {asked} questions, {person.acts} interactions")
    window.get_by_role("button", name="Annuler cet import").click()
    window.context.close()
    assert windows.faults() == []


def counts_of(said):
    """« 5 ajoutées » and « 0 modifiée » of the page of an import applied."""
    (line,) = [line for line in said.splitlines() if "ajoutée" in line and "modifiée" in line][-1:]
    return line.split(",")[:2]
