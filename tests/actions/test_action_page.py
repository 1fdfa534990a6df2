"""The page of one action says its state, its steps, who, where, when, and its history."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Action, Avancement, MilestoneState, PartnerRole
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    FundingFactory,
    MilestoneFactory,
    OrganisationFactory,
    UpdateFactory,
)
from tests.reading import find, main_of, text_of

DAY = dt.timedelta(days=1)


def page_of(client, action):
    return main_of(client.get(action.get_absolute_url()))


def facts(page):
    """Dict term → words of the list « Pour qui, où, avec qui »."""
    (rows,) = (dl for dl in find(page, "dl") if dl.get("class") == "facts")
    terms, words = find(rows, "dt"), find(rows, "dd")
    return {text_of(dt): text_of(dd) for dt, dd in zip(terms, words, strict=True)}


def verdict(page):
    return next(text_of(div) for div in find(page, "div") if div.get("class") == "verdict")


@pytest.mark.parametrize(
    ("trait", "label"),
    [
        ({}, Avancement.PLANNED.label),
        ({"ongoing": True}, Avancement.ONGOING.label),
        ({"done": True}, Avancement.DONE.label),
        ({"settled": True}, Avancement.SETTLED.label),
        ({"paused": True}, Avancement.PAUSED.label),
        ({"dropped": True}, Avancement.DROPPED.label),
    ],
)
def test_state_comes_first_with_its_date_and_its_reason(reader, db, trait, label):
    said = verdict(page_of(reader, ActionFactory(public=True, **trait)))

    assert said.startswith(f"{label} ce que cela veut dire")
    assert ("Déclaré le 15 janvier 2024." in said) is bool(trait)
    assert ("Le poste est vacant." in said) is ("paused" in trait)
    assert ("Le besoin a disparu." in said) is ("dropped" in trait)


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"ongoing": True, "ends_on": -1}, True),
        ({"ongoing": True, "ends_on": 0}, False),
        ({"ends_on": -1}, True),
        ({"done": True, "ends_on": -1}, False),
        ({"paused": True, "ends_on": -1}, False),
    ],
)
def test_late_is_said_after_the_planned_end(reader, db, fields, late):
    fields["ends_on"] = timezone.localdate() + fields["ends_on"] * DAY
    said = verdict(page_of(reader, ActionFactory(public=True, **fields)))

    assert ("En retard" in said) is late
    assert ("La fin était prévue le" in said) is late


@pytest.mark.parametrize(
    ("months", "said"),
    [(0, None), (5, None), (7, "7 mois"), (12, "1 an"), (24, "2 ans"), (30, "30 mois")],
)
def test_silence_is_counted_in_whole_months(reader, db, months, said):
    verified = timezone.localdate() - months * dt.timedelta(days=30.4375) - 3 * DAY
    found = verdict(page_of(reader, ActionFactory(public=True, verified_on=verified)))

    assert ("sans nouvelles depuis" in found) is bool(said)
    assert said is None or f"sans nouvelles depuis {said}" in found


def test_never_verified_is_said(reader, db):
    assert "Pas encore vérifiée" in verdict(page_of(reader, ActionFactory(public=True)))


def test_steps_stand_under_done_doing_and_to_do(reader, db):
    action = ActionFactory(public=True)
    MilestoneFactory(action=action, done=True, title="Local trouvé")
    MilestoneFactory(
        action=action, state=MilestoneState.ONGOING, planned_on=dt.date(2030, 3, 1), title="Travaux"
    )
    MilestoneFactory(action=action, title="Ouverture")
    (section,) = (
        s for s in find(page_of(reader, action), "section") if s.get("class") == "done-doing-todo"
    )

    assert [text_of(heading) for heading in find(section, "h2")] == [
        "Ce qui est fait",
        "Ce qui se fait",
        "Ce qui reste",
    ]
    assert [len(find(div, "li")) for div in find(section, "div")] == [1, 1, 1]
    assert [text_of(li) for li in find(section, "li")] == [
        "Local trouvé 1er mars 2024",
        "Travaux prévu pour le 1er mars 2030",
        "Ouverture",
    ]


def test_empty_action_says_what_is_not_known(reader, db):
    page = page_of(reader, ActionFactory(public=True))

    assert facts(page) == {
        "Pour qui": "À préciser",
        "Où": "À préciser",
        "Quand": "Début à préciser",
        "Pilote": "À préciser",
    }
    assert "Aucune étape ni actualité n’est encore publiée." in text_of(page)
    assert "Rien" not in text_of(page)
    assert not {"Ce qui est fait", "Ce qui se fait", "Ce qui reste", "Historique"} & {
        text_of(heading) for heading in find(page, "h2")
    }


def test_only_what_is_known_of_the_steps_has_its_column(reader, db):
    action = ActionFactory(public=True)
    MilestoneFactory(action=action, title="Ouverture")
    page = page_of(reader, action)

    assert "Ce qui reste" in text_of(page)
    for absent in ("Ce qui est fait", "Ce qui se fait", "Aucune étape"):
        assert absent not in text_of(page)


@pytest.mark.parametrize(("size", "long"), [(80, False), (81, True)])
@pytest.mark.parametrize("trait", [{"service": True, "use_name": ""}, {}])
def test_long_title_is_set_smaller(reader, db, size, long, trait):
    page = page_of(reader, ActionFactory(public=True, title="t" * size, **trait))

    assert (find(page, "h1")[0].get("class") == "long") is long


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "permanent", "said"),
    [
        (None, None, False, "Début à préciser"),
        (dt.date(2024, 3, 1), None, False, "Depuis le 1er mars 2024"),
        (
            dt.date(2024, 3, 1),
            dt.date(2026, 12, 31),
            False,
            "Depuis le 1er mars 2024, fin prévue le 31 décembre 2026",
        ),
        (dt.date(2024, 3, 1), None, True, "Depuis le 1er mars 2024, sans date de fin"),
    ],
)
def test_when(reader, db, starts_on, ends_on, permanent, said):
    action = ActionFactory(
        public=True, starts_on=starts_on, ends_on=ends_on, is_permanent=permanent
    )

    assert facts(page_of(reader, action))["Quand"] == said


def test_who_and_where(reader, db):
    territory = ActionFactory(public=True).convention.territory
    action = ActionFactory(
        public=True,
        lead=OrganisationFactory(name="La pilote", public=True),
        audiences=[
            AudienceFactory(name="Familles", position=1),
            AudienceFactory(name="Jeunes", position=2),
        ],
        communes=[CommuneFactory(name="Ambres", territory=territory)],
    )
    for name in ("Un", "Deux"):
        ActionPartnerFactory(action=action, organisation__name=name)
    ActionPartnerFactory(
        action=action, role=PartnerRole.FUNDER, organisation__name="Trois", note="pour moitié"
    )

    assert facts(page_of(reader, action)) == {
        "Pour qui": "Familles, Jeunes",
        "Où": "Ambres",
        "Quand": "Début à préciser",
        "Pilote": "La pilote",
        "Financeur": "Trois (pour moitié)",
        "Partenaires": "Deux, Un",
    }


def test_whole_territory_hides_the_ticked_communes(reader, db):
    action = ActionFactory(public=True, whole_territory=True, communes=[CommuneFactory()])

    assert facts(page_of(reader, action))["Où"] == "Tout le territoire"


def test_money_says_what_is_unknown_and_adds_up_the_rest(reader, db):
    action = ActionFactory(public=True)
    FundingFactory(action=action, year=2024, funder__name="A", planned="1000.50", actual=None)
    FundingFactory(action=action, year=2025, funder__name="B", planned=None, actual=0)
    amounts = [
        [text_of(cell) for cell in find(row, "td") if cell.get("class") == "number"]
        for table in find(page_of(reader, action), "table")
        if "money" in (table.get("class") or "")
        for row in find(table, "tr")[1:]
    ]

    assert amounts == [
        ["1 000,5 €", "pas encore connu"],
        ["non indiqué", "0 €"],
        ["1 000,5 €", "0 €"],
    ]


def test_history_shows_corrections_in_place_of_what_they_replace(reader, db):
    action = ActionFactory(public=True)
    wrong = UpdateFactory(action=action, title="Vingt places")
    UpdateFactory(replaces=wrong, title="Douze places")
    UpdateFactory(action=action, nothing=True, title="Rien")
    page = text_of(page_of(reader, action))

    assert "Douze places" in page
    assert "Vingt places" not in page
    assert "Le chiffre était faux." in page
    assert "tout est exact" in page


def test_latest_news_is_the_newest_that_says_something(reader, db):
    action = ActionFactory(public=True)
    now = timezone.now()
    UpdateFactory(action=action, title="Ancienne", published_at=now - 9 * DAY)
    UpdateFactory(action=action, title="Récente", published_at=now - 5 * DAY)
    UpdateFactory(action=action, nothing=True, title="Muette", published_at=now - 2 * DAY)
    UpdateFactory(action=action, title="Future", scheduled=True)
    (latest,) = (p for p in find(page_of(reader, action), "p") if p.get("class") == "latest")

    assert text_of(latest).endswith(": Récente")


def test_links_to_what_came_before_and_after(reader, db):
    action = ActionFactory(public=True)
    past = ActionFactory(published=True, convention__past=True, title="Avant")
    action.origins.add(past)
    Action.objects.filter(pk=past.pk).update(successor=action)

    said = text_of(page_of(reader, action))
    assert "Cette action vient de la convention 2019-2022 : Avant" in said
    assert f"Cette action est remplacée par {action.title}" in verdict(page_of(reader, past))
    over = text_of(page_of(reader, past))
    assert f"L’action se poursuit : {action.title}." in over  # first of all
    assert "Cette action se poursuit dans la convention 2023-2026" in over


def test_demonstration_is_said_and_kept_from_search_engines(reader, db):
    action = ActionFactory(public=True, demo=True)

    page = reader.get(action.get_absolute_url()).content.decode()

    assert "Données de démonstration." in page
    assert '<meta name="robots" content="noindex">' in page
    assert f"/actions/{action.number}-" not in reader.get("/sitemap.xml").content.decode()


def test_real_action_carries_no_demonstration_banner(reader, db):
    page = reader.get(ActionFactory(public=True).get_absolute_url()).content.decode()

    assert "démonstration" not in page
    assert "noindex" not in page


def test_start_to_come_is_said_as_such(reader, db):
    action = ActionFactory(public=True, starts_on=dt.date(2999, 1, 1))

    page = reader.get(action.get_absolute_url()).text

    assert "À partir du 1er janvier 2999" in page
    assert "Depuis le" not in page
