"""`manage.py demo_accounts`: the accounts of the demonstration, never of a real site."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from conventions.sender import site_address
from demonstration.accounts import ACCOUNTS, RealAccountError, open_account
from demonstration.campaign_content import example_links
from reporting.report.links import token_of

STEPS = """Pour entrer dans les pages de l’équipe :
  1. ouvrez /connexion/ et tapez {email} ;
  2. suivez le lien « Lire les courriels et les codes » (ou lisez ci-dessous) :
     le code à huit chiffres s’y trouve, tapez-le ;
  3. la même page donne le code à six chiffres de l’application : tapez-le aussi.
Autres rôles : {others}.
"""
PARTNERS = """
Pour répondre comme un partenaire, de deux façons :
  – par le lien personnel de son courriel, sans rien taper :"""
BY_CODE = """  – par /connexion/, avec l’adresse d’un partenaire ({emails}) :
    le code à huit chiffres se lit comme ci-dessus ; aucun autre code n’est demandé.
"""


class Command(BaseCommand):
    help = "Crée un compte de démonstration par rôle et dit comment entrer. Demande DEMO=1."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "Ce portail n’est pas une démonstration : aucun compte n’est créé. "
                "Tout le monde connaît ces comptes, ils ne doivent exister qu’avec DEMO=1."
            )
        try:
            with transaction.atomic():
                for email, (name, role) in ACCOUNTS.items():
                    open_account(email, name, role)
        except RealAccountError as error:
            raise CommandError(
                f"Le compte {error} existe déjà et n’est pas un compte de démonstration."
            ) from None
        first, *others = ACCOUNTS
        self.stdout.write(STEPS.format(email=first, others=", ".join(others)))
        self.show_partners()

    def show_partners(self):
        """The doors of two partners, once `load_demo` has made them."""
        if not (links := example_links()):
            return
        self.stdout.write(PARTNERS)
        for link in links:
            self.stdout.write(
                f"    {link.person.full_name} : {site_address(f'/r/{token_of(link)}/')}"
            )
        emails = ", ".join(link.person.email for link in links)
        self.stdout.write(BY_CODE.format(emails=emails))
