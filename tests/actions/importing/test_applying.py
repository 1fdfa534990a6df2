"""All or nothing, what was shown and nothing else, and undone as long as nobody touched it."""

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connection, transaction

from actions.importing.applying import (
    ALREADY,
    CHANGED_SINCE,
    HAS_FAULTS,
    IN_USE,
    NOT_APPLIED,
    NOTHING,
    UNDECIDED,
    apply_plan,
    lock,
    undo,
)
from actions.importing.batch import preview, receive
from actions.importing.reading import open_table
from actions.models import (
    Action,
    ActionPartner,
    Audience,
    ImportBatch,
    ImportState,
    ImportWord,
    PartnerRole,
)
from conventions.models import Enjeu, Objective
from partners.models import Organisation
from records.changes.applying import REASON_NEEDED
from records.changes.plan import ChangeRefused
from tables.errors import TableRefused
from tests.actions.importing.samples import confirmed, imported, received
from tests.dumps import dump
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    UpdateFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

RICH = (
    "code;enjeu;objectif;titre;résumé;pilote;partenaires;financeurs;publics;domaines;communes;"
    "début;fin;état;motif\n"
    "1.1.1;1. Accès;Premier;Après;Court;Mairie;CAF|Association neuve;CAF;Ados;Logement;toutes;"
    "2023;fin 2026;En pause;Le poste est vacant\n"
    "5.1.1;5. Neuf;Second;Nouvelle;Court;CAF;;Mairie;Seniors;;Lavaur;T1 2024;permanent;En cours;\n"
)


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@pytest.fixture
def action(convention):
    """An action with every kind of link, a note and a piece of news."""
    CommuneFactory(name="Lavaur", territory=convention.territory)
    DomainFactory(name="Logement")
    enjeu = EnjeuFactory(convention=convention, code="1", title="Accès")
    action = ActionFactory(
        objective=ObjectiveFactory(enjeu=enjeu, code="1.1", title="Ancien"),
        code="1.1.1",
        title="Avant",
        lead=OrganisationFactory(name="CAF"),
        done=True,
        audiences=[AudienceFactory(name="Familles")],
        domains=[DomainFactory()],
        communes=convention.territory.communes.all(),
    )
    for role in (PartnerRole.CO_LEAD, PartnerRole.PARTNER):
        ActionPartnerFactory(
            action=action, organisation=OrganisationFactory(), role=role, note="prête une salle"
        )
    OrganisationFactory(name="Mairie")
    UpdateFactory(action=action)
    return action


def simple(count=3, extra=""):
    return "code;enjeu;titre\n" + "".join(
        f"1.{n};1. Accès;Action {n}{extra}\n" for n in range(1, count + 1)
    )


# --- apply -------------------------------------------------------------------------------------


def test_apply_writes_every_column_and_every_link(action, convention):
    imported(RICH, convention=convention)
    action = Action.objects.get(pk=action.pk)

    assert (action.title, action.summary, action.lead.name) == ("Après", "Court", "Mairie")
    assert (action.objective.code, action.objective.title) == ("1.2", "Premier")
    assert (action.whole_territory, list(action.communes.all())) == (True, [])
    assert [audience.name for audience in action.audiences.all()] == ["Ados"]
    assert [domain.name for domain in action.domains.all()] == ["Logement"]
    assert (action.avancement, action.avancement_reason) == ("en_pause", "Le poste est vacant")
    roles = sorted((p.role, p.organisation.name) for p in action.action_partners.all())
    assert [role for role in roles if role[0] != "copilote"] == [
        ("financeur", "CAF"),
        ("partenaire", "Association neuve"),
        ("partenaire", "CAF"),
    ]
    assert [p.note for p in action.action_partners.filter(role="copilote")] == ["prête une salle"]
    new = Action.objects.get(code="5.1.1")
    assert (new.is_published, new.is_demo, new.number) == (False, False, action.number + 1)
    assert (new.enjeu.code, new.objective.code, new.is_permanent) == ("5", "5.1", True)
    assert [commune.name for commune in new.communes.all()] == ["Lavaur"]
    assert not Organisation.objects.filter(name="Association neuve", is_published=True).exists()
    new.full_clean()
    action.full_clean()


