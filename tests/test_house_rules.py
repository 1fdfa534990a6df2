"""The rules of conftest.py can fail, and the factories give valid rows."""

import socket

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.template import Context, Origin, Template, engines

from actions.models import Action
from conventions.models import Convention, Territory
from tests import factories
from tests.factories import ActionFactory, ConventionFactory, Factory, ObjectiveFactory

EVERY_FACTORY = [
    kind
    for kind in vars(factories).values()
    if isinstance(kind, type) and issubclass(kind, Factory) and kind is not Factory
]
EVERY_TRAIT = [(kind, trait) for kind in EVERY_FACTORY for trait in kind._meta.parameters]


def render(source, settings, path, **context):
    """Render `source` as if it were the file `path` of the project."""
    origin = Origin(str(settings.BASE_DIR / path))
    return Template(source, origin, engine=engines["django"].engine).render(Context(context))


def test_undefined_variable_fails_in_our_templates(settings):
    with pytest.raises(pytest.fail.Exception, match=r"« titel » in .*page\.html"):
        render("{{ titel }}", settings, "templates/page.html", title="CTG")


def test_undefined_variable_fails_inside_a_block_of_ours(settings):
    with pytest.raises(pytest.fail.Exception, match=r"« item\.nmae\|upper »"):
        source = "{% for item in items %}{{ item.nmae|upper }}{% endfor %}"
        render(source, settings, "templates/page.html", items=[1])


def test_undefined_variable_is_empty_in_other_templates(settings):
    assert render("[{{ titel|default:'x' }}]", settings, ".venv/admin/base.html") == "[x]"


def test_defined_or_tested_variables_pass(settings):
    source = "{{ title }}{% if subtitle %}!{% endif %}"
    assert render(source, settings, "templates/page.html", title="CTG") == "CTG"


@pytest.mark.parametrize("verb", ["connect", "connect_ex"])
def test_network_is_out_of_reach(verb):
    with socket.socket() as client, pytest.raises(AssertionError, match="reach the network"):
        getattr(client, verb)(("192.0.2.1", 80))


def test_loopback_is_in_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_static_files_need_no_manifest():
    assert staticfiles_storage.url("css/missing.css") == "/static/css/missing.css"


@pytest.mark.parametrize("turn", [1, 2])
def test_cache_is_empty_when_a_test_begins(turn):
    assert cache.get("left-behind") is None
    cache.set("left-behind", turn)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EVERY_FACTORY, ids=lambda kind: kind.__name__)
def test_factory_gives_a_valid_row_twice(kind):
    first, second = kind.create_batch(2)

    first.full_clean()
    second.full_clean()
    assert first.pk != second.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "trait"), EVERY_TRAIT)
def test_trait_gives_a_valid_row(kind, trait):
    kind(**{trait: True}).full_clean()


@pytest.mark.django_db
def test_public_actions_share_the_convention_in_force():
    ActionFactory.create_batch(3, public=True)
    ActionFactory()

    assert Action.objects.public().count() == 3
    assert Convention.objects.public().get() == Convention.objects.current()
    assert Territory.objects.filter(is_main=True).count() == 1


@pytest.mark.django_db
def test_past_convention_stands_beside_the_current_one():
    past, current = ConventionFactory(past=True), ConventionFactory(public=True)

    assert past.territory == current.territory
    assert Convention.objects.current() == current


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{}, {"with_objective": True}])
def test_action_parents_agree(given):
    action = ActionFactory(**given)

    assert action.enjeu.convention == action.convention
    assert (action.objective is not None) == bool(given)
    if action.objective:
        assert (action.objective.enjeu, action.objective.convention) == (
            action.enjeu,
            action.convention,
        )


@pytest.mark.django_db
def test_action_follows_the_objective_it_is_given():
    objective = ObjectiveFactory()
    action = ActionFactory(objective=objective)

    assert action.enjeu == objective.enjeu
    assert action.convention == objective.convention
    assert Convention.objects.count() == 1
