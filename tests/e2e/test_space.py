"""The partners' own pages in a real browser: what they cost, and that nobody is left out."""

import json
from statistics import median

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PHONE, WIDE
from tests.e2e.checks import page_faults
from tests.file_factories import SMALL_JPEG

TITLE = "La CTG Tarn-Agout"
MOST_INTERACTIONS = 12
FOLDS = {
    "#id_next_steps": "La suite",
    "#id_people_reached": "Les personnes aidées ou accueillies",
    "#id_difficulties": "Une difficulté",
}
LONG = "Un texte de dix mille signes. " * 334

# Somebody who answers, a colleague, and one answer in each situation, on actions of our own.
PREPARE = """
import datetime as dt, json, time
from partners.sign_in.session_store import SessionStore
from django.core.files.base import ContentFile
from django.utils import timezone
from actions.models import Action, Indicator, Measure, Milestone
from conventions.models import Convention
from partners.models import Membership, Organisation, User
from partners.sign_in import sessions
from reporting import workflow
from reporting.report.sections import prepare_lines
from reporting.report.links import link_for, token_of
from reporting.models import Campaign, Report, ReportFile
now, today = timezone.now(), timezone.localdate()
convention = Convention.objects.current()
town = Organisation.objects.create(name="Relais d’essai", slug="relais-d-essai")
def person(name, email):
    user = User.objects.create_user(email, full_name=name)
    Membership.objects.create(user=user, organisation=town)
    session = SessionStore()
    session.update({
        "_auth_user_id": str(user.pk), "_auth_user_backend": sessions.BACKEND,
        "_auth_user_hash": user.get_session_auth_hash(),
        "entered_at": time.time(), "seen_at": time.time(), "proved_at": 0,
    })
    session.create()
    return user, session.session_key
nora, session = person("Nora Essai", "nora@partenaire.example")
marie, colleague = person("Marie Exemple", "marie@partenaire.example")
campaign = Campaign.objects.create(
    title="Point d’étape", convention=convention, intro="Où en êtes-vous ?", opened_at=now,
    opens_on=today - dt.timedelta(5), due_on=today + dt.timedelta(20),
    closes_on=today + dt.timedelta(40), figures_on=dt.date(2025, 12, 31),
)
reports = []
for rank in range(12):
    action = Action.objects.create(
        number=Action.objects.next_number(), convention=convention, lead=town,
        enjeu=convention.enjeux.first(), code=f"8.8.{rank}", title=f"Accueillir en {rank}",
        summary="Un lieu d’accueil.", avancement="en_cours", avancement_on="2024-01-15",
    )
    for label in ("Familles accueillies", "Séances"):
        indicator = Indicator.objects.create(action=action, label=label)
        Measure.objects.create(indicator=indicator, on=dt.date(2024, 12, 31), value=52)
    Milestone.objects.create(action=action, title="Ouvrir le samedi", planned_on="2026-03-01")
    report = Report.objects.create(
        campaign=campaign, action=action, organisation=town, avancement=action.avancement
    )
    prepare_lines(report)
    reports.append(report)
staff = User.objects.filter(role="administration").first()
for report in reports[1:3]:
    workflow.say_nothing_new(report, by=nora, at=now)
workflow.send_back(
    reports[2], by=staff, at=now, comment="Presque.", comments={"values": "Combien ?"}
)
row = ReportFile(report=reports[2], kind="document", title="Affiche")
row.file.save("essai.pdf", ContentFile(b"%PDF-1.4\\n%%EOF\\n"))
print(json.dumps({
    "session": session, "colleague": colleague, "token": token_of(link_for(nora, campaign)),
    "reports": [report.pk for report in reports], "file": row.pk,
}))
"""


@pytest.fixture(scope="module")
def scene(site):
    return json.loads(site.shell(PREPARE).strip().splitlines()[-1])


@pytest.fixture
def window_of(new_window, site, scene):
    """A function: a window where one of the two people is signed in."""

    def window(who="session", **options):
        page = new_window(**options)
        cookie = {"name": "sessionid", "value": scene[who], "url": site.url}
        page.context.add_cookies([cookie])
        return page

    return window


def page_of(report, end=""):
    return f"/espace/remontees/{report}/{end}"


def state(site, report):
    """(state, done) of a report."""
    code = f"from reporting.models import Report; r = Report.objects.get(pk={report})"
    return (
        site.shell(f"{code}; print(r.state, r.done, sep='|')").strip().splitlines()[-1].split("|")
    )


def becomes(site, report, wanted):
    """True once the `state` is the one `wanted`: what is sent on leaving arrives on its own."""
    return any(state(site, report) == wanted for _turn in range(20))


# --- every page -----------------------------------------------------------------------------------

