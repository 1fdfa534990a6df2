"""What staff explained stays, whatever becomes of the import; and a preview can be dropped."""

import pytest

from actions.importing.applying import undo
from actions.importing.batch import preview
from actions.models import Action, ImportBatch, ImportWord, WordKind
from actions.views import import_preview
from conventions.models import Objective
from partners.permissions import Role
from tests.actions.importing.pages import form, press, said, sent
from tests.actions.importing.samples import imported, received
from tests.factories import ActionFactory, EnjeuFactory, ObjectiveFactory, UserFactory
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
TABLE = "code,enjeu,intitulé,état,truc\n1.1,1. Accès aux droits,Titre,à l’étude,Un résumé\n"


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(role=Role.EDITING))


@pytest.fixture
def plan():
    enjeu = EnjeuFactory(public=True, code="1", title="Accès aux droits")
    return ActionFactory(enjeu=enjeu, code="1.1", title="Titre")


def answer_the_state(client, address):
    names = form(client.get(address), "Enregistrer ces réponses")[1]
    (name,) = [name for name in names if name.startswith("mot-")]
    press(client, address, "Enregistrer ces réponses", **{name: "en_cours"})


def test_an_answer_serves_the_next_file_even_if_the_import_never_happens(editor, plan):
    address, _ = sent(editor, TABLE)
    press(editor, address, "Relire avec ces colonnes", **{"colonne-0-4": "summary"})
    answer_the_state(editor, address)

    press(editor, address, "Abandonner cet aperçu")
    again, _ = sent(editor, TABLE)
    page = said(editor, again)

    assert "sur le fichier, environ" not in page
    assert "0 action ajoutée, 1 modifiée" in page
    assert "phrase simple, avancement" in page


def test_a_creation_is_not_remembered(editor, plan):
    address, _ = sent(editor, TABLE.replace("1. Accès aux droits", "Logement"))
    page = editor.get(address)
    boxes = dict.fromkeys(
        (n for n in form(page, "Enregistrer ces réponses")[1] if n.startswith("mot-")), ""
    )
    name = next(iter(boxes))
    press(editor, address, "Enregistrer ces réponses", **{name: "+"})

    assert not ImportWord.objects.filter(kind=WordKind.ENJEU).exists()


def test_a_dropped_preview_is_gone_with_its_file(editor, plan, media):
    address, _ = sent(editor, TABLE)
    assert [path for path in media.rglob("*") if path.is_file()]

    answer = press(editor, address, "Abandonner cet aperçu")

    assert answer["Location"] == "/suivi/import/"
    assert "L’aperçu de « plan.csv » est abandonné" in said(editor, "/suivi/import/")
    assert not ImportBatch.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
    assert editor.get(address).status_code == 404
    assert editor.post(f"{address}abandonner/")["Location"] == "/suivi/import/"  # a double click


def test_an_applied_import_is_not_dropped(editor, plan):
    address, batch = sent(editor, TABLE.replace("à l’étude", "En cours"))
    press(editor, address, "Appliquer l’import")

    answer = editor.post(f"{address}abandonner/")

    assert answer["Location"] == address
    assert ImportBatch.objects.filter(pk=batch.pk).exists()
    assert Action.objects.get().avancement == "en_cours"


def test_looking_at_the_address_drops_nothing(editor, plan):
    address, batch = sent(editor, TABLE)

    assert editor.get(f"{address}abandonner/")["Location"] == address
    assert ImportBatch.objects.filter(pk=batch.pk).exists()


def test_a_script_keeps_one_answer_and_the_others_stay_open(editor, plan):
    address, batch = sent(editor, TABLE + "1.2,1. Accès aux droits,Autre,bientôt,Un résumé\n")
    names = form(editor.get(address), "Enregistrer ces réponses")[1]
    name, other = [name for name in names if name.startswith("mot-")]

    answer = editor.post(address, {"etape": "mots", "garder": "1", name: "en_cours"})

    assert (answer.status_code, answer.content) == (204, b"")
    batch.refresh_from_db()
    assert list(batch.decisions["avancement"].values()) == ["en_cours"]
    assert form(editor.get(address), "Enregistrer ces réponses")[1][other] == ""
    assert editor.post(address, {"etape": "mots", "garder": "1", other: "?"}).status_code == 400


def test_a_page_that_shows_leaves_an_answer_saved_meanwhile(editor, plan):
    _, stale = sent(editor, TABLE)
    ImportBatch.objects.filter(pk=stale.pk).update(decisions={"avancement": {"a l etude": "x"}})

    preview(stale, with_choices=False)

    assert ImportBatch.objects.get(pk=stale.pk).decisions == {"avancement": {"a l etude": "x"}}


def test_two_answers_on_their_way_are_both_kept(editor, plan, monkeypatch):
    address, batch = sent(editor, TABLE + "1.2,1. Accès aux droits,Autre,bientôt,Un résumé\n")
    names = form(editor.get(address), "Enregistrer ces réponses")[1]
    first, second = [name for name in names if name.startswith("mot-")]
    real = import_preview.plan_of

    def meanwhile(*args):
        monkeypatch.setattr(import_preview, "plan_of", real)
        editor.post(address, {"etape": "mots", "garder": "1", first: "en_cours"})
        return real(*args)

    monkeypatch.setattr(import_preview, "plan_of", meanwhile)
    editor.post(address, {"etape": "mots", "garder": "1", second: "a_venir"})

    batch.refresh_from_db()
    assert sorted(batch.decisions["avancement"].values()) == ["a_venir", "en_cours"]


def test_an_answer_changed_on_a_page_still_open_is_kept(editor, plan):
    lines = "".join(f"1.{n},1. Accès aux droits,A{n},mot {n},\n" for n in range(2, 60))
    address, batch = sent(editor, TABLE + lines)
    names = form(editor.get(address), "Enregistrer ces réponses")[1]
    name = next(name for name in names if name.startswith("mot-"))

    for answer in ("en_cours", "realisee"):
        editor.post(address, {"etape": "mots", "garder": "1", name: answer})

    batch.refresh_from_db()
    assert list(batch.decisions["avancement"].values()) == ["realisee"]


def test_levels_created_under_another_number_are_known_to_the_next_file(plan):
    """The numbers of the file are taken: what is created bears others."""
    ObjectiveFactory(enjeu=plan.enjeu, code="1.1", title="Aller vers")
    lines = [
        "1. Petite enfance,1.1 Faire connaître,Une affiche",
        "2. Jeunesse,1.1 Faire connaître,Un film",
        "2. Jeunesse,1.2 Coordonner,Une réunion",
    ]
    text = "\n".join(["enjeu,objectif,intitulé", *lines])
    convention = plan.enjeu.convention
    imported(text, convention=convention)
    assert {(str(row), row.enjeu.title) for row in Objective.objects.all()} == {
        ("1.1 Aller vers", "Accès aux droits"),
        ("2.1 Faire connaître", "Petite enfance"),
        ("3.1 Faire connaître", "Jeunesse"),
        ("1.2 Coordonner", "Jeunesse"),
    }

    again = preview(received(text, convention=convention))
    assert [word.text for word in again.pending] == []
    assert again.changes_nothing


def test_level_created_under_another_number_is_asked_again_once_it_is_gone(plan):
    text = "enjeu,intitulé\n1. Petite enfance,Une affiche"
    batch = imported(text, convention=plan.enjeu.convention)
    undo(batch)

    again = preview(received(text, convention=plan.enjeu.convention))
    assert [(word.text, word.suggestion) for word in again.pending] == [("1. Petite enfance", "+")]
