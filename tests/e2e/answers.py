"""Answers for the pages of the review, written in the portal under test."""

import json

WRITE = """
import datetime as dt, json
from django.core.files.base import ContentFile
from django.utils import timezone
from actions.models import Milestone
from conventions.models import Convention
from partners.models import Membership, Organisation, User
from reporting import workflow
from reporting.report.sections import prepare_lines
from reporting.models import Campaign, Report, ReportFile
from tests.file_factories import picture_bytes
now, today = timezone.now(), timezone.localdate()
campaign, _ = Campaign.objects.get_or_create(
    title="Bilan de mi-année", convention=Convention.objects.current(),
    defaults={{
        "opens_on": today - dt.timedelta(days=20), "due_on": today + dt.timedelta(days=5),
        "closes_on": today + dt.timedelta(days=30), "figures_on": dt.date(2025, 12, 31),
        "opened_at": now - dt.timedelta(days=20),
    }},
)
town = Organisation.objects.order_by("pk").first()
person, _ = User.objects.get_or_create(
    email="referente@partenaire.example", defaults={{"full_name": "Maya Essai"}}
)
Membership.objects.get_or_create(user=person, organisation=town)
free = campaign.convention.actions.exclude(reports__campaign=campaign).order_by("number")
keys = []
for kind in {kinds!r}:
    action = free.first()
    report = Report.objects.create(campaign=campaign, action=action, organisation=town)
    if kind == "attendue":
        prepare_lines(report)
    elif kind == "rien":
        workflow.say_nothing_new(report, by=person, at=now)
    else:
        report.done = (
            "La permanence a ouvert le lundi et le jeudi, à la maison France services.\\n\\n"
            "Douze familles sont venues le premier mois."
        )
        report.next_steps = "Ouvrir une troisième demi-journée à la rentrée."
        report.difficulties = "Nous n’avons pas trouvé de salle le samedi."
        report.people_reached, report.avancement = "45", "realisee"
        report.save()
        Milestone.objects.create(action=action, title="Ouvrir la troisième demi-journée")
        prepare_lines(report)
        for value in report.values.select_related("indicator"):
            if value.indicator.kind == "quantitatif":
                value.typed = value.confirmed = "128"
            else:
                value.text = "Les familles disent que c’est plus simple."
            value.save()
        report.steps.update(is_done=True, done_on=today)
        photo = ReportFile(
            report=report, kind="photo", title="La salle d’accueil",
            alt="Une salle claire, avec six chaises", credit="Mairie de Lavaur", people="personne",
        )
        photo.file.save(
            "salle.jpg", ContentFile(picture_bytes(size=(900, 600), colour=(120, 150, 110)))
        )
        paper = ReportFile(report=report, kind="document", title="Affiche de la permanence")
        paper.file.save("affiche.pdf", ContentFile(b"%PDF-1.4\\n%%EOF\\n"))
        workflow.note_writing(report, by=person, at=now)
        workflow.submit(report, by=person, at=now)
    keys.append(report.pk)
print(json.dumps(keys))
"""


def write_answers(portal, *kinds):
    """Keys of new reports, in the order asked: « contenu » or « rien » to review, « attendue »."""
    return json.loads(portal.shell(WRITE.format(kinds=kinds)).strip().splitlines()[-1])