PAGES = {
    "link": "/r/{token}/",
    "link-unknown": "/r/inconnu/",
    "space": "/espace/",
    "report-lacks": "/espace/remontees/{0}/?manque=1",
    "report-returned": "/espace/remontees/{2}/",
    "check": "/espace/remontees/{0}/verifier/",
    "nothing-new": "/espace/remontees/{0}/rien-de-nouveau/",
    "sent": "/espace/remontees/{1}/envoyee/",
    "take-back": "/espace/remontees/{1}/reprendre/",
    "photo": "/espace/remontees/{0}/fichiers/",
    "file-remove": "/espace/fichiers/{file}/retirer/",
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_is_for_everybody(name, window_of, new_window, scene):
    path = PAGES[name].format(*scene["reports"], token=scene["token"], file=scene["file"])
    window = window_of() if "espace" in path else new_window()
    window.goto(path)

    faults = page_faults(new_window, window, TITLE, starts_inside="check" in name)

    assert not faults, "\n".join([f"on « {name} »", *faults])


# --- what it costs --------------------------------------------------------------------------------


class Counter:
    """A person who counts each thing they do: a press, or a field filled in."""

    def __init__(self, window):
        self.window, self.done = window, 0

    def press(self, role, name):
        self.done += 1
        with self.window.expect_navigation():
            self.window.get_by_role(role, name=name).first.click()

    def unfold(self, words):
        self.done += 1
        self.window.locator("summary", has_text=words).click()

    def write(self, field, text):
        if not self.window.locator(field).is_visible():
            self.unfold(FOLDS[field])
        self.done += 1
        self.window.locator(field).fill(text)


def answer(counter, rank, more):
    """Answer about an action with two indicators, from the list to the confirmation."""
    counter.press("link", f"Répondre : Accueillir en {rank}")
    counter.write("#id_done", "Trois matins par semaine.")
    counter.write("#id_values-0-typed", "45")
    counter.write("#id_values-1-typed", "120")
    for field, text in more:
        counter.write(field, text)
    counter.press("button", "Vérifier avant d’envoyer")
    counter.press("button", "Envoyer ma réponse")


def test_an_answer_costs_twelve_gestures_at_most_and_one_screen_of_questions(window_of, scene):
    window = window_of(viewport=PHONE)
    costs = []
    extras = [
        [],
        [("#id_next_steps", "Le samedi."), ("#id_people_reached", "45")],
        [("#id_next_steps", "Le samedi."), ("#id_difficulties", "Le local."), ("#id_message", "?")],
    ]
    for rank, more in enumerate(extras, start=3):
        window.goto("/espace/")
        counter = Counter(window)
        answer(counter, rank, more)
        expect(window.get_by_role("heading", level=1)).to_have_text(
            "Merci, votre réponse est envoyée"
        )
        costs.append(counter.done)
    assert median(costs) <= MOST_INTERACTIONS, costs
    assert costs == [6, 10, 11]

    window.goto("/espace/")
    counter = Counter(window)
    counter.press("link", "Rien de nouveau : Accueillir en 9")
    counter.press("button", "Oui, c’est toujours exact")
    expect(window.get_by_role("heading", level=1)).to_have_text("Merci, votre réponse est envoyée")
    assert counter.done == 2


def test_the_answer_is_on_the_first_screen_of_a_phone_and_what_is_public_beside_it(
    window_of, scene
):
    window = window_of(viewport=PHONE)
    window.goto(page_of(scene["reports"][0]))

    first = window.locator("#id_avancement").bounding_box()
    assert first["y"] + first["height"] < PHONE["height"]
    public = window.locator("#public")
    assert public.get_attribute("open") is None
    assert public.bounding_box()["y"] < first["y"]

    window.set_viewport_size(WIDE)
    window.reload()
    left, right = public.bounding_box(), window.locator("#id_avancement").bounding_box()
    assert left["x"] + left["width"] < right["x"]
    expect(window.get_by_text("Familles accueillies : 52")).to_be_visible()


# --- while typing ---------------------------------------------------------------------------------


def test_typing_is_saved_and_two_people_lose_nothing(window_of, site, scene, new_window):
    report = scene["reports"][6]
    nora, marie = window_of(), window_of("colleague")
    nora.goto(page_of(report))
    marie.goto(page_of(report))

    nora.locator("#id_done").press_sequentially("De Nora.")
    expect(nora.locator("#brouillon")).to_contain_text("Enregistré à", timeout=15_000)
    assert state(site, report) == ["brouillon", "De Nora."]
    # What follows is saved too, and the button meets no conflict with the script.
    nora.locator("#id_done").press_sequentially(" Puis.")
    nora.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(nora.get_by_role("status").first).to_contain_text("Votre brouillon est enregistré")
    assert state(site, report) == ["brouillon", "De Nora. Puis."]
    # Leaving saves what no pause has saved yet.
    nora.locator("#id_done").fill("De Nora. Puis. Fin.")
    nora.get_by_role("link", name="Accueil du site").click()
    assert becomes(site, report, ["brouillon", "De Nora. Puis. Fin."])

    new_window.stop_watching()  # 409 is the answer that is asked for
    marie.locator("#id_done").press_sequentially("De Marie.")
    expect(marie.locator("#brouillon")).to_contain_text("Rien n’est perdu", timeout=15_000)
    expect(marie.locator("#collegue")).to_have_text("Nora Essai écrit en ce moment.")
    assert state(site, report) == ["brouillon", "De Nora. Puis. Fin."]
    marie.get_by_role("button", name="Comparer les deux versions").click()
    assert "Nora Essai a enregistré une autre version" in marie.locator("main").inner_text()
    marie.get_by_label("Garder ce que vous avez écrit").check()
    marie.get_by_role("button", name="Enregistrer ces choix").click()
    assert state(site, report) == ["brouillon", "De Marie."]


def test_what_is_typed_during_a_slow_saving_is_sent_on_leaving_after_a_warning(
    window_of, site, scene
):
    report, window, held, asked = scene["reports"][10], window_of(), [], []
    window.goto(page_of(report))
    # The first saving never ends; what is sent on leaving goes through.
    window.route("**/brouillon/", lambda route: route.continue_() if held else held.append(route))
    window.locator("#id_done").fill("Un.")
    window.wait_for_timeout(4_000)  # the script waits three seconds, then sends
    assert len(held) == 1
    window.locator("#id_done").fill("Un. Deux.")

    window.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with window.expect_navigation():  # once the warning is answered
        window.locator('a[href="/"]').first.click()

    assert asked == ["beforeunload"]
    assert becomes(site, report, ["brouillon", "Un. Deux."])


def test_what_is_typed_before_the_script_comes_is_saved_too(window_of, site, scene):
    report, window, held = scene["reports"][11], window_of(), []
    window.route("**/js/draft*.js", lambda route: held.append(route))
    window.goto(page_of(report), wait_until="commit")
    window.locator("#id_done").fill("Tôt.")
    assert len(held) == 1
    held[0].continue_()
    window.wait_for_load_state("load")
    expect(window.locator("#brouillon")).to_contain_text("Enregistré à", timeout=15_000)

    assert state(site, report) == ["brouillon", "Tôt."]


def test_a_session_lost_while_typing_loses_nothing(window_of, site, scene):
    report = scene["reports"][7]
    window = window_of()
    window.goto(page_of(report))
    window.context.clear_cookies(name="sessionid")

    window.locator("#id_done").fill(LONG)
    expect(window.locator("#brouillon")).to_contain_text("connexion est terminée", timeout=15_000)
    assert state(site, report) == ["a_dire", ""]

    window.context.add_cookies([{"name": "sessionid", "value": scene["session"], "url": site.url}])
    window.goto(page_of(report))
    assert "Votre texte est retrouvé" in window.locator("body").inner_text()
    assert window.locator("#id_done").input_value() == LONG


def test_the_end_of_a_connection_is_told_and_it_may_be_prolonged(window_of, scene):
    window = window_of()
    window.clock.install()
    window.goto("/espace/")

    window.clock.fast_forward("01:54:00")
    expect(window.locator("#fin")).to_be_empty()
    window.clock.fast_forward("00:02:00")
    expect(window.get_by_role("alert")).to_contain_text(
        "Votre connexion se termine dans 4 minutes."
    )
    window.get_by_role("button", name="Prolonger ma connexion").click()
    expect(window.get_by_role("alert")).to_contain_text("Votre connexion est prolongée.")

    window.clock.fast_forward("02:01:00")
    expect(window.get_by_role("alert")).to_contain_text("Votre connexion est terminée.")


# --- without JavaScript ---------------------------------------------------------------------------


def test_without_javascript_a_draft_a_photo_and_an_answer(window_of, site, scene):
    report = scene["reports"][8]
    window = window_of(viewport=PHONE, javascript=False)
    window.goto(page_of(report))
    window.locator("#id_done").fill("Trois matins.")
    window.locator("summary", has_text="Des photos").click()
    window.get_by_role("button", name="Ajouter une photo").click()
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": SMALL_JPEG}
    window.get_by_label("La photo").set_input_files(photo)
    window.get_by_label("Que montre-t-elle").fill("La salle d’accueil")
    window.get_by_label("À qui est-elle").fill("Relais d’essai")
    window.get_by_label("Personne n’est reconnaissable").check()
    window.get_by_role("button", name="Ajouter cette photo").click()

    assert "La photo est ajoutée." in window.locator("[role=status]").all_inner_texts()
    assert window.locator("#id_done").input_value() == "Trois matins."
    window.locator("#id_values-0-typed").fill("45")
    window.locator("#id_values-1-is_unavailable").check()
    window.get_by_role("button", name="Vérifier avant d’envoyer").click()
    window.get_by_role("link", name="Dites pourquoi « Séances » n’est pas disponible.").click()
    window.locator("#id_values-1-why").fill("Le cahier est perdu.")
    window.get_by_role("button", name="Vérifier avant d’envoyer").click()
    window.get_by_role("button", name="Envoyer ma réponse").click()

    assert f"R{report:04d}" in window.locator("main").inner_text()
    assert state(site, report) == ["envoyee", "Trois matins."]
