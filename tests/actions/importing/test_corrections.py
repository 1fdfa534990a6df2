"""A fault of the file is corrected on the page: the file stays as it was sent."""

import pytest

from actions.models import Action, ImportBatch
from conventions.models import Commune
from partners.permissions import Role
from tests.actions.importing.pages import confirm_everything, form, lead, press, said, send_sample
from tests.actions.importing.pages import sent as sent_table
from tests.actions.importing.samples import FAULTY
from tests.factories import ActionFactory, EnjeuFactory, UserFactory
from tests.reading import find, main_of, text_of
from tests.signing import sign_in_as

SAVE = "Enregistrer ces corrections"
RIGHT = {  # of the seven faults of the sample: heading → what should stand there
    "debut": "01/02/2024",
    "code": "9.9.9",
    "motif": "Le poste est vacant.",
    "fin_prevue": "31/12/2026",
    "intitule": "Un titre",
}


@pytest.fixture
def editor(db):
    return sign_in_as(UserFactory(role=Role.PUBLISHING))


def names_of_fields(page):
    """Label of each faulty cell → name of its field."""
    return {
        text_of(label): label.get("for")
        for label in find(main_of(page), "label")
        if (label.get("for") or "").startswith("case-")
    }


def test_every_fault_is_corrected_on_the_page_and_the_file_is_applied(editor, shipped_content):
    address, _ = send_sample(editor, FAULTY)
    page = confirm_everything(editor, address)
    fields = names_of_fields(page)
    assert len(fields) == 5
    assert "Dites plus haut ce que veut dire « Presque fini »" in text_of(main_of(page))
    lists = {text_of(one): one.get("for") for one in find(main_of(page), "label")}
    lavaur = str(Commune.objects.get(name="Lavaur").pk)
    answers = {lists["« Presque fini »"]: "en_cours", lists["« Atlantis »"]: lavaur}
    press(editor, address, "Enregistrer ces réponses", **answers)

    typed = {}
    for label, name in fields.items():
        heading = label.partition("«")[2].strip(" »")
        typed[name] = RIGHT[heading]
    press(editor, address, SAVE, **typed)
    page = confirm_everything(editor, address)

    assert "erreur" not in lead(page)
    assert "5 cases corrigées ici" in text_of(main_of(page))
    press(editor, address, "Appliquer l’import")
    assert Action.objects.filter(code="9.9.9").exists()
    assert Action.objects.filter(title="Un titre").exists()


def test_a_wrong_correction_is_still_a_fault_that_holds_what_was_typed(editor):
    action = ActionFactory(enjeu=EnjeuFactory(public=True, code="1", title="Droits"), code="1.1")
    table = f"code,enjeu,intitulé,début\n{action.code},{action.enjeu},{action.title},31/02/2024\n"
    address, _ = sent_table(editor, table)
    (name,) = names_of_fields(editor.get(address)).values()

    press(editor, address, SAVE, **{name: "30/02/2024"})
    page = editor.get(address)

    assert form(page, SAVE)[1][name] == "30/02/2024"
    assert form(page, "Appliquer l’import") is None
    press(editor, address, SAVE, **{name: "01/03/2024"})
    assert "Dans le fichier : 31/02/2024" in said(editor, address)
    press(editor, address, "Appliquer l’import")
    action.refresh_from_db()
    assert str(action.starts_on) == "2024-03-01"


def test_what_is_not_changed_is_no_correction(editor):
    EnjeuFactory(public=True, code="1", title="Droits")
    address, _ = sent_table(editor, "code,enjeu,intitulé,début\n1.1,1. Droits,A,30/02/2024\n")

    press(editor, address, SAVE)

    assert ImportBatch.objects.get().decisions.get("case", {}) == {}


def test_a_reason_that_no_column_says_is_typed_on_the_page(editor):
    EnjeuFactory(public=True, code="1", title="Droits")
    address, _ = sent_table(editor, "code,enjeu,intitulé,état\n1.1,1. Droits,A,En pause\n")
    page = editor.get(address)
    (name,) = [
        label.get("for")
        for label in find(main_of(page), "label")
        if text_of(label).endswith(": motif")
    ]
    assert "Dites pourquoi cette action est « En pause »" in text_of(main_of(page))

    press(editor, address, SAVE, **{name: "Le poste est vacant."})
    press(editor, address, "Appliquer l’import")

    action = Action.objects.get(code="1.1")
    assert (action.avancement, action.avancement_reason) == ("en_pause", "Le poste est vacant.")
