"""`manage.py import_actions` does what the pages do, in a terminal."""

import datetime as dt
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.importing.applying import undo
from actions.importing.batch import purge_files, table_of
from actions.models import Action, Avancement, ImportBatch, ImportState
from partners.models import Organisation
from records.history.timeline import Timeline
from tables.errors import TableRefused
from tests.actions.importing.samples import (
    FAULTY,
    GOOD,
    GOOD_EXCEL,
    INJECTION,
    REAL,
    SAMPLES,
    imported,
    sample,
)
from tests.dumps import dump
from tests.factories import ImportBatchFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_content")]

YES = ("--accepter-mots", "--accepter-creations")


def run(name, *options):
    out = StringIO()
    call_command("import_actions", str(SAMPLES / name), *options, stdout=out)
    return out.getvalue()


def stored_files():
    return (
        set(default_storage.listdir("imports")[1]) if default_storage.exists("imports") else set()
    )


@pytest.mark.parametrize("name", [GOOD, GOOD_EXCEL, INJECTION, REAL])
def test_preview_writes_nothing(name):
    before, files = dump(), stored_files()
    told = run(name, *YES)

    assert "Actions ajoutées : 17 ; modifiées : 0" in told
    assert "rien n’a été écrit" in told
    assert dump() == before
    assert not ImportBatch.objects.exists()
    assert stored_files() == files


@pytest.mark.parametrize("name", [GOOD, GOOD_EXCEL, INJECTION, REAL])
def test_apply_adds_17_actions_then_nothing(name):
    assert "Appliqué." in run(name, *YES, "--apply")
    assert Action.objects.count() == 17

    told = run(name, "--apply")
    assert "inchangées : 17" in told
    assert "Aucun changement" in told
    assert ImportBatch.objects.get().state == ImportState.APPLIED


def told(action):
    timeline = Timeline(Action, action.pk)
    return timeline.entries(timeline.moments)[0]


def test_history_names_the_account_of_the_server(monkeypatch):
    monkeypatch.setenv("SUDO_USER", "dominique")

    run(GOOD, "--apply", *YES)

    entry = told(Action.objects.first())
    assert entry.who == "le compte « dominique » du serveur"
    assert entry.reasons == [f"Import de {GOOD} : Fait sur le serveur par dominique."]
    assert undo(ImportBatch.objects.get()) == []


def test_history_names_who_is_given():
    person = UserFactory(publishing=True, full_name="Camille Essai")

    run(GOOD, "--apply", "--par", person.email.upper(), *YES)

    assert told(Action.objects.first()).who == "Camille Essai"
    assert ImportBatch.objects.get().by == person


@pytest.mark.parametrize("role", ["", "lecture"])
def test_who_is_given_belongs_to_the_team_and_may_import(role):
    person = UserFactory(role=role)

    with pytest.raises(CommandError, match="--par"):
        run(GOOD, "--apply", "--par", person.email, *YES)

    assert not Action.objects.exists()


def test_faults_are_told_and_exit_in_error():
    before, out = dump(), StringIO()
    with pytest.raises(CommandError, match="Erreurs à corriger : 7"):
        call_command("import_actions", str(SAMPLES / FAULTY), *YES, "--apply", stdout=out)

    told = out.getvalue()
    assert "ligne 4, colonne J « debut » : « 30/02/2024 »" in told
    assert told.count("\n- ligne") == 7
    assert dump() == before
    assert not ImportBatch.objects.exists()


def test_undecided_words_are_not_applied():
    with pytest.raises(CommandError, match="restent à expliquer"):
        run(REAL, "--accepter-mots", "--apply")

    assert not Action.objects.exists()
    assert not ImportBatch.objects.exists()


def test_words_are_explained_by_options():
    options = ("--etat", "Terminé=En place et continue", "--mot", "organisation:EPCI=CCTA")
    run(REAL, *options, "--mot", "organisation:associations=-", *YES, "--apply")

    assert Action.objects.get(code="2.1.2").avancement == Avancement.SETTLED
    assert Action.objects.get(code="2.1.1").lead.slug == "ccta"
    assert not Organisation.objects.filter(name="associations").exists()


