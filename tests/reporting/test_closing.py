"""A closed convention is read and no longer changes, by any door; it can be opened again."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actions.bulk import BulkEdit, plan_changes
from actions.models import Action, ActionPartner, Update
from conventions.models import Convention
from conventions.models.phase import ConventionStatus
from records.changes.applying import apply
from records.changes.plan import ChangeRefused
from records.history.revert import write_row
from records.history.revert_plan import RowRevert
from reporting import workflow
from reporting.campaigns.campaigns import CannotOpen, open_campaign
from reporting.closing import close, reopen, still_open
from reporting.ending import ending_on
from reporting.models import Campaign
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    IndicatorFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.records.admin.history import address
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 12, 31)
CLOSED = "est close depuis le"


@pytest.fixture
def convention():
    return ConventionFactory(public=True, starts_on=dt.date(2023, 1, 1), ends_on=LAST)


@pytest.fixture
def action(convention):
    enjeu = EnjeuFactory(convention=convention)
    return ActionFactory(enjeu=enjeu, convention=convention, public=True, code="1.1")


@pytest.fixture
def publisher():
    return sign_in_as(UserFactory(publishing=True))


def closed(row):
    close(Convention.objects.get(slug="2023-2026"), by=None)
    return type(row).objects.get(pk=row.pk)


def send(client, page, **given):
    return client.post(page, typed(client.get(page)) | given, follow=True)


# --- the gesture ---------------------------------------------------------------------------------


def test_closed_then_opened_again_history_says_why(publisher, convention, action):
    answer = send(publisher, reverse("convention-close", args=[convention.pk]))
    assert "La convention 2023-2026 est close." in answer.content.decode()
    convention.refresh_from_db()
    assert (convention.is_read_only, convention.closed_on) == (True, timezone.localdate())

    page = reverse("convention-reopen", args=[convention.pk])
    assert "Dites en quelques mots pourquoi" in text_of(main_of(send(publisher, page)))
    send(publisher, page, reason="Une date était fausse")
    convention.refresh_from_db()
    assert (convention.is_read_only, convention.closed_on) == (False, None)
    assert [row.history_change_reason for row in convention.history.all()[:2]] == [
        "Réouverture de la convention. Une date était fausse",
        "Clôture de la convention.",
    ]


def test_pressed_twice_it_is_closed_once(publisher, convention):
    page = reverse("convention-close", args=[convention.pk])
    form = typed(publisher.get(page))
    for _click in range(2):
        publisher.post(page, form)

    assert convention.history.count() == 2  # its making, its closing
    assert not close(convention, by=None)


def test_the_status_of_its_sheet_is_the_same_gesture(publisher, convention):
    page = address(convention, "change")
    send(publisher, page, status=ConventionStatus.CLOSED.value, change_reason="Évaluée")
    convention.refresh_from_db()
    assert convention.closed_on == timezone.localdate()
    convention.title = "Autrement"
    convention.closed_on = dt.date(2026, 1, 5)
    convention.save()
    convention.full_clean()
    assert convention.closed_on == dt.date(2026, 1, 5)  # one day, the first

    send(publisher, page, status=ConventionStatus.IN_FORCE.value, change_reason="Rouverte")
    convention.refresh_from_db()
    assert convention.closed_on is None


def test_one_closed_before_this_portal_has_no_closing_day(convention):
    past = ConventionFactory(past=True)
    past.full_clean()

    assert past.closed_on is None
    assert past.frozen_on == past.ends_on


@pytest.mark.parametrize(
    ("closed_on", "frozen"),
    [(dt.date(2027, 3, 1), LAST), (dt.date(2026, 6, 1), dt.date(2026, 6, 1))],
)
def test_states_are_those_of_the_last_day_or_of_an_earlier_closing(convention, closed_on, frozen):
    convention.status, convention.closed_on = ConventionStatus.CLOSED, closed_on

    assert convention.frozen_on == frozen


def test_what_is_still_open_is_told_before(publisher, convention, action):
    campaign = CampaignFactory(convention=convention, open=True)
    ReportFactory(campaign=campaign, action=action, sent=True)
    text = text_of(main_of(publisher.get(reverse("convention-close", args=[convention.pk]))))

    for words in (
        f"La campagne « {campaign} » est ouverte",
        "Une réponse attend d’être lue",
        "Une action n’a pas encore de suite",
        "Son évaluation n’est pas publiée",
        "Téléchargez son archive",
    ):
        assert words in text
    far = LAST + dt.timedelta(days=400)
    assert not any("dernier jour" in one.words for one in still_open(convention, far))


def test_a_draft_does_not_close(publisher):
    draft = ConventionFactory()
    answer = publisher.get(reverse("convention-close", args=[draft.pk]), follow=True)

    assert "Publiez d’abord" in text_of(main_of(answer))


def test_the_step_is_the_last_one(convention):
    step = ending_on(LAST).steps[-1]
    assert "puis clore la convention" in step.label
    assert step.url == reverse("convention-close", args=[convention.pk])


# --- the doors -----------------------------------------------------------------------------------


def test_the_screens_only_show_it(publisher, action):
    page = address(action, "change")
    form = typed(publisher.get(page))
    row = closed(action)

    for one in (row, row.enjeu):
        answer = publisher.get(address(one, "change"))
        assert CLOSED in text_of(main_of(answer))
        assert 'name="title"' not in answer.content.decode()
    answer = publisher.post(page, form | {"title": "Trop tard"})
    assert answer.status_code == 409
    assert "Trop tard" in answer.content.decode()
    assert publisher.get(address(row, "archive")).status_code == 403
    action.refresh_from_db()
    assert action.title != "Trop tard"


def test_nothing_is_added_nor_withdrawn_from_the_screens(publisher, action):
    row = closed(action)
    page = reverse("admin:conventions_enjeu_add")
    given = {"convention": row.convention_id, "code": "9", "title": "Tard"}
    assert CLOSED in text_of(main_of(send(publisher, page, **given)))
    page = reverse("admin:actions_update_add")
    given = {"action": row.pk, "title": "Tard", "body": "Un mot."}
    assert CLOSED in text_of(main_of(send(publisher, page, **given)))
    assert not Update.objects.exists()

    listed = reverse("admin:actions_action_changelist")
    form = typed(publisher.get(listed))
    publisher.post(listed, form | {"action": "withdraw", "_selected_action": row.pk}, follow=True)
    action.refresh_from_db()
    assert action.is_published


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("action-state", {"avancement": "realisee"}),
        ("action-outcome", {"outcome": "achevee"}),
        ("action-news", {"body": "Un mot."}),
        ("action-publication", {"publier": "non"}),
        ("action-values", {}),
    ],
)
def test_quick_acts_refuse_and_keep_what_was_typed(publisher, action, name, given):
    indicator = IndicatorFactory(action=action)
    page = reverse(name, args=[action.number])
    form = typed(publisher.get(page))
    if name == "action-values":
        given = {field: "12" for field in form if field.startswith(f"i{indicator.pk}")}
    closed(action)
    before = Action.objects.values().get()

    assert CLOSED in text_of(main_of(publisher.get(page)))
    answer = publisher.post(page, form | given)
    assert CLOSED in text_of(main_of(answer))
    assert Action.objects.values().get() == before
    assert not Update.objects.exists()
    assert not indicator.measures.exists()


def test_the_bar_of_its_page_leads_to_what_is_read(publisher, action):
    shown = text_of(main_of(publisher.get(closed(action).get_absolute_url())))
    assert "Voir la fiche Voir l’historique" in shown
    assert "Modifier l’avancement" not in shown


def test_plans_are_refused_whole_and_each_row_says_why(action):
    row = closed(action)
    plan = plan_changes(Action.objects.filter(pk=row.pk), BulkEdit({"title": "Tard"}))

    (fault,) = plan.rows[0].faults
    assert CLOSED in str(fault)
    with pytest.raises(ChangeRefused, match=CLOSED):
        apply(plan)


def test_an_import_is_refused_before_it_is_read(publisher, action):
    closed(action)
    file = io.BytesIO(b"Code;Titre\n1.1;Tard\n")
    file.name = "plan.csv"
    given = {"file": file, "convention": action.convention_id}
    answer = publisher.post(reverse("import"), given)

    assert CLOSED in text_of(main_of(answer))


def test_history_brings_nothing_back(action):
    line = ActionPartner(action=closed(action), organisation=OrganisationFactory())
    deleted = RowRevert("", "", line, line, True, [])

    with pytest.raises(ValidationError, match=CLOSED):
        write_row(deleted, None)


# --- partners ------------------------------------------------------------------------------------


def test_a_campaign_neither_opens_nor_goes_on(convention, action):
    running = CampaignFactory(convention=convention, open=True)
    waiting = CampaignFactory(convention=convention)
    today = timezone.localdate()
    assert running in Campaign.objects.open_on(today)
    closed(action)

    running = Campaign.objects.get(pk=running.pk)
    assert not running.is_open(today)
    assert running.state(today)[0] == "fermee"
    assert running not in Campaign.objects.open_on(today)
    with pytest.raises(CannotOpen, match=CLOSED):
        open_campaign(Campaign.objects.get(pk=waiting.pk), by=None, at=timezone.now())
    waiting.refresh_from_db()
    assert waiting.opened_at is None


def test_an_answer_is_refused_kindly_and_kept(convention, action):
    speaker = Speaker()
    campaign = CampaignFactory(convention=convention, open=True)
    report = ReportFactory(
        campaign=campaign, action=action, organisation=speaker.organisation, draft=True
    )
    report = closed(report)

    assert not report.takes_answers(timezone.localdate())
    with pytest.raises(workflow.Refused, match="reste en brouillon"):
        workflow.submit(report, by=speaker.person, at=timezone.now())
    editor = UserFactory(editing=True)
    told = workflow.Told(timezone.localdate(), "Une élue", "telephone")
    with pytest.raises(workflow.Refused, match=CLOSED):
        workflow.submit(report, by=editor, at=timezone.now(), told=told)
    report.refresh_from_db()
    assert report.done == "La permanence a ouvert."
    reopen(convention, "Pour la finir", by=None)
    assert type(report).objects.get(pk=report.pk).takes_answers(timezone.localdate())
