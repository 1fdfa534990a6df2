"""`manage.py demo_accounts`: the accounts of the demonstration, never of a real site."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partners.models import User

EMAIL = "coordination@demo.example"
PASSWORD = "demonstration-tarn-agout"  # known to all: only ever created with DEMO=1


class Command(BaseCommand):
    help = "Crée le compte de démonstration et affiche son mot de passe. Demande DEMO=1."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "Ce portail n’est pas une démonstration : aucun compte n’a été créé. "
                "Le mot de passe de ce compte est public, il ne doit exister qu’avec DEMO=1."
            )
        user = User.objects.filter(email__iexact=EMAIL).first()
        if user is None:
            User.objects.create_superuser(
                EMAIL, PASSWORD, full_name="Camille Exemple", is_demo=True
            )
        elif not user.is_demo:
            raise CommandError(
                f"Le compte {EMAIL} existe déjà et n’est pas un compte de démonstration."
            )
        self.stdout.write(
            "Compte de démonstration\n"
            f"  Courriel      : {EMAIL}\n"
            f"  Mot de passe : {PASSWORD}\n"
            "  Peut tout lire et tout modifier dans l’administration : /admin/"
        )
