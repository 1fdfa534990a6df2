"""Forget the people who no longer use their account, or follow the plan without renewing.

Run every night; run twice, it is harmless.
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from follow.purging import purge_followers
from partners.models import User
from partners.sign_in.events import record
from reporting.people.purging import purge_accounts


def counted_in(count, word):
    return f"{count} {word}{'s' * (count > 1)}"


class Command(BaseCommand):
    help = (
        "Prévient les comptes inutilisés depuis 23 mois, et anonymise ceux de 24 mois. Fait de "
        "même pour qui suit par courriel sans prolonger."
    )

    def handle(self, *args, **options):
        at = timezone.now()
        done, follows = purge_accounts(at), purge_followers(at)
        people = User.objects.in_bulk([*done.warned, *done.anonymised, *done.kept])
        for key in done.warned:
            record("account about to close", None, people[key])
        for key in done.anonymised:
            record("account anonymised", None, people[key])
        self.stdout.write(
            f"Comptes prévenus : {len(done.warned)}. Comptes anonymisés : {len(done.anonymised)}. "
            f"Invitations effacées : {done.invitations}."
        )
        self.stdout.write(
            f"Suivis par courriel : {counted_in(follows.warned, 'prévenu')}, "
            f"{counted_in(follows.erased, 'effacé')}. "
            f"Demandes non confirmées effacées : {follows.requests}."
        )
        if done.named:
            names = ", ".join(report.reference for report in done.named)
            self.stdout.write(
                f"À relire : le nom d’une personne effacée est peut-être écrit dans {names}. "
                "La page de chaque réponse permet de l’effacer."
            )
        for key in done.kept:
            record("silent account kept", None, people[key], "last administrator")
            self.stdout.write(
                f"Non effacé (deux ans de silence) : {people[key]}, seul compte qui administre. "
                "Ouvrez un autre compte d’administration, puis lancez de nouveau cette commande."
            )
