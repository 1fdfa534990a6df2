"""A form of the back-office sent twice counts once."""

import pytest

from actions.models import Audience
from records.models import Submission
from tests.records.admin.conflicts import address
from tests.records.admin.forms import line, messages_of, typed

ADD = "/admin/actions/audience/add/"


def test_a_form_sent_twice_creates_one_row(staff_client):
    sent = typed(staff_client.get(ADD)) | {"name": "Aînés", "slug": "aines"}

    first, second = staff_client.post(ADD, sent), staff_client.post(ADD, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert Audience.objects.filter(name="Aînés").count() == 1
    assert messages_of(second)[-1].startswith("C’est enregistré. Le formulaire est arrivé deux")


def test_a_change_sent_twice_adds_its_lines_once(staff_client, action):
    page = typed(staff_client.get(address(action)))
    sent = page | line("milestones", 0, title="Une étape", state="a_faire", position="1")

    first, second = (
        staff_client.post(address(action), sent),
        staff_client.post(address(action), sent),
    )

    assert (first.status_code, second.status_code) == (302, 302)
    assert action.milestones.get().title == "Une étape"


def test_a_used_form_with_something_else_asks_before_adding(staff_client):
    sent = typed(staff_client.get(ADD)) | {"name": "Aînés", "slug": "aines"}
    staff_client.post(ADD, sent)

    asked = staff_client.post(ADD, sent | {"name": "Tout-petits", "slug": "tout-petits"})

    assert asked.status_code == 409
    assert Audience.objects.count() == 1
    assert typed(asked)["name"] == "Tout-petits"
    staff_client.post(ADD, typed(asked))
    assert set(Audience.objects.values_list("name", flat=True)) == {"Aînés", "Tout-petits"}


def test_a_form_with_mistakes_can_be_sent_again(staff_client):
    page = typed(staff_client.get(ADD)) | {"name": "", "slug": "aines"}

    assert staff_client.post(ADD, page).status_code == 200
    assert staff_client.post(ADD, page | {"name": "Aînés"}).status_code == 302
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("key", ["", "forged", None])
def test_a_form_without_its_key_creates_nothing(key, staff_client):
    page = typed(staff_client.get(ADD)) | {"name": "Aînés", "slug": "aines"}
    del page["_cle"]

    asked = staff_client.post(ADD, page | ({} if key is None else {"_cle": key}))

    assert asked.status_code == 409
    assert not Audience.objects.exists()
    assert typed(asked)["name"] == "Aînés"
    assert staff_client.post(ADD, typed(asked)).status_code == 302


def test_the_key_of_somebody_else_opens_nothing(staff_client, other):
    sent = typed(staff_client.get(ADD)) | {"name": "Aînés", "slug": "aines"}

    response = other.post(ADD, sent)

    assert response.status_code == 403
    assert not Audience.objects.exists()
