"""`manage.py load_content`: the confirmed content the portal ships with."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from actions.models import Audience
from conventions.loading import Loader
from conventions.shipped_content import load_shipped_content
from records.history.recording import SHIPPED, one_change
from search.shipped import load_synonyms

AUDIENCES = (
    "0–3 ans",
    "3–11 ans",
    "11–17 ans",
    "16–25 ans",
    "Parents et familles",
    "Adultes",
    "Seniors",
    "Personnes en situation de handicap",
    "Professionnels et bénévoles",
    "Tout public",
)


def load_audiences(loader):
    """Load the list of audiences that actions choose from."""
    for position, name in enumerate(AUDIENCES, start=1):
        slug = slugify(name.replace("–", "-"))
        loader.load(Audience, slug, {"slug": slug}, {"name": name, "position": position})


class Command(BaseCommand):
    help = (
        "Charge le contenu confirmé : territoire, communes, conventions, partenaires, pages, "
        "glossaire, synonymes. Ne touche jamais à ce que l’équipe a modifié ou retiré."
    )

    @transaction.atomic
    @one_change(SHIPPED)
    def handle(self, *args, **options):
        loader = Loader()
        load_shipped_content(loader)
        load_audiences(loader)
        load_synonyms(loader)
        if options["verbosity"] > 0:
            self.stdout.write(loader.summary())
        if options["verbosity"] > 1 and loader.left_keys:
            self.stdout.write("Fiches laissées à l’équipe :")
            for key in loader.left_keys:
                self.stdout.write(f"- {key}")
