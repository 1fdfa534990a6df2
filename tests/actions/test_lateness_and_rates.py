"""Lateness told by step, rates in words, and who leads once an organisation is archived."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Action, ImportWord, Measure, MilestoneState, WordKind
from actions.models.completeness import LEAD
from records.history.recording import one_change
from tests.actions.importing.samples import preview, received
from tests.factories import (
    ActionFactory,
    CommitteeFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
)
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import typed
from tests.records.admin.history import go_back, stamps

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = timezone.localdate
AWAY = {"archived_on": dt.date(2026, 1, 5), "archive_reason": "Elle a fermé."}


def words_of(reader, address):
    return " ".join(text_of(main_of(reader.get(address))).split())


# --- steps -------------------------------------------------------------------------------------


def test_step_past_its_day_is_told_where_it_was_announced(reader, staff_client):
    action = ActionFactory(public=True, ongoing=True)
    MilestoneFactory(action=action, title="Passée", planned_on=TODAY() - DAY)
    MilestoneFactory(action=action, title="En route", planned_on=TODAY() - DAY,
                     state=MilestoneState.ONGOING)  # fmt: skip
    MilestoneFactory(action=action, title="Ce jour", planned_on=TODAY())
    MilestoneFactory(action=action, title="Achevée", done=True, planned_on=TODAY() - DAY)
    MilestoneFactory(action=ActionFactory(public=True, dropped=True), title="Abandonnée",
                     planned_on=TODAY() - DAY)  # fmt: skip
    page, agenda = words_of(reader, action.get_absolute_url()), words_of(reader, "/agenda/")
    board = main_of(staff_client.get("/suivi/"))
    (line,) = (row for row in find(board, "li a") if "étape devait" in text_of(row))

    assert page.count("devait être fait le") == 2
    assert "Ce jour prévu pour le" in page
    assert "Étapes en retard" in agenda
    assert agenda.count("devait être fait le") == 2
    assert "Abandonnée" not in agenda
    assert text_of(line).startswith("1 action")
    assert "1 action" in words_of(staff_client, line.get("href"))


# --- agenda ------------------------------------------------------------------------------------


def test_agenda_begins_with_the_next_date(reader):
    action = ActionFactory(public=True)
    assert "Aucune date n’est annoncée pour l’instant." in words_of(reader, "/agenda/")

    MilestoneFactory(action=action, title="Ouvrir", planned_on=TODAY() + 9 * DAY)
    committee = CommitteeFactory(convention=action.convention)
    for days, facts in ((3, {"is_cancelled": True}), (5, {"title": "Forum", "place": "Lavaur"})):
        MeetingFactory(committee=committee, is_published=True, is_open=True,
                       starts_at=timezone.now() + days * DAY, **facts)  # fmt: skip
    first = text_of(find(main_of(reader.get("/agenda/")), "p")[0])

    assert first.startswith("La prochaine date est le ")
    assert "Forum (réunion ouverte à tous, Lavaur)" in first


# --- rates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "goal", "value", "said"),
    [
        (10, 20, 160, "objectif dépassé"),
        (10, 20, 20, "objectif atteint"),
        (10, 20, 15, "50 % du chemin entre le départ et le but"),
        (10, 20, 10, "comme au départ"),
        (10, 20, 4, "recul depuis le départ"),
        (50, 20, 10, "objectif dépassé"),  # fewer is better
        (50, 20, 60, "recul depuis le départ"),
        (20, 20, 20, ""),
        (None, 20, 20, ""),
    ],
)
def test_rate_is_told_in_words(start, goal, value, said):
    indicator = IndicatorFactory.build(
        baseline_value=None if start is None else Decimal(start), target_value=Decimal(goal)
    )

    assert indicator.way(Decimal(value)) == said


def test_page_never_tells_more_than_the_whole_way(reader):
    indicator = IndicatorFactory(
        action__public=True, baseline_value=10, baseline_on=dt.date(2024, 1, 1),
        target_value=20, target_on=dt.date(2026, 12, 31),
    )  # fmt: skip
    MeasureFactory(indicator=indicator, value=161, on=dt.date(2025, 1, 1))
    page = words_of(reader, indicator.action.get_absolute_url())

    assert "Objectif dépassé." in page
    assert "% du chemin" not in page


@pytest.mark.parametrize("name", ["baseline_value", "target_value"])
def test_count_of_people_is_not_negative(name):
    indicator = IndicatorFactory(counts_people=True)
    setattr(indicator, name, Decimal(-1))

    with pytest.raises(ValidationError, match="ne peut pas être négatif"):
        indicator.clean()


def test_measured_count_is_not_negative():
    measure = MeasureFactory(indicator__counts_people=True, value=0)
    measure.clean()
    measure.value = Decimal(-3)

    with pytest.raises(ValidationError, match="ne peut pas être négatif"):
        measure.clean()


@pytest.mark.parametrize(
    ("target", "last", "value", "doubts"),
    [
        (10, None, 30, False),
        (10, None, 31, True),
        (None, 10, 31, True),
        (100, 10, 31, True),
        (None, None, 9999, False),
        (0, 0, 5, False),
        (-5, None, 5, False),
    ],
)
def test_value_far_from_those_known_is_doubted(target, last, value, doubts):
    indicator = IndicatorFactory.build(target_value=target)

    assert bool(indicator.doubt(value, last)) is doubts
    assert indicator.doubt(None, last) == ""


def test_team_confirms_a_value_that_is_far_from_the_last(staff_client):
    indicator = IndicatorFactory(code="X")
    MeasureFactory(indicator=indicator, value=40, on=dt.date(2024, 12, 31))
    address = f"/admin/actions/indicator/{indicator.pk}/change/"
    page = typed(staff_client.get(address)) | {
        "measures-TOTAL_FORMS": "2",
        "measures-1-indicator": str(indicator.pk),
        "measures-1-on": "31/12/2025",
        "measures-1-value": "12 000",
    }

    refused = staff_client.post(address, page)
    assert "C’est plus de trois fois la dernière valeur (40)." in refused.content.decode()
    assert 'type="checkbox" name="measures-1-is_confirmed"' in refused.content.decode()
    assert indicator.measures.count() == 1

    again = typed(refused) | {"measures-1-is_confirmed": "on"}
    assert staff_client.post(address, again).status_code == 302
    assert indicator.measures.count() == 2


def test_team_confirms_the_first_value_of_a_new_indicator_far_from_its_target(staff_client):
    address = "/admin/actions/indicator/add/"
    page = typed(staff_client.get(address)) | {
        "action": str(ActionFactory().pk),
        "label": "Places",
        "target_value": "100",
        "target_on": "31/12/2026",
        "measures-TOTAL_FORMS": "1",
        "measures-0-on": "31/12/2025",
        "measures-0-value": "9999",
    }

    refused = staff_client.post(address, page)
    assert "C’est plus de trois fois la valeur visée (100)." in refused.content.decode()

    again = typed(refused) | {"measures-0-is_confirmed": "on"}
    assert staff_client.post(address, again).status_code == 302
    assert Measure.objects.get().value == 9999


def test_new_indicator_takes_its_first_values(staff_client):
    action = ActionFactory()
    page = typed(staff_client.get(f"/admin/actions/indicator/add/?action={action.pk}")) | {
        "label": "Places",
        "measures-TOTAL_FORMS": "1",
        "measures-0-on": "31/12/2025",
        "measures-0-value": "12",
    }

    assert staff_client.post("/admin/actions/indicator/add/", page).status_code == 302
    assert action.indicators.get().measures.get().value == 12


# --- an archived organisation ------------------------------------------------------------------


def test_action_of_an_archived_lead_is_without_a_lead():
    ActionFactory(lead=OrganisationFactory(**AWAY), title="Orpheline")
    ActionFactory(lead=OrganisationFactory())

    assert [row.title for row in Action.objects.filter(LEAD.condition)] == ["Orpheline"]


def test_remembered_word_asks_again_once_its_organisation_is_archived():
    gone = OrganisationFactory(name="Ancienne maison", **AWAY)
    ImportWord.objects.create(kind=WordKind.ORGANISATION, word="la maison", target=str(gone.pk))
    action = ActionFactory(enjeu=EnjeuFactory(public=True), code="1.1", title="A")
    table = "code;titre;pilote\n1.1;A;La Maison\n"

    plan = preview(received(table))

    assert [(word.text, word.detail) for word in plan.words] == [("La Maison", "Archivée")]
    assert plan.rows == []
    action.lead = gone  # it may stay where it is
    action.save()
    assert preview(received(table)).words == []


def test_revert_does_not_set_an_archived_lead(staff_client):
    old = OrganisationFactory(name="Ancienne")
    action = ActionFactory(lead=old)
    before = stamps(action)[-1]
    with one_change("Autre pilote"):
        action.lead = OrganisationFactory(name="Nouvelle")
        action.save()
    for name, value in AWAY.items():
        setattr(old, name, value)
    old.save()

    response = go_back(staff_client, action, before)

    action.refresh_from_db()
    assert action.lead.name == "Nouvelle"
    assert "est aux archives" in response.content.decode()
