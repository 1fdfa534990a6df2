"""`manage.py create_administrator EMAIL`: the first account, or one more when nobody can enter."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from partners.models import User
from partners.permissions import Role
from partners.sign_in.events import record


class Command(BaseCommand):
    help = "Ouvre un compte d’administration. La personne se connecte ensuite à /connexion/."

    def add_arguments(self, parser):
        parser.add_argument("email", help="adresse où arriveront ses codes de connexion")
        parser.add_argument("--name", default="", help="prénom et nom")

    def handle(self, *args, email, name, **options):
        email = email.strip().lower()
        user = User.objects.filter(email__iexact=email).first() or User(email=email)
        user.full_name = name or user.full_name
        user.role, user.is_active = Role.ADMINISTRATION, True
        if not user.password:
            user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.save()
        record("administrator created", None, user)
        self.stdout.write(
            f"{email} administre le portail. Cette personne ouvre /connexion/, tape le code reçu "
            "par courriel, puis choisit une deuxième étape (second facteur)."
        )