def test_apply_never_touches_published_news(action, convention):
    before = dump()
    imported(RICH, convention=convention)
    after = dump()

    touched = {model.__name__ for model in before if before[model] != after[model]}
    assert touched == {
        *("Action", "ActionPartner", "Audience", "Enjeu", "Objective", "Organisation"),
    }


def test_history_tells_who_when_and_why(action, convention):
    user = UserFactory(publishing=True)
    imported(RICH, "Plan 2026.csv", convention, by=user, reason="COPIL de mars")
    versions = [
        action.history.first(),
        Action.objects.get(code="5.1.1").history.get(),
        Organisation.objects.get(name="Association neuve").history.get(),
        Enjeu.objects.get(code="5").history.get(),
        Objective.objects.get(code="5.1").history.get(),
        ActionPartner.history.filter(history_type="-").last(),
    ]

    assert {version.history_change_reason for version in versions} == {
        "Import de Plan 2026.csv : COPIL de mars"
    }
    assert {version.history_user for version in versions} == {user}
    assert len({version.history_date for version in versions}) == 1
    assert [version.history_type for version in versions] == ["~", "+", "+", "+", "+", "-"]
    assert [link.audience.name for link in versions[0].audiences.all()] == ["Ados"]
    assert [link.commune.name for link in versions[1].communes.all()] == ["Lavaur"]


def test_one_bad_line_of_500_applies_nothing(convention):
    before = dump()
    batch = received(simple(500).replace("Action 250\n", "\n"), convention=convention)
    plan = confirmed(batch)

    assert [(fault.line, fault.letter) for fault in plan.faults] == [(251, "C")]
    with pytest.raises(ChangeRefused, match=HAS_FAULTS):
        apply_plan(batch)
    assert dump() == before


