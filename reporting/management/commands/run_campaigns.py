"""`manage.py run_campaigns`: the reminders whose day has come. Run it every day, or every hour."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting.campaigns.campaigns import complete_answers, run
from reporting.people.invitations import remind_invitations


def counted(count, one, many):
    return f"{count} {many if count > 1 else one}"


class Command(BaseCommand):
    help = (
        "Écrit les rappels des campagnes ouvertes dont le jour est venu, et un rappel pour les "
        "invitations restées sans réponse. Ajoute aux réponses attendues les indicateurs et les "
        "étapes nés depuis l’ouverture. Lancée deux fois, elle n’écrit à personne deux fois."
    )

    def handle(self, *args, **options):
        at = timezone.now()
        reminders, invitations = run(at), remind_invitations(at)
        complete_answers(at)  # last: what it may meet holds back no letter
        self.stdout.write(
            f"{counted(reminders, 'rappel écrit', 'rappels écrits')}, "
            f"{counted(invitations, 'rappel d’invitation écrit', 'rappels d’invitation écrits')}."
        )
