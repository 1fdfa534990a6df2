"""One letter of every kind, written by its own act."""

import datetime as dt

from django.utils import timezone

from conventions.models import Territory
from conventions.sender import site_address
from reporting import workflow
from reporting.campaigns.campaigns import open_campaign, prepare, run_reminder
from reporting.letters import people
from reporting.letters.digest import send_digest
from reporting.letters.writing import write_letter
from reporting.models import Letter, LetterKind, Reminder, TextKind
from reporting.report.publishing import wording_of
from tests.factories import ActionFactory, InvitationFactory, UserFactory
from tests.reporting_factories import CampaignFactory, Speaker

WORKDAY = dt.datetime(2026, 3, 10, 7, 30, tzinfo=dt.UTC)


def every_letter():
    """Dict kind → the Letter that its act wrote, with names as long as those of real life."""
    now, today = timezone.now(), timezone.localdate()
    speaker = Speaker(full_name="Marie-Hélène de Saint-Sulpice-Lapointe")
    staff = UserFactory(administration=True, full_name="Camille Essai")
    campaign = CampaignFactory(
        title="Nouvelles du printemps", opens_on=today - dt.timedelta(days=10), due_on=today,
        intro="Deux fois par an, nous demandons à chacun où en sont ses actions.",
        closes_on=today + dt.timedelta(days=20),
    )  # fmt: skip
    Territory.objects.filter(is_main=True).update(
        name="Communauté de communes Tarn-Agout", email="ctg@example.org"
    )
    campaign.refresh_from_db()
    for title in ("Lieu d’accueil enfants-parents itinérant", "Point conseil budget"):
        ActionFactory(
            convention=campaign.convention, published=True, ongoing=True, title=title,
            lead=speaker.organisation,
        )  # fmt: skip
    prepare(campaign)
    open_campaign(campaign, by=staff, at=now - dt.timedelta(days=8))
    before = now - dt.timedelta(days=8)
    Letter.objects.update(created_at=before, next_try_at=before)
    Reminder.objects.filter(campaign=campaign).update(ran_at=now)
    Reminder.objects.create(campaign=campaign, days=0, kind=TextKind.LAST_REMINDER)
    run_reminder(campaign, at=now)
    answers(campaign, speaker.person, staff, now)
    of_people(speaker, staff, now)
    send_digest(WORKDAY)
    Letter.objects.filter(kind=LetterKind.DIGEST).exclude(person=staff).delete()
    found = {}
    for letter in Letter.objects.select_related("person").order_by("pk"):
        found.setdefault(letter.kind, letter)
    return found


def answers(campaign, person, staff, now):
    """Sent, sent back, sent again, published; another one closed, then opened again."""
    report, other = campaign.reports.order_by("pk")
    report.done = "Le lieu ouvre deux matins par semaine.\n\nHuit familles viennent."
    report.next_steps = "Un troisième matin : https://exemple.example/" + "long-" * 20
    report.difficulties = "Confidentiel."
    report.save()
    workflow.note_writing(report, by=person, at=now)
    workflow.submit(report, by=person, at=now)
    workflow.send_back(
        report, by=staff, at=now, comment="Presque !", comments={"done": "Depuis quand ?"}
    )
    workflow.submit(report, by=person, at=now)
    report.refresh_from_db()
    workflow.publish(report, wording_of(report), by=staff, at=now)
    workflow.reopen(other, by=staff, at=now, until=timezone.localdate(now))


def of_people(speaker, staff, now):
    people.invitation_letter(
        InvitationFactory(
            organisation=speaker.organisation, invited_by=staff, full_name="Lou Exemple"
        )
    )
    people.departure(speaker.person, [speaker.membership], "Personne ne lui succède encore.")
    people.closing_account(
        speaker.person, timezone.localdate(now) + dt.timedelta(days=30), once="compte:1"
    )
    for kind in (LetterKind.STAFF_WORD, LetterKind.TEST):
        write_letter(
            kind, to=speaker.person.email, person=speaker.person, once=f"essai:{kind}",
            subject="Un mot de l’équipe",
            body=f"Bonjour,\n\nVoir la page : {site_address('/actions/')}.",
        )  # fmt: skip
    InvitationFactory(sent_at=WORKDAY - dt.timedelta(days=10))
