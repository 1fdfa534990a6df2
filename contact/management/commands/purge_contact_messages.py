"""Keep the promise of the privacy page; meant for a scheduled task, every day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from contact.letters import forget_letters
from contact.models import ContactMessage


class Command(BaseCommand):
    help = "Efface les messages de contact reçus il y a plus d’un an."

    def handle(self, **options):
        _total, by_model = ContactMessage.objects.expired(timezone.now()).delete()
        forget_letters()
        deleted = by_model.get(ContactMessage._meta.label, 0)
        self.stdout.write(f"Messages effacés : {deleted}.")
