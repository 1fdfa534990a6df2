"""What each step of an import says once done, and that it applies only what was shown."""

import re

import pytest

from actions.models import Action
from actions.views import importing
from tests.actions.importing.pages import confirm_everything, form, press, send_sample, sent
from tests.actions.importing.samples import REAL
from tests.actions.importing.test_pages import line
from tests.factories import ActionFactory, EnjeuFactory, UserFactory
from tests.reading import find, main_of, text_of
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(publishing=True))


@pytest.fixture
def plan():
    enjeu = EnjeuFactory(public=True, code="1")
    return ActionFactory(enjeu=enjeu, published=True, code="1.1", title="Titre")


def heard(client, response):
    """(title, h1, status) of the page that `response` leads to."""
    page = client.get(response["Location"])
    main = main_of(page)
    status = next(one for one in main.iter() if one.get("class") == "told")
    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.S)[1]
    return (
        " ".join(title.split()).partition(" – ")[0],
        text_of(find(main, "h1")[0]),
        text_of(status),
    )


def test_each_step_of_an_import_is_heard(editor, shipped_content):
    address, _batch = send_sample(editor, REAL)
    asked = heard(editor, press(editor, address, "Enregistrer ces réponses"))
    name = asked[1].partition(" : ")[2]
    assert asked[:2] == (f"Questions sur le fichier : {name}",) * 2
    assert asked[2] == "Vos réponses sont enregistrées."

    ready = confirm_everything(editor, address)
    assert text_of(find(main_of(ready), "h1")[0]) == f"Aperçu de l’import : {name}"
    done = heard(editor, press(editor, address, "Appliquer l’import"))
    assert done[:2] == (f"Import appliqué : {name}",) * 2
    assert done[2] == "L’import est appliqué : 17 ajoutées, 0 modifiée, 0 inchangée."
    undone = heard(editor, press(editor, address, "Annuler cet import"))
    assert undone[:2] == (f"Import annulé : {name}",) * 2
    assert undone[2] == "L’import est annulé : le plan est comme avant lui."


def test_a_preview_made_between_the_click_and_the_lock_is_not_applied(editor, plan, monkeypatch):
    address, _ = sent(editor, line(plan, title="Du fichier"))
    shown = form(editor.get(address), "Appliquer l’import")[1]
    read = importing.the_import

    def then_somebody_looks(pk):
        batch = read(pk)
        monkeypatch.setattr(importing, "the_import", read)
        Action.objects.filter(pk=plan.pk).update(title="D’un collègue")
        editor.get(address)
        return batch

    monkeypatch.setattr(importing, "the_import", then_somebody_looks)
    refused = editor.post(f"{address}appliquer/", shown)

    assert refused.status_code == 409
    plan.refresh_from_db()
    assert plan.title == "D’un collègue"
    press(editor, address, "Appliquer l’import")
    plan.refresh_from_db()
    assert plan.title == "Du fichier"
