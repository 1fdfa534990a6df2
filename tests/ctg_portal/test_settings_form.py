"""The settings of the territory: one form that says what each answer is for."""

import pytest
from django.urls import reverse

from conventions.models import Territory
from ctg_portal.launch import SETTINGS
from ctg_portal.territory_form import FIELDS, PAGES, SUBJECTS
from tests.factories import TerritoryFactory, UserFactory
from tests.reading import body, find, main_of, text_of
from tests.rich import build_site

pytestmark = pytest.mark.django_db

URL = "/suivi/reglages/"
KEPT_ELSEWHERE = {"id", "slug", "is_main", "short_name", "modified_on"}


@pytest.fixture
def territory():
    return TerritoryFactory(main=True)


def filled(response, **changed):
    """What a browser would send back of the form, `changed` apart."""
    data = {}
    form = next(f for f in find(main_of(response), "form") if f.get("class") == "settings")
    for box in find(form, "input"):
        data[box.get("name")] = box.get("value") or ""
    for box in find(form, "textarea"):
        data[box.get("name")] = "".join(box.itertext()).removeprefix("\n")
    for box in find(form, "select"):
        chosen = [o for o in find(box, "option") if o.get("selected") is not None]
        data[box.get("name")] = chosen[0].get("value") if chosen else ""
    return data | changed


def save(client, **changed):
    return client.post(URL, filled(client.get(URL), **changed))


def test_every_setting_is_asked_once():
    assert len(FIELDS) == len(set(FIELDS))
    assert {f.name for f in Territory._meta.concrete_fields} == {*FIELDS, *KEPT_ELSEWHERE}
    assert {name for name, _reason in SETTINGS} <= set(FIELDS)


def test_every_answer_says_what_it_is_for_and_where_it_shows(staff_client, territory):
    page = main_of(staff_client.get(URL))

    notes = {p.get("id"): p for p in find(page, "p")}
    for _title, _intro, fields in SUBJECTS:
        for name, use, pages in fields:
            note = notes[f"id_{name}_helptext"]
            assert use in text_of(note)
            assert [text_of(link) for link in find(note, "a")] == [PAGES[key] for key in pages]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Communauté de communes du Val"),
        ("siren", "200066124"),
        ("address", "1 place de la Mairie"),
        ("website", "https://val.example.org/"),
        ("site_title", "La CTG du Val"),
        ("baseline", "Une phrase à nous"),
        ("phone", "05 63 00 00 00"),
        ("project_url", "https://projet.example.org/"),
        ("enjeu_names", "axes"),
        ("objective_names", "orientations"),
        ("action_names", "fiches"),
        ("publication_director", "Claude Exemple"),
        ("host", "Un hébergeur, à Lavaur"),
        ("dpo", "dpo@example.org"),
        ("accessibility_auditor", "Un cabinet"),
        ("accessibility_rate", "72"),
        ("accessibility_contact", "acces@example.org"),
        ("accessibility_scheme_url", "https://val.example.org/schema"),
        ("accessibility_plan_url", "https://val.example.org/plan"),
        ("security_contact", "mailto:faille@example.org"),
    ],
)
def test_an_answer_shows_where_the_form_says(name, value, staff_client, reader):
    build_site()
    others = {
        "accessibility_audited_on": "2026-01-01",
        "project_name": "Projet de territoire",
    }
    assert save(staff_client, **others | {name: value}).status_code == 302

    pages = next(
        pages for _t, _i, fields in SUBJECTS for field, _use, pages in fields if field == name
    )
    assert pages
    for page in pages:
        shown = body(reader.get(reverse(page), follow=True)).decode()
        assert value in shown.replace("&nbsp;", "") or value.capitalize() in shown, page


def test_what_the_opening_waits_for_is_named_until_it_is_known(staff_client, territory):
    def waiting():
        page = main_of(staff_client.get(URL))
        box = next(iter(find(page, "details")), None)
        return [] if box is None else [link.get("href") for link in find(box, "a")]

    assert waiting() == [f"#id_{name}" for name, _reason in SETTINGS]
    page = main_of(staff_client.get(URL))
    note = next(p for p in find(page, "p") if p.get("id") == "id_host_helptext")
    assert "Pourquoi : les mentions légales doivent le dire." in text_of(note)

    save(staff_client, host="Un hébergeur")

    assert "#id_host" not in waiting()


