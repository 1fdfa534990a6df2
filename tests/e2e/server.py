"""The portal as production runs it, on loopback, with content of its own."""

import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.bench.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
STAFF = "coordination@portail.example"
PASSWORD = "une-longue-phrase-de-passe"  # of an account that lives as long as one test run
LETTERS_TO = "equipe@portail.example"
ERROR_TEMPLATES = ("403.html", "403_csrf.html", "429.html", "500.html", "503.html")

# What only staff and residents give, and the error pages that no visitor can ask for.
PREPARE = f"""
import json
from django.template.loader import render_to_string
from django.core.files.base import ContentFile
from conventions.models import Convention, Document, Page, Territory
from partners.models import ContactMessage, User
Territory.objects.filter(is_main=True).update(
    email={LETTERS_TO!r}, security_contact="mailto:{LETTERS_TO}"
)
User.objects.create_superuser({STAFF!r}, {PASSWORD!r}, full_name="Camille Essai")
Page.objects.create(slug="essai", title="Page d’essai", is_published=False)
ContactMessage.objects.create(
    form_key="essai", email="habitant@exemple.example", subject="Essai", body="Bonjour."
)
document = Document(
    convention=Convention.objects.current(), title="Texte signé", is_published=True
)
document.file.save("texte.pdf", ContentFile(b"%PDF-1.4\\n%%EOF\\n"), save=False)
document.full_clean()
document.save()
pages = {{name: render_to_string(name, {{"minutes": 5}}) for name in {ERROR_TEMPLATES!r}}}
print(json.dumps(pages))
"""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Portal:
    """A running portal. `url` has no slash at its end."""

    def __init__(self, folder, environment, port):
        self.folder = folder
        self.environment = environment
        self.url = f"http://127.0.0.1:{port}"
        self.error_pages = {}
        self._receipt = None

    def manage(self, *arguments):
        """Run a command of manage.py; return what it prints. Raises on failure."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, code):
        """Run Python in the portal's own environment; return what it prints."""
        return self.manage("shell", "--no-imports", "-c", code)

    def ask(self, path, method="GET", form=None, **headers):
        """One request, no redirect followed. `If_None_Match=` sends « If-None-Match »."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def letters(self):
        """Letters sent so far, oldest first."""
        found = []
        for path in sorted((self.folder / "mail").glob("*.log"), key=lambda p: p.stat().st_mtime):
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                if part.strip():
                    found.append(message_from_bytes(part, policy=policy.default))
        return found

    def contact_sent(self):
        """The path of the confirmation of a message sent for real, once."""
        if self._receipt is None:
            form = self.ask("/contact/").text
            key = form.split('name="key" value="')[1].split('"')[0]
            time.sleep(3.2)  # the form refuses whoever writes faster
            answer = self.ask(
                "/contact/",
                "POST",
                {
                    "key": key,
                    "email": "habitante@exemple.example",
                    "subject": "Horaires",
                    "body": "Bonjour, quels sont les horaires ?",
                },
            )
            if answer.status != 303:
                raise RuntimeError(f"the contact form answered {answer.status}")
            self._receipt = answer.headers["location"]
        return self._receipt

    def log(self):
        return (self.folder / "server.log").read_text()

    def failures(self):
        """Lines of the log that tell of a request the server could not answer."""
        return [
            line
            for line in self.log().splitlines()
            if ('"django.request"' in line and '"ERROR"' in line) or line.startswith("Traceback")
        ]


@contextmanager
def database(folder):
    """Yield the URL of an empty database of the kind this run uses; it does not outlive it."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres", "psql")):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    parts = urlsplit(url)
    name = f"{parts.path.strip('/')}_e2e_{secrets.token_hex(4)}"
    quoted = sql.Identifier(name)
    beside = urlunsplit(parts._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))


def production(folder, database_url, **changes):
    """The environment of a production server that lives in `folder`, on loopback."""
    return os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CACHE_URL": "locmemcache://",
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_URL": database_url,
        "DEBUG": "0",
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "ctg_portal.settings",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "HTTPS": "0",
        "LOG_LEVEL": "WARNING",
        "MEDIA_ROOT": str(folder / "media"),
        "PAGE_CACHE": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(folder / "static"),
        "TRUSTED_PROXIES": "0",
        **changes,
    }


@contextmanager
def serving(folder, environment):
    """Yield a Portal served by gunicorn; it stops at the end, its log is in server.log."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1",
        "--threads", "4", "--no-control-socket", "--log-level", "warning",
        "--bind", f"127.0.0.1:{port}", "ctg_portal.wsgi:application",
    ]  # fmt: skip
    portal = Portal(folder, environment, port)
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    portal.ask("/sante/")
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"gunicorn did not start:\n{portal.log()}") from None
                    time.sleep(0.1)
            yield portal
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def portal_with_demo(folder):
    """Yield a Portal with the shipped content, the demonstration and one staff account."""
    for name in ("mail", "media", "static"):
        (folder / name).mkdir(parents=True)
    with database(folder) as database_url:
        environment = production(folder, database_url)
        before = Portal(folder, environment, 0)
        before.manage("collectstatic", "--noinput", "--verbosity", "0")
        before.manage("migrate", "--noinput", "--verbosity", "0")
        before.manage("load_content")
        before.manage("load_demo")
        pages = json.loads(before.shell(PREPARE).strip().splitlines()[-1])
        with serving(folder, environment) as portal:
            portal.error_pages = pages
            yield portal


def sign_in(window):
    """Sign the member of staff in to the back-office."""
    window.goto("/admin/login/")
    window.locator("[name=username]").fill(STAFF)
    window.locator("[name=password]").fill(PASSWORD)
    window.locator("[type=submit]").click()
    window.wait_for_url("**/admin/")
