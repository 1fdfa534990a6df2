"""Both public forms: open between their days, protected as the contact form, nothing public."""

import datetime as dt

import pytest

from conventions.models.phase import ConventionStatus
from tests.factories import CommuneFactory, EnjeuFactory, VoiceFactory
from tests.reading import main_of, text_of
from tests.voices.conftest import idea, opinion
from voices.models import Voice

PLACES = {"opinions": "evaluation/votre-avis/", "ideas": "idees/"}


def place(convention, name):
    return f"{convention.get_absolute_url()}{PLACES[name]}"


def send(reader, convention, name, data, **headers):
    return reader.post(place(convention, name), data, headers=headers)


@pytest.mark.parametrize(("name", "data"), [("opinions", opinion), ("ideas", idea)])
def test_what_is_sent_is_kept_and_confirmed_without_a_cookie(reader, convention, name, data):
    answer = send(reader, convention, name, data())

    assert answer.status_code == 303 and not answer.cookies
    confirmed = reader.get(answer.url)
    assert "reçu" in text_of(main_of(confirmed)) and "noindex" in confirmed.text
    row = Voice.objects.get()
    assert row.state == "recue" and not row.words and row.convention == convention


@pytest.mark.parametrize("name", PLACES)
def test_form_is_open_from_its_first_day_to_its_last(reader, convention, on_day, name):
    first, last = dt.date(2026, 12, 31), dt.date(2027, 1, 2)
    setattr(convention, f"{name}_from", first)
    setattr(convention, f"{name}_until", last)
    convention.save()
    found = {}
    for day in (dt.date(2026, 12, 30), first, last, dt.date(2027, 1, 3)):
        on_day(day)
        page = reader.get(place(convention, name))
        home = reader.get(convention.get_absolute_url()).text
        assert page.status_code == 200
        assert ("<form" in str(page.text.split("<main")[1])) == (place(convention, name) in home)
        found[day] = place(convention, name) in home
    assert list(found.values()) == [False, True, True, False]


@pytest.mark.parametrize("name", PLACES)
def test_closed_form_takes_nothing_and_gives_the_text_back(reader, convention, name):
    convention.status = ConventionStatus.CLOSED
    convention.save()

    answer = send(reader, convention, name, {"text": "Mon <b>texte</b>"})

    assert answer.status_code == 403 and not Voice.objects.exists()
    assert "Mon &lt;b&gt;texte&lt;/b&gt;" in answer.text


def test_address_exists_only_where_residents_were_asked(reader, convention):
    convention.ideas_from = convention.ideas_until = None
    convention.save()

    assert reader.get(place(convention, "ideas")).status_code == 404


def test_form_sent_twice_counts_once(reader, convention):
    data = opinion()
    first, second = (send(reader, convention, "opinions", data) for _turn in range(2))
    other = send(reader, convention, "opinions", data | {"felt": "rien"})

    assert first.url == second.url and Voice.objects.count() == 1
    assert "déjà envoyé" in other.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"felt": ""}, "Choisissez une réponse"),
        ({"text": "x" * 2001}, "raccourcissez-le"),
        ({"details": "robot"}, "champ caché"),
        ({"key": "x"}, "plus à jour"),
        ({"age": "hier"}, "Choisissez"),
    ],
)
def test_refused_opinion_keeps_its_text(reader, convention, changes, words):
    answer = send(reader, convention, "opinions", opinion(text="Des bus <i>le soir</i>") | changes)

    assert answer.status_code == 200 and not Voice.objects.exists()
    assert words in text_of(main_of(answer)).replace("\u00a0", " ")
    assert changes.get("text", "Des bus &lt;i&gt;le soir&lt;/i&gt;") in answer.text


def test_enjeu_and_commune_of_elsewhere_are_refused(reader, convention):
    other = EnjeuFactory(convention__slug="ailleurs")
    commune = CommuneFactory(territory=other.convention.territory)

    answer = send(reader, convention, "ideas", idea(enjeu=other.pk, commune=commune.pk))

    assert answer.text.count("Choisissez dans la liste.") >= 2 and not Voice.objects.exists()


def test_another_site_and_too_many_are_refused(reader, convention):
    elsewhere = send(reader, convention, "ideas", idea(), **{"Sec-Fetch-Site": "cross-site"})
    for _turn in range(10):
        send(reader, convention, "ideas", idea())
    too_many = send(reader, convention, "ideas", idea(text="Encore une"))

    assert elsewhere.status_code == 403
    assert too_many.status_code == 429 and "Encore une" in too_many.text
    assert Voice.objects.count() == 10


def test_box_shows_accepted_words_alone(reader, convention, enjeu):
    VoiceFactory(convention=convention, idea=True, text="Secret", email="lou@example.org")
    VoiceFactory(convention=convention, idea=True, aside=True, text="Injure")
    accepted = VoiceFactory(
        convention=convention, idea=True, accepted=True, enjeu=enjeu, words="<b>Jardin</b>",
        text="Jardin de Lou", email="lou2@example.org",
    )  # fmt: skip

    page = reader.get(place(convention, "ideas"))

    assert "&lt;b&gt;Jardin&lt;/b&gt;" in page.text and "Grandir ensemble" in page.text
    for hidden in ("Secret", "Injure", "de Lou", "lou@", "lou2@"):
        assert hidden not in page.text
    assert "private" in page.headers["Cache-Control"] and accepted.pk
