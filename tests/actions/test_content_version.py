"""The content version moves with every change of what residents read, and only then."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from actions.models import ActionPartner, ImportBatch, ImportWord
from actions.public_models import content_models
from contact.models import ContactMessage
from conventions.models import ContentVersion, LoadedRow, Page
from conventions.versioning import content_tables
from partners.models import Invitation, Membership, SignInCode, User
from records.history.recording import is_history
from records.models import KeptForm, Submission
from reviews.models import EvaluationEdition, ReviewEdition
from search.models import UnansweredWord
from tests import factories
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    ContactMessageFactory,
    Factory,
    LoadedRowFactory,
    OrganisationFactory,
    PageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    kind._meta.model: kind
    for kind in vars(factories).values()
    if isinstance(kind, type) and issubclass(kind, Factory) and kind is not Factory
}
PRIVATE = {
    *(User, ContactMessage, Invitation, KeptForm, Membership, SignInCode, Submission),
    *(ContentVersion, LoadedRow, ImportBatch, ImportWord, UnansweredWord),
}
# A draft of a review or of an evaluation is nobody's to read.
WATCHED = [*content_models(), ReviewEdition, EvaluationEdition]
EVERY_CONTENT_MODEL = pytest.mark.parametrize("model", WATCHED, ids=lambda model: model.__name__)
LINKS = [
    pytest.param(field, id=f"{model.__name__}.{field.name}")
    for model in content_models()
    for field in model._meta.local_many_to_many
    if field.remote_field.through._meta.auto_created
]


def rows_of(model):
    """A plain queryset: what the model's own one forbids (Update) must count too."""
    return models.QuerySet(model)


class Watch:
    """Whether the version moved since the last time it was asked."""

    def __init__(self):
        self.token = ContentVersion.current()

    def moved(self):
        before, self.token = self.token, ContentVersion.current()
        return before != self.token


# --- what counts -------------------------------------------------------------------------------


def test_every_model_of_the_rooms_is_content_or_known_to_be_private():
    rooms = ("partners", "conventions", "search", "actions")
    found = {model for room in rooms for model in apps.get_app_config(room).get_models()}
    found = {model for model in found if not is_history(model)}

    assert set(content_models()) == found - PRIVATE


def test_every_content_model_has_its_factory():
    assert set(WATCHED) <= set(FACTORIES)


@EVERY_CONTENT_MODEL
def test_version_moves_on_every_write(model):
    watch = Watch()
    row = FACTORIES[model]()
    assert watch.moved(), "create"

    models.Model.save(row)
    assert watch.moved(), "save"

    field = next(field.name for field in model._meta.concrete_fields if not field.primary_key)
    assert rows_of(model).filter(pk=row.pk).update(**{field: F(field)}) == 1
    assert watch.moved(), "update"

    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET "id" = "id" WHERE id = %s', [row.pk])
    assert watch.moved(), "plain SQL"

    rows_of(model).filter(pk=row.pk).delete()
    assert watch.moved(), "delete"

    row.pk = None
    rows_of(model).bulk_create([row])
    assert watch.moved(), "bulk_create"


@pytest.mark.parametrize("field", LINKS)
def test_version_moves_on_every_link(field):
    row = FACTORIES[field.model]()
    other = FACTORIES[field.related_model]()
    links = getattr(row, field.name)
    watch = Watch()

    links.add(other)
    assert watch.moved(), "add"

    links.remove(other)
    assert watch.moved(), "remove"

    links.set([other])
    assert watch.moved(), "set"

    links.clear()
    assert watch.moved(), "clear"

    getattr(other, field.remote_field.get_accessor_name()).add(row)
    assert watch.moved(), "add from the other side"


def test_version_moves_when_a_row_falls_with_its_parent():
    partner = ActionPartnerFactory()
    watch = Watch()

    partner.action.delete()
    assert not ActionPartner.objects.exists()
    assert watch.moved()


def test_version_never_comes_back():
    tokens = set()
    for _ in range(20):
        PageFactory()
        tokens.add(ContentVersion.current())

    assert len(tokens) == 20
    assert ContentVersion.objects.count() == 1


# --- what does not -----------------------------------------------------------------------------


def test_version_stays_when_private_rows_are_written(client):
    ActionFactory()
    watch = Watch()

    user = UserFactory(administration=True)
    client.force_login(user)  # a session, and the date of the sign-in
    assert Session.objects.exists()
    user.refresh_from_db()
    assert user.last_login
    ContactMessageFactory()
    ContactMessage.objects.update(handled_at=timezone.now())
    ContactMessage.objects.all().delete()
    LoadedRowFactory()
    LogEntry.objects.create(user=user, action_flag=1, object_repr="x")

    assert not watch.moved()


def test_version_stays_when_content_is_only_read(reader):
    action = ActionFactory(public=True)
    watch = Watch()

    list(type(action).objects.public().in_plan_order().with_labels())
    assert not watch.moved()


def test_version_stays_when_a_write_touches_no_row():
    watch = Watch()

    Page.objects.filter(slug="nothing").update(title="x")
    Page.objects.filter(slug="nothing").delete()
    assert not watch.moved()


def test_version_goes_back_with_a_savepoint():
    PageFactory()
    watch = Watch()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        PageFactory()
        assert ContentVersion.current() != watch.token
        raise ZeroDivisionError

    assert not watch.moved()


# --- in real transactions ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_version_goes_back_with_a_transaction():
    page = PageFactory()
    watch = Watch()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        page.delete()
        raise ZeroDivisionError
    assert not watch.moved()

    with transaction.atomic():
        PageFactory()
    assert watch.moved()


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_the_triggers_at_work():
    ActionFactory()
    call_command("flush", interactive=False, verbosity=0)

    watch = Watch()
    OrganisationFactory()
    assert watch.moved()
    assert ContentVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_first_write_on_an_empty_database_gives_a_version():
    ContentVersion.objects.all().delete()
    assert ContentVersion.current() == ""

    PageFactory()
    assert len(ContentVersion.current()) >= 32


# --- triggers ----------------------------------------------------------------------------------

TRIGGERS = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled = 'O'"
    ),
}


def verbs_watched():
    """Table → verbs whose trigger renews the version, as the database has them now."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        for table, definition in cursor.fetchall():
            head = definition.split(" ON ")[0]
            verbs = {verb for verb in ("INSERT", "UPDATE", "DELETE") if f" {verb}" in head}
            found.setdefault(table.strip('"'), set()).update(verbs)
    return found


EVERY_VERB = {"INSERT", "UPDATE", "DELETE"}


def test_every_content_table_and_no_other_is_watched():
    """Also after the last migration: SQLite drops the triggers of a table it rebuilds."""
    assert verbs_watched() == dict.fromkeys(content_tables(WATCHED), EVERY_VERB)


@pytest.mark.parametrize("table", ["actions_action", "conventions_convention_communes"])
def test_migrate_lays_again_a_trigger_that_was_lost(table):
    names = {
        "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'",
        "postgresql": f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass "
        "AND NOT tgisinternal",
    }[connection.vendor]
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(names)
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"{on_table}')
    assert table not in verbs_watched()

    call_command("migrate", verbosity=0)
    assert verbs_watched()[table] == EVERY_VERB
