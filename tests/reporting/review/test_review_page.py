"""One report in the eyes of the team: read, reworded, published, sent back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Action, Avancement, Measure, Milestone, Picture, Update
from actions.pictures import withdraw_picture
from conventions.models import Document
from reporting import workflow
from reporting.models import Campaign, Letter, Report, ReportState
from reporting.report.sections import prepare_lines
from reporting.report.transitions import ALONE
from tests.factories import (
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    UpdateFactory,
    UserFactory,
)
from tests.media import stored_files
from tests.reading import HTML, body, main_of, text_of
from tests.reporting.answer_pages import errors_of, form_of, full_report, photo, quiet_report
from tests.reporting_factories import ReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PUBLISH, SEND_BACK = {"publier": "1"}, {"renvoyer": "1"}


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def page_of(report):
    return f"/suivi/remontees/{report.pk}/"


def send(client, report, button, **changes):
    """Open the page, type `changes`, press `button`."""
    return client.post(page_of(report), form_of(client.get(page_of(report)), **changes) | button)


def fields(report):
    """Names of the fields of the lines, in order: figure, words, step, photo, document."""
    places, words = report.values.order_by("indicator__pk")
    photo_row, document = report.files.order_by("pk")
    return {
        "places": f"values-{places.pk}-typed",
        "words": f"values-{words.pk}-text",
        "step": f"steps-{report.steps.get().pk}",
        "photo": f"files-{photo_row.pk}",
        "document": f"files-{document.pk}",
    }


def test_the_page_shows_both_sides_and_what_is_never_public(reviewer):
    report, _person = full_report()
    page = main_of(reviewer.get(page_of(report)))

    said = text_of(page)
    for words in ("La permanence a ouvert.", "1 234,5 places", "Le bus ne passe plus.", "45"):
        assert words in said
    secret = {
        text_of(next(section.iter(f"{HTML}h2")))
        for section in page.iter(f"{HTML}section")
        if "part-secret" in section.get("class", "")
    }
    assert secret == {"Les difficultés jamais publié", "Un mot à l’équipe jamais publié"}
    buttons = [text_of(button) for button in page.iter(f"{HTML}button")]
    assert buttons == ["Publier cette réponse", "Demander une précision"]


def test_publishing_the_wording_of_the_reviewer_keeps_the_text_of_the_partner(reviewer):
    report, _person = full_report()
    MeasureFactory(
        indicator=report.action.indicators.get(label="Places"),
        on=report.campaign.figures_on,
        value=10,
    )
    names = fields(report)
    answer = send(
        reviewer,
        report,
        PUBLISH,
        title="La permanence est ouverte",
        done="La permanence a **ouvert** le lundi.",
        people_reached="1 046",
        avancement="en_pause",
        avancement_reason="Le poste est vacant.",
        **{
            names["places"]: "1 300",
            f"{names['step']}-on": "2026-01-06",
            f"{names['photo']}-alt": "Une salle, vue de la porte",
            f"{names['document']}-show": None,
            "comment-done": "Relu au téléphone.",
        },
    )

    assert answer.status_code == 302
    report.refresh_from_db()
    update = Update.objects.get()
    assert report.state == ReportState.PUBLISHED
    assert report.update == update
    assert report.done == "La permanence a ouvert."
    assert (update.title, update.body) == (
        "La permanence est ouverte",
        "La permanence a **ouvert** le lundi.",
    )
    assert (update.people_reached, update.avancement) == (1046, Avancement.PAUSED)
    action = Action.objects.get()
    assert (action.avancement, action.avancement_reason) == ("en_pause", "Le poste est vacant.")
    assert (action.avancement_by, action.verified_on) == (
        report.organisation,
        timezone.localdate(),
    )
    measures = {m.indicator.label: m for m in Measure.objects.select_related("indicator")}
    assert measures["Places"].value == Decimal(1300)
    assert measures["Avis"].text == "Les familles sont contentes."
    assert [v.value for v in measures["Places"].history.order_by("history_id")] == [10, 1300]
    assert measures["Places"].history.first().history_change_reason == (
        f"Réponse {report.reference} publiée."
    )
    assert Milestone.objects.get().done_on == dt.date(2026, 1, 6)
    picture = Picture.objects.get()
    assert (picture.alt, picture.caption, picture.credit, picture.is_published) == (
        *("Une salle, vue de la porte", "La salle", "Mairie de Lavaur", True),
    )
    assert Document.objects.count() == 0
    shown = dict(report.files.values_list("kind", "is_published"))
    assert shown == {"photo": True, "document": False}
    event = report.events.get(verb="publish")
    assert (event.comments, event.said["done"]) == (
        {"done": "Relu au téléphone."},
        "La permanence a ouvert.",
    )
    letter = Letter.objects.get(kind="publication")
    assert report.action.title in letter.text


def test_a_published_document_is_attached_to_its_action_alone(reviewer, reader):
    report, _person = full_report()
    send(reviewer, report, PUBLISH)

    document = Document.objects.get()
    assert (document.title, document.is_published) == ("Affiche", True)
    assert document.on_convention_page is False
    assert [link.action for link in document.action_links.all()] == [report.action]
    assert body(reader.get(document.get_absolute_url())) == b"%PDF-1.4\n%%EOF\n"


@pytest.mark.parametrize(
    "after", ["reporting.letters.notifications.published", "records.editing.once_only.settle"]
)
def test_a_file_written_by_a_publication_that_fails_does_not_stay(after, monkeypatch, reviewer):
    report, _person = full_report()
    form = form_of(reviewer.get(page_of(report))) | PUBLISH
    before = stored_files()

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(after, broken)
    with pytest.raises(RuntimeError):
        reviewer.post(page_of(report), form)

    assert stored_files() == before
    assert (Picture.objects.count(), Document.objects.count()) == (0, 0)
    assert all(one.file for one in report.files.all())


@pytest.mark.django_db(transaction=True)
def test_a_published_photo_leaves_no_private_copy(reviewer, reader):
    report, _person = full_report()
    one = report.files.get(kind="photo")

    send(reviewer, report, PUBLISH)

    picture = Picture.objects.get()
    assert one.file.name not in stored_files()
    assert set(picture.names()) < set(stored_files())
    assert reviewer.get(f"/suivi/remontees/fichiers/{one.pk}/").status_code == 404
    withdraw_picture(picture, reason="Une personne l’a demandé.", by=UserFactory(editing=True))
    assert [name for name in stored_files() if name.endswith((".jpg", ".webp"))] == []
    assert "il n’en reste pas d’autre copie" in text_of(main_of(reviewer.get(page_of(report))))


def test_queries_of_the_page_do_not_depend_on_its_lines(reviewer):
    report, _person = full_report()
    found = []
    for more in (0, 10):
        for _turn in range(more):
            MeasureFactory(indicator=IndicatorFactory(action=report.action))
            MilestoneFactory(action=report.action)
            UpdateFactory(action=report.action)
            photo(report)
        Report.objects.update(state="brouillon")
        prepare_lines(report)
        Report.objects.update(state="envoyee")
        with CaptureQueriesContext(connection) as captured:
            reviewer.get(page_of(report))
        found.append(len(captured))

    assert found[0] == found[1]


def test_an_action_that_is_not_online_is_said(reviewer):
    report, _person = full_report()
    words = "La fiche de cette action n’est pas publiée"
    assert words not in text_of(main_of(reviewer.get(page_of(report))))

    Action.objects.update(is_published=False)

    assert words in text_of(main_of(reviewer.get(page_of(report))))


def test_a_lost_file_is_said_and_nothing_is_published(reviewer):
    report, _person = full_report()
    one = report.files.get(kind="document")
    one.file.storage.delete(one.file.name)
    before = stored_files()

    answer = send(reviewer, report, PUBLISH)

    assert errors_of(answer) == [
        "Le fichier « Affiche » ne se trouve plus : décochez-le, ou demandez-le de nouveau."
    ]
    assert (Update.objects.count(), stored_files()) == (0, before)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("places", "beaucoup", "Écrivez « Places » en chiffres, par exemple 1 234,5."),
        ("places", "", "Donnez un chiffre pour « Places », ou cochez « non disponible »."),
        ("words", "", "Décrivez « Avis » en mots, ou cochez « non disponible »."),
        ("done", " ", "Écrivez ce qui a été fait, même en une phrase."),
        ("title", "", "Donnez un titre à l’actualité."),
        ("avancement", "abandonnee", "Dites pourquoi l’action est « Abandonnée »."),
        ("people_reached", "-3", "Écrivez le nombre de personnes en chiffres, par"),
        ("step-on", "2999-01-01", "L’étape « Ouvrir la salle » ne peut pas être faite dans le"),
        ("step-on", "", "Dites quand l’étape « Ouvrir la salle » a été faite."),
        ("photo-alt", "", "Dites en mots ce que montre la photo."),
        ("photo-credit", "", "Dites à qui est la photo."),
        ("document-title", "", "Donnez un titre au document."),
    ],
)
def test_what_cannot_be_published_is_a_field_error_and_all_is_kept(name, value, words, reviewer):
    report, _person = full_report()
    first, _, rest = name.partition("-")
    known = fields(report)
    field = known.get(first, first) + (f"-{rest}" if rest else "")

    answer = send(reviewer, report, PUBLISH, **{field: value, "next_steps": "Mon texte à moi."})

    found = errors_of(answer)
    assert len(found) == 1
    assert found[0].startswith(words)
    assert form_of(answer)["next_steps"] == "Mon texte à moi."
    assert form_of(answer)[field].strip() == value.strip()
    assert (Update.objects.count(), Measure.objects.count()) == (0, 0)
    assert Report.objects.get().state == ReportState.SUBMITTED


def test_a_photo_without_the_consent_of_people_is_not_published(reviewer):
    report, _person = full_report()
    Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
    other = photo(report, people="accord")

    answer = send(reviewer, report, PUBLISH)

    assert "pas daté : décochez-la" in errors_of(answer)[0]
    assert send(reviewer, report, PUBLISH, **{f"files-{other.pk}-show": None}).status_code == 302


def test_figures_of_a_date_to_come_are_not_published(reviewer):
    report, _person = full_report()
    report.campaign.figures_on = timezone.localdate() + dt.timedelta(days=20)
    report.campaign.save()

    answer = send(reviewer, report, PUBLISH)

    assert "est à venir" in errors_of(answer)[0]
    assert Update.objects.count() == 0


def test_sending_back_needs_a_comment_then_writes_it_to_the_partner(reviewer):
    report, person = full_report()

    refused = send(reviewer, report, SEND_BACK, done="Ma retouche")
    assert len(errors_of(refused)) == 1
    assert form_of(refused)["done"] == "Ma retouche"

    done = {"comment-values": "Et pour 2025 ?", "comment": "Presque !", "title": ""}
    assert send(reviewer, report, SEND_BACK, **done).status_code == 302
    report.refresh_from_db()
    event = report.events.get(verb="send_back")
    assert report.state == ReportState.RETURNED
    assert (event.comment, event.comments) == ("Presque !", {"values": "Et pour 2025 ?"})
    letter = Letter.objects.get(kind="renvoi")
    assert letter.person == person
    assert "Les chiffres : Et pour 2025 ?" in letter.text


def test_after_the_closing_sending_back_says_until_when_it_may_come_back(reviewer):
    report, _person = full_report()
    today = timezone.localdate()
    assert "until" not in form_of(reviewer.get(page_of(report)))
    Campaign.objects.update(closed_at=timezone.now())
    page = reviewer.get(page_of(report))
    assert form_of(page)["until"] == (today + dt.timedelta(days=14)).isoformat()

    for wrong, words in (
        ("", "Donnez une date."),
        ("2020-01-01", "Choisissez une date à venir."),
    ):
        refused = send(reviewer, report, SEND_BACK, comment="Quand ?", until=wrong)
        assert errors_of(refused) == [words]
    until = today + dt.timedelta(days=3)
    send(reviewer, report, SEND_BACK, comment="Quand ?", until=until.isoformat())

    report.refresh_from_db()
    assert (report.state, report.reopened_until) == (ReportState.RETURNED, until)


def test_the_date_of_sending_back_never_stops_a_publication(reviewer):
    report, _person = full_report()
    Campaign.objects.update(closed_at=timezone.now())

    assert send(reviewer, report, PUBLISH, until="demain").status_code == 302


def test_what_changed_since_it_was_sent_back_is_shown_word_by_word(reviewer):
    report, person = full_report()
    send(reviewer, report, SEND_BACK, comment="Quel jour ?")
    Report.objects.filter(pk=report.pk).update(done="La permanence a ouvert lundi.")
    workflow.submit(report, by=person, at=timezone.now())

    page = main_of(reviewer.get(page_of(report)))

    assert "ajouté : ouvert lundi." in " ".join(text_of(ins) for ins in page.iter(f"{HTML}ins"))
    assert "Quel jour ?" in text_of(page)


@pytest.mark.parametrize("button", [PUBLISH, SEND_BACK])
@pytest.mark.parametrize("who", ["partner", "public"])
def test_what_moved_since_the_page_was_opened_stops_everything(who, button, reviewer):
    report, _person = full_report()
    form = form_of(reviewer.get(page_of(report)), done="Mon texte.", comment="Mon mot.") | button
    if who == "partner":
        Report.objects.filter(pk=report.pk).update(done="Le partenaire a récrit.")
    else:
        Milestone.objects.filter(action=report.action).update(title="Un autre nom")

    answer = reviewer.post(page_of(report), form)

    said = text_of(main_of(answer))
    assert answer.status_code == 409
    assert ("Le partenaire a récrit." if who == "partner" else "Un autre nom") in said
    kept = form_of(answer)
    assert (kept["done"], kept["comment"]) == ("Mon texte.", "Mon mot.")
    assert report.events.filter(verb__in=["publish", "send_back"]).count() == 0
    assert reviewer.post(page_of(report), kept | button).status_code == 302


def test_a_report_taken_back_meanwhile_shows_what_was_typed(reviewer):
    report, person = full_report()
    form = form_of(reviewer.get(page_of(report)), done="Ma retouche à moi.") | PUBLISH
    workflow.take_back(report, by=person, at=timezone.now())

    answer = reviewer.post(page_of(report), form)

    assert answer.status_code == 409
    assert "Ma retouche à moi." in text_of(main_of(answer))
    assert Update.objects.count() == 0


def test_sent_twice_counts_once_and_leads_to_the_same_place(reviewer):
    report, _person = full_report()
    other = quiet_report()
    form = form_of(reviewer.get(page_of(report))) | PUBLISH

    answers = [reviewer.post(page_of(report), form) for _ in range(3)]

    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, page_of(other))}
    assert (Update.objects.count(), Letter.objects.filter(kind="publication").count()) == (1, 1)


def test_who_wrote_it_alone_is_told_and_cannot_publish(signed_in):
    by = UserFactory(publishing=True)
    report = ReportFactory(draft=True)
    told = workflow.Told(timezone.localdate(), "Mme Exemple", "par téléphone")
    workflow.submit(report, by=by, at=timezone.now(), told=told)
    client = signed_in(by)

    page = client.get(page_of(report))
    answer = client.post(page_of(report), form_of(page) | PUBLISH)

    assert "publier" not in {b.get("name") for b in main_of(page).iter(f"{HTML}button")}
    assert errors_of(answer) == [ALONE]
    said = text_of(main_of(page))
    assert "Saisie par l’équipe. Communiqué par téléphone le" in said
    assert Update.objects.count() == 0


def test_a_published_report_is_read_only_and_leads_to_the_public_page(reviewer):
    report, _person = full_report()
    send(reviewer, report, PUBLISH)

    page = main_of(reviewer.get(page_of(report)))

    report.refresh_from_db()
    assert list(page.iter(f"{HTML}textarea")) == []
    links = [a.get("href") for a in page.iter(f"{HTML}a")]
    assert report.update.get_absolute_url() in links
    assert "Merci à vous." in text_of(page)


def test_the_text_of_an_ended_session_is_found_again(signed_in):
    by = UserFactory(publishing=True)
    report, _person = full_report()
    client = signed_in(by)
    form = form_of(client.get(page_of(report)), done="x" * 9_000) | PUBLISH
    client.logout()
    assert client.post(page_of(report), form).headers["Location"].startswith("/connexion/")

    page = signed_in(by, client).get(page_of(report))

    assert form_of(page)["done"] == "x" * 9_000
    assert Update.objects.count() == 0


@pytest.mark.parametrize("role", ["reading", "editing"])
def test_those_who_do_not_review_read_without_a_form(role, signed_in):
    report, _person = full_report()
    client = signed_in(UserFactory(**{role: True}))

    page = main_of(client.get(page_of(report)))

    assert "La permanence a ouvert." in text_of(page)
    assert list(page.iter(f"{HTML}textarea")) == []
    assert client.post(page_of(report), PUBLISH).status_code == 403


@pytest.mark.parametrize(("kind", "attached"), [("photo", False), ("document", True)])
def test_a_file_is_shown_in_a_sandbox_to_the_team_alone(kind, attached, reviewer, reader):
    report, _person = full_report()
    address = f"/suivi/remontees/fichiers/{report.files.get(kind=kind).pk}/"

    answer = reviewer.get(address)

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert ("attachment" in answer.headers.get("Content-Disposition", "")) is attached
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(body(answer)) > 10
    assert reader.get(address).status_code == 302


def test_markup_in_an_answer_is_text(reviewer):
    report, _person = full_report()
    Report.objects.update(done="<script>alert(1)</script> \u202e été", message="</textarea><b>")

    page = body(reviewer.get(page_of(report))).decode()

    assert "<script>alert" not in page
    assert "</textarea><b>" not in page


@pytest.mark.parametrize("button", [PUBLISH, SEND_BACK])
@pytest.mark.parametrize("text", ["a\0b", "x" * 200_000], ids=["nul", "long"])
def test_what_no_field_can_hold_is_said_and_saves_nothing(text, button, reviewer):
    report, _person = full_report()

    answer = send(reviewer, report, button, title=text, comment=text, people_reached=text)

    assert answer.status_code == 200
    assert errors_of(answer)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert report.events.filter(verb__in=["publish", "send_back"]).count() == 0