def fail_on(table):
    """The database goes away at the first row written to `table`."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith("INSERT") and f'"{table}"' in sql:
            raise OperationalError("server closed the connection")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


@pytest.mark.parametrize(
    "table",
    [
        *("actions_action", "actions_action_audiences", "actions_actionpartner"),
        *("actions_historicalaction", "actions_importword"),
    ],
)
def test_failure_in_the_middle_leaves_nothing(action, convention, table):
    batch = received(RICH, convention=convention)
    confirmed(batch)
    before = dump()
    with fail_on(table), pytest.raises(OperationalError), transaction.atomic():
        apply_plan(batch)

    batch.refresh_from_db()
    assert dump() == before
    assert batch.state == ImportState.PREVIEW
    assert not ImportWord.objects.exists()
    apply_plan(batch)
    assert Action.objects.count() == 2


def test_plan_that_changed_since_the_preview_is_not_applied(action, convention):
    batch = received(RICH, convention=convention)
    confirmed(batch)
    Action.objects.filter(pk=action.pk).update(title="Corrigé entre-temps")
    before = dump()

    with pytest.raises(ChangeRefused, match=CHANGED_SINCE):
        apply_plan(batch)
    assert dump() == before
    preview(batch)
    apply_plan(batch)
    assert Action.objects.filter(title="Après").exists()


def test_file_is_read_once_and_before_the_transaction(action, convention, monkeypatch):
    batch = received(RICH, convention=convention)
    confirmed(batch)
    depth, seen = len(connection.savepoint_ids), []

    def open_and_tell(*given):
        seen.append(len(connection.savepoint_ids))
        return open_table(*given)

    monkeypatch.setattr("actions.importing.batch.open_table", open_and_tell)
    apply_plan(batch)

    assert seen == [depth]


def test_action_changed_between_the_reading_and_the_lock_is_not_overwritten(
    action, convention, monkeypatch
):
    batch = received(RICH, convention=convention)
    confirmed(batch)

    def lock_too_late(batch):
        Action.objects.filter(pk=action.pk).update(human_means="Écrit entre-temps")
        return lock(batch)

    monkeypatch.setattr("actions.importing.applying.lock", lock_too_late)
    with pytest.raises(ChangeRefused, match=CHANGED_SINCE):
        apply_plan(batch)

    assert Action.objects.get().title == "Avant"
    assert ImportBatch.objects.get().state == ImportState.PREVIEW


def test_a_preview_made_again_before_the_lock_is_not_the_one_applied(convention, monkeypatch):
    batch = received(simple(), convention=convention)
    confirmed(batch)

    def lock_too_late(batch):
        ImportBatch.objects.filter(pk=batch.pk).update(digest="what somebody else was shown")
        return lock(batch)

    monkeypatch.setattr("actions.importing.applying.lock", lock_too_late)
    with pytest.raises(ChangeRefused, match=CHANGED_SINCE):
        apply_plan(batch)

    assert not Action.objects.exists()


def test_same_import_is_applied_once(convention):
    batch = received(simple(), convention=convention)
    confirmed(batch)
    twin = ImportBatch.objects.get(pk=batch.pk)
    apply_plan(batch)

    with pytest.raises(ChangeRefused, match=ALREADY):
        apply_plan(twin)
    assert Action.objects.count() == 3


def test_undecided_words_and_empty_plans_are_not_applied(convention):
    batch = received(simple(), convention=convention)
    with pytest.raises(ChangeRefused, match=UNDECIDED):
        apply_plan(batch)
    imported(simple(), convention=convention)
    again = received(simple(), convention=convention)
    with pytest.raises(ChangeRefused, match=NOTHING):
        apply_plan(again)


@pytest.mark.parametrize(
    ("published", "column", "needed"),
    [(True, "fin", True), (True, "titre", False), (False, "fin", False)],
)
def test_published_dates_need_a_reason(convention, published, column, needed):
    enjeu = EnjeuFactory(convention=convention, code="1", title="Accès")
    ActionFactory(enjeu=enjeu, code="1.1", title="A", summary="x", is_published=published)
    text = {"fin": "code;titre;fin\n1.1;A;2027\n", "titre": "code;titre;fin\n1.1;B;\n"}[column]
    batch = received(text, convention=convention)
    plan = preview(batch)

    assert plan.needs_reason is needed
    if needed:
        with pytest.raises(ChangeRefused, match=REASON_NEEDED):
            apply_plan(batch, reason=" ")
    apply_plan(batch, reason="Avenant" if needed else "")
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


def test_words_confirmed_serve_the_next_file(convention):
    OrganisationFactory(name="Caisse d’allocations", slug="caf")
    target = Organisation.objects.get(slug="caf")
    batch = received(f"{simple(1)}".replace("titre", "Libellé de la tâche"), convention=convention)
    assert batch.mapping == {"": {"code": 0, "enjeu": 1}}
    batch.mapping[""]["title"] = 2
    batch.decisions = {"organisation": {"nos amis": str(target.pk)}}
    confirmed(batch)
    apply_plan(batch)

    again = received(
        "code;enjeu;Libellé de la tâche;pilote\n1.1;1. Accès;B;Nos amis\n", convention=convention
    )
    plan = preview(again)
    assert again.mapping == {"": {"code": 0, "enjeu": 1, "title": 2, "lead": 3}}
    assert plan.pending == []
    assert plan.changed[0].values["lead"] == str(target.pk)


def test_counts_and_choices_are_kept(action, convention):
    user = UserFactory(publishing=True)
    batch = receive(ContentFile(RICH.encode()), "C:\\plans\\plan.csv", convention, by=user)
    confirmed(batch)
    apply_plan(batch, by=user)
    batch = ImportBatch.objects.get()

    assert (batch.file_name, batch.by, batch.size) == ("plan.csv", user, len(RICH.encode()))
    assert (batch.added_count, batch.changed_count, batch.absent_count) == (1, 1, 0)
    assert batch.file.name.startswith("imports/")
    assert "plan" not in batch.file.name


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"bonjour"])
def test_refused_file_leaves_nothing(convention, content):
    with pytest.raises(TableRefused):
        receive(ContentFile(content), "plan.csv", convention)
    assert not ImportBatch.objects.exists()


# --- undo --------------------------------------------------------------------------------------


def test_undo_restores_every_row(action, convention):
    before = dump()
    batch = imported(RICH, convention=convention)
    assert undo(batch, by=UserFactory(publishing=True)) == []

    after = dump()
    for model in before:
        if model.__name__ != "User":
            assert after[model] == before[model], model
    assert batch.state == ImportState.UNDONE
    version = action.history.first()
    assert version.history_change_reason == "Annulation de l’import de plan.csv"
    assert (version.title, version.history_type) == ("Avant", "~")
    deleted = Action.history.filter(code="5.1.1").first()
    assert deleted.history_type == "-"


def test_undo_happens_once(convention):
    batch = imported(simple(), convention=convention)
    twin = ImportBatch.objects.get(pk=batch.pk)
    undo(batch)

    for one in (batch, twin):
        with pytest.raises(ChangeRefused, match=NOT_APPLIED):
            undo(one)


def touch_title(action):
    Action.objects.filter(pk=action.pk).update(title="Corrigé depuis")


def touch_link(action):
    action.audiences.add(AudienceFactory())


def touch_note(action):
    action.action_partners.update(note="Autre")


def publish_added(action):
    Action.objects.filter(code="5.1.1").update(is_published=True)


@pytest.mark.parametrize("touch", [touch_title, touch_link, touch_note, publish_added])
def test_undo_is_refused_once_an_action_changed(action, convention, touch):
    batch = imported(RICH, convention=convention)
    touch(action)
    before = dump()

    with pytest.raises(ChangeRefused, match="ont changé depuis"):
        undo(batch)
    assert dump() == before
    assert ImportBatch.objects.get().state == ImportState.APPLIED


def test_undo_is_refused_once_something_leans_on_an_added_action(action, convention):
    batch = imported(RICH, convention=convention)
    MilestoneFactory(action=Action.objects.get(code="5.1.1"))
    before = dump()

    with pytest.raises(ChangeRefused, match=IN_USE):
        undo(batch)
    assert dump() == before


def test_undo_keeps_created_rows_that_serve_elsewhere(action, convention):
    batch = imported(RICH, convention=convention)
    ActionFactory(lead=Organisation.objects.get(name="Association neuve"))
    Audience.objects.filter(name="Ados").update(name="Adolescents")
    kept = undo(batch)

    assert kept == ["Association neuve", "Adolescents"]
    assert not Audience.objects.filter(name="Seniors").exists()
    assert not Enjeu.objects.filter(code="5").exists()
    assert not Objective.objects.filter(title__in=["Premier", "Second"]).exists()


def test_failure_in_the_middle_of_an_undo_leaves_it_applied(action, convention):
    batch = imported(RICH, convention=convention)
    before = dump()
    broken = fail_on("actions_historicalactionpartner")
    with broken, pytest.raises(OperationalError), transaction.atomic():
        undo(batch)

    assert dump() == before
    assert ImportBatch.objects.get().state == ImportState.APPLIED


# --- cost --------------------------------------------------------------------------------------


def queries(count, convention, django_assert_max_num_queries):
    batch = received(simple(count), convention=convention)
    confirmed(batch)
    with django_assert_max_num_queries(1000) as applied:
        apply_plan(batch)
    with django_assert_max_num_queries(1000) as undone:
        undo(batch)
    return len(applied), len(undone)


def test_apply_and_undo_cost_the_same_for_1_3_and_20_lines(
    convention, django_assert_max_num_queries
):
    EnjeuFactory(convention=convention, code="1", title="Accès")
    received(simple(1), convention=convention)
    imported("code;enjeu;titre\n9.9;1. Accès;Autre\n", convention=convention)
    found = {queries(count, convention, django_assert_max_num_queries) for count in (1, 3, 20)}

    assert len(found) == 1
