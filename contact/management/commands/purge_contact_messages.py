"""Keep the promise of the privacy page; meant for a scheduled task, every day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from contact.letters import forget_letters
from contact.models import ContactMessage
from voices.purging import purge_voices


class Command(BaseCommand):
    help = "Efface les messages de contact, les avis et les idées de plus d’un an."

    def handle(self, **options):
        at = timezone.now()
        purge_voices(at)
        _total, by_model = ContactMessage.objects.expired(at).delete()
        forget_letters()
        deleted = by_model.get(ContactMessage._meta.label, 0)
        self.stdout.write(f"Messages effacés : {deleted}.")