def test_saving_writes_the_history_and_who_did_it(signed_in, territory):
    person = UserFactory(administration=True)
    client = signed_in(person)
    before = territory.history.count()

    response = save(client, host="Un hébergeur")

    assert response.headers["Location"] == URL
    assert "Les réglages sont enregistrés" in text_of(main_of(client.get(URL)))
    assert territory.history.count() == before + 1
    assert territory.history.first().history_user == person


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Donnez le nom de la collectivité."),
        ({"site_title": ""}, "Donnez un nom au site."),
        ({"silence_months": "six"}, "Donnez un nombre entier de mois, par exemple 6."),
        ({"silence_months": "0"}, "Le délai avant « sans nouvelles » est d’au moins un mois."),
        ({"accessibility_rate": "101"}, "Le taux de critères respectés va de 0 à 100."),
        ({"siren": "12"}, "Un numéro SIREN a neuf chiffres."),
        ({"email": "mairie"}, "Cette adresse de courriel est incomplète."),
        (
            {"security_contact": "faille"},
            "Donnez une adresse qui commence par mailto:, https:// ou tel:.",
        ),
    ],
)
def test_a_fault_is_said_and_nothing_typed_is_lost(changed, sentence, staff_client, territory):
    response = save(staff_client, **changed, dpo="À joindre au siège")

    page = main_of(response)
    box = next(box for box in find(page, "div") if box.get("id") == "erreurs")
    assert text_of(find(box, "h2")[0]) == "Les réglages ne sont pas encore enregistrés"
    assert sentence in text_of(box)
    assert filled(response)["dpo"] == "À joindre au siège"
    territory.refresh_from_db()
    assert territory.dpo == ""


def test_a_form_opened_before_someone_else_saved_answers_409(signed_in, territory):
    mine, theirs = (signed_in(UserFactory(administration=True)) for _ in range(2))
    opened = mine.get(URL)
    save(theirs, host="Leur hébergeur")

    response = mine.post(URL, filled(opened, host="Mon hébergeur"))

    assert response.status_code == 409
    said = body(response).decode()
    assert "Leur hébergeur" in said
    assert "Mon hébergeur" in said
    territory.refresh_from_db()
    assert territory.host == "Leur hébergeur"


def test_sent_twice_saves_once(staff_client, territory):
    data = filled(staff_client.get(URL), host="Un hébergeur")
    before = territory.history.count()

    assert [staff_client.post(URL, data).status_code for _ in range(2)] == [302, 302]
    assert territory.history.count() == before + 1


def test_without_a_territory_the_page_leads_to_its_creation(staff_client):
    assert staff_client.get(URL).headers["Location"] == "/admin/conventions/territory/add/"


def test_the_launch_list_leads_here_those_who_may_come(signed_in, staff_client, territory):
    administrator = main_of(staff_client.get("/suivi/lancement/"))
    editor = main_of(signed_in(UserFactory(publishing=True)).get("/suivi/lancement/"))

    def settings_links(page):
        return [a.get("href") for a in find(page, "a") if a.get("href").startswith(URL)]

    assert settings_links(administrator) == [f"{URL}#id_{name}" for name, _ in SETTINGS]
    assert settings_links(editor) == []
    assert "les mentions légales doivent le dire" in text_of(editor)


def test_figures_are_typed_as_french_people_write_them(staff_client, territory):
    response = save(
        staff_client, silence_months=" 6 ", accessibility_rate="7 2", siren="200 034 023"
    )

    assert response.status_code == 302
    territory.refresh_from_db()
    assert (territory.silence_months, territory.accessibility_rate) == (6, 72)
    assert territory.siren == "200034023"


def test_what_the_opening_waits_for_is_not_said_optional(staff_client, territory):
    page = " ".join(staff_client.get(URL).text.split())
    label = page.partition('for="id_host"')[2].partition("</label>")[0]

    assert "(facultatif)" not in label
    assert "(facultatif)" in page
