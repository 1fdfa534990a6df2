"""A storage without room: the import says so, and nothing is left behind."""

import pytest
from django.core.management import CommandError, call_command

from actions.models import ImportBatch
from conventions.files import FULL, REFUSED
from tests.actions.importing.pages import errors, send
from tests.actions.importing.samples import GOOD, SAMPLES, sample
from tests.factories import ConventionFactory
from tests.media import stored_files, use_storage
from tests.storages import FullDisk, Unreachable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.mark.parametrize(("disk", "said"), [(FullDisk, FULL), (Unreachable, REFUSED)])
def test_storage_that_refuses_a_table_is_said_and_leaves_nothing(
    disk, said, settings, staff_client
):
    ConventionFactory(public=True)
    use_storage(settings, disk)

    page = send(staff_client, sample(GOOD))

    assert page.status_code == 400
    assert any(said in words for words in errors(page))
    assert not ImportBatch.objects.exists()
    assert stored_files() == []


def test_command_says_it_too(settings):
    ConventionFactory(public=True)
    use_storage(settings, FullDisk)

    with pytest.raises(CommandError, match="plus de place"):
        call_command("import_actions", str(SAMPLES / GOOD))

    assert stored_files() == []
