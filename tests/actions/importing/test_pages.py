"""From the file to the plan and back, through the pages."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.importing.name_matching import IGNORE
from actions.models import Action, Audience, ImportBatch, ImportState
from conventions.models import Convention, Objective
from partners.models import Organisation
from partners.permissions import Role
from tests.actions.importing.pages import (
    checkboxes,
    confirm_everything,
    errors,
    form,
    lead,
    press,
    said,
    send,
    send_sample,
    sent,
    values,
)
from tests.actions.importing.samples import FAULTY, GOOD, GOOD_EXCEL, INJECTION, REAL, sample
from tests.factories import ActionFactory, EnjeuFactory, ImportBatchFactory, UserFactory
from tests.reading import find, main_of, parse_errors, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
HEADER = "code,enjeu,intitulé,avancement,fin prévue\n"


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(role=Role.EDITING, full_name="Camille Essai"))


@pytest.fixture
def publisher():
    """Who may apply what creates an enjeu of a published convention."""
    return sign_in_as(UserFactory(role=Role.PUBLISHING, full_name="Camille Essai"))


@pytest.fixture
def plan():
    """A published convention with one enjeu and one published action."""
    enjeu = EnjeuFactory(public=True, code="1", title="Accès aux droits")
    return ActionFactory(enjeu=enjeu, published=True, code="1.1", title="Titre")


def line(action, title=None, state="À venir", end=""):
    title = title or action.title
    return f"{HEADER}{action.code},{action.enjeu},{title},{state},{end}\n"


# --- the whole way -------------------------------------------------------------------------------


def test_who_may_not_publish_is_told_before_and_applies_nothing(editor, shipped_content):
    address, _ = send_sample(editor, REAL)

    page = confirm_everything(editor, address)

    assert form(page, "Appliquer l’import") is None
    assert "Demandez à une personne qui peut publier" in text_of(main_of(page))
    editor.post(f"{address}appliquer/", {"digest": ImportBatch.objects.get().digest})
    assert not Action.objects.exists()


def test_real_table_becomes_the_plan_and_is_undone(publisher, shipped_content):
    address, _ = send_sample(publisher, REAL)
    first = publisher.get(address)
    assert lead(first).startswith("17 actions ajoutées, 0 modifiée, 0 inchangée.")
    assert form(first, "Appliquer l’import") is None
    assert Action.objects.count() == Organisation.objects.filter(name="EPCI").count() == 0

    ready = confirm_everything(publisher, address)
    assert form(ready, "Appliquer l’import") is not None
    done = press(publisher, address, "Appliquer l’import")
    assert (done.status_code, done["Location"]) == (302, address)
    assert Action.objects.count() == 17
    assert not Action.objects.filter(is_published=True).exists()
    assert Objective.objects.count() == 9
    assert "Cet import est appliqué depuis le" in said(publisher, address)
    assert "17 ajoutées, 0 modifiée, 0 inchangée" in said(publisher, "/suivi/import/")

    again, _ = send_sample(publisher, REAL)
    assert lead(publisher.get(again)).endswith("à l’identique : 17 actions.")

    press(publisher, address, "Annuler cet import")
    assert (Action.objects.count(), Objective.objects.count()) == (0, 0)
    assert "Cet import est annulé depuis le" in said(publisher, address)


def test_nothing_is_created_without_a_tick(editor, shipped_content):
    address, batch = send_sample(editor, REAL)
    press(editor, address, "Enregistrer ces réponses")
    batch.refresh_from_db()

    assert "+" not in {t for words in batch.decisions.values() for t in words.values()}
    assert "Appliquer l’import" not in said(editor, address)
    assert Audience.objects.count() == Audience.objects.exclude(name="jeunes 11-18 ans").count()


def test_one_creation_is_ticked_and_another_word_taken_for_a_row(editor, shipped_content):
    address, batch = send_sample(editor, REAL)
    page = editor.get(address)
    names = {text_of(label): label.get("for") for label in find(main_of(page), "label")}
    caf = Organisation.objects.get(slug="caf-du-tarn")
    press(
        editor,
        address,
        "Enregistrer ces réponses",
        **{
            names["Créer « EPCI (France services) »"]: "on",
            names["ou prendre, pour « EPCI »"]: str(caf.pk),
        },
    )
    batch.refresh_from_db()

    found = batch.decisions["organisation"]
    assert (found["epci france services"], found["epci"]) == ("+", str(caf.pk))
    assert found["associations"] == IGNORE  # who they are is said by nobody


@pytest.mark.parametrize("name", [GOOD, GOOD_EXCEL])
def test_clean_tables_are_applied_after_one_confirmation(publisher, shipped_content, name):
    address, _ = send_sample(publisher, name)
    confirm_everything(publisher, address)
    press(publisher, address, "Appliquer l’import")

    assert Action.objects.count() == 17
    again, _ = send_sample(publisher, name)
    assert lead(publisher.get(again)).endswith("à l’identique : 17 actions.")
    assert form(publisher.get(again), "Appliquer l’import") is None


def test_second_table_of_the_same_shape_needs_one_screen(publisher, shipped_content):
    address, _ = send_sample(publisher, REAL)
    confirm_everything(publisher, address)
    press(publisher, address, "Appliquer l’import")
    book = openpyxl.load_workbook(io.BytesIO(sample(REAL)))
    book.active["D5"] = "Un autre intitulé"
    changed = io.BytesIO()
    book.save(changed)

    again, _ = sent(publisher, changed.getvalue(), "nouveau.xlsx")
    page = publisher.get(again)
    assert lead(page).startswith("0 action ajoutée, 1 modifiée, 16 inchangées.")
    assert "sur le fichier" not in text_of(main_of(page))
    press(publisher, again, "Appliquer l’import")
    assert Action.objects.get(code="1.1.1").title == "Un autre intitulé"


def test_injection_is_shown_as_text(publisher, shipped_content):
    address, _ = send_sample(publisher, INJECTION)
    confirm_everything(publisher, address)
    page = publisher.get(address)

    assert parse_errors(page) == []
    assert "<script>alert(1)</script>" in text_of(main_of(page))
    assert b"<script>alert" not in page.content
    press(publisher, address, "Appliquer l’import")
    assert Action.objects.get(code="1.1.2").title == "+1+1"


# --- faults --------------------------------------------------------------------------------------


def test_seven_faults_are_all_said_and_nothing_can_be_applied(editor, shipped_content):
    address, batch = send_sample(editor, FAULTY)
    page = confirm_everything(editor, address)
    (section,) = [s for s in find(main_of(page), "section") if s.get("id") == "fautes"]
    fields = [
        (text_of(find(item, "label")[0]), text_of(find(item, "p")[0]), find(item, "input"))
        for item in find(section, "li")
        if find(item, "label")
    ]

    assert len(fields) == 7
    assert fields[0][0] == "Ligne 4, J « debut »"
    assert fields[0][2][0].get("value") == "30/02/2024"
    assert all(expected.endswith(".") for _, expected, _ in fields)
    assert form(page, "Appliquer l’import") is None
    batch.refresh_from_db()
    editor.post(f"{address}appliquer/", {"digest": batch.digest})
    assert Action.objects.count() == 0


# --- refused files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "plan.csv", 400, "est vide"),
        (b"x" * (10 * 1024 * 1024 + 1), "plan.csv", 413, "dépasse 10 Mo"),
        (b"%PDF-1.4", "plan.xlsx", 400, "ne correspond pas"),
        (b"code,titre\n", "plan.pdf", 400, "XLSX, ODS ou CSV"),
        (b"code,titre\n", "plan.xlsm", 400, "macros"),
        (b"PK\3\4 broken", "plan.xlsx", 400, "abîmé"),
        (b"nom,mail\na,b@example.org\n", "contacts.csv", 400, "coordonnées de personnes"),
    ],
)
def test_refused_file_is_explained_and_the_choice_is_kept(
    editor, plan, content, name, status, words
):
    other = ActionFactory().convention
    response = send(editor, content, name, other)

    assert response.status_code == status
    (sentence,) = errors(response)
    assert words in sentence
    page = main_of(response)
    (chosen,) = [o for o in find(page, "option") if o.get("selected") is not None]
    assert chosen.get("value") == str(other.pk)
    assert text_of(find(page, "h1")[0]) == "Importer un tableau"
    assert " ".join(response.text.split()).count("<title>Erreur : ") == 1
    assert ImportBatch.objects.count() == 0


def test_table_sent_twice_is_received_once(editor, plan, media):
    typed = values(find(main_of(editor.get("/suivi/import/")), "form")[0])

    def upload(content):
        return editor.post("/suivi/import/", typed | {"file": SimpleUploadedFile("a.csv", content)})

    first, again, corrected = (
        upload(f"Code;Enjeu;Action\n1.1;1;{title}\n".encode()) for title in "AAB"
    )

    assert first.url == again.url != corrected.url
    assert ImportBatch.objects.count() == 2
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


def test_no_file_is_an_error_in_words(editor, plan):
    response = editor.post("/suivi/import/", {"convention": plan.convention.pk})

    assert response.status_code == 400
    assert errors(response) == ["Choisissez le fichier de votre tableau."]


def test_file_that_is_no_longer_kept_is_said(editor, plan):
    batch = ImportBatchFactory(file="")

    assert "est effacé" in said(editor, f"/suivi/import/{batch.pk}/")


# --- columns and sheets --------------------------------------------------------------------------


def test_columns_are_corrected_by_staff_and_remembered(editor, plan):
    table = f"code,intitulé,bidule\n{plan.code},{plan.title},Un nouveau résumé\n"
    address, _ = sent(editor, table)
    assert lead(editor.get(address)).startswith("Aucun changement")

    press(editor, address, "Relire avec ces colonnes", **{"colonne-0-2": "summary"})
    assert lead(editor.get(address)).startswith("0 action ajoutée, 1 modifiée")
    press(editor, address, "Appliquer l’import")
    plan.refresh_from_db()
    assert plan.summary == "Un nouveau résumé"
    again, _ = sent(editor, table.replace("nouveau", "autre"))
    assert lead(editor.get(again)).startswith("0 action ajoutée, 1 modifiée")


def test_missing_and_doubled_columns_are_errors_that_keep_the_answers(editor, plan):
    address, _ = sent(editor, line(plan))
    response = press(
        editor, address, "Relire avec ces colonnes", **{"colonne-0-0": "title", "colonne-0-3": ""}
    )

    assert response.status_code == 400
    assert errors(response) == [
        "« Titre » est déjà donné par la colonne A : n’en gardez qu’une.",
    ]
    _, kept = form(response, "Relire avec ces colonnes")
    assert (kept["colonne-0-0"], kept["colonne-0-3"]) == ("title", "")


def test_file_without_a_known_title_asks_for_its_column(editor, plan):
    address, _ = sent(editor, f"code,enjeu,bidule\n{plan.code},{plan.enjeu},Autre titre\n")
    page = editor.get(address)

    assert lead(page) == "Dites quelle colonne du fichier contient « Titre »."
    press(editor, address, "Relire avec ces colonnes", **{"colonne-0-2": "title"})
    assert lead(editor.get(address)).startswith("0 action ajoutée, 1 modifiée")


def test_sheets_left_out_are_named_with_the_reason(editor, shipped_content):
    address, _ = send_sample(editor, REAL)

    words = said(editor, address)

    assert "1 feuille ignorée « Contacts » : Cette feuille contient des coordonnées" in words


def test_sheets_that_look_like_a_plan_are_ticked_together_and_one_is_left_out(editor, plan):
    book = openpyxl.Workbook()
    for title in ("Plan 2024", "Plan 2025"):
        sheet = book.create_sheet(title)
        sheet.append(["Code", "Enjeu", "Intitulé"])
        sheet.append([plan.code, str(plan.enjeu), title])
    book.create_sheet("Notes").append(["rien"])
    file = io.BytesIO()
    book.save(file)
    address, batch = sent(editor, file.getvalue(), "deux.xlsx")
    page = main_of(editor.get(address))
    boxes = [box for box in find(page, "input") if box.get("name") == "feuille"]
    assert [box.get("checked") is not None for box in boxes] == [True, True]
    assert "Plan 2024 (1 ligne)" in text_of(page)
    assert "Ce code est déjà celui de la ligne 2 de la feuille « Plan 2024 »" in text_of(page)

    press(editor, address, "Lire ces feuilles", feuille="1")
    batch.refresh_from_db()
    assert batch.sheets == ["Plan 2025"]
    assert "0 action ajoutée, 1 modifiée" in said(editor, address)


# --- what would change ---------------------------------------------------------------------------


def test_changes_are_shown_field_by_field_with_the_absent_ones(editor, plan):
    ActionFactory(enjeu=plan.enjeu, code="1.2", title="Pas dans le fichier")
    address, _ = sent(editor, line(plan, title="Nouveau titre"))
    page = main_of(editor.get(address))
    (table,) = find(page, "table")

    assert [[text_of(c) for c in row] for row in find(table, "tbody tr")] == [
        ["Titre", "Titre", "Nouveau titre"]
    ]
    assert "1 action absente du fichier" in text_of(page)
    assert "Rien n’est supprimé" in text_of(page)
    assert "est aussitôt visible sur le site" in text_of(page)
    assert "restent des brouillons" not in text_of(page)
    press(editor, address, "Appliquer l’import")
    assert Action.objects.count() == 2


@pytest.mark.parametrize("is_demo", [False, True])
def test_writing_over_an_example_is_told(editor, plan, is_demo):
    Action.objects.update(is_demo=is_demo)
    address, _ = sent(editor, line(plan, title="Autre titre"))

    page = text_of(main_of(editor.get(address)))

    assert ("est un exemple de démonstration" in page) is is_demo


def test_a_reason_is_asked_when_something_public_moves(editor, plan):
    address, _ = sent(editor, line(plan, end="31/12/2026"))
    refused = press(editor, address, "Appliquer l’import", reason="  ")

    assert refused.status_code == 400
    assert errors(refused) == [
        "Dites pourquoi l’avancement ou les dates d’actions publiées changent."
    ]
    plan.refresh_from_db()
    assert plan.ends_on is None
    press(editor, address, "Appliquer l’import", reason="Vu en comité")
    plan.refresh_from_db()
    assert plan.ends_on.isoformat() == "2026-12-31"
    assert "Raison donnée : Vu en comité" in said(editor, address)


def test_reason_cannot_be_left_out_by_another_form(editor, plan):
    address, batch = sent(editor, line(plan, end="31/12/2026"))
    editor.get(address)
    batch.refresh_from_db()
    response = editor.post(f"{address}appliquer/", {"digest": batch.digest})

    assert response.status_code == 400
    assert "dites pourquoi" in errors(response)[0]
    plan.refresh_from_db()
    assert plan.ends_on is None


def test_plan_changed_since_the_preview_is_not_overwritten(editor, plan):
    address, _ = sent(editor, line(plan, title="Du fichier"))
    shown = form(editor.get(address), "Appliquer l’import")[1]
    Action.objects.filter(pk=plan.pk).update(title="D’un collègue")
    editor.get(address)  # another tab, which has seen the new plan
    refused = editor.post(f"{address}appliquer/", shown)

    assert refused.status_code == 409
    assert errors(refused)[0].startswith("Le plan a changé depuis cet aperçu")
    assert "D’un collègue" in text_of(main_of(refused))
    plan.refresh_from_db()
    assert plan.title == "D’un collègue"


def test_applying_twice_applies_once(editor, plan):
    address, _ = sent(editor, f"{HEADER}1.9,{plan.enjeu},Nouvelle,,\n")
    shown = form(editor.get(address), "Appliquer l’import")[1]
    answers = [editor.post(f"{address}appliquer/", shown) for _ in range(2)]

    assert [(a.status_code, a["Location"]) for a in answers] == [(302, address)] * 2
    assert Action.objects.filter(title="Nouvelle").count() == 1


def test_undo_is_refused_once_something_changed(editor, plan):
    address, batch = sent(editor, line(plan, title="Du fichier"))
    press(editor, address, "Appliquer l’import")
    Action.objects.filter(pk=plan.pk).update(title="Corrigé à la main")
    refused = press(editor, address, "Annuler cet import")

    assert refused.status_code == 409
    assert "ne peut plus être annulé" in errors(refused)[0]
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert press(editor, address, "Annuler cet import").status_code == 409


# --- size ----------------------------------------------------------------------------------------


def many_lines(enjeu, count):
    rows = [
        f"9.{n},{enjeu},Action {n} : {'x' * 100},En cours ?{n % 60},01/01/2030"
        for n in range(count)
    ]
    return HEADER + "\n".join(rows)


def test_page_of_a_large_table_stays_small(editor, plan):
    address, _ = sent(editor, many_lines(plan.enjeu, 2000))
    page = editor.get(address)

    assert len(page.content) < 200_000
    assert "2 000 erreurs à corriger" in lead(page)
    assert "Page 1 sur 40" in text_of(main_of(page))
    second = editor.get(f"{address}?fautes=2&mots=2")
    assert "Page 2 sur 40" in text_of(main_of(second))
    assert [name for name in checkboxes(second) if not name.startswith("ligne-")] == []


def test_queries_do_not_depend_on_the_number_of_lines(editor, plan):
    found = {}
    for count in (1, 3, 300):
        address, _ = sent(editor, many_lines(plan.enjeu, count))
        with CaptureQueriesContext(connection) as captured:
            editor.get(address)
        found[count] = len(captured)

    assert len(set(found.values())) == 1, found


def test_list_of_imports_is_paged_with_a_constant_number_of_queries(editor, plan):
    found = {}
    for count in (1, 3, 30):
        ImportBatchFactory.create_batch(
            count - ImportBatch.objects.count(), convention=plan.convention, by=UserFactory()
        )
        with CaptureQueriesContext(connection) as captured:
            page = editor.get("/suivi/import/")
        found[count] = len(captured)

    assert len(set(found.values())) == 1, found
    assert len(find(main_of(page), "tbody tr")) == 20


@pytest.mark.parametrize("address", ["/suivi/import/999/", "/suivi/import/999/annote/"])
def test_unknown_import_is_not_found(editor, plan, address):
    assert editor.get(address).status_code == 404


def test_without_a_convention_the_page_still_opens(editor):
    assert Convention.objects.count() == 0
    assert editor.get("/suivi/import/").status_code == 200
