"""Why a letter that is due no longer has to leave: things change between its writing and that."""

import re

from django.conf import settings
from django.utils import timezone

from letters.models import LetterState
from letters.sources import Stopped
from reporting.models import Letter, LetterKind, Report, ReportState
from reporting.models.letter import ASKING
from reporting.models.report import WRITABLE

TO_DO = (LetterKind.SENT_BACK, LetterKind.REOPENED)  # the partner has to act: staff must know
ABOUT_REPORTS = (*TO_DO, LetterKind.RECEIVED, LetterKind.PUBLISHED)

ANSWERS = re.compile(r"/r/\[\[lien:[0-9]+\]\]/(?!\w)")  # not its pages, as « plus-moi »

NOBODY = "Cette personne n’a plus de compte sur le site."
EXAMPLE = "Donnée d’exemple : rien ne part, sauf sur un site de démonstration."
CLOSED = "Le compte de cette personne est fermé."
UNREACHABLE = (
    "L’adresse de cette personne ne fonctionne plus : modifiez-la, puis envoyez de nouveau."
)
NOT_OPEN = "La campagne n’est plus ouverte."
REMINDERS_OFF = "Cette personne ne veut plus de rappels."
ANSWERED = "La réponse est arrivée entre-temps, ou la personne n’est plus concernée."
NO_CONTACT = "Cette personne n’est plus un contact de l’organisation : écrivez à quelqu’un d’autre."
LEFT = "Cette personne n’est plus un contact de l’organisation."
COMPLETED = "La réponse est arrivée entre-temps : il n’y a plus rien à demander."
TOO_LATE = "Le jour que dit ce courriel est passé : rouvrez la réponse si elle peut encore arriver."
REPLACED = "Un courriel plus récent demande la même chose."
REVOKED = "Le lien personnel de ce courriel a été retiré."
INVITED = "L’invitation est déjà acceptée, refusée, annulée ou expirée."


def failed(words):
    return Stopped(LetterState.FAILED, words)


def cancelled(words):
    return Stopped(LetterState.CANCELLED, words)


def stop_of(letter, links, at):
    """The Stopped of `letter` at the datetime `at`, or None when it may leave.

    `links` are those its text holds. Reads its person, campaign, report, its action,
    and invitation.
    """
    return (
        stop_of_person(letter)
        or stop_of_campaign(letter, timezone.localdate(at))
        or stop_of_report(letter)
        or stop_of_request(letter, timezone.localdate(at))
        or stop_of_links(letter, links, at)
    )


def stop_of_person(letter):
    person = letter.person
    about_example = letter.invitation is not None and letter.invitation.is_demo
    if not settings.DEMO and (about_example or (person is not None and person.is_demo)):
        return cancelled(EXAMPLE)
    if person is None:
        asks = "[[lien:" in letter.text or letter.kind in ASKING
        return cancelled(NOBODY) if asks else None
    if not person.is_active or person.anonymised_on:
        return cancelled(CLOSED)
    if person.mail_fault and person.email.lower() == letter.to.lower():
        return failed(UNREACHABLE)
    return None


def stop_of_campaign(letter, on):
    """Nothing is asked after closing, of who left, of who answered or wants no more reminders."""
    if letter.campaign is None:
        return None
    if letter.kind not in ASKING:
        over = opens_answers(letter) and not letter.campaign.is_open(on)
        return cancelled(NOT_OPEN) if over else None
    if letter.kind == LetterKind.REMINDER and letter.person.reminders_off_on:
        return cancelled(REMINDERS_OFF)
    if not letter.campaign.is_open(on):
        return cancelled(NOT_OPEN)
    waiting = Report.objects.unanswered().of_person(letter.person)
    waiting = waiting.filter(campaign=letter.campaign, organisation__archived_on=None)
    return None if waiting.exists() else cancelled(ANSWERED)


def opens_answers(letter):
    """True for a message of the team whose link opens what there is to answer."""
    return letter.kind == LetterKind.STAFF_WORD and ANSWERS.search(letter.text)


def stop_of_report(letter):
    if letter.kind not in ABOUT_REPORTS or letter.report is None or letter.person is None:
        return None
    if told_of(letter).of_person(letter.person).exists():
        return None
    return failed(NO_CONTACT) if letter.kind in TO_DO else cancelled(LEFT)


def told_of(letter):
    """The reports that `letter` is about: one, or all those published together with it."""
    report = letter.report
    if letter.kind == LetterKind.PUBLISHED and report.published_at:
        return Report.objects.filter(campaign=report.campaign, published_at=report.published_at)
    return Report.objects.filter(pk=report.pk)


def stop_of_request(letter, on):
    """What was asked about one answer is asked only while it can come, by the last letter."""
    report = letter.report
    if letter.kind not in TO_DO or report is None:
        return None
    expected = (ReportState.RETURNED,) if letter.kind == LetterKind.SENT_BACK else WRITABLE
    if report.state not in expected:
        return cancelled(COMPLETED)
    if not report.takes_answers(on):
        return cancelled(NOT_OPEN if report.campaign.convention.is_read_only else TOO_LATE)
    # What is asked is in « à compléter » alone: another day given since does not replace it.
    asking = TO_DO if letter.kind == LetterKind.REOPENED else (LetterKind.SENT_BACK,)
    later = Letter.objects.filter(report=report, kind__in=asking, pk__gt=letter.pk)
    return cancelled(REPLACED) if later.exists() else None


def stop_of_links(letter, links, at):
    if any(link.revoked_at for link in links):
        return cancelled(REVOKED)
    invitation = letter.invitation
    if letter.kind == LetterKind.INVITATION and invitation is not None:
        over = invitation.accepted_at or invitation.declined_at or invitation.cancelled_at
        over = over or invitation.organisation.archived_on
        return cancelled(INVITED) if over or invitation.expires_at <= at else None
    return None
