"""The repository is tested too; each check is shown a wrong sample, so that it can fail."""

import ast
import re
from pathlib import Path

import crispy_forms
import django
import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

from tests import repository
from tests.repository import ORDER, ROOT

ROOMS = repository.python_files(*ORDER)
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path
    for path in repository.project_files(ROOT / "templates")
}


def by_path(path):
    return str(path.relative_to(ROOT))


# --- imports -----------------------------------------------------------------------------------


def faults_of(paths, found_in):
    """Dict name → what `found_in` says of each of the `paths`, where it says something."""
    found = {by_path(path): found_in(path) for path in paths}
    return {name: faults for name, faults in found.items() if faults}


def test_imports_go_one_way():
    def wrong(path):
        return repository.wrong_imports(path.read_text(), repository.package_of(path))

    assert faults_of(ROOMS, wrong) == {}


@pytest.mark.parametrize(
    ("package", "source", "name"),
    [
        ("partners", "import conventions.models", "conventions.models"),
        ("partners", "import os, actions as a", "actions"),
        ("conventions", "from actions.models import Action", "actions.models.Action"),
        ("conventions.models", "from ...actions import months", "actions.months"),
        ("actions", "def f():\n    from reporting import workflow", "reporting.workflow"),
        ("actions", "if x:\n    import ctg_portal", "ctg_portal"),
        ("actions", 'x = models.ForeignKey("reporting.Report", None)', "reporting.Report"),
        ("actions", 'x = ManyToManyField(to="reporting.Report")', "reporting.Report"),
        ("partners", 'apps.get_model("actions", "Action")', "actions"),
        ("reporting", 'import_string("ctg_portal.views.home")', "ctg_portal.views.home"),
    ],
)
def test_wrong_import_is_found(package, source, name):
    assert repository.wrong_imports(source, package) == [name]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("actions", "from partners.models import Organisation"),
        ("actions.models", "from ..months import months_before"),
        ("ctg_portal", "from reporting import workflow\nimport actions.models"),
        ("actions", 'models.ForeignKey("conventions.Convention", None)'),
        ("partners", 'verbose_name = "reporting.Report"'),
        ("partners", "import partnership_actions"),
    ],
)
def test_right_import_is_accepted(package, source):
    assert repository.wrong_imports(source, package) == []


INSIDE = {
    path: path.relative_to(ROOT / "reporting").parts[0].removesuffix(".py")
    for path in repository.python_files("reporting")
    if path.relative_to(ROOT / "reporting").parts[0].removesuffix(".py")
    in repository.INSIDE_REPORTING
}


def test_imports_inside_reporting_go_one_way():
    def wrong(path):
        source = path.read_text()
        inside = repository.wrong_imports_inside(source, INSIDE[path])
        return [*inside, *repository.imports_in_functions(source)]

    assert faults_of(INSIDE, wrong) == {}


@pytest.mark.parametrize(
    ("place", "source", "name"),
    [
        ("models", "from reporting.report import reading", "reporting.report.reading"),
        ("answers", "from reporting.review.queue import counts", "reporting.review.queue.counts"),
        ("letters", "from reporting import workflow", "reporting.workflow"),
        ("review", "from reporting.urls import urlpatterns", "reporting.urls.urlpatterns"),
    ],
)
def test_wrong_import_inside_reporting_is_found(place, source, name):
    assert repository.wrong_imports_inside(source, place) == [name]
    assert repository.wrong_imports_inside("from reporting.models import Report", place) == []


def test_import_in_a_function_is_found():
    assert repository.imports_in_functions("def f():\n    from a import b") == [2]
    assert repository.imports_in_functions("import a") == []


def test_every_place_inside_reporting_exists():
    assert set(INSIDE.values()) == set(repository.INSIDE_REPORTING)


def test_every_folder_has_its_place_in_the_order():
    assert repository.unknown_folders() == []


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_guides_tell_the_order(name):
    (told,) = re.findall(r"`([a-z_, ]+(?: ← [a-z_, ]+){3,})`", (ROOT / name).read_text("utf-8"))

    assert re.split(", | ← ", told) == list(ORDER)


def test_unknown_folder_is_found(tmp_path):
    for name in ("utils", "actions", ".ci"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    assert repository.unknown_folders(tmp_path) == ["utils"]


def test_models_import_no_forms_and_no_mail():
    def wrong(path):
        return repository.form_or_mail_imports(path.read_text(), repository.package_of(path))

    models = [path for path in ROOMS if repository.is_model_module(path)]
    assert len(models) > 30
    assert faults_of(models, wrong) == {}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from django import forms", "django.forms"),
        ("from django.forms import Form", "django.forms.Form"),
        ("def f():\n    from django.core.mail import send_mail", "django.core.mail.send_mail"),
        ("from ..forms import ActionForm", "actions.forms.ActionForm"),
        ("import smtplib", "smtplib"),
    ],
)
def test_form_or_mail_in_models_is_found(source, name):
    assert repository.form_or_mail_imports(source, "actions.models") == [name]


