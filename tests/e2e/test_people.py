"""Invitations, « ce n’est plus moi », contacts and one's account, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.admin_pages import AdminPage, open_admin_page
from tests.e2e.browser import NARROW, PHONE
from tests.e2e.checks import axe_faults, page_faults, report

SITE_TITLE = "La CTG Tarn-Agout"
PREPARE = """
import json, time
from datetime import timedelta
from partners.sign_in.session_store import SessionStore
from django.utils import timezone
from partners.models import Invitation, MailFault, Membership, Organisation, User
from partners.sign_in import sessions
from reporting.people import invitations
from reporting.report.links import link_for, token_of
staff = User.objects.get(email="coordination@portail.example")
house, other = Organisation.objects.filter(archived_on=None).order_by("pk")[:2]
lea = User.objects.create_user("lea@portail.example", full_name="Léa Martin")
for place in (house, other):
    Membership.objects.create(user=lea, organisation=place, role="referent")
paul = User.objects.create_user("paul@portail.example", full_name="Paul Durand")
paul.mail_fault, paul.mail_fault_on = MailFault.BOUNCED, timezone.localdate()
paul.save()
member = Membership.objects.create(user=paul, organisation=house)
now = timezone.now()
rows = [
    invitations.invite(house, email=f"{name}@portail.example", full_name=name, by=staff, at=now)
    for name in ("Ada", "Bob", "Cléo".replace("é", "e"))
]
Invitation.objects.filter(pk=rows[1].pk).update(sent_at=now - timedelta(days=9))
Invitation.objects.filter(pk=rows[2].pk).update(fault=MailFault.BOUNCED)
leaving = User.objects.create_user("depart@portail.example", full_name="Nadia Petit")
Membership.objects.create(user=leaving, organisation=house)
session = SessionStore()
at = time.time()
session.update({
    "_auth_user_id": str(lea.pk), "_auth_user_backend": sessions.BACKEND,
    "_auth_user_hash": lea.get_session_auth_hash(), "browser": "Firefox sur Android",
    "entered_at": at, "seen_at": at, "proved_at": at + 3600,
})
session.create()
print(json.dumps({
    "session": session.session_key, "slug": house.slug, "name": house.name, "member": member.pk,
    "open": token_of(rows[0]), "expired": token_of(rows[1]), "bounced": rows[2].pk,
    "lea": token_of(link_for(lea)), "leaving": token_of(link_for(leaving)),
}))
"""


@pytest.fixture(scope="session")
def people(site):
    """What the pages below need: tokens, a slug, the session of a référent of two places."""
    return json.loads(site.shell(PREPARE).strip().splitlines()[-1])


OPEN = {
    "invitation": "/invitation/{open}/",
    "invitation-expired": "/invitation/{expired}/",
    "not-me": "/r/{lea}/plus-moi/",
    "reminders": "/r/{lea}/rappels/",
}
MINE = {
    "organisation": "/espace/organisations/{slug}/",
    "space-not-me": "/espace/plus-moi/",
    "account": "/compte/",
    "account-email": "/compte/adresse/",
    "account-kept": "/compte/donnees/",
}
STAFF = {
    "contacts": "/suivi/contacts/",
    "contact": "/suivi/contacts/{slug}/",
    "contact-member": "/suivi/contacts/{slug}/{member}/",
    "contact-invitation": "/suivi/contacts/{slug}/invitations/{bounced}/",
}
PAGES = {**OPEN, **MINE, **STAFF}


def window_for(name, new_window, site, people, **options):
    """A window of whoever `name` is a page of, and the page's address."""
    window = new_window(staff=name in STAFF, **options)
    if name in MINE:
        cookie = {"name": "sessionid", "value": people["session"], "url": site.url}
        window.context.add_cookies([cookie])
    return window, AdminPage(name, PAGES[name].format(**people))


@pytest.mark.parametrize("name", PAGES)
def test_axe_structure_reflow_and_keyboard(name, new_window, site, people):
    window, page = window_for(name, new_window, site, people)
    answer = window.goto(page.path)
    assert answer.status == (410 if name == "invitation-expired" else 200)

    faults = page_faults(new_window, window, SITE_TITLE, starts_inside=True)

    assert not faults, report(page, faults)


@pytest.mark.parametrize("name", ["not-me", "contact", "organisation"])
def test_errors_are_announced(name, new_window, site, people):
    window, page = window_for(name, new_window, site, people, viewport=NARROW)
    open_admin_page(window, page)
    if name == "organisation":
        window.get_by_role("button", name="Envoyer l’invitation", exact=True).click()
    else:
        window.locator("main form input[type=submit], main form .buttons button").last.click()

    assert re.match(r"Erreur\s: \w", window.title())
    expect(window.locator(".errors:focus, .errors :focus")).to_have_count(1)
    new_window.stop_watching()
    assert axe_faults(window) == []


def test_from_the_invitation_to_the_space_without_javascript(new_window, site, people):
    staff = new_window(staff=True, viewport=PHONE)
    staff.goto(f"/suivi/contacts/{people['slug']}/")
    staff.get_by_label("Son adresse de courriel").fill("zoe@portail.example")
    staff.get_by_label("Son prénom et son nom").fill("Zoé Roux")
    staff.get_by_label("Contact : répond").check()
    staff.get_by_role("button", name="Envoyer l’invitation", exact=True).click()
    expect(staff.get_by_role("status")).to_contain_text("L’invitation part pour zoe@")
    site.manage("send_letters")
    letter = next(one for one in site.letters() if one["To"] == "zoe@portail.example")
    text = letter.get_body(("plain",)).get_content()
    path = re.search(r"https?://[^/\s]+(/invitation/\S+)", text).group(1)

    phone = new_window(viewport=PHONE, javascript=False)
    phone.goto(path)
    phone.get_by_role("button", name="Accepter l’invitation").click()
    assert phone.get_by_label("Votre adresse de courriel").input_value() == "zoe@portail.example"
    phone.get_by_role("button", name="Recevoir un code").click()
    code = next(one for one in reversed(site.letters()) if "code de connexion" in one["Subject"])
    phone.get_by_label("Le code reçu").fill(re.search(r"\d{4} \d{4}", code["Subject"]).group())
    phone.get_by_role("button", name="Me connecter").click()

    assert phone.url == f"{site.url}/espace/"
    expect(phone.get_by_role("main")).to_contain_text(people["name"])
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Cette invitation a déjà été acceptée"
    )


def test_leaving_with_the_keyboard_alone(new_window, site, people):
    window = new_window(viewport=PHONE)
    path = f"/r/{people['leaving']}/plus-moi/"
    window.goto(path)
    window.get_by_label("Quelqu’un que je connais").focus()
    window.keyboard.press("ArrowDown")
    expect(window.get_by_label("Je ne sais pas qui")).to_be_checked()
    window.get_by_role("button", name="Confirmer : ce n’est plus moi").focus()
    window.keyboard.press("Enter")
    window.wait_for_load_state()

    expect(window.get_by_role("heading", level=1)).to_have_text("C’est noté")
    assert window.goto(path).status == 410
