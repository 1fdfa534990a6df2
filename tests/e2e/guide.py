"""The journey of docs/guide-redaction.md, from a coordinator's own table to a published plan.

test_guide.py follows it, so that the guide cannot lie; « make screenshots » takes its pictures.
"""

from pathlib import Path

import openpyxl

from tests.e2e.server import ROOT

TABLE = ROOT / "tests" / "samples" / "tableau-de-suivi-reel.xlsx"
FAULTY = ROOT / "tests" / "samples" / "plan-7-erreurs.csv"
SUMMARY = "Une phrase simple, écrite pour un habitant."
CORRECTED = "Une phrase simple, relue dans un tableur."


def follow(window, picture, folder):
    """Lead the signed-in `window` through the guide; call `picture(name)` where it has one.

    `folder` receives the file downloaded on the way. Returns the number of actions published.
    """
    send(window, TABLE)
    picture("import-mots")
    window.get_by_label("Tout créer").check()
    window.get_by_role("button", name="Enregistrer ces réponses").click()
    window.locator("details summary", has_text="1.1.2").click()
    picture("import-apercu")
    window.get_by_role("button", name="Appliquer l’import").click()

    window.get_by_role("link", name="écrivez leurs phrases simples").click()
    sentences = window.locator("textarea[name^=phrase-]").all()
    for sentence in sentences:
        sentence.fill(SUMMARY)
    picture("phrases-simples")
    window.get_by_label("Publier toutes les actions").check()
    window.get_by_role("button", name="Enregistrer ces phrases").click()

    window.goto("/conventions/2023-2026/objectifs/")
    picture("plan-publie")
    window.goto("/suivi/")
    picture("tableau-de-bord")
    window.goto("/suivi/actions/")
    picture("liste-de-travail")
    window.get_by_role("link", name="Modifier ces").click()
    window.get_by_label("Marquer ces actions comme vérifiées").check()
    window.get_by_role("button", name="Voir ce qui va changer").click()
    picture("modifier-plusieurs")
    published = window.locator("input[name=lignes]").count()
    window.get_by_role("button", name="Appliquer ces changements").click()

    send(window, FAULTY)
    window.get_by_label("« Presque fini »").select_option(label="En cours")
    window.get_by_label("« Atlantis »").select_option(label="Lavaur")
    window.get_by_role("button", name="Enregistrer ces réponses").click()
    picture("import-corriger")
    window.get_by_role("button", name="Abandonner cet aperçu").click()

    # Many sentences are also quick to change in a spreadsheet.
    with window.expect_download() as download:
        window.get_by_role("link", name="plan XLSX").click()
    plan = folder / "plan.xlsx"
    download.value.save_as(plan)
    summarise(plan)
    send(window, plan)
    picture("import-champ-par-champ")
    window.get_by_role("button", name="Appliquer l’import").click()

    window.goto("/admin/actions/action/")
    window.locator("#result_list tbody th a").first.click()
    window.wait_for_url("**/change/**")
    sheet = window.url.partition("?")[0]
    write_at_once(window, sheet)
    picture("deux-personnes")
    window.get_by_role("button", name="Enregistrer ces choix").click()

    window.goto(sheet)
    window.get_by_role("link", name="Historique").click()
    picture("historique")
    return published


def write_at_once(window, sheet):
    """Change one sentence of a sheet in two pages opened before either was saved."""
    other = window.context.new_page()
    for page in (window, other):
        page.goto(sheet)
    for page, words in ((other, "les mardis"), (window, "les mardis et jeudis")):
        page.locator("#id_summary").fill(f"Des permanences {words}, près de vous.")
        page.locator("[name=_save]").first.click()
    other.close()


def send(window, file: Path):
    """Upload `file` on the page of imports and show what it would change."""
    window.goto("/suivi/import/")
    window.set_input_files("input[type=file]", file)
    window.get_by_role("button", name="Voir ce que ce fichier change").click()


def summarise(path):
    """Fill the « Phrase simple » column of an exported plan, as its coordinator would."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "Phrase simple")
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, column).value = CORRECTED
    workbook.save(path)
