"""Loading the shipped content: what is confirmed, once, and never over the staff's work."""

import re
import shutil

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Audience
from conventions.loading import Loader
from conventions.models import (
    Commune,
    ContentVersion,
    Convention,
    Domain,
    Enjeu,
    GlossaryEntry,
    LoadedRow,
    Page,
    Signatory,
    Territory,
)
from conventions.shipped_content import CONTENT, load_shipped_content
from partners.models import Organisation
from tests.dumps import dump

pytestmark = pytest.mark.django_db

PAGES = sorted((CONTENT / "pages").glob("*.md"))
FILES = [*PAGES, CONTENT / "facts.toml", CONTENT / "glossary.csv"]


def altered_content(tmp_path, name, old, new):
    """A copy of the shipped content in which one text of one file was corrected."""
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_load_content_gives_the_confirmed_facts():
    call_command("load_content", verbosity=0)
    territory = Territory.objects.get()
    assert (territory.is_main, territory.siren) == (True, "200034023")
    communes = Commune.objects.all()
    assert (len(communes), sum(row.population for row in communes)) == (21, 29678)
    assert communes.get(name="Azas").insee == "31038"
    current = Convention.objects.current()
    assert (current.slug, current.status) == ("2023-2026", "en_vigueur")
    assert current.signed_on.isoformat() == "2023-03-21"
    assert current.domains.count() == Domain.objects.count() == 4
    assert (current.predecessor.slug, current.predecessor.status) == ("2019-2022", "close")
    assert list(current.predecessor.communes.values_list("name", flat=True)) == [
        "Labastide-Saint-Georges",
        "Lavaur",
        "Saint-Sulpice-la-Pointe",
    ]
    assert list(Enjeu.objects.values_list("code", "accent", "icon", "title_is_provisional")) == [
        ("1", 1, "droits", True),
        ("2", 2, "enfance", True),
        ("3", 3, "lien", True),
        ("4", 4, "logement", True),
    ]
    assert list(Signatory.objects.values_list("convention__slug", "organisation__slug")) == [
        ("2023-2026", "ccta"),
        ("2023-2026", "caf-du-tarn"),
    ]
    assert Organisation.objects.filter(is_published=True, is_demo=False).count() == 8
    assert Audience.objects.count() == 10
    assert set(Page.objects.values_list("slug", flat=True)) == {path.stem for path in PAGES}


def test_load_content_leaves_the_unknown_empty():
    call_command("load_content", verbosity=0)
    territory = Territory.objects.get()
    unknown = ("email", "website", "host", "dpo", "publication_director", "security_contact")
    assert [getattr(territory, name) for name in unknown] == [""] * len(unknown)
    assert territory.accessibility_audited_on is None
    first = Convention.objects.get(slug="2019-2022")
    assert (first.signed_on, first.governance, first.signatories.count()) == (None, "", 0)
    assert set(Organisation.objects.values_list("email", "phone", "website")) == {("", "", "")}


def test_load_content_twice_changes_nothing():
    call_command("load_content", verbosity=0)
    rows, token = dump(), ContentVersion.current()
    with CaptureQueriesContext(connection) as queries:
        call_command("load_content", verbosity=0)
    writes = [q["sql"] for q in queries if re.match("INSERT|UPDATE|DELETE", q["sql"])]
    assert writes == []
    assert dump() == rows
    assert ContentVersion.current() == token != ""


def test_load_content_says_in_french_what_it_did(capsys):
    call_command("load_content")
    call_command("load_content")
    first, second = capsys.readouterr().out.splitlines()
    total = LoadedRow.objects.count()
    figures = [[int(n) for n in re.findall(r"\d+", line)] for line in (first, second)]
    assert figures == [[total, 0, 0, 0], [0, 0, total, 0]]


def test_load_content_names_what_it_left(capsys):
    call_command("load_content", verbosity=0)
    Page.objects.filter(slug="aide").update(lead="Notre chapeau.")
    capsys.readouterr()
    call_command("load_content", verbosity=2)
    assert capsys.readouterr().out.splitlines()[-1] == "- conventions.page:aide"


def test_load_content_keeps_what_staff_changed():
    call_command("load_content", verbosity=0)
    Page.objects.filter(slug="aide").update(lead="Notre chapeau.")
    current = Convention.objects.current()
    current.domains.remove(Domain.objects.first())
    before = dump()
    call_command("load_content", verbosity=0)
    assert dump() == before


def test_load_content_keeps_what_staff_removed():
    call_command("load_content", verbosity=0)
    Page.objects.get(slug="eco-conception").delete()
    GlossaryEntry.objects.get(term="MSA").delete()
    Enjeu.objects.get(code="4").delete()
    before = dump()
    call_command("load_content", verbosity=0)
    assert dump() == before


