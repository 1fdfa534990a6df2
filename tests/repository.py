"""What is wrong in the repository: each function returns a list of faults, empty when all is well.

They read text, not modules, so that test_architecture.py can show each of them a wrong sample.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ORDER = (
    "records",
    "tables",
    "letters",
    "partners",
    "conventions",
    "search",
    "actions",
    "voices",
    "reviews",
    "follow",
    "contact",
    "reporting",
    "demonstration",
    "ctg_portal",
)
# The same order inside the largest room; what is not named here (addresses, commands) comes after.
INSIDE_REPORTING = (
    "models",
    "ending",
    "report",
    "letters",
    "workflow",
    "campaigns",
    "answers",
    "people",
    "review",
)
OTHER_FOLDERS = {"docs", "requirements", "scripts", "static", "templates", "tests"}
MAX_LINES, MAX_TEST_LINES = 300, 500
NOT_OURS = {
    ".git", ".venv", "var", "media", "staticfiles", "node_modules", "build", "dist", "htmlcov",
    "test-results", "__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".env", ".coverage", "uv.lock",
}  # fmt: skip


def project_files(root=ROOT):
    """Every file of the project, without what .gitignore names (no git needed: archives too)."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        for name in sorted(names):
            if name not in NOT_OURS and not name.endswith((".pyc", ".pyo")):
                yield Path(folder) / name


def python_files(*folders, root=ROOT):
    return [
        path
        for path in project_files(root)
        if path.suffix == ".py" and path.relative_to(root).parts[0] in folders
    ]


# --- imports -----------------------------------------------------------------------------------

TAKES_A_NAME = {
    "ForeignKey", "OneToOneField", "ManyToManyField", "swappable_dependency",
    "get_model", "get_app_config", "import_module", "import_string", "__import__",
}  # fmt: skip


NAMING = {"to", "name", "model_name", "app_label"}  # related_name and its like import nothing


def imported_names(source, package):
    """Dotted names that `source`, a module of `package`, reaches: imports and strings alike."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            above = parts[: len(parts) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found += [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [*node.args, *(k.value for k in node.keywords if k.arg in NAMING)]
            if called in TAKES_A_NAME:
                found += [
                    value.value
                    for value in given
                    if isinstance(value, ast.Constant) and isinstance(value.value, str)
                ]
    return found


def package_of(path, root=ROOT):
    return ".".join(path.relative_to(root).parent.parts)


def wrong_imports(source, package):
    """Names that the room of `package` may not import, by `ORDER`."""
    allowed = ORDER.index(package.split(".")[0])
    return [
        name
        for name in imported_names(source, package)
        if (room := name.split(".")[0]) in ORDER and ORDER.index(room) > allowed
    ]


def wrong_imports_inside(source, place):
    """Names that `place`, one of INSIDE_REPORTING, may not import; an import in a function counts.

    A name outside the list (addresses, commands) may be imported by none of them.
    """
    allowed = INSIDE_REPORTING[: INSIDE_REPORTING.index(place) + 1]
    return [
        name
        for name in imported_names(source, f"reporting.{place}")
        if name.startswith("reporting.") and name.split(".")[1] not in allowed
    ]


def imports_in_functions(source):
    """Lines of `source` that import inside a function: how a circle would be hidden."""
    return [
        inner.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def form_or_mail_imports(source, package):
    """Names of forms or letters that a module of models imports; rows of the outbox are models."""
    unwanted = {"forms", "mail", "smtplib", "send_mail", "letters"}
    return [
        name
        for name in imported_names(source, package)
        if unwanted & set(name.removeprefix("letters.models.").split("."))
    ]


def is_model_module(path):
    return path.name == "models.py" or path.parent.name == "models"


def unknown_folders(root=ROOT):
    """Top folders with Python in them that neither `ORDER` nor the layout names."""
    tops = {path.relative_to(root).parts[0] for path in project_files(root) if path.parent != root}
    return sorted(top for top in tops - set(ORDER) - OTHER_FOLDERS if not top.startswith("."))


# --- templates ---------------------------------------------------------------------------------

INLINE = {
    "style attribute": re.compile(r"""<[^>]*\sstyle\s*=""", re.IGNORECASE),
    "event attribute": re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["'{]""", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "inline style sheet": re.compile(r"<style[\s>]", re.IGNORECASE),
    "javascript: address": re.compile(r"""=\s*["']\s*javascript:""", re.IGNORECASE),
}


def inline_code(source):
    """Kinds of inline script or style that the template `source` holds."""
    return [kind for kind, pattern in INLINE.items() if pattern.search(source)]


REFERENCE = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")


def templates_named_in_template(source):
    return set(REFERENCE.findall(source))


def templates_named_in_python(source):
    """Every string of `source` that looks like a template's name."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[\w./-]+\.(html|txt|xml)", node.value)
    }


def unused_templates(templates, named):
    """Names among `templates` (name → source) that nothing in `named` leads to."""
    reached, waiting = set(), set(named) & set(templates)
    while waiting:
        reached |= waiting
        waiting = {
            name for used in waiting for name in templates_named_in_template(templates[used])
        }
        waiting = (waiting & set(templates)) - reached
    return sorted(set(templates) - reached)


# --- packages ----------------------------------------------------------------------------------

PINNED = re.compile(
    r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==[^\s;]+(\s*;[^\\]*?)?(\s+--hash=sha256:[0-9a-f]{64})+"
)


def unpinned_requirements(source):
    """Lines of a requirements file that are not one version with its hashes."""
    lines = re.sub(r"\\\n", " ", source).splitlines()
    wanted = [line.split(" #")[0].strip() for line in lines]
    return [
        line
        for line in wanted
        if line
        and not line.startswith("#")
        and not re.fullmatch(r"-[rc] \w+\.txt", line)
        and not PINNED.fullmatch(line)
    ]


def index_hosts(environ=os.environ):
    """Hosts of the package indexes this machine is set to use, the machine itself left out."""
    settings = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    settings += "".join(f" {v}" for k, v in environ.items() if k.startswith(("PIP_", "UV_")))
    hosts = {urlsplit(address).hostname for address in re.findall(r"https?://[^\s'\",]+", settings)}
    return hosts - {None, "localhost", "127.0.0.1", "::1"}


# Written in two halves: this very file must not name an index.
PUBLIC_INDEX = re.compile(
    r"\b(?:py" + r"pi\.org|python" + r"hosted\.org|py" + r"pi\.[a-z]+)|https?://\S+/simp" + r"le\b",
    re.IGNORECASE,
)


def index_mentions(text, hosts=()):
    """Package index hosts written in `text`: the public one, those of `hosts`, any mirror."""
    return PUBLIC_INDEX.findall(text) + [host for host in hosts if host in text]


# Names that a library asks for inside another class, or by itself.
ASKED_CLASSES = {"Meta", "Command", "Media"}


def repeated_classes(sources):
    """Class name → the files that define it, for the names that several of `sources` define.

    `sources` gives the text of each file by its name.
    """
    found = {}
    for file, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef) and node.name not in ASKED_CLASSES:
                found.setdefault(node.name, []).append(file)
    return {name: files for name, files in found.items() if len(files) > 1}
