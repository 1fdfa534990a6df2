"""`manage.py load_content`: the confirmed content the portal ships with."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.text import slugify

from actions.models import Audience, AudienceInclusion
from conventions.loading import Loader
from conventions.shipped_content import load_shipped_content
from records.history.recording import SHIPPED, one_change
from search.shipped import load_synonyms

# Each audience, and what follows « Actions pour ».
AUDIENCES = {
    "0–3 ans": "les 0–3 ans",
    "3–11 ans": "les 3–11 ans",
    "11–17 ans": "les 11–17 ans",
    "16–25 ans": "les 16–25 ans",
    "Parents et familles": "les familles",
    "Adultes": "les adultes",
    "Seniors": "les seniors",
    "Personnes en situation de handicap": "les personnes en situation de handicap",
    "Professionnels et bénévoles": "les professionnels et les bénévoles",
    "Tout public": "tous",
}
FOR_EVERYBODY = ("Tout public",)
# Who asks for the first is also shown what is for the others: a family has children of these ages,
# a senior is an adult. Not the reverse: what is for adults is not for seniors alone.
INCLUDED = {
    "Parents et familles": ("0–3 ans", "3–11 ans", "11–17 ans"),
    "Seniors": ("Adultes",),
}


def load_audiences(loader):
    """Load the list of audiences that actions choose from, and which includes which."""
    found = {}
    for position, (name, in_sentence) in enumerate(AUDIENCES.items(), start=1):
        slug = slugify(name.replace("–", "-"))
        values = {
            "name": name,
            "in_sentence": in_sentence,
            "for_everybody": name in FOR_EVERYBODY,
            "position": position,
        }
        found[name] = loader.load(Audience, slug, {"slug": slug}, values)
    for name, others in INCLUDED.items():
        for other in others:
            row, included = found[name], found[other]
            if row and included and row != included:  # the team may have removed or merged one
                pair = {"audience": row, "included": included}
                loader.load(AudienceInclusion, f"{name} > {other}", pair, {})


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
