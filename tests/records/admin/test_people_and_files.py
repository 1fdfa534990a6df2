"""Accounts, messages received, documents and the settings of the portal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact.models import ContactMessage
from conventions.models import Document
from partners.models import MailFault, User
from tests.factories import (
    SMALLEST_PDF,
    CommuneFactory,
    ContactMessageFactory,
    ConventionFactory,
    DocumentFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reading import find, text_of, tree
from tests.records.admin.forms import errors_of, messages_of, typed

ADD_USER = "/admin/partners/user/add/"
ADD_DOCUMENT = "/admin/conventions/document/add/"


def change(row):
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_change", args=[row.pk])


# --- accounts ----------------------------------------------------------------------------------


def test_person_is_added_without_a_password(staff_client):
    page = typed(staff_client.get(ADD_USER))

    staff_client.post(
        ADD_USER,
        page | {"email": "Lea@Example.org", "full_name": "Léa", "role": "redaction"},
    )

    person = User.objects.get(email="lea@example.org")
    assert (person.full_name, person.role, person.is_active) == ("Léa", "redaction", True)
    assert not person.has_usable_password()


def test_own_account_is_told_in_words(signed_in):
    person = UserFactory(administration=True)

    page = signed_in(person).get(change(person))

    assert "Ouvert" in text_of(tree(page)) and "True" not in page.content.decode()
    assert not {"is_active", "role"} & set(typed(page))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": "PRISE@example.org"}, "Un compte existe déjà avec cette adresse."),
        ({"email": "pas une adresse"}, "Saisissez une adresse de courriel valide."),
    ],
)
def test_refused_account_says_why(given, said, staff_client):
    UserFactory(email="prise@example.org")
    sent = typed(staff_client.get(ADD_USER)) | {
        "email": "lea@example.org",
        "full_name": "Léa",
    }

    response = staff_client.post(ADD_USER, sent | given)

    assert any(said in sentence for sentence in errors_of(response)), errors_of(response)
    assert typed(response)["full_name"] == "Léa"


def test_an_account_that_was_used_is_closed_not_deleted(staff_client):
    used, unused = UserFactory(), UserFactory()
    Client().force_login(used)

    for person, status in ((used, 403), (unused, 302)):
        path = reverse("admin:partners_user_delete", args=[person.pk])
        assert staff_client.post(path, {"post": "yes"}).status_code == status

    page = typed(staff_client.get(change(used)))
    del page["is_active"]
    staff_client.post(change(used), page)
    used.refresh_from_db()
    assert not used.is_active


def test_a_corrected_address_is_written_to_again(staff_client):
    person = UserFactory(mail_fault=MailFault.BOUNCED, mail_fault_on=timezone.localdate())
    page = typed(staff_client.get(change(person)))

    staff_client.post(change(person), page | {"full_name": "Léa"})
    person.refresh_from_db()
    assert person.mail_fault == MailFault.BOUNCED

    page = typed(staff_client.get(change(person)))
    staff_client.post(change(person), page | {"email": "juste@example.org"})
    person.refresh_from_db()
    assert (person.email, person.mail_fault) == ("juste@example.org", "")


def test_history_of_a_person_tells_rights_before_and_after_and_no_address(staff_client):
    page = typed(staff_client.get(ADD_USER))
    sent = {"email": "lea@example.org", "full_name": "Léa", "role": "lecture"}
    staff_client.post(ADD_USER, page | sent)
    person = User.objects.get(email="lea@example.org")
    page = typed(staff_client.get(change(person)))
    staff_client.post(change(person), page | {"role": "redaction", "email": "l@example.org"})
    page = typed(staff_client.get(change(person)))
    del page["is_active"]
    staff_client.post(change(person), page | {"role": ""})

    history = staff_client.get(reverse("admin:partners_user_history", args=[person.pk]))
    rows = find(tree(history), "tbody tr")

    assert [text_of(find(row, "td")[-1]) for row in rows] == [
        "Compte créé. Rôle : Lecture.",
        "Rôle : Lecture → Rédaction. Modifié : Adresse de courriel.",
        "Rôle : Rédaction → Partenaire. Compte : Ouvert → Fermé.",
    ]


@pytest.mark.django_db
def test_nobody_but_administration_sees_the_accounts(signed_in):
    client = signed_in(UserFactory(publishing=True))
    person = UserFactory()

    assert client.get(reverse("admin:partners_user_changelist")).status_code == 403
    assert client.post(change(person), {"role": "administration"}).status_code == 403


# --- messages received -------------------------------------------------------------------------


def test_messages_are_read_not_written(staff_client):
    message = ContactMessageFactory(body="Bonjour\n<b>tous</b>")

    page = staff_client.get(change(message))

    assert set(typed(page)) == {
        "csrfmiddlewaretoken", "_cle", "_version", "handled_at_0", "handled_at_1"
    }  # fmt: skip
    assert "Bonjour<br>&lt;b&gt;tous&lt;/b&gt;" in page.text


def test_messages_are_marked_handled_and_back(staff_client):
    waiting, done = ContactMessageFactory(), ContactMessageFactory(handled=True)
    path = "/admin/contact/contactmessage/"
    ticked = {"_selected_action": [waiting.pk, done.pk]}
    before = ContactMessage.objects.get(pk=done.pk).handled_at

    response = staff_client.post(path, ticked | {"action": "mark_handled"})
    assert messages_of(response) == ["1 message marqué comme traité."]
    assert not ContactMessage.objects.filter(handled_at=None).exists()
    assert ContactMessage.objects.get(pk=done.pk).handled_at == before

    staff_client.post(path, ticked | {"action": "mark_unhandled"})
    assert ContactMessage.objects.filter(handled_at=None).count() == 2


@pytest.mark.parametrize(("choice", "rank"), [("a-traiter", 0), ("traite", 1)])
def test_messages_to_handle_are_told_apart(choice, rank, staff_client):
    rows = [ContactMessageFactory(), ContactMessageFactory(handled=True)]

    response = staff_client.get("/admin/contact/contactmessage/", {"traitement": choice})

    assert list(response.context["cl"].queryset) == [rows[rank]]


# --- documents ---------------------------------------------------------------------------------


def pdf(content=SMALLEST_PDF, name="Convention signée.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def document_form(staff_client):
    ConventionFactory(public=True)
    return typed(staff_client.get(ADD_DOCUMENT)) | {"title": "Convention signée"}


def test_document_knows_its_weight(staff_client, document_form):
    staff_client.post(ADD_DOCUMENT, document_form | {"file": pdf()})

    document = Document.objects.get()
    assert (document.size, document.suffix) == (len(SMALLEST_PDF), ".pdf")
    assert "Convention" not in document.file.name


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (lambda: None, "Fichier : Ce champ est obligatoire."),
        (lambda: pdf(name="photo.svg"), "Fichier : Ce format n’est pas accepté"),
        (lambda: pdf(b"MZ\x90\x00" * 20), "Le contenu de ce fichier ne correspond pas"),
    ],
)
def test_refused_file_says_why(upload, said, staff_client, document_form):
    file = upload()

    response = staff_client.post(ADD_DOCUMENT, document_form | ({"file": file} if file else {}))

    assert any(said in sentence for sentence in errors_of(response)), errors_of(response)
    assert typed(response)["title"] == "Convention signée"
    assert not Document.objects.exists()


def test_file_of_a_published_document_is_not_replaced(staff_client):
    document = DocumentFactory(public=True)
    before = document.file.name
    page = staff_client.get(change(document))

    staff_client.post(change(document), typed(page) | {"file": pdf()})

    document.refresh_from_db()
    assert document.file.name == before
    assert document.get_absolute_url() in page.text


def test_file_of_a_draft_is_replaced_or_kept(staff_client):
    document = DocumentFactory()
    before = document.file.name

    staff_client.post(change(document), typed(staff_client.get(change(document))))
    document.refresh_from_db()
    assert document.file.name == before

    bigger = pdf(SMALLEST_PDF + b"%" * 100)
    staff_client.post(
        change(document), typed(staff_client.get(change(document))) | {"file": bigger}
    )
    document.refresh_from_db()
    assert document.file.name != before
    assert document.size == len(SMALLEST_PDF) + 100


# --- settings ----------------------------------------------------------------------------------


def test_settings_kept_as_they_stand_change_nothing(staff_client):
    territory = TerritoryFactory(main=True, silence_months=8, host="Hébergeur\n1 rue")

    response = staff_client.post(change(territory), typed(staff_client.get(change(territory))))

    assert response.status_code == 302
    territory.refresh_from_db()
    assert (territory.silence_months, territory.is_main) == (8, True)


def test_second_main_territory_is_refused(staff_client):
    TerritoryFactory(main=True)
    other = TerritoryFactory()

    response = staff_client.post(
        change(other), typed(staff_client.get(change(other))) | {"is_main": "on"}
    )

    assert errors_of(response) == ["Un autre territoire est déjà le territoire principal."]


def test_population_is_typed_the_french_way(staff_client):
    commune = CommuneFactory()

    staff_client.post(
        change(commune), typed(staff_client.get(change(commune))) | {"population": "29 678"}
    )

    commune.refresh_from_db()
    assert commune.population == 29678
    assert typed(staff_client.get(change(commune)))["population"] == "29678"
