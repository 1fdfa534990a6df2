"""The review of a year: written by the team, published, frozen, corrected."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from conventions.models import Convention
from reviews.editions import CannotPublish
from reviews.models import Review, ReviewEdition, ReviewWord
from reviews.publishing import begin, publish
from tests.factories import (
    ActionFactory,
    ConventionFactory,
    EnjeuFactory,
    PictureFactory,
    ReviewEditionFactory,
    ReviewFactory,
    UpdateFactory,
    UserFactory,
)
from tests.reading import find, main_of, text_of
from tests.records.admin.forms import typed
from tests.rich import add_actions, build_site
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db
YEAR = 2024


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(editing=True))


@pytest.fixture
def publisher():
    return sign_in_as(UserFactory(publishing=True))


@pytest.fixture
def review():
    return begin(ActionFactory(public=True).convention, YEAR, by=None)


def send(client, name, row, **given):
    """Send the form of the page `name` of `row`, as it is shown, with what is `given`."""
    path = reverse(name, args=[row.pk])
    return client.post(path, typed(client.get(path)) | given)


def said(client, address):
    return text_of(main_of(client.get(address)))


def public_address(review):
    return reverse("year-review", args=[review.convention.slug, review.year])


# --- beginning, writing --------------------------------------------------------------------------


def test_review_begins_with_a_word_for_each_enjeu(editor):
    convention = ConventionFactory(public=True)
    enjeux = EnjeuFactory.create_batch(2, convention=convention)
    page = editor.get(reverse("year-reviews"))
    path = reverse("year-review-begin", args=[convention.pk, YEAR])
    assert path in page.text

    for _twice in range(2):
        answer = editor.post(path, keys_of(page))

    review = Review.objects.get()
    assert answer.headers["Location"] == review.get_absolute_url()
    assert (review.convention, review.year) == (convention, YEAR)
    assert list(ReviewWord.objects.values_list("enjeu", flat=True)) == [e.pk for e in enjeux]


def keys_of(page):
    """The hidden inputs of the first form of a page of several."""
    form = find(main_of(page), "form")[0]
    return {one.get("name"): one.get("value") for one in find(form, "input")}


def test_years_offered_are_those_that_began_of_a_plan_that_is_here(editor):
    convention = EnjeuFactory(convention__public=True).convention
    without_plan = ConventionFactory(past=True)
    refused = [(convention, 2098), (without_plan, without_plan.ends_on.year)]

    for one, year in refused:
        path = reverse("year-review-begin", args=[one.pk, year])
        assert editor.post(path).status_code == 404
        assert path not in editor.get(reverse("year-reviews")).text
    assert Review.objects.count() == 0


def test_what_is_written_is_kept_with_its_history(editor, review):
    UpdateFactory(action=Action.objects.get(), title="Trop récente")
    picture = PictureFactory(action=Action.objects.get(), published=True)
    (word,) = review.words.all()

    answer = send(
        editor, "year-review-edit", review,
        introduction="Une belle année.", pictures=[picture.pk],
        **{"words-0-text": "Un mot."},
    )  # fmt: skip

    assert answer.status_code == 302
    review.refresh_from_db()
    word.refresh_from_db()
    assert (review.introduction, word.text) == ("Une belle année.", "Un mot.")
    assert list(review.pictures.all()) == [picture]
    page = said(editor, reverse("year-review-history", args=[review.pk]))
    assert "Une belle année." in page and "Un mot." in page


def test_second_to_save_overwrites_nothing(editor, review):
    path = review.get_absolute_url()
    mine = typed(editor.get(path))
    Review.objects.filter(pk=review.pk).update(introduction="D’une collègue.")

    answer = editor.post(path, mine | {"introduction": "De moi."})

    assert answer.status_code == 409
    page = text_of(main_of(answer))
    assert "D’une collègue." in page
    assert Review.objects.get().introduction == "D’une collègue."


def test_enjeu_added_later_has_its_word(editor, review):
    EnjeuFactory(convention=review.convention)
    send(editor, "year-review-edit", review, introduction="Une année.")

    assert review.words.count() == 2


def test_earlier_words_come_back_in_the_form(editor, review):
    send(editor, "year-review-edit", review, introduction="Avant.")
    send(editor, "year-review-edit", review, introduction="Après.")
    page = editor.get(reverse("year-review-history", args=[review.pk]))
    links = [link.get("href") for link in find(main_of(page), "article a")]

    assert typed(editor.get(links[0]))["introduction"] == "Avant."
    assert Review.objects.get().introduction == "Après."


# --- publishing ----------------------------------------------------------------------------------


def test_draft_is_read_by_the_team_alone(editor, review):
    Review.objects.update(introduction="Un brouillon.")

    assert "Un brouillon." in said(editor, reverse("year-review-preview", args=[review.pk]))
    assert Client().get(public_address(review)).status_code == 404
    assert "Bilan" not in said(Client(), review.convention.get_absolute_url())


def test_publishing_shows_the_review_everywhere(publisher, review):
    Review.objects.update(introduction="Une belle année.")
    answer = send(publisher, "year-review-publish", review)

    assert answer.headers["Location"] == public_address(review)
    reader = Client()
    assert "Une belle année." in said(reader, public_address(review))
    for address in (review.convention.get_absolute_url(), "/plan-du-site/"):
        assert public_address(review) in reader.get(address).text
    assert public_address(review) in reader.get("/sitemap.xml").text


def test_published_review_does_not_move(publisher, review):
    send(publisher, "year-review-publish", review)
    before = said(Client(), public_address(review))
    Action.objects.update(
        title="Un autre titre", avancement="realisee", avancement_on=dt.date(YEAR, 5, 1)
    )
    Review.objects.update(introduction="Changée après.")

    assert said(Client(), public_address(review)) == before


def test_correction_is_another_version_that_says_so(publisher, review):
    send(publisher, "year-review-publish", review)
    Review.objects.update(introduction="Corrigée.")

    refused = send(publisher, "year-review-publish", review)
    assert "Dites en une phrase ce que cette version corrige." in text_of(main_of(refused))
    send(publisher, "year-review-publish", review, correction="Il manquait un mot.")

    assert [one.number for one in ReviewEdition.objects.all()] == [2, 1]
    page = said(Client(), public_address(review))
    assert "Corrigée." in page and "Il manquait un mot." in page
    first = Client().get(f"{public_address(review)}version-1/")
    assert "a été corrigée depuis" in text_of(main_of(first))
    assert "Corrigée." not in first.text
    assert '<meta name="robots" content="noindex">' in first.text
    assert Client().get(f"{public_address(review)}version-3/").status_code == 404


def test_review_of_a_hidden_convention_is_not_published(publisher):
    review = ReviewFactory(convention=ConventionFactory())

    answer = send(publisher, "year-review-publish", review)

    assert answer.headers["Location"] == reverse("year-review-publish", args=[review.pk])
    assert ReviewEdition.objects.count() == 0
    with pytest.raises(CannotPublish, match="Publiez d’abord la convention"):
        publish(review)


def test_review_is_hidden_with_its_convention():
    edition = ReviewEditionFactory(public=True)
    address = edition.get_absolute_url()
    assert Client().get(address).status_code == 200

    Convention.objects.update(is_published=False)

    assert Client().get(address).status_code == 404
    assert address not in Client().get("/sitemap.xml").text


def test_page_leads_only_to_what_is_still_there():
    action = ActionFactory(public=True, ongoing=True)
    edition = ReviewEditionFactory(review__convention=action.convention)
    address = f"{edition.get_absolute_url()}enjeux/{action.enjeu.code}/"
    assert action.get_absolute_url() in Client().get(address).text

    Action.objects.update(is_published=False)

    page = Client().get(address)
    assert action.title in page.text
    assert action.get_absolute_url() not in page.text


def test_detail_of_an_enjeu_is_that_of_its_version():
    action = ActionFactory(public=True, title="Titre d’alors")
    edition = ReviewEditionFactory(review__convention=action.convention)
    Action.objects.update(title="Titre d’après")
    publish(edition.review, correction="Le titre a changé.")
    first, end = f"{edition.get_absolute_url()}version-1/", f"enjeux/{action.enjeu.code}/"

    assert "Titre d’après" in said(Client(), f"{edition.get_absolute_url()}{end}")
    older = Client().get(f"{first}{end}")
    assert "Titre d’alors" in text_of(main_of(older))
    assert "a été corrigée depuis" in text_of(main_of(older))
    assert '<meta name="robots" content="noindex">' in older.text
    assert f"{first}{end}" in Client().get(first).text
    assert Client().get(f"{first}enjeux/inconnu/").status_code == 404

    Convention.objects.update(is_published=False)

    assert Client().get(f"{first}{end}").status_code == 404


def test_what_is_published_is_never_changed_nor_deleted():
    edition = ReviewEditionFactory(public=True)

    with pytest.raises(Exception, match="publiez une version qui le corrige"):
        edition.save()
    for act in (
        edition.delete,
        ReviewEdition.objects.all().delete,
        lambda: ReviewEdition.objects.update(number=2),
    ):
        with pytest.raises(TypeError):
            act()


def test_what_is_missing_is_said_before_publishing(publisher, review):
    page = said(publisher, reverse("year-review-publish", args=[review.pk]))

    assert "l’introduction" in page and "le mot sur" in page


# --- costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["year-review-edit", "year-review-preview", "year-review-publish"])
def test_pages_of_the_team_cost_the_same_whatever_the_plan(publisher, name):
    site, size, found = build_site(actions=1), 1, {}
    review = begin(site.convention, YEAR, by=None)
    for wanted in (1, 3, 9):
        add_actions(site, wanted - size)
        size = wanted
        with CaptureQueriesContext(connection) as captured:
            publisher.get(reverse(name, args=[review.pk]))
        found[wanted] = len(captured)

    assert len(set(found.values())) == 1, found


def test_list_of_years_costs_the_same_whatever_the_reviews(publisher):
    convention, found = EnjeuFactory(convention__public=True).convention, {}
    for year in (2023, 2024, 2025):
        ReviewEditionFactory(review=ReviewFactory(convention=convention, year=year))
        with CaptureQueriesContext(connection) as captured:
            publisher.get(reverse("year-reviews"))
        found[year] = len(captured)

    assert len(set(found.values())) == 1, found
