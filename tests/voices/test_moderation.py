"""The team decides: once, without overwriting anybody; what it accepts is public, and only that."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import ActionIdea
from reviews.documents.text_file import docx_of
from reviews.evaluation.outline import outline
from reviews.evaluation.preparing import prepare
from reviews.evaluation.shapes import EVALUATION
from reviews.figures.frozen import frozen, thawed
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    EvaluationEditionFactory,
    UserFactory,
    VoiceFactory,
)
from tests.reading import body, find, main_of, text_of
from tests.reviews.test_pages import keys_of
from tests.signing import sign_in_as
from voices.models import Felt, Voice, VoiceState

LIST = "/suivi/paroles/"


@pytest.fixture
def publisher(db):
    return sign_in_as(UserFactory(publishing=True))


@pytest.fixture
def following(convention):
    return ConventionFactory(slug="2027-2030", predecessor=convention)


def decide(client, row, **said):
    page = client.get(row.get_absolute_url())
    return client.post(
        row.get_absolute_url(), hidden(page) | {"state": "acceptee", "words": ""} | said
    )


def hidden(page):
    kept = ("csrfmiddlewaretoken", "voix", "actions", "state", "is_quoted", "reason")
    return {name: value for name, value in keys_of(page).items() if name not in kept}


def test_words_typed_are_proposed_and_may_be_retouched(publisher, reader, convention):
    row = VoiceFactory(convention=convention, idea=True, text="Un jardin chez Lou Martin.")

    page = publisher.get(row.get_absolute_url())
    answer = decide(publisher, row, words="Un <i>jardin</i>.")
    row.refresh_from_db()

    assert page.text.count("chez Lou Martin") == 2  # what was received, what is proposed
    assert answer.status_code == 302
    assert (row.state, row.words, row.text) == (
        VoiceState.ACCEPTED, "Un <i>jardin</i>.", "Un jardin chez Lou Martin.",
    )  # fmt: skip
    public = reader.get(reverse("ideas", args=[convention.slug])).text
    assert "Un &lt;i&gt;jardin&lt;/i&gt;." in public and "Martin" not in public
    assert "Martin" not in str(list(row.history.values()))
    assert "Acceptée" in publisher.get(row.get_absolute_url()).text.split("Historique")[1]


def test_setting_aside_says_why_and_takes_the_words_back(publisher, convention):
    row = VoiceFactory(convention=convention, accepted=True, is_quoted=True)

    refused = decide(publisher, row, state="ecartee", words="Des mots", is_quoted="on")
    decide(publisher, row, state="ecartee", words="Des mots", reason="Nomme quelqu’un.")
    row.refresh_from_db()

    assert "Dites pourquoi cette parole est écartée." in text_of(main_of(refused))
    assert (row.state, row.words, row.is_quoted) == (VoiceState.ASIDE, "", False)


def test_idea_is_accepted_with_words(publisher, convention):
    row = VoiceFactory(convention=convention, idea=True)

    answer = decide(publisher, row, words="")

    assert "Écrivez les mots que les habitants pourront lire." in text_of(main_of(answer))
    assert Voice.objects.waiting().count() == 1


def test_two_who_decide_on_the_same_one_see_a_conflict(publisher, convention):
    row = VoiceFactory(convention=convention)
    page = publisher.get(row.get_absolute_url())
    decide(sign_in_as(UserFactory(publishing=True)), row, state="ecartee", reason="Hors sujet.")

    late = publisher.post(
        row.get_absolute_url(), hidden(page) | {"state": "acceptee", "words": "Oui"}
    )

    assert late.status_code == 409
    assert Voice.objects.get().state == VoiceState.ASIDE


def test_several_are_accepted_once_as_written(publisher, convention):
    rows = [VoiceFactory(convention=convention, text=f"Texte {turn}") for turn in range(3)]
    aside = VoiceFactory(convention=convention, aside=True)
    page = publisher.get(LIST)
    sent = form_keys(page) | {"voix": [rows[0].pk, rows[1].pk, aside.pk]}

    assert publisher.post(LIST, sent | {"voix": ["9" * 30, "²", "-1"]}).status_code == 302
    publisher.post(LIST, sent)
    publisher.post(LIST, sent)

    states = list(Voice.objects.order_by("pk").values_list("state", "words"))
    assert states == [
        ("acceptee", "Texte 0"), ("acceptee", "Texte 1"), ("recue", ""), ("ecartee", ""),
    ]  # fmt: skip
    assert rows[0].history.filter(history_type="~").count() == 1


def form_keys(page):
    """The hidden inputs of the form that accepts."""
    form = find(main_of(page), "form")[-1]
    return {one.get("name"): one.get("value") for one in find(form, "input")}


def test_list_is_narrowed(publisher, convention, enjeu):
    one = VoiceFactory(convention=convention, idea=True, enjeu=enjeu, text="Sur un enjeu")
    VoiceFactory(convention=convention, text="Un avis")
    VoiceFactory(convention=convention, aside=True, text="De côté")

    asked = publisher.get(f"{LIST}?genre=idee&enjeu={enjeu.pk}").text
    all_of_them = publisher.get(f"{LIST}?genre=").text
    waiting = publisher.get(LIST).text

    assert "Sur un enjeu" in asked and "Un avis" not in asked and one.pk
    assert "De côté" in all_of_them and "De côté" not in waiting and "Un avis" in waiting


def test_idea_is_told_on_a_public_action_alone(publisher, reader, convention, following):
    row = VoiceFactory(convention=convention, idea=True, email="lou@example.org")
    action = ActionFactory(
        enjeu=EnjeuFactory(convention=following), title="Le jardin partagé", summary="À tous."
    )
    box = reverse("ideas", args=[convention.slug])

    decide(publisher, row, words="Un <b>jardin</b>", actions=[action.pk])
    assert ActionIdea.objects.get().action == action
    hidden_still = reader.get(box).text
    assert "Un &lt;b&gt;jardin" in hidden_still and "Le jardin partagé" not in hidden_still

    following.is_published = action.is_published = True
    following.save()
    action.save()
    page = reader.get(action.get_absolute_url()).text.replace("\u00a0", " ")
    assert "Née de 1 idée d’habitant" in page and "Un &lt;b&gt;jardin" in page
    assert "Le jardin partagé" in reader.get(box).text and "lou@" not in page

    decide(publisher, row, state="ecartee", reason="Retirée par son auteur.")
    assert not ActionIdea.objects.exists()


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ods"])
def test_table_holds_everything_but_addresses(publisher, convention, suffix):
    VoiceFactory(convention=convention, idea=True, email="lou@example.org", text="=1+1")

    content = publisher.get(f"{LIST}paroles.{suffix}").getvalue()

    assert content and b"lou@example.org" not in content
    if suffix == "csv":
        assert "\u00c0 lire" in content.decode("utf-8-sig")


def test_pages_ask_a_constant_number_of_queries(publisher, reader, convention, enjeu, following):
    action = ActionFactory(enjeu=EnjeuFactory(convention=following))
    row = VoiceFactory(convention=convention, idea=True)
    pages = [
        (publisher, LIST), (publisher, row.get_absolute_url()), (publisher, f"{LIST}paroles.csv"),
        (publisher, reverse("voices-thanks", args=[convention.pk])),
        (reader, reverse("ideas", args=[convention.slug])),
        (reader, reverse("opinion", args=[convention.slug])),
    ]  # fmt: skip

    def counts():
        found = []
        for client, page in pages:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                body(client.get(page))  # a file is closed once read
            found.append(len(captured))
        return found

    def add(count):
        for _turn in range(count):
            idea = VoiceFactory(
                convention=convention, idea=True, accepted=True, enjeu=enjeu,
                email=f"a{Voice.objects.count()}@example.org",
            )  # fmt: skip
            ActionIdea.objects.create(action=action, number=idea.pk, words=idea.words)
            VoiceFactory(convention=convention, enjeu=enjeu)

    add(1)
    counts()
    few = counts()
    add(2)
    some = counts()
    add(27)
    assert few == some == counts()
    assert max(few) < 25


def test_evaluation_counts_what_was_accepted_and_quotes_what_was_chosen(convention, enjeu):
    for felt in (Felt.MUCH, Felt.MUCH, Felt.LITTLE, Felt.NOTHING, Felt.UNKNOWN):
        VoiceFactory(convention=convention, accepted=True, felt=felt)
    VoiceFactory(convention=convention, text="Pas lu")
    for turn in range(4):
        VoiceFactory(
            convention=convention, enjeu=enjeu, accepted=True, text="Reçu", is_quoted=not turn,
            words="Des <b>horaires</b> du soir",
        )  # fmt: skip

    final = prepare(convention)
    whole, few = final.residents

    said = "5 avis. Oui, beaucoup : 2. Oui, un peu : 1. Non, rien : 1. Je ne sais pas : 1."
    assert whole.said == said and whole.quotes == ()
    assert few.title == "Grandir ensemble" and few.answers == ()
    assert few.quoted == ["« Des <b>horaires</b> du soir »"]
    text = str(outline(final)).replace("\\xa0", " ")
    assert said in text and "horaires" in text
    assert "Pas lu" not in text and "Reçu" not in text and "4 avis" not in text
    now = dt.datetime(2027, 2, 3, tzinfo=dt.UTC)
    assert docx_of(outline(final), title="x", author="y", foot="z", at=now)[:2] == b"PK"
    assert thawed(EVALUATION.shape, frozen(final)) == final


def test_evaluation_page_escapes_quotes_and_older_editions_still_read(reader, convention):
    for _turn in range(5):
        VoiceFactory(convention=convention, accepted=True, is_quoted=True, words="<b>gras</b>")
    edition = EvaluationEditionFactory(evaluation__convention=convention)
    data = edition.data

    page = reader.get(edition.get_absolute_url()).text
    assert "&lt;b&gt;gras&lt;/b&gt;" in page and "Oui, beaucoup : 5." in page.replace("\u00a0", " ")

    data.pop("residents")
    assert thawed(EVALUATION.shape, data).residents == ()
