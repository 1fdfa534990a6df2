"""One piece of news at its own address, and the picture that stands for it elsewhere."""

import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from actions.models import ActionKind
from actions.share_card import HEIGHT, MOST_LINES, WIDTH, drawn_card, font, wrapped
from tests.factories import ActionFactory, PictureFactory, UpdateFactory
from tests.reading import find, main_of, text_of, tree

pytestmark = pytest.mark.django_db


def at(days):
    return timezone.now() - dt.timedelta(days=days)


def short(update):
    return f"/actualites/{update.pk}/"


def shared(page):
    """Dict property → content of what the page says of itself elsewhere."""
    found = find(tree(page), "meta")
    return {one.get("property"): one.get("content") for one in found if one.get("property")}


def test_it_says_what_happened_what_comes_and_what_stands_behind(reader):
    update = UpdateFactory(
        public=True,
        title="Le relais ouvre le samedi",
        body="Depuis **mai**, le samedi aussi.\n\nDe 9 h à 12 h.",
        next_steps="Une fête en juin.",
        people_reached=3,
    )
    page = reader.get(update.get_absolute_url())

    assert update.get_absolute_url() == f"/actualites/{update.pk}-le-relais-ouvre-le-samedi/"
    said = text_of(main_of(page)).replace("\u00a0", " ")
    for words in ("le samedi aussi.", "Et maintenant ?", "Une fête en juin.", "moins de 5"):
        assert words in said
    links = {link.get("href") for link in find(main_of(page), "a")}
    assert {update.action.get_absolute_url(), short(update)} <= links
    assert any(str(link).startswith("mailto:?subject=Le%20relais") for link in links)


def test_what_is_shared_has_a_headline_a_sentence_and_a_picture(reader):
    update = UpdateFactory(public=True, title="Le relais ouvre", body="Depuis **mai**. Et juin.")
    told = shared(reader.get(update.get_absolute_url()))

    assert told["og:title"] == "Le relais ouvre"
    assert told["og:description"] == "Depuis mai"
    assert told["og:url"] == f"http://testserver{update.get_absolute_url()}"
    card = reader.get(told["og:image"].removeprefix("http://testserver"))
    assert card["Content-Type"] == "image/png"
    assert Image.open(BytesIO(card.content)).size == (WIDTH, HEIGHT)
    of_action = shared(reader.get(update.action.get_absolute_url()))
    assert of_action["og:title"] == update.action.title
    address = of_action["og:image"].removeprefix("http://testserver")
    assert reader.get(address)["Content-Type"] == "image/png"


def test_a_service_is_shared_under_the_name_of_its_page(reader):
    action = ActionFactory(public=True, kind=ActionKind.SERVICE, use_name="Aide aux démarches")
    page = reader.get(action.get_absolute_url())
    mails = [a.get("href") for a in find(main_of(page), "a") if "mailto:?" in a.get("href", "")]

    assert shared(page)["og:title"] == "Aide aux démarches"
    assert mails
    assert mails[0].startswith("mailto:?subject=Aide%20aux%20d%C3%A9marches&")


def test_the_short_address_and_the_words_of_before_lead_to_those_of_today(reader):
    update = UpdateFactory(public=True, title="Le relais ouvre")

    for address in (short(update), f"/actualites/{update.pk}-autre-chose/"):
        answer = reader.get(address)
        assert (answer.status_code, answer.url) == (301, update.get_absolute_url())
        assert answer["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("kind", ["draft", "scheduled", "nothing", "unknown"])
def test_what_residents_may_not_read_is_not_there(kind, reader):
    made = {
        "draft": lambda: UpdateFactory(action=ActionFactory()),
        "scheduled": lambda: UpdateFactory(public=True, scheduled=True),
        "nothing": lambda: UpdateFactory(public=True, nothing=True),
        "unknown": lambda: None,
    }[kind]()
    number = made.pk if made else 999

    for tail in ("/", "-titre/", "/carte.png"):
        assert reader.get(f"/actualites/{number}{tail}").status_code == 404


def test_of_an_archived_action_it_is_gone(reader):
    update = UpdateFactory(public=True)
    action = update.action
    action.is_published, action.archived_on = False, timezone.localdate()
    action.archive_reason = "Doublon"
    action.save()

    assert reader.get(short(update)).status_code == 410


def test_what_was_corrected_leads_to_its_correction_once_that_is_out(reader):
    first = UpdateFactory(public=True, published_at=at(3))
    second = UpdateFactory(replaces=first, published_at=at(1))
    third = UpdateFactory(replaces=second, scheduled=True)

    assert reader.get(first.get_absolute_url()).url == second.get_absolute_url()
    assert "Corrige l’actualité" in text_of(main_of(reader.get(second.get_absolute_url())))
    assert reader.get(third.get_absolute_url()).status_code == 404


def test_before_and_after_follow_the_order_of_the_list(reader):
    same = at(2)
    moments = (at(3), same, same, at(1))
    rows = [UpdateFactory(public=True, published_at=moment) for moment in moments]
    UpdateFactory(public=True, published_at=same, nothing=True)

    def around(update):
        page = main_of(reader.get(update.get_absolute_url()))
        turn = [one for one in find(page, "nav") if one.get("class", "").startswith("turn")]
        return [link.get("href") for one in turn for link in find(one, "a")]

    address = [row.get_absolute_url() for row in rows]
    assert around(rows[0]) == [address[1]]
    assert around(rows[1]) == [address[0], address[2]]
    assert around(rows[2]) == [address[1], address[3]]
    assert around(rows[3]) == [address[2]]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_it_costs_the_same_whatever_surrounds_it(count, reader, django_assert_num_queries):
    update = UpdateFactory(public=True, published_at=at(9))
    for turn in range(count):
        UpdateFactory(action=update.action, published_at=at(turn))
        PictureFactory(action=update.action, published=True)
    reader.get("/actualites/")  # the territory is known

    with django_assert_num_queries(8):
        reader.get(update.get_absolute_url())


@pytest.mark.parametrize(
    "title",
    ["Court", "Un titre de deux lignes, parce qu’il est long : une conseillère vient", "a" * 300,
     "mot " * 80],
)  # fmt: skip
def test_a_card_holds_any_title(title):
    card = Image.open(BytesIO(drawn_card(title, "Enjeu " * 30, "Le site " * 30, 7)))
    lines = wrapped(title, font(58, 650), WIDTH - 144)

    assert card.size == (WIDTH, HEIGHT)
    assert len(lines) <= MOST_LINES
    assert all(font(58, 650).getlength(line) <= WIDTH - 144 for line in lines)
