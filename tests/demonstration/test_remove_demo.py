"""Removing the demonstration: without a trace, or not at all."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.models import Action, ActionPartner, Milestone, Update
from conventions.models import ContentVersion, Enjeu
from demonstration.removal import REMOVED, demo_models
from partners.models import Organisation
from reporting.models import Campaign, Report
from tests.dumps import dump
from tests.reading import body, crawl

pytestmark = pytest.mark.django_db


def real_action(**values):
    """An action of staff in the shipped convention."""
    enjeu = Enjeu.objects.get(code="1")
    return Action.objects.create(
        number=900, convention=enjeu.convention, enjeu=enjeu, code="9.9", title="Vraie", **values
    )


def test_remove_demo_leaves_the_content_as_it_was(shipped_content, settings):
    before = dump()
    call_command("load_demo", verbosity=0)
    settings.DEMO = True
    call_command("demo_accounts")
    assert dump() != before
    call_command("remove_demo")
    assert dump() == before
    assert Update.objects.count() == ActionPartner.objects.count() == 0


def test_remove_demo_allows_loading_again(demonstration):
    call_command("remove_demo")
    call_command("load_demo", verbosity=0)
    assert Action.objects.filter(is_demo=True).count() == 17


def test_remove_demo_without_demo_changes_nothing(shipped_content, capsys):
    before, token = dump(), ContentVersion.current()
    call_command("remove_demo")
    assert dump() == before
    assert ContentVersion.current() == token
    assert capsys.readouterr().out == "Aucune donnée de démonstration à retirer.\n"


def test_remove_demo_takes_what_staff_added_to_an_example(demonstration):
    action = Action.objects.get(code="1.1.1")
    Milestone.objects.create(action=action, title="Étape ajoutée")
    call_command("remove_demo")
    assert Milestone.objects.count() == 0


def test_remove_demo_refuses_whole_when_real_rows_lean_on_it(demonstration):
    lead = Organisation.objects.get(slug="laep-exemple")
    action = real_action(lead=lead)
    ActionPartner.objects.create(action=action, organisation=lead)
    Update.objects.create(
        action=Action.objects.get(code="1.1.1"),
        title="Vraie nouvelle",
        body="Texte",
        published_at=timezone.now(),
    )
    before = dump()
    with pytest.raises(CommandError) as refusal:
        call_command("remove_demo")
    lines = [line for line in str(refusal.value).splitlines() if line.startswith("- ")]
    assert sorted(lines) == [
        "- action « 9.9 Vraie » s’appuie sur "
        "organisation « Lieu d’accueil enfants-parents (exemple) »",
        "- actualité « Vraie nouvelle » (action « 1.1.1 Tenir des permanences itinérantes "
        "d’accès aux droits ») s’appuie sur action « 1.1.1 Tenir des permanences itinérantes "
        "d’accès aux droits »",
        "- partenaire de l’action « Lieu d’accueil enfants-parents (exemple) (Partenaire) » "
        "(action « 9.9 Vraie ») s’appuie sur "
        "organisation « Lieu d’accueil enfants-parents (exemple) »",
    ]
    assert dump() == before


def test_remove_demo_knows_every_model_that_has_the_flag():
    assert {*REMOVED, Update, Campaign, Report} == set(demo_models())


def test_removed_demonstration_leaves_no_trace_on_any_page(shipped_content, reader):
    before = {name: body(page) for name, page in crawl(reader).items()}
    call_command("load_demo", verbosity=0)
    plan = body(reader.get("/conventions/2023-2026/objectifs/"))
    call_command("remove_demo", verbosity=0)
    after = {name: body(page) for name, page in crawl(reader).items()}

    assert plan != before["/conventions/2023-2026/objectifs/"]
    assert after == before
