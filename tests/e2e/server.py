"""The portal as production runs it, on loopback, with content of its own."""

import http.client
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

from tests import forks, prebuilt
from tests.bench.servers import free_port
from tests.databases import portal_database

ROOT = Path(__file__).resolve().parents[2]
STAFF = "coordination@portail.example"
NEWCOMER = "arrivee@portail.example"  # a member of the team who has not signed in yet
# First in the list of people, and shown by an address alone, as long as addresses get.
NAMELESS = "accueil.de.loisirs.sans.hebergement.des.mercredis@portail.example"
LETTERS_TO = "equipe@portail.example"
ERROR_TEMPLATES = (
    "403.html", "403_csrf.html", "410.html", "500.html", "503.html",
)  # fmt: skip

# The account of the team.
ACCOUNT = f"""
import time
from partners.models import User
from partners.sign_in import factors
from demonstration.entrance import SECRET
staff = User.objects.create_superuser({STAFF!r}, full_name="Camille Essai")
factors.add_app(staff, SECRET, factors.current_code(SECRET, time.time()))
"""
# It is signed in, its second factor shown.
ENTER = f"""
import time
from partners.models import User
from partners.sign_in import sessions
from partners.sign_in.session_store import SessionStore
staff, session, now = User.objects.get(email={STAFF!r}), SessionStore(), time.time()
session.update({{
    "_auth_user_id": str(staff.pk), "_auth_user_backend": sessions.BACKEND,
    "_auth_user_hash": staff.get_session_auth_hash(),
    "entered_at": now, "seen_at": now, "proved_at": now + 3600,
}})
session.create()
"""
# What only staff and residents give, and the error pages that no visitor can ask for.
PREPARE = f"""
{ACCOUNT}
{ENTER}
import json
from django.template.loader import render_to_string
from ctg_portal.errors import site_of_errors
from django.core.files.base import ContentFile
from actions.models import Action, ActionDocument
from contact.models import ContactMessage
from django.utils import timezone
from follow.models import Follow, Follower, FollowRequest
from letters.links import drawn
from conventions.models import Convention, Document, Page, Territory
Territory.objects.filter(is_main=True).update(
    email={LETTERS_TO!r}, security_contact="mailto:{LETTERS_TO}"
)
factors.new_recovery_codes(staff)
lost = User.objects.create_user("perdue@portail.example", full_name="Sacha Essai", role="lecture")
factors.add_app(lost, SECRET, factors.current_code(SECRET, time.time()))
User.objects.create_user({NEWCOMER!r}, full_name="Noé Essai", role="publication")
User.objects.create_user({NAMELESS!r}, role="lecture")
page = Page.objects.create(slug="zz-essai", title="Page d’essai", is_published=False)
page.body = "Un texte de plus."
page.save()
Page.objects.create(slug="supprimee", title="Page supprimée", is_published=False).delete()
ContactMessage.objects.create(
    form_key="essai", email="habitant@exemple.example", subject="Essai", body="Bonjour."
)
follower = Follower.objects.create(
    email="suit@exemple.example", renewed_on=timezone.localdate(), told_until=timezone.now(),
    written_on=timezone.localdate(),
)
Follow.objects.create(follower=follower, scope="plan", since=timezone.now())
asked = FollowRequest.objects.create(email="demande@exemple.example", scope="plan")
secrets = {{
    "(confirm)": f"/suivre/confirmer/{{drawn(asked)}}/",
    "(follows)": f"/suivre/{{drawn(follower)}}/",
    "(stop)": f"/suivre/{{drawn(follower)}}/arreter/",
}}
document = Document(
    convention=Convention.objects.current(), title="Texte signé", is_published=True
)
document.file.save("texte.pdf", ContentFile(b"%PDF-1.4\\n%%EOF\\n"), save=False)
document.needs_text, document.text = True, "## Les signataires\\n\\n- La CAF.\\n- La communauté."
document.full_clean()
document.save()
secrets["(text)"] = f"/documents/{{document.pk}}/texte/"
scan = Document(
    convention=Convention.objects.current(), title="Affiche", is_published=True, needs_text=True
)
scan.file.save("affiche.pdf", ContentFile(b"%PDF-1.4\\n%%EOF\\n"), save=False)
scan.save()
action = Action.objects.order_by("number").first()
if action:
    ActionDocument.objects.create(action=action, document=document)
pages = {{
    name: render_to_string(name, site_of_errors(int(name[:3]))) for name in {ERROR_TEMPLATES!r}
}}
"""
TELL = """
print(json.dumps({"pages": pages, "session": session.session_key, "secrets": secrets}))
"""

# Imports under way and of before: their numbers are their addresses (admin_pages.py).
IMPORTS = """
from django.utils import timezone
from actions.importing.batch import receive
from actions.models import ImportBatch, ImportState
from conventions.models import Convention
from partners.models import User
convention = Convention.objects.current()
for name in {samples!r}:
    with open("tests/samples/" + name, "rb") as file:
        receive(file, name, convention, by=staff)
ImportBatch.objects.create(
    convention=convention, file_name="plan-applique.csv", sha256="0" * 64, size=2048, by=staff,
    added_count=3, changed_count=1, state=ImportState.APPLIED, applied_on=timezone.now(),
    reason="Vu en comité de pilotage.",
)
""".format(samples=["tableau-de-suivi-reel.xlsx", "plan-7-erreurs.csv"])


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
        self.staff_session = ""
        self.secrets = {}
        self.process = None
        self._receipt = None

    def processor_seconds(self):
        """What the server and its workers used of the processor so far."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in family)

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
        """Run Python on the portal's own database; return what it prints (tests/forks.py)."""
        return forks.shell(self.environment, code)

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
        portal.process = psutil.Process(process.pid)
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
def portal_with_demo(folder, *, demo=True, **changes):
    """Yield a Portal with the shipped content, the demonstration and one staff account.

    Without `demo`, what a territory finds on its first day: no action, no example. `changes` are
    variables of its environment.
    """
    for name in ("mail", "media"):
        (folder / name).mkdir(parents=True)
    with portal_database(folder, "demo" if demo else "content") as database_url:
        environment = prebuilt.environment(folder, database_url, **changes)
        before = Portal(folder, environment, 0)
        # The error pages are those that the server's own settings give.
        code = PREPARE + (IMPORTS if demo else "") + TELL
        prepared = json.loads(before.manage("shell", "--no-imports", "-c", code).strip())
        with serving(folder, environment) as portal:
            portal.error_pages = prepared["pages"]
            portal.staff_session = prepared["session"]
            portal.secrets = prepared["secrets"]
            yield portal


def staff_cookie(portal):
    """What a browser of the member of staff remembers, once signed in."""
    return {"name": "sessionid", "value": portal.staff_session, "url": portal.url}


def sign_in(window, portal):
    """Make `window` one of the member of staff, signed in (test_sign_in.py goes by the pages)."""
    window.context.add_cookies([staff_cookie(portal)])
    window.goto("/admin/")
