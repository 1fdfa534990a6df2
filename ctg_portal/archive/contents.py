"""What goes in the archive of a convention, and under which name. Public rows only."""

import io
import json

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from actions.exporting.workbook import workbook_sheets
from actions.models import Action, Update
from actions.models.attached import public_documents
from actions.opendata.catalogue import TABLES
from actions.opendata.freshness import changed_at
from actions.opendata.package import describe
from actions.opendata.writing import write_csv
from conventions.models import Objective
from ctg_portal.archive.copying import PAGES, Copier, Visitor, picture_file, static_file
from records.french import full_date
from reviews.models import EvaluationEdition, ReviewEdition
from reviews.views import evaluation, files
from reviews.views.editions import FORMS
from tables.formats import FORMATS

READ_ME = """{title}

Archive faite le {day} depuis {base}
Elle contient tout ce que les habitants pouvaient lire de cette convention ce jour-là.
Aucun brouillon, aucune réponse et aucune adresse de personne n’y est.

pages/       les pages du site, à ouvrir sans lui : commencez par {first}
donnees/     le plan en tableur, et toutes les données ouvertes du site en CSV, décrites
             par datapackage.json (licence : {licence})
documents/   les documents publiés de la convention et de ses actions
bilans/      chaque version publiée d’un bilan ou de l’évaluation : PDF, DOCX, PPTX, et ses
             données en JSON

empreintes.sha256 dit l’empreinte de chaque fichier. Pour vérifier que rien n’a changé :
    sha256sum --check empreintes.sha256

Sur les pages, un lien qui n’est pas dans l’archive mène au site, s’il existe encore.
"""


def entries(convention, at, base):
    """Pairs (name, bytes or an iterable of bytes) of the archive of the published `convention`.

    `at` is the datetime of the archive, `base` the address of the site without its last slash.
    What is read is read as the archive is written, little by little.
    """
    addresses = pages_of(convention, at)
    yield (
        "LISEZ-MOI.txt",
        READ_ME.format(
            title=convention.title,
            day=full_date(at),
            base=base,
            first=f"{PAGES}{addresses[0]}index.html",
            licence=convention.territory.get_data_licence_display(),
        ).encode(),
    )
    yield from data(convention, at, base)
    yield from documents(convention)
    yield from editions(convention)
    yield from pages(addresses, base)


def pages_of(convention, at):
    """The addresses of every page of the `convention`, its own first."""
    slug = convention.slug
    found = [convention.get_absolute_url(), reverse("plan", args=[slug])]
    found += [one.get_absolute_url() for one in convention.enjeux.all()]
    objectives = Objective.objects.filter(convention=convention).select_related("convention")
    found += [one.get_absolute_url() for one in objectives]
    actions = Action.objects.of(convention).only("number", "title").order_by("number")
    found += [one.get_absolute_url() for one in actions]
    news = Update.objects.of(convention).published(at).filter(nothing_new=False)
    found += [one.get_absolute_url() for one in news.order_by("pk")]
    for edition in reviews_of(convention):
        year, number = edition.review.year, edition.number
        found += pages_of_edition(edition, "year-review", [slug, year], number)
    for edition in evaluations_of(convention):
        found += pages_of_edition(edition, "evaluation", [slug], edition.number)
    return list(dict.fromkeys(found))


def reviews_of(convention):
    """Every public edition of its reviews, year by year."""
    rows = ReviewEdition.objects.public().filter(review__convention=convention)
    return rows.select_related("review__convention__territory").order_by("review__year", "number")


def evaluations_of(convention):
    """Every public edition of its evaluation."""
    rows = EvaluationEdition.objects.public().filter(evaluation__convention=convention)
    return rows.select_related("evaluation__convention__territory").order_by("number")


def pages_of_edition(edition, name, args, number):
    """The addresses of an edition: with its number and without, whole and by enjeu."""
    found = [reverse(name, args=args), reverse(f"{name}-version", args=[*args, number])]
    for part in edition.data["enjeux"]:
        if part.get("lines", True):  # a review has no page for an enjeu without an action
            found.append(reverse(f"{name}-enjeu", args=[*args, part["code"]]))
            found.append(reverse(f"{name}-version-enjeu", args=[*args, number, part["code"]]))
    return found


def data(convention, at, base):
    """The plan as one workbook, then every table of open data, with their description."""
    plan = Action.objects.of(convention).in_plan_order()
    sheets = workbook_sheets(plan, on=at.date(), exact=False)
    file = io.BytesIO()
    FORMATS["xlsx"].write(
        file, sheets, title=convention.title, author=convention.territory.site_title
    )
    yield "donnees/plan.xlsx", file.getvalue()
    package = describe(base, convention.territory, changed_at(at))
    yield "donnees/datapackage.json", json.dumps(package, ensure_ascii=False, indent=1).encode()
    for table in TABLES:
        file = io.BytesIO()
        write_csv(file, table, at, base)
        yield f"donnees/{table.name}.csv", file.getvalue()


def documents(convention):
    """The published documents of the `convention` and of its actions, by their key."""
    mine = Q(convention=convention) | Q(action_links__action__convention=convention)
    for row in public_documents().filter(mine).distinct().order_by("pk"):
        try:
            file = row.file.storage.open(row.file.name, "rb")
        except FileNotFoundError:
            yield f"documents/{row.pk}-manquant.txt", f"Fichier perdu : {row.title}\n".encode()
            continue
        with file:
            yield f"documents/{row.pk}-{row.download_name}", file.chunks()


def editions(convention):
    """Every edition of the reviews of the `convention` and of its evaluation: its files, and what
    it keeps as data."""
    for edition in reviews_of(convention):
        yield from edition_files(edition, f"bilan-{edition.review.year}", files.written)
    for edition in evaluations_of(convention):
        yield from edition_files(edition, "evaluation", evaluation.written)


def edition_files(edition, name, written):
    name = f"bilans/{name}-version-{edition.number}"
    yield f"{name}.json", json.dumps(edition.data, ensure_ascii=False, indent=1).encode()
    for form in FORMS:
        yield f"{name}.{form}", written(edition, form)


def pages(addresses, base):
    """The pages at the `addresses`, then what they show: styles, letters, pictures."""
    visitor, copier = Visitor(base), Copier(base, addresses)
    for path in addresses:
        content = visitor.read(path)
        if content is not None:
            yield f"{PAGES}{path}index.html", copier.page(path, content)
    told = set()
    while waiting := [path for path in copier.shown if path not in told]:
        for path in waiting:
            told.add(path)
            read = static_file if path.startswith(settings.STATIC_URL) else picture_file
            content = read(path)
            if content is not None:
                if path.endswith(".css"):
                    content = copier.style(path, content)
                yield copier.shown[path], content
