"""`manage.py load_demo`: an example of everything, to see the portal before it is filled."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from actions.models import Action
from conventions.files import no_file_without_row
from conventions.loading import Loader, NotAnExampleError
from demonstration.campaign_content import ReportingDemonstration
from demonstration.content_files import MissingContentError
from demonstration.evaluation_content import EvaluationDemonstration
from demonstration.plan_content import Demonstration
from demonstration.review_content import ReviewDemonstration
from demonstration.voice_content import VoicesDemonstration
from records.history.recording import DEMONSTRATION, one_change


class Command(BaseCommand):
    help = (
        "Ajoute 17 actions d’exemple, signalées comme telles sur chaque page, des contacts et "
        "deux campagnes de suivi. Refuse une base qui contient de vraies actions. "
        "remove_demo retire tout."
    )

    def handle(self, *args, **options):
        with no_file_without_row(), transaction.atomic():
            self.load(options["verbosity"])

    def load(self, verbosity):
        if real := Action.objects.filter(is_demo=False).count():
            raise CommandError(
                f"Cette base contient de vraies actions (nombre : {real}). "
                "Les exemples ne se mélangent pas à elles : rien n’a été chargé."
            )
        loader, today = Loader(demo=True), timezone.localdate()
        try:
            with one_change(DEMONSTRATION):
                Demonstration(loader, today).load()
            ReportingDemonstration(loader, today).load()
            ReviewDemonstration(loader, today).load()
            VoicesDemonstration(loader, today).load()
            EvaluationDemonstration(loader, today).load()
        except MissingContentError:
            raise CommandError(
                "Le contenu de départ manque (convention 2023-2026 et ses quatre enjeux). "
                "Lancez d’abord : manage.py load_content"
            ) from None
        except NotAnExampleError as error:
            (row,) = error.args
            raise CommandError(
                f"« {row} » ({row._meta.verbose_name}) existe déjà et n’est pas un exemple. "
                "Rien n’a été chargé."
            ) from None
        if verbosity > 0:
            self.stdout.write(f"Données de démonstration. {loader.summary()}")