def test_columns_are_chosen_by_options():
    run(GOOD, "--map", "summary=D", "--map", "title=E", *YES, "--apply")

    action = Action.objects.get(code="1.1.2")
    assert action.title == "Exemple de résumé en une phrase."
    assert action.summary.startswith("Recenser")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--map", "title=Z"), "colonne inconnue"),
        (("--map", "title"), "gauche=droite"),
        (("--etat", "Terminé=Bof"), "avancement inconnu"),
        (("--mot", "planete:Mars=1"), "sorte de mot inconnue"),
        (("--mot", "organisation:EPCI=Personne"), "ne désigne pas"),
        (("--feuille", "Feuille 9"), "pas de feuille"),
        (("--ignorer", "x"), "ligne inconnue"),
        (("--numero", "Autre!3=1.1"), "ligne inconnue"),
        (("--convention", "1999"), "Aucune convention « 1999 »"),
        (("--map", "title=-"), "quelle colonne"),
    ],
)
def test_wrong_option_is_explained(options, message):
    with pytest.raises(CommandError, match=message):
        run(GOOD, *options)


def test_contacts_sheet_is_refused():
    with pytest.raises(CommandError, match="coordonnées de personnes"):
        run(REAL, "--feuille", "Contacts")


def test_sheets_lines_and_numbers_are_chosen_by_options():
    told = run("terrain/03-feuille-par-enjeu.xlsx")
    assert told.count("lignes lues.") == 4
    assert "feuille « Contacts » non lue : Cette feuille contient des coordonnées" in told
    assert "Actions ajoutées : 16" in told

    told = run(
        "terrain/03-feuille-par-enjeu.xlsx",
        *("--feuille", "Jeunesse", "--feuille", "Parentalité"),
        *("--ignorer", "Jeunesse!5", "--map", "summary=Jeunesse!B", "--numero", "Jeunesse!4=8.8"),
    )
    assert "Actions ajoutées : 7" in told
    assert "Jeunesse!5 mise de côté (ignorée à votre demande)" in told
    assert "feuille « Petite enfance » non lue : elle n’est pas choisie" in told
    assert "+ 8.8 Jeunesse action 1" in told

    told = run("terrain/10-sans-numero.xlsx", "--ignorer", "6")
    assert "Sheet!2 : numéro proposé à donner, Action sans numéro 1" in told
    assert "Sheet!6 mise de côté" in told


def test_missing_file_is_told():
    with pytest.raises(CommandError, match="introuvable"):
        run("absent.csv")


def test_published_dates_need_a_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "dominique")
    imported(sample(GOOD), GOOD)
    Action.objects.update(is_published=True)
    table = tmp_path / "plan.csv"
    table.write_text(sample(GOOD).decode().replace("2026-12-31", "2027-12-31", 1))

    with pytest.raises(CommandError, match="dites pourquoi"):
        call_command("import_actions", str(table), "--apply", stdout=StringIO())
    call_command("import_actions", str(table), "--apply", "--raison", "Avenant", stdout=StringIO())

    action = Action.objects.get(ends_on="2027-12-31")
    version = action.history.first()
    assert version.history_change_reason == (
        "Import de plan.csv : Avenant. Fait sur le serveur par dominique."
    )


# --- purge -------------------------------------------------------------------------------------


def test_old_files_are_purged():
    now = timezone.now()
    old = now - dt.timedelta(days=31)
    preview, applied, young = (
        ImportBatchFactory(),
        ImportBatchFactory(applied=True),
        ImportBatchFactory(),
    )
    ImportBatch.objects.filter(pk__in=[preview.pk, applied.pk]).update(created_on=old)

    assert purge_files(now) == 2
    assert set(ImportBatch.objects.all()) == {applied, young}
    assert not default_storage.exists(preview.file.name)
    assert not default_storage.exists(applied.file.name)
    assert default_storage.exists(young.file.name)
    assert purge_files(now) == 0


def test_purge_command_counts():
    ImportBatchFactory()
    ImportBatch.objects.update(created_on=timezone.now() - dt.timedelta(days=40))
    out = StringIO()
    call_command("purge_imports", stdout=out)

    assert out.getvalue() == "Tableaux effacés : 1.\n"


def test_purged_import_says_that_its_file_is_gone():
    batch = imported(sample(GOOD), GOOD)
    purge_files(timezone.now() + dt.timedelta(days=31))
    batch.refresh_from_db()

    with pytest.raises(TableRefused, match="est effacé"):
        table_of(batch)
    assert undo(batch) == []
    assert not Action.objects.exists()
