"""What a machine can read of the structure of a page, on every public page and some of the team."""

import io
import re
import zipfile

import openpyxl
import pytest

from reporting.campaigns.preview import Preview
from tables.formats import FORMATS
from tables.output import OutputColumn, OutputSheet
from tests.reading import addresses, find, main_of, text_of, tree
from tests.reporting.campaign import page_of, running_campaign
from tests.rich import build_site

pytestmark = pytest.mark.django_db
HTML = "{http://www.w3.org/1999/xhtml}"
TEAM = ["/suivi/", "/suivi/actions/", "/suivi/reglages/", "/compte/", "/admin/"]


def hidden_structure(page):
    """Paragraphs that are a heading (bold alone) or an item of a list (« - … »)."""
    found = []
    for paragraph in find(page, "p"):
        text = text_of(paragraph).strip()
        bold = find(paragraph, "strong")
        if (
            "verdict" not in paragraph.get("class", "")
            and bold
            and text == text_of(bold[0]).strip()
        ):
            found.append(f"bold alone: {text}")
        if re.match(r"[-–•*] ", text):
            found.append(f"item of no list: {text}")
    return found


def unnamed_figures(page):
    """Figures without a role and a label, or whose label is not their caption."""
    found = []
    for figure in find(page, "figure"):
        label = " ".join(figure.get("aria-label", "").split())
        captions = [" ".join(text_of(one).split()) for one in find(figure, "figcaption")]
        if (
            figure.get("role") not in ("figure", "group")
            or not label
            or captions not in ([], [label])
        ):
            found.append(f"{label!r} for {captions}")
    return found


def pages(client, paths):
    for path in paths:
        response = client.get(path)
        if response.headers["Content-Type"].startswith("text/html"):
            yield path, tree(response)
        if response.streaming:
            # Read to its end, the client closes the file; `close()` would cut the test's base off.
            b"".join(response)


def test_public_pages_hide_no_structure(reader):
    paths = sorted(set(addresses(build_site()).values()))

    found = {
        path: faults
        for path, page in pages(reader, paths)
        if (faults := hidden_structure(page) + unnamed_figures(page))
    }

    assert found == {}


def test_pages_of_the_team_hide_no_structure(staff_client):
    build_site()

    found = {
        path: faults
        for path, page in pages(staff_client, TEAM)
        if (faults := hidden_structure(page) + unnamed_figures(page))
    }

    assert found == {}


def test_calendar_and_list_give_the_same_days(reader):
    site = build_site()
    action = site.action
    type(action).objects.filter(pk=action.pk).update(
        starts_on="2024-03-05", ends_on="2025-10-17", is_permanent=False
    )

    page = reader.get(addresses(site)["plan"]).text.replace("\u00a0", " ")

    assert "du 5 mars 2024 au 17 octobre 2025" in page


# --- files of office ------------------------------------------------------------------------------

SHEETS = [OutputSheet("Actions", (OutputColumn("Code"),), [["1.1"]])]


def written(suffix):
    file = io.BytesIO()
    FORMATS[suffix].write(file, SHEETS, title="Plan d’actions", author="La CTG du Val")
    return file


def test_workbook_says_title_language_and_author():
    said = openpyxl.load_workbook(written("xlsx")).properties

    assert (said.title, said.language, said.creator) == ("Plan d’actions", "fr-FR", "La CTG du Val")


def test_open_document_says_title_language_and_author():
    with zipfile.ZipFile(written("ods")) as archive:
        meta = archive.read("meta.xml").decode()
        manifest = archive.read("META-INF/manifest.xml").decode()

    assert "<dc:title>Plan d’actions</dc:title>" in meta
    assert "<dc:language>fr-FR</dc:language>" in meta
    assert meta.count("La CTG du Val") == 2
    assert 'full-path="meta.xml"' in manifest


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_export_bears_the_name_of_the_site(suffix, reader):
    build_site()
    response = reader.get(f"/actions/export.{suffix}")
    content = b"".join(response.streaming_content)
    response.close()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = "docProps/core.xml" if suffix == "xlsx" else "meta.xml"
        said = archive.read(name).decode()

    assert "openpyxl" not in said
    assert "Portail CTG" in said
    assert "fr-FR" in said


def test_preview_of_a_letter_has_its_paragraphs_and_lists():
    preview = Preview(None, "Vos nouvelles", "Bonjour,\n\n- la première\n- la seconde\n\nMerci.")

    assert preview.blocks == [
        "<p>Bonjour,</p>", "<ul><li>la première</li><li>la seconde</li></ul>", "<p>Merci.</p>"
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["texts", "reminders"])
def test_page_that_previews_a_letter_gives_it_the_structure_of_the_letter(page, staff_client):
    """In the page itself: paragraphs and lists of the letter, not one text cut by line breaks."""
    campaign = running_campaign()
    campaign.texts.update(body="Bonjour,\n\n- la première\n- la seconde\n\nMerci.")
    kind = campaign.texts.first().kind
    tail = f"lettres/{kind}/" if page == "texts" else "rappels/"

    shown = main_of(page_of(staff_client, campaign, tail))

    letters = [one for one in find(shown, "div") if one.get("class") == "letter-body"]
    assert letters
    for letter in letters:
        kinds = [child.tag.removeprefix(HTML) for child in letter]
        assert kinds[:3] == ["p", "ul", "p"]
        assert [text_of(one) for one in find(letter, "li")][:2] == ["la première", "la seconde"]
