"""Words are found whatever their accents, capitals, ligatures and apostrophes."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Action
from actions.search import answering, matching, public_index
from records.folding import fold
from search.answers import answers_to
from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DocumentFactory,
    EnjeuFactory,
    GlossaryEntryFactory,
    IndicatorFactory,
    MeetingFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    SynonymFactory,
    UpdateFactory,
)

DAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été", "ete"),
        ("CŒUR", "coeur"),
        ("cœur", "coeur"),
        ("ex æquo", "ex aequo"),
        ("L’école", "l ecole"),
        ("L'école", "l ecole"),
        ("garc\u0327on e\u0301te\u0301", "garcon ete"),
        ("ﬁn", "fin"),
        ("ÇA", "ca"),
        ("en\u00a0cours", "en cours"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_is_the_same_for_every_writing_of_a_text(text):
    assert fold(fold(text)) == fold(text)
    assert isinstance(fold(text), str)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "coeur",
        "CŒUR",
        "créche",
        "CRECHE coeur",
        "l'ecole",
        "l’École",
        "ecole",
        "mere",
        "2.7.1",
        "saint-sulpice",
        "caisse",
        "  creche   ",
        "crech",
    ],
)
def test_action_is_found_by_its_words(query):
    found = ActionFactory(
        code="2.7.1",
        title="Une crèche au cœur du village",
        summary="Pour L’école des mères",
        description="À Saint-Sulpice",
        lead=OrganisationFactory(name="Caisse du Tarn"),
    )
    ActionFactory(title="Autre chose", lead=None)

    assert list(matching(Action.objects.all(), query)) == [found]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["zzz", "creche zzz", "none", "null", "%", "_", "\\", "*"])
def test_words_that_are_nowhere_find_nothing(query):
    ActionFactory(title="Une crèche", lead=None)

    assert list(matching(Action.objects.all(), query)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "'", "’ '"])
def test_no_word_finds_everything(query):
    actions = ActionFactory.create_batch(3)

    assert list(matching(Action.objects.order_by("number"), query)) == actions


@pytest.mark.django_db
def test_search_stays_inside_the_actions_it_is_given():
    shown, hidden = ActionFactory(public=True, title="École"), ActionFactory(title="École")

    assert list(matching(Action.objects.public(), "ecole")) == [shown]
    assert hidden in matching(Action.objects.all(), "ecole")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 30])
def test_search_costs_one_query_more(count, django_assert_num_queries):
    ActionFactory.create_batch(count, title="École", lead=OrganisationFactory())

    with django_assert_num_queries(2):
        assert len(matching(Action.objects.all(), "ecole")) == count


def test_residents_search_the_index_and_the_team_its_drafts(reader, staff_client):
    shown = ActionFactory(public=True, title="Une crèche", lead=None)
    ActionFactory(convention=shown.convention, enjeu=shown.enjeu, title="Une autre crèche")

    assert "Une crèche" in reader.get("/actions/?q=creches").text
    assert "Une autre crèche" not in reader.get("/actions/?q=creches").text
    assert "Une autre crèche" in staff_client.get("/suivi/actions/?q=creche").text


@pytest.mark.django_db
def test_a_change_is_found_at_the_next_search():
    action = ActionFactory(public=True, title="Une crèche")
    assert list(answering(Action.objects.all(), "garderie")) == []

    SynonymFactory(typed="garderie", meant="crèche")
    assert list(answering(Action.objects.all(), "garderie")) == [action]

    Action.objects.update(title="Un jardin", summary="Des fleurs")
    assert list(answering(Action.objects.all(), "garderie")) == []
    assert list(answering(Action.objects.all(), "fleur")) == [action]


@pytest.mark.django_db
def test_the_index_is_read_again_only_after_a_change(django_assert_num_queries):
    ActionFactory(public=True)
    index = public_index.get()

    with django_assert_num_queries(1):
        assert public_index.get() is index
    OrganisationFactory()
    assert public_index.get() is not index


@pytest.mark.django_db
def test_scheduled_news_are_found_at_their_time(monkeypatch):
    now = timezone.now()
    UpdateFactory(
        action=ActionFactory(public=True),
        title="Le toboggan est posé",
        published_at=now + dt.timedelta(hours=1),
    )
    assert answers_to(public_index.get(), "toboggan").rows == []

    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(hours=2))
    found = answers_to(public_index.get(), "toboggan").rows
    assert {row.document.kind for row in found} == {"update", "action"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("balançoire", "action"),
        ("tyrolienne", "action"),
        ("trampoline", "action"),
        ("manège", "action"),
        ("bac à sable", "organisation"),
        ("Lacougotte", "commune"),
        ("ricochet", "page"),
        ("marelle", "word"),
        ("colin-maillard", "meeting"),
        ("saute-mouton", "document"),
        ("domino", "objective"),
        ("quilles", "enjeu"),
    ],
)
def test_all_that_is_public_is_searched(query, kind):
    enjeu = EnjeuFactory(public=True, title="Les quilles")
    action = ActionFactory(
        public=True,
        enjeu=enjeu,
        description="Une balançoire",
        audiences=[AudienceFactory(name="Manège")],
    )
    MilestoneFactory(action=action, title="Poser la tyrolienne")
    IndicatorFactory(action=action, label="Le trampoline")
    ObjectiveFactory(enjeu=enjeu, title="Les dominos")
    OrganisationFactory(public=True, name="Bac à sable")
    CommuneFactory(territory=action.convention.territory, name="Lacougotte-Cadoul")
    PageFactory(title="Jeux", body="Des ricochets")
    GlossaryEntryFactory(term="Marelle")
    MeetingFactory(public=True, title="Colin-maillard")
    DocumentFactory(public=True, title="Saute-mouton")

    rows = answers_to(public_index.get(), query).rows
    assert kind in {row.document.kind for row in rows}


@pytest.mark.django_db
def test_of_meetings_only_what_the_agenda_shows_is_found():
    committee = MeetingFactory(public=True, title="Passée", minutes="Marelle").committee
    coming = {"committee": committee, "upcoming": True, "is_published": True}
    MeetingFactory(title="Ouverte", is_open=True, minutes="Brouillon de Paul", **coming)
    MeetingFactory(title="Réservée", agenda="Marelle à huis clos", **coming)

    def titles(query):
        return {row.document.title for row in answers_to(public_index.get(), query).rows}

    assert titles("marelle") == {"Passée"}
    assert titles("ouverte") == {"Ouverte"}
    assert titles("brouillon") == titles("réservée") == set()


@pytest.mark.django_db
def test_the_name_of_what_was_merged_finds_and_is_not_shown():
    kept = OrganisationFactory(public=True, name="Relais")
    gone = {"merged_into": kept, "archived_on": DAY, "archive_reason": "Fusionnée"}
    OrganisationFactory(name="Ancienne halte", **gone)
    action = ActionFactory(public=True, lead=kept)

    (found,) = answers_to(public_index.get(), "ancienne halte").rows
    assert found.document.key == action.pk
    shown = [text.words for text in found.document.texts if text.shown]
    assert "Relais" in shown and not any("halte" in words for words in shown)


@pytest.mark.django_db
def test_what_is_of_an_earlier_convention_comes_after_and_says_so():
    past = ConventionFactory(past=True)
    before = ActionFactory(published=True, convention=past, title="La crèche")
    today = ActionFactory(public=True, title="Autre chose", description="La crèche")

    rows = answers_to(public_index.get(), "crèche").rows
    said = {row.document.key: row.document.former for row in rows if row.document.kind == "action"}
    assert said == {before.pk: past.slug, today.pk: ""}


@pytest.mark.django_db
def test_what_serves_the_whole_territory_serves_each_commune():
    action = ActionFactory(public=True, title="La crèche", whole_territory=True)
    CommuneFactory(territory=action.convention.territory, name="Lavaur")

    found = answers_to(public_index.get(), "creche lavaur")
    assert (found.keys("action"), found.nearest) == ([action.pk], False)
