import pytest
from django.urls import resolve

from conventions.models import Page
from conventions.models.editorial import FIXED_PAGES, PLACES
from tests.factories import PageFactory


@pytest.mark.django_db
def test_public_pages_are_the_published_ones():
    shown = PageFactory()
    PageFactory(draft=True)

    assert list(Page.objects.public()) == [shown]


@pytest.mark.django_db
def test_intro_is_the_published_page_or_a_title_alone():
    page = PageFactory(slug="aide", title="Besoin d’aide ?")
    PageFactory(slug="agenda", draft=True, lead="Brouillon")

    assert Page.objects.intro("aide", "Aide") == page
    unwritten = Page.objects.intro("agenda", "Agenda")
    assert (unwritten.pk, unwritten.title, unwritten.lead) == (None, "Agenda", "")


@pytest.mark.parametrize("slug", sorted({*PLACES, *FIXED_PAGES, "une-page-a-nous"}))
def test_every_page_has_an_address_that_answers(slug):
    """A place, a fixed page and a page of the staff's own."""
    assert resolve(Page(slug=slug).get_absolute_url())