def test_models_are_where_the_check_looks():
    checked = {repository.package_of(path) for path in ROOMS if repository.is_model_module(path)}
    defined = {model.__module__.rpartition(".")[0] for model in apps.get_models()}
    assert {package for package in defined if package.split(".")[0] in ORDER} <= checked


# --- names -------------------------------------------------------------------------------------


def test_class_name_is_used_once_over_all_rooms():
    sources = {by_path(path): path.read_text() for path in ROOMS if "migrations" not in path.parts}
    assert repository.repeated_classes(sources) == {}


def test_repeated_class_is_found():
    one = "class Page:\n    class Meta:\n        pass"
    other = "def f():\n    class Page:\n        pass\nclass Command:\n    pass"
    alone = "class Command:\n    class Media:\n        pass"
    sources = {"a.py": one, "b.py": other, "c.py": alone}
    assert repository.repeated_classes(sources) == {"Page": ["a.py", "b.py"]}


# --- size --------------------------------------------------------------------------------------

EVERY_PYTHON_FILE = [path for path in repository.project_files() if path.suffix == ".py"]


def test_files_are_short_enough():
    def lines_too_many(path):
        is_test = path.is_relative_to(ROOT / "tests")
        most = repository.MAX_TEST_LINES if is_test else repository.MAX_LINES
        return max(0, len(path.read_text().splitlines()) - most)

    written = [path for path in EVERY_PYTHON_FILE if "migrations" not in path.parts]
    assert faults_of(written, lines_too_many) == {}


def test_files_found_are_the_project():
    found = {by_path(path) for path in EVERY_PYTHON_FILE}
    assert {"manage.py", "actions/models/action.py", "tests/conftest.py"} <= found
    assert not [path for path in found if path.startswith((".venv", "var"))]


# --- templates ---------------------------------------------------------------------------------


def test_templates_have_no_inline_code():
    assert (
        faults_of(TEMPLATES.values(), lambda path: repository.inline_code(path.read_text())) == {}
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<svg\n  viewBox='0 0 1 1'\n  style = 'x'>", "style attribute"),
        ('<a href="#" onclick="f()">', "event attribute"),
        ("<body ONLOAD='f()'>", "event attribute"),
        ("<script>f()</script>", "inline script"),
        ('<script type="module">', "inline script"),
        ("<style>p{}</style>", "inline style sheet"),
        ('<a href="javascript:f()">', "javascript: address"),
    ],
)
def test_inline_code_is_found(source, kind):
    assert repository.inline_code(source) == [kind]


@pytest.mark.parametrize(
    "source",
    [
        '<script src="{% static "js/menu.js" %}" defer></script>',
        '<link rel="stylesheet" href="style.css">',
        "<p>Le style = ce qui reste ; on = toujours.</p>",
        '{% include "_icon.html" with style="plain" only %}',
    ],
)
def test_plain_markup_is_accepted(source):
    assert repository.inline_code(source) == []


def views_of(resolver):
    for entry in resolver.url_patterns:
        yield from views_of(entry) if hasattr(entry, "url_patterns") else [entry.callback]


def generic_view_templates(callbacks):
    """Names that list and detail views find by themselves, `actions/action_list.html`."""
    classes = [view.view_class for view in callbacks if hasattr(view, "view_class")]
    for view_class in classes:
        model = getattr(view_class, "model", None) or getattr(
            getattr(view_class, "queryset", None), "model", None
        )
        if model and hasattr(view_class, "template_name_suffix"):
            suffix = view_class.template_name_suffix
            yield f"{model._meta.app_label}/{model._meta.model_name}{suffix}.html"


def is_known_to_libraries(name):
    """True when Django, its admin, or crispy-forms asks for the template `name` by itself."""
    folders = [
        *get_app_template_dirs("templates"),
        Path(django.__file__).parent / "forms/templates",
    ]
    if name in {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}:
        return True
    if any((folder / name).is_file() for folder in folders):
        return True
    if own_admin := re.fullmatch(rf"admin/(?:{'|'.join(ORDER)})/(?:\w+/)?(\w+\.html)", name):
        return (Path(admin.__file__).parent / "templates/admin" / own_admin[1]).is_file()
    if name.startswith("ctg/"):  # CRISPY_TEMPLATE_PACK
        sources = Path(crispy_forms.__file__).parent.rglob("*.py")
        return any(name.removeprefix("ctg") in source.read_text() for source in sources)
    return False


