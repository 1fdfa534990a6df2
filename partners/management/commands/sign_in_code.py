"""`manage.py sign_in_code EMAIL`: a code read aloud by the operator when no letter leaves."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners.models import User
from partners.sign_in.codes import grouped, rescue
from partners.sign_in.events import record


class Command(BaseCommand):
    help = "Affiche un code pour la personne qui vient d’en demander un à /connexion/."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, email, **options):
        code = rescue(email.strip(), timezone.now())
        if code is None:
            raise CommandError(
                "Aucune demande de code en cours pour cette adresse : la personne doit d’abord la "
                "taper à /connexion/, puis vous appeler dans les dix minutes."
            )
        user = User.objects.get(email__iexact=email.strip())
        record("code given by the operator", None, user)
        self.stdout.write(f"Code : {grouped(code)} (dans le navigateur qui l’a demandé seulement)")
