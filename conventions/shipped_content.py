"""What the portal ships with: confirmed facts and its own pages, read from conventions/content/."""

import csv
import tomllib
from pathlib import Path

from django.utils.text import slugify

from conventions.models import (
    Commune,
    Convention,
    Domain,
    Enjeu,
    GlossaryEntry,
    Page,
    Signatory,
    Territory,
)
from partners.models import Organisation

CONTENT = Path(__file__).resolve().parent / "content"


def read_csv(path):
    """Rows of a UTF-8 CSV file with a header, as dicts."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_page(path):
    """Fields of a Page from a Markdown file: « name: value » lines between ---, then the body."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.strip().splitlines())
    return {"title": fields["title"], "lead": fields.get("lead", ""), "body": body.strip()}


def load_shipped_content(loader, content=CONTENT):
    """Load every file of the folder `content` with `loader`, parents before children."""
    facts = tomllib.loads((content / "facts.toml").read_text(encoding="utf-8"))
    territory = load_by_slug(loader, Territory, facts["territory"])
    communes = {
        row["nom"]: load_commune(loader, row, territory, facts["population_source"])
        for row in read_csv(content / "communes.csv")
    }
    domains = [load_by_slug(loader, Domain, row) for row in facts["domains"]]
    organisations = {
        row["slug"]: load_by_slug(loader, Organisation, {**row, "is_published": True})
        for row in facts["organisations"]
    }
    for row in facts["conventions"]:
        load_convention(loader, row, territory, communes, domains, organisations)
    for row in read_csv(content / "glossary.csv"):
        term = row.pop("term")
        loader.load(GlossaryEntry, term, {"term": term}, row)
    for path in sorted((content / "pages").glob("*.md")):
        loader.load(Page, path.stem, {"slug": path.stem}, {**read_page(path), "is_published": True})


def load_by_slug(loader, model, row):
    """Load a row of `model` known by its slug; return it, or None when staff removed it."""
    values = {name: value for name, value in row.items() if name != "slug"}
    return loader.load(model, row["slug"], {"slug": row["slug"]}, values)


def load_commune(loader, row, territory, source):
    return loader.load(
        Commune,
        row["insee"],
        {"insee": row["insee"]},
        {
            "territory": territory,
            "name": row["nom"],
            "slug": slugify(row["nom"]),
            "siren": row["siren"],
            "department": row["departement"],
            "population": int(row["population_municipale"]),
            "population_source": source,
        },
    )


def load_convention(loader, row, territory, communes, domains, organisations):
    row = dict(row)
    slug = row.pop("slug")
    enjeux, signatories = row.pop("enjeux", []), row.pop("signatories", [])
    predecessor = row.pop("predecessor", None)
    links = {
        "communes": [communes[name] for name in row.pop("communes", [])],
        "domains": domains if row.pop("has_domains") else [],
    }
    values = {
        **row,
        "territory": territory,
        "predecessor": Convention.objects.filter(slug=predecessor).first(),
        "is_published": True,
    }
    convention = loader.load(Convention, slug, {"slug": slug}, values, links)
    for position, name in enumerate(signatories, start=1):
        loader.load(
            Signatory,
            f"{slug}/{name}",
            {"convention": convention, "organisation": organisations[name]},
            {"signed_on": row.get("signed_on"), "position": position},
        )
    for number, enjeu in enumerate(enjeux, start=1):
        loader.load(
            Enjeu,
            f"{slug}/{number}",
            {"convention": convention, "code": str(number)},
            {"position": number, "accent": number, "title_is_provisional": True, **enjeu},
        )