def test_every_template_is_used():
    named = {name for name in TEMPLATES if is_known_to_libraries(name)}
    named |= set(generic_view_templates(views_of(get_resolver())))
    for path in ROOMS:
        named |= repository.templates_named_in_python(path.read_text())
    sources = {name: path.read_text() for name, path in TEMPLATES.items()}

    assert repository.unused_templates(sources, named) == []


def test_unused_template_is_found():
    templates = {
        "base.html": "",
        "home.html": '{% extends "base.html" %}{% include "_list.html" only %}',
        "_list.html": "",
        "old.html": "{% extends 'base.html' %}{% include 'old.html' %}{% include '_old.html' %}",
        "_old.html": "",
    }
    named = repository.templates_named_in_python('render(request, "home.html")')

    assert repository.unused_templates(templates, named) == ["_old.html", "old.html"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("404.html", True),
        ("admin/base_site.html", True),
        ("admin/actions/action/change_form.html", True),
        ("admin/actions/action/chnage_form.html", False),
        ("ctg/field.html", True),
        ("ctg/nothing.html", False),
        ("actions/old.html", False),
    ],
)
def test_library_templates_are_told_apart(name, known):
    assert is_known_to_libraries(name) is known


def test_generic_view_names_its_template():
    from django.views.generic import DetailView, TemplateView

    from actions.models import Action

    views = [DetailView.as_view(), TemplateView.as_view()]
    assert list(generic_view_templates(views)) == []

    detail = type("ActionDetail", (DetailView,), {"model": Action})
    assert list(generic_view_templates([detail.as_view()])) == ["actions/action_detail.html"]


# --- migrations --------------------------------------------------------------------------------


def missing_migrations(state):
    """Room → operations that no migration holds yet, for the models of `state`."""
    loader = MigrationLoader(None)
    assert not loader.detect_conflicts()
    with translation.override(None):  # labels as makemigrations writes them
        changes = MigrationAutodetector(loader.project_state(), state).changes(loader.graph)
    return {
        room: [operation.describe() for migration in found for operation in migration.operations]
        for room, found in changes.items()
        if room in ORDER
    }


def test_no_migration_is_missing():
    assert missing_migrations(ProjectState.from_apps(apps)) == {}


def test_missing_migration_is_found():
    state = ProjectState.from_apps(apps)
    field = models.CharField(max_length=10)
    state.add_model(
        ModelState(
            "actions", "Forgotten", [("id", models.AutoField(primary_key=True)), ("name", field)]
        )
    )

    assert missing_migrations(state)["actions"] == ["Create model Forgotten"]


# --- packages ----------------------------------------------------------------------------------

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=by_path)
def test_requirements_are_pinned_with_hashes(path):
    assert "==" in path.read_text()
    assert repository.unpinned_requirements(path.read_text()) == []


HASH = "--hash=sha256:" + "0" * 64


def test_pinned_requirement_is_accepted():
    lines = [
        "# why",
        "-r base.txt",
        f"a==1.0 \\\n    {HASH} \\\n    {HASH}",
        "    # via b",
        f'b-c[d]==2 ; python_version < "3.12" \\\n    {HASH}',
    ]
    source = "\n".join(lines)
    assert repository.unpinned_requirements(source) == []


@pytest.mark.parametrize(
    "line",
    [
        "django",
        "django>=5.2",
        "django==5.2.1",
        f"django>=5.2 {HASH}",
        f"django @ https://example.org/django.whl {HASH}",
        "--index-url https://example.org/",
        "-i https://example.org/",
        "--find-links wheels",
        "django==5.2.1 --hash=md5:00",
    ],
)
def test_loose_requirement_is_found(line):
    assert repository.unpinned_requirements(f"# why\n{line}\n") == [line]


def test_no_file_names_a_package_index():
    hosts = repository.index_hosts()
    faults = {}
    for path in repository.project_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if found := repository.index_mentions(text, hosts):
            faults[by_path(path)] = found
    assert faults == {}


@pytest.mark.parametrize(
    "text",
    [
        "voir https://py" + "pi.org/project/django/",
        "files.python" + "hosted.org",
        "index-url = https://packages.example.org/simp" + "le/",
        "the mirror of the house: mirror.example.net",
    ],
)
def test_package_index_is_found(text):
    assert len(repository.index_mentions(text, {"mirror.example.net"})) == 1


def test_index_hosts_come_from_the_environment():
    environ = {"PIP_INDEX_URL": "https://user@mirror.example.net:8443/x", "UV_CACHE_DIR": "/tmp"}
    assert "mirror.example.net" in repository.index_hosts(environ)


def test_python_files_parse():
    """The checks above read syntax trees: a file they could not read would hide its faults."""
    for path in EVERY_PYTHON_FILE:
        ast.parse(path.read_text(), filename=str(path))
