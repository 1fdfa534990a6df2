"""On paper: the sheet of an action and the plan say what their pages say, and nothing else."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from actions.plan_sections import plan_sections
from actions.whole_action import page_facts, whole_actions
from reviews.documents.blocks import Bullets, Run, TableBlock, words_of
from reviews.documents.fitting import SIZES, PaperRoom, text
from reviews.documents.plan_file import plan_file
from reviews.documents.sheet import MOST_PAGES, sheet
from tests.ctg_portal.test_injection import PAYLOADS
from tests.ctg_portal.test_leaks import MARK, hide_everything
from tests.factories import (
    ActionPartnerFactory,
    CommuneFactory,
    IndicatorFactory,
    MilestoneFactory,
    OrganisationFactory,
    PlaceFactory,
    UpdateFactory,
)
from tests.reading import body, main_of, text_of
from tests.reviews.reading_files import check_pdf, solid, text_in, valid_for_verapdf
from tests.rich import build_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site(module_world):
    return build_site(actions=7)


def sheet_of(action):
    return body(Client().get(reverse("action-sheet", args=[action.number])))


def plan_of(convention):
    return body(Client().get(reverse("plan-pdf", args=[convention.slug])))


def sheet_at(action, at):
    row = whole_actions().get(pk=action.pk)
    address = f"http://testserver{row.get_absolute_url()}"
    return sheet(row, page_facts(row, at), address, SIZES[0], timezone.localdate(at))


def blocks_of_sheet(action):
    return sheet_at(action, timezone.now())


def blocks_of_plan(convention):
    today = timezone.localdate()
    address = f"http://testserver{reverse('plan', args=[convention.slug])}"
    return plan_file(convention, plan_sections(convention, today), address, today)


def pages(content):
    return pypdf.PdfReader(io.BytesIO(content)).pages


def bare(text):
    """`text` without spaces nor the marks that join the parts of a line."""
    return re.sub(r"[.,:;()·]", "", solid(text))


# --- the same words -----------------------------------------------------------------------------


def test_page_says_every_figure_of_the_sheet(site):
    for action in Action.objects.public():
        said = bare(text_of(main_of(Client().get(action.get_absolute_url()))))
        tables = [one for one in blocks_of_sheet(action) if isinstance(one, TableBlock)]
        cells = [words for one in tables for row in (*one.rows, one.foot) for words in row]
        # « 12 (31 décembre 2025) » is two cells of the page.
        parts = [part for words in cells for part in re.split(r" \(|, ", words) if part]

        assert len(parts) > 10
        assert [one for one in parts if bare(one) not in said and one != "non connu"] == []


@pytest.mark.parametrize("state", ["late", "paused", "dropped", "done", "planned"])
def test_sheet_says_where_the_action_stands(site, state):
    action = Action.objects.public().order_by("number")[
        ("planned", "ongoing", "done", "settled", "paused", "dropped", "late").index(state)
    ]
    found = text_in(sheet_of(action), "pdf")

    assert solid(action.get_avancement_display()) in found
    assert ("enretard" in found) == (state == "late")
    if action.avancement_reason:
        assert solid(action.avancement_reason) in found


def test_files_hold_every_word_of_their_blocks(site):
    for content, blocks in (
        (sheet_of(site.action), blocks_of_sheet(site.action)),
        (plan_of(site.convention), blocks_of_plan(site.convention)),
    ):
        found = text_in(content, "pdf")
        words = [one for block in blocks for one in words_of(block)]
        drawn = "Répartition"  # words for who does not see the bar

        assert len(words) > 20
        assert [one for one in words if solid(one) not in found and not one.startswith(drawn)] == []


def test_plan_lists_the_actions_of_its_page_in_order(site):
    page = text_of(main_of(Client().get(reverse("plan", args=[site.convention.slug]))))
    rows = [row for one in blocks_of_plan(site.convention) if isinstance(one, TableBlock)
            for row in one.rows]  # fmt: skip

    assert len(rows) == 7
    places = [bare(page).index(bare(row[0])) for row in rows]
    assert places == sorted(places)
    assert all(bare(row[1]) in bare(page) for row in rows)


# --- two pages, whatever people typed -----------------------------------------------------------


def fill(action, words):
    """Give `action` far more than two pages hold."""
    for name in ("context", "description", "expected_results", "perspectives", "how_to_come"):
        setattr(action, name, f"{words}\n\n" * 40)
    action.kind, action.summary = "service", "mot " * 74
    action.save()
    for place in range(25):
        PlaceFactory(action=action, name=f"Endroit {place}", hours="lundi, 9 h – 12 h")
        MilestoneFactory(action=action, title=f"Étape {place} {words[:150]}")
        UpdateFactory(action=action, title=f"Actualité {place} {words[:150]}")
        IndicatorFactory(action=action, label=f"Indicateur {place} {words[:150]}")
        ActionPartnerFactory(action=action, organisation=OrganisationFactory())
        action.communes.add(CommuneFactory(territory=action.convention.territory))


@pytest.mark.parametrize("words", ["Une phrase ordinaire, assez longue. " * 30, "M" * 900])
def test_sheet_is_two_pages_at_most(site, words):
    fill(site.action, words)
    content = sheet_of(site.action)
    found = text_in(content, "pdf")

    assert len(pages(content)) <= MOST_PAGES
    assert "surlapage" in found  # what is left out is said
    assert solid(site.action.called) in found


def test_long_text_is_cut_at_the_end_of_a_sentence():
    words = "Une phrase qui se tient. " * 20
    cut, left = text(words, PaperRoom(120, 3))
    title_alone = text(f"## Un titre\n\n{'M' * 300}", PaperRoom(120, 3))

    assert words_of(cut) == ["Une phrase qui se tient. " * 3 + "Une phrase qui se tient."]
    assert words_of(left) == ["La suite est sur la page."]
    assert [words_of(one) for one in title_alone] == [["Ce texte est sur la page."]]
    assert text("Court.", PaperRoom(0, 3)) == title_alone
    assert len(text("Court.", PaperRoom(120, 3))) == 1


def test_addresses_are_read_and_followed(site):
    Action.objects.filter(pk=site.action.pk).update(
        kind="service", website="https://exemple.fr/carte", website_name="La carte"
    )
    PlaceFactory(action=site.action, name="Au rez-de-chaussée", accessibility="Rampe.")
    runs = [
        run for block in blocks_of_sheet(site.action) if isinstance(block, Bullets)
        for item in block.items for run in item
    ]  # fmt: skip

    assert Run("La carte : https://exemple.fr/carte", link="https://exemple.fr/carte") in [
        Run(run.text.replace("\u00a0", " "), link=run.link) for run in runs
    ]
    assert any("Rampe" in run.text for run in runs)


def test_short_sheet_leaves_nothing_out(site):
    assert len(pages(sheet_of(site.action))) <= MOST_PAGES
    assert "surlapage" not in text_in(sheet_of(site.action), "pdf")


def test_hostile_text_is_text(site):
    hostile = [f"avant {payload[:240]} après" for payload in PAYLOADS.values()]
    for action, title in zip(Action.objects.all(), hostile, strict=False):
        Action.objects.filter(pk=action.pk).update(title=title[:250])
    for words in hostile:
        Action.objects.filter(pk=site.action.pk).update(description=words, summary=words[:300])
        check_sheet(site.action)
    check_pdf(plan_of(site.convention), blocks_of_plan(site.convention), str(site.convention.title))


def check_sheet(action):
    action.refresh_from_db()
    blocks = blocks_of_sheet(action)
    check_pdf(sheet_of(action), blocks, action.called)


# --- a file for everybody -----------------------------------------------------------------------


def test_files_are_tagged_named_and_marked(site):
    check_sheet(site.action)
    check_pdf(plan_of(site.convention), blocks_of_plan(site.convention), site.convention.title)


def test_files_are_valid_for_verapdf(site, tmp_path):
    for content in (sheet_of(site.action), plan_of(site.convention)):
        assert valid_for_verapdf(content, tmp_path)


def test_files_are_the_same_bytes_until_what_they_say_changes(site):
    for content_of, row in ((sheet_of, site.action), (plan_of, site.convention)):
        before = content_of(row)
        assert content_of(row) == before
        Action.objects.filter(pk=site.action.pk).update(title=f"Un autre titre {row.pk}")
        Action.objects.filter(pk=site.action.pk).update(use_name="")
        assert content_of(row) != before


def test_news_to_come_enters_the_sheet_at_its_time(site):
    later = timezone.now() + timedelta(minutes=5)
    UpdateFactory(action=site.action, title="Une heure de plus", published_at=later)
    now, then = (
        [words for block in sheet_at(site.action, at) for words in words_of(block)]
        for at in (timezone.now(), later)
    )

    assert not any("Une heure de plus" in words for words in now)
    assert any("Une heure de plus" in words for words in then)


# --- nothing hidden -----------------------------------------------------------------------------


def test_nothing_hidden_is_in_a_file(site):
    hide_everything(site)

    for content in (sheet_of(site.action), plan_of(site.convention)):
        assert MARK not in text_in(content, "pdf")


def test_file_follows_its_page(site):
    address = reverse("action-sheet", args=[site.action.number])
    Action.objects.filter(pk=site.action.pk).update(is_published=False)
    assert Client().get(address).status_code == 404
    assert Client().get("/actions/99999.pdf").status_code == 404
    site.convention.is_published = False
    site.convention.save()

    assert Client().get(reverse("plan-pdf", args=[site.convention.slug])).status_code == 404


def test_file_answers_304_to_who_has_it(site):
    for address in (
        reverse("action-sheet", args=[site.action.number]),
        reverse("plan-pdf", args=[site.convention.slug]),
    ):
        first = Client().get(address)
        again = Client().get(address, HTTP_IF_NONE_MATCH=first.headers["ETag"])

        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert first.headers["Content-Disposition"].startswith("attachment; filename=")


def test_pages_lead_to_their_files(site):
    action = Action.objects.get(pk=site.action.pk)
    page = Client().get(action.get_absolute_url())
    assert reverse("action-sheet", args=[site.action.number]) in page.text
    plan = Client().get(reverse("plan", args=[site.convention.slug]))
    assert reverse("plan-pdf", args=[site.convention.slug]) in plan.text