def test_load_content_keeps_what_staff_wrote_first():
    GlossaryEntry.objects.create(term="CTG", definition="La nôtre.")
    Domain.objects.create(name="Logement et cadre de vie", slug="habitat")
    call_command("load_content", verbosity=0)
    assert GlossaryEntry.objects.get(term="CTG").definition == "La nôtre."
    assert Domain.objects.get(name="Logement et cadre de vie").slug == "habitat"
    assert Convention.objects.current().domains.count() == 3


def test_load_content_is_all_or_nothing(monkeypatch):
    def fail(loader):
        raise RuntimeError

    monkeypatch.setattr("actions.management.commands.load_content.load_audiences", fail)
    with pytest.raises(RuntimeError):
        call_command("load_content", verbosity=0)
    assert (Territory.objects.count(), LoadedRow.objects.count()) == (0, 0)


def test_correction_reaches_a_row_nobody_touched(tmp_path):
    call_command("load_content", verbosity=0)
    token = ContentVersion.current()
    folder = altered_content(tmp_path, "facts.toml", "05 63 41 89 12", "05 00 00 00 00")
    # What staff fill in beside the shipped values does not stop a correction.
    Territory.objects.update(email="ctg@example.org")
    loader = Loader()
    load_shipped_content(loader, folder)
    territory = Territory.objects.get()
    assert (territory.phone, territory.email) == ("05 00 00 00 00", "ctg@example.org")
    assert (loader.counts["updated"], loader.left_keys) == (1, [])
    assert ContentVersion.current() != token


def test_correction_stops_at_a_row_staff_changed(tmp_path):
    call_command("load_content", verbosity=0)
    Territory.objects.update(phone="05 11 11 11 11")
    folder = altered_content(tmp_path, "facts.toml", "05 63 41 89 12", "05 00 00 00 00")
    loader = Loader()
    load_shipped_content(loader, folder)
    assert Territory.objects.get().phone == "05 11 11 11 11"
    assert loader.left_keys == ["conventions.territory:tarn-agout"]


def test_correction_of_links_reaches_a_row_nobody_touched(tmp_path):
    call_command("load_content", verbosity=0)
    old = 'communes = ["Labastide-Saint-Georges", "Lavaur", '
    folder = altered_content(tmp_path, "facts.toml", old, 'communes = ["Lavaur", ')
    load_shipped_content(Loader(), folder)
    communes = Convention.objects.get(slug="2019-2022").communes
    assert list(communes.values_list("name", flat=True)) == ["Lavaur", "Saint-Sulpice-la-Pointe"]


def test_correction_that_meets_a_row_of_staff_is_left(tmp_path):
    call_command("load_content", verbosity=0)
    Domain.objects.create(name="Habitat", slug="habitat")
    folder = altered_content(
        tmp_path, "facts.toml", 'position = 4\nname = "Logement et cadre de vie"',
        'position = 4\nname = "Habitat"',
    )  # fmt: skip
    loader = Loader()
    load_shipped_content(loader, folder)
    assert loader.left_keys == ["conventions.domain:logement-cadre-de-vie"]
    assert Domain.objects.get(slug="logement-cadre-de-vie").name == "Logement et cadre de vie"


def test_row_without_its_parent_is_left():
    loader = Loader()
    row = loader.load(Enjeu, "x/1", {"convention": None, "code": "1"}, {"title": "Titre"})
    assert (row, loader.left_keys) == (None, ["conventions.enjeu:x/1"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_shipped_texts_have_french_apostrophes(path):
    assert re.findall(r"\w'\w", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_shipped_pages_use_short_sentences(path):
    text = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    text = re.sub(r"\(/[^)]*\)|\(https[^)]*\)|[#*\[\]-]", " ", text)
    sentences = [s.split() for s in re.split(r"[.!?:;]\s|\n\s*\n|\n", text) if s.strip()]
    words = [len(sentence) for sentence in sentences] or [0]
    assert sum(words) / len(words) <= 20
    assert max(words) <= 35


def test_shipped_pages_start_under_the_page_title():
    call_command("load_content", verbosity=0)
    headings = [
        line for page in Page.objects.all() for line in page.body.splitlines() if line[:1] == "#"
    ]
    assert len(headings) > 20
    levels = {heading.split(" ")[0] for heading in headings}
    assert levels == {"##", "###"}


def test_every_acronym_of_a_page_is_in_the_glossary():
    call_command("load_content", verbosity=0)
    known = set(GlossaryEntry.objects.exclude(expansion="").values_list("term", flat=True))
    texts = " ".join(f"{page.title} {page.lead} {page.body}" for page in Page.objects.all())
    acronyms = set(re.findall(r"\b[A-Z]{3,}\b", texts)) - {"TARN", "AGOUT", "CEDEX", "TSA"}
    assert acronyms - known == set()
    assert "CTG" in acronyms
