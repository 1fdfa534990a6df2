"""The samples do what their README says."""

import pytest

from actions.importing.applying import apply_plan, undo
from actions.importing.batch import preview, table_of
from actions.models import Action, Avancement, ImportWord
from conventions.models import Objective
from partners.models import Organisation
from records.changes.plan import ChangeRefused
from tables.errors import TableRefused
from tests.actions.importing.samples import (
    FAULTY,
    GOOD,
    GOOD_EXCEL,
    INJECTION,
    REAL,
    confirmed,
    imported,
    received,
    sample,
)
from tests.dumps import dump

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_content")]


@pytest.mark.parametrize("name", [GOOD, GOOD_EXCEL])
def test_good_plan_adds_17_actions_then_changes_nothing(name):
    imported(sample(name), name)
    again = preview(received(sample(name), name))

    assert Action.objects.count() == 17
    assert not Action.objects.filter(is_published=True).exists()
    assert not Action.objects.filter(is_demo=True).exists()
    assert (again.faults, again.pending) == ([], [])
    assert (again.added, again.changed, again.absent) == ([], [], [])
    assert len(again.unchanged) == 17


def test_good_plan_is_read_alike_from_both_files():
    imported(sample(GOOD), GOOD)
    other = preview(received(sample(GOOD_EXCEL), GOOD_EXCEL))

    assert other.changes_nothing
    assert len(other.unchanged) == 17


def test_good_plan_undone_leaves_no_trace():
    before = dump()
    batch = imported(sample(GOOD), GOOD)
    assert dump() != before

    assert undo(batch) == []
    assert dump() == before


def test_seven_faults_are_shown_at_once_and_nothing_is_applied():
    before = dump()
    batch = received(sample(FAULTY), FAULTY)
    plan = confirmed(batch)

    assert [(f.line, f.letter, f.heading, f.value) for f in plan.faults] == [
        (4, "J", "debut", "30/02/2024"),
        (6, "A", "code", "2.1.1"),
        (8, "L", "avancement", "Presque fini"),
        (10, "M", "motif", ""),
        (12, "I", "communes", "Atlantis"),
        (14, "K", "fin_prevue", "01/01/2023"),
        (16, "D", "intitule", ""),
    ]
    expected = [fault.expected for fault in plan.faults]
    assert "31/12/2026" in expected[0]
    assert "ligne 5" in expected[1]
    assert "Réalisée" in expected[2]
    assert "En pause" in expected[3]
    assert "commune du territoire" in expected[4]
    assert "après le début (31/12/2026)" in expected[5]
    assert "titre" in expected[6]
    with pytest.raises(ChangeRefused, match="contient encore des erreurs"):
        apply_plan(batch)
    assert dump() == before


def test_injections_are_stored_as_they_are_written():
    imported(sample(INJECTION), INJECTION)

    stored = set(Action.objects.values_list("title", flat=True))
    stored |= set(Action.objects.values_list("summary", flat=True))
    assert {
        '=HYPERLINK("http://example.org","x")',
        "+1+1",
        "@SUM(A1)",
        "-2+3",
        "<script>alert(1)</script> & <b>gras</b>",
        "javascript:alert(1)",
        "\u202eabc\u200b emoji 🧒 é",
    } <= stored


# --- the table as coordinators keep it ---------------------------------------------------------


def test_real_table_is_found_under_its_title_and_its_contacts_are_left_out():
    workbook = table_of(received(sample(REAL), REAL))
    plan, contacts = workbook.sheets

    assert workbook.best is plan
    assert (plan.name, plan.header_line, plan.likeness) == ("Plan actions 2023-2026", 4, 12)
    assert "coordonnées de personnes" in contacts.refusal
    with pytest.raises(TableRefused, match="coordonnées de personnes"):
        workbook.sheet("Contacts")


def test_real_table_asks_what_its_words_mean():
    plan = preview(received(sample(REAL), REAL))
    asked = {(word.kind, word.text): word.suggestion_label for word in plan.pending}

    assert plan.faults == []
    assert asked["avancement", "Terminé"] == "Réalisée"
    assert asked["avancement", "reporté"] == "En pause"
    assert asked["avancement", "abandon"] == "Abandonnée"
    assert asked["avancement", "pas commencé"] == "À venir"
    assert asked["avancement", "permanent"] == "En place et continue"
    assert asked["commune", "Saint Sulpice"] == "Saint-Sulpice-la-Pointe"
    assert asked["public", "tous"] == "Tout public"
    assert asked["organisation", "Département"] == "Département du Tarn"
    assert asked["organisation", "EPCI"] == "Créer"
    assert ("commune", "Lavaur") not in asked
    assert ("avancement", "En cours") not in asked
    assert [(note.line, note.text) for note in plan.ignored] == [
        (24, "Légende : couleurs = thématiques")
    ]


def test_real_table_becomes_the_plan_and_its_words_are_remembered():
    imported(sample(REAL), REAL)

    assert Action.objects.count() == 17
    second = Action.objects.get(code="1.1.2")
    assert (second.enjeu.code, second.objective.code) == ("1", "1.1")
    assert (str(second.starts_on), str(second.ends_on)) == ("2023-01-01", "2026-12-31")
    assert sorted(commune.name for commune in second.communes.all()) == [
        "Lavaur",
        "Saint-Sulpice-la-Pointe",
    ]
    third = Action.objects.get(code="1.2.1")
    assert str(third.starts_on) == "2023-09-01"
    assert third.partners.count() == 2  # « associations » names nobody
    ongoing = Action.objects.get(code="2.1.2")
    assert (str(ongoing.starts_on), ongoing.ends_on) == ("2024-01-01", None)
    assert (ongoing.is_permanent, ongoing.whole_territory) == (True, True)
    assert ongoing.avancement == Avancement.DONE
    paused = Action.objects.get(code="2.3.2")
    assert (paused.avancement, paused.avancement_reason) == (
        Avancement.PAUSED,
        "Financement en cours de discussion (exemple)",
    )
    assert Action.objects.get(code="2.2.2").enjeu.code == "2"  # after the empty line
    assert ImportWord.objects.get(kind="avancement", word="termine").target == "realisee"

    again = preview(received(sample(REAL), REAL))
    assert (again.faults, again.pending) == ([], [])
    assert again.changes_nothing


def test_real_table_follows_the_choice_of_staff_once_and_for_all():
    batch = received(sample(REAL), REAL)
    lead = Organisation.objects.get(slug="ccta")
    batch.decisions = {
        "organisation": {"epci": str(lead.pk), "associations": "-"},
        "avancement": {"termine": Avancement.SETTLED},
    }
    confirmed(batch)
    apply_plan(batch)

    assert Action.objects.get(code="2.1.1").lead == lead
    assert Action.objects.get(code="2.1.2").avancement == Avancement.SETTLED
    assert not Organisation.objects.filter(name="associations").exists()
    assert not Organisation.objects.filter(name="EPCI").exists()
    assert preview(received(sample(REAL), REAL)).changes_nothing


def test_creations_bear_the_codes_of_the_plan():
    imported(sample(GOOD), GOOD)

    assert list(Objective.objects.order_by("code").values_list("code", flat=True)) == [
        *("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1", "4.2"),
    ]
    assert not Organisation.objects.filter(name="EPCI", is_published=True).exists()
