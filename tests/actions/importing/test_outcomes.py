"""What becomes of an action, from a table: known words, asked words, and nothing guessed."""

import pytest

from actions.importing.applying import apply_plan, undo
from actions.importing.batch import preview
from actions.importing.columns import BY_HEADING, heading_key
from actions.importing.import_plan import merged
from actions.importing.name_matching import IGNORE, OUTCOME_MEANINGS, word_key
from actions.models import Action, ActionOutcome, WordKind
from conventions.models.levels import natural_position
from tests.actions.importing.samples import confirmed, imported, received
from tests.actions.importing.test_attached_sheets import told
from tests.factories import ActionFactory, EnjeuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory(
        enjeu=EnjeuFactory(public=True),
        code="1.1",
        title="A",
        ongoing=True,
        position=natural_position("1.1"),
    )


def table(*cells, heading="Devenir", more=""):
    """A table of the action 1.1 that says `cells`; `more` are the headings of the next ones."""
    return f"code;titre;{heading}{more}\n1.1;A;{';'.join(cells)}\n"


def asked(batch):
    return [
        (word.text, word.suggestion)
        for word in preview(batch).pending
        if word.kind == WordKind.OUTCOME
    ]


def outcome_of(action):
    action.refresh_from_db()
    return action.outcome, action.outcome_reason


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Achevée", "achevee"), ("a poursuivre", "a_poursuivre"), ("PERENNISEE", "perennisee")],
)
def test_our_own_words_are_known_whatever_their_accents(action, cell, value):
    batch = received(table(cell))
    assert asked(batch) == []

    apply_plan(batch)
    assert outcome_of(action) == (value, "")


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [
        ("à reconduire", "a_poursuivre"),
        ("Reconduite", "a_poursuivre"),
        ("à pérenniser", "perennisee"),
        ("terminée", "achevee"),
        ("abandonnée", "arretee"),
        ("non reconduite", "arretee"),
        ("à définir", IGNORE),
        ("reconduite (non)", ""),
        ("oui", ""),
        ("à étudier avec la CAF", ""),
    ],
)
def test_other_words_are_proposed_or_asked_never_taken(action, cell, suggestion):
    batch = received(table(cell))

    assert asked(batch) == [(cell, suggestion)]
    assert outcome_of(action) == ("", "")


def test_an_answer_is_kept_for_the_next_file(action):
    batch = received(table("oui"))
    batch.decisions = merged(batch.decisions, {WordKind.OUTCOME: {word_key("oui"): "achevee"}})
    assert preview(batch).pending == []
    apply_plan(batch)
    assert outcome_of(action)[0] == "achevee"

    Action.objects.update(outcome="")
    again = received(table("OUI"))
    assert asked(again) == []
    apply_plan(again)
    assert outcome_of(action)[0] == "achevee"


def test_a_word_left_out_changes_nothing(action):
    Action.objects.update(outcome="achevee")
    batch = received(table("à définir"))
    confirmed(batch)

    assert preview(batch).changed == []


@pytest.mark.parametrize("cell", ["", "-", "néant"])
def test_an_empty_cell_clears_nothing_even_in_our_own_table(action, cell):
    Action.objects.update(outcome="arretee", outcome_reason="Voté.")
    headings = "numéro permanent;code;titre;suite donnée;pourquoi cette suite"

    content = f"{headings}\n{action.number};1.1;A;{cell};\n"
    assert preview(received(content)).changes_nothing


def test_a_stop_needs_its_reason_which_is_asked_on_the_page(action):
    batch = received(table("Arrêtée"))
    fault = preview(batch).faults[0]
    assert fault.is_about_reason
    assert fault.expected == (
        "Dites pourquoi cette action est « Arrêtée » : ce sera visible sur le site."
    )

    batch.decisions = merged(batch.decisions, {"motif": {"!2": "Voté."}})
    batch.save()
    assert preview(batch).faults == []
    apply_plan(batch)
    assert outcome_of(action) == ("arretee", "Voté.")


def test_with_a_column_the_reason_is_written_in_its_cell(action):
    content = table("Arrêtée", "", more=";Motif de la suite")
    assert [(one.letter, one.is_about_reason) for one in preview(received(content)).faults] == [
        ("D", False)
    ]

    imported(table("Arrêtée", "Voté.", more=";Motif de la suite"))
    assert outcome_of(action) == ("arretee", "Voté.")
    imported(table("À poursuivre", "Voté.", more=";Motif de la suite"))
    assert outcome_of(action) == ("a_poursuivre", "")  # it told of the former one


def test_what_is_dropped_stops_for_the_same_reason(action):
    more = ";Avancement;Motif"
    imported(table("Arrêtée", "Abandonnée", "Faute de moyens.", more=more), reason="Comité")

    assert outcome_of(action) == ("arretee", "Faute de moyens.")


def test_a_reason_without_an_outcome_is_a_fault(action):
    faults = preview(received(table("Voté.", heading="Pourquoi cette suite"))).faults

    assert [one.expected for one in faults] == [
        "Ces mots expliquent une suite : écrivez-la dans « Suite donnée »."
    ]


def test_the_preview_says_before_and_after_and_it_is_undone(action):
    batch = received(table("Arrêtée", "Voté.", more=";Pourquoi cette suite"))

    assert told(preview(batch)) == [
        ("Suite donnée", "vide", "Arrêtée"),
        ("Pourquoi cette suite", "vide", "Voté."),
    ]
    apply_plan(batch)
    assert undo(batch) == []
    assert outcome_of(action) == ("", "")


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Suite donnée", "outcome"),
        ("Devenir de l’action", "outcome"),
        ("Reconduction", "outcome"),
        ("Suites", "perspectives"),
        ("Perspectives", "perspectives"),
        ("Suites prévues", "perspectives"),
        ("Pourquoi", "context"),
        ("Motif", "avancement_reason"),
    ],
)
def test_headings_do_not_take_those_of_other_columns(heading, key):
    assert BY_HEADING[heading_key(heading)].key == key


@pytest.mark.parametrize("heading", ["Perspective 2027", "Suites à donner", "Suites envisagées"])
def test_what_may_be_a_text_is_never_read_as_a_choice(action, heading):
    batch = received(table("Poursuivre les ateliers", heading=heading))
    sheet = batch.mapping.values()

    assert all("outcome" not in columns for columns in sheet)


def test_no_word_means_two_outcomes_nor_is_one_of_ours():
    keys = list(OUTCOME_MEANINGS)

    assert len(keys) == len(set(keys))
    assert set(OUTCOME_MEANINGS.values()) == set(ActionOutcome)
    assert not set(keys) & {word_key(str(one.label)) for one in ActionOutcome}


@pytest.mark.parametrize("dash", ["-", "–", "néant"])
def test_a_dash_is_no_reason(action, dash):
    quiet = preview(received(table(dash, dash, more=";Pourquoi cette suite")))
    assert (quiet.faults, quiet.changing) == ([], [])

    stops = preview(received(table("Arrêtée", dash, more=";Pourquoi cette suite")))
    assert any("Dites pourquoi cette action" in str(one) for one in stops.faults)
