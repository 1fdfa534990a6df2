"""The letter that tells the team what waits: at most one a day, never empty, never twice the same.

Whoever opens the board each morning needs none; it is for those who do not.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from conventions.sender import sender, site_address
from partners.models import Invitation, User
from partners.permissions import Role, may_review, may_sign_in
from records.french import full_date
from reporting.ending import ending_on
from reporting.letters.writing import write_letter
from reporting.models import Letter, LetterKind, Report
from reporting.models.letter import NEVER_LEFT
from voices.models import Voice

REPEATED_AFTER = timedelta(days=7)  # what has not moved is recalled once a week
WHEN_WRITTEN = (
    "Ce courriel part au plus une fois par jour : quand la liste a changé, et au moins une fois "
    "par semaine."
)
SATURDAY = 5


def count_line(count, one, many, more=""):
    """« 3 réponses à relire » and what the sentence goes on with; "" for nothing."""
    return f"{count} {many if count > 1 else one}{more}" if count else ""


def lines_of_the_day(at):
    """What waits for the team at the datetime `at`, in words, without what counts nothing.

    A digest that did not arrive is not news for its readers.
    """
    to_review = Report.objects.to_review()
    oldest = to_review.values_list("submitted_at", flat=True).first()
    # Those at fault are lost letters; those of organisations no longer in use are on no page.
    expired = Invitation.objects.expired(at).filter(fault="", organisation__archived_on=None)
    found = [
        count_line(
            to_review.count(),
            "réponse de partenaire à relire",
            "réponses de partenaires à relire",
            f", la plus ancienne depuis le {full_date(oldest)}" if oldest else "",
        ),
        count_line(
            Report.objects.for_staff_to_enter(timezone.localdate(at)).count(),
            "réponse à saisir pour une organisation sans contact",
            "réponses à saisir pour des organisations sans contact",
        ),
        count_line(
            Letter.objects.faulty().exclude(kind=LetterKind.DIGEST).count(),
            "courriel n’est pas arrivé",
            "courriels ne sont pas arrivés",
        ),
        count_line(
            expired.count(), "invitation expirée sans réponse", "invitations expirées sans réponse"
        ),
        count_line(
            Voice.objects.waiting().count(),
            "parole d’habitant à lire",
            "paroles d’habitants à lire",
        ),
    ]
    return [line for line in found if line]


def readers():
    """Those of the team who can do something about it, and whom letters reach."""
    team = User.objects.filter(role__in=Role.values, is_active=True, mail_fault="")
    return [person for person in team.order_by("pk") if may_review(person) and may_sign_in(person)]


def told_lately(person, body, at):
    """True when the last digest of `person` said the same, less than a week before `at`."""
    letters = Letter.objects.filter(kind=LetterKind.DIGEST, person=person)
    letters = letters.exclude(state__in=NEVER_LEFT)
    last = letters.filter(created_at__gt=at - REPEATED_AFTER).first()
    return last is not None and last.text == body


def send_digest(at):
    """Write the digest of the day of the datetime `at`; gives how many letters. Asked twice in a
    day, it is written once; on Saturdays and Sundays, never."""
    on = timezone.localdate(at)
    lines = lines_of_the_day(at) if on.weekday() < SATURDAY else []
    if not lines:
        return 0  # the end of a convention alone writes to nobody: it is known months ahead
    if ending := ending_on(on):
        lines.append(ending.words)
    who = sender()
    listed = "\n".join(f"- {line}" for line in lines)
    body = (
        f"Bonjour,\n\nVoici ce qui attend l’équipe :\n\n{listed}\n\n"
        f"Tout est sur le tableau de bord :\n\n{site_address(reverse('board'))}\n\n"
        f"{WHEN_WRITTEN}"
        f"\n\n{who.name or 'Le site de la CTG'}"
    )
    written = [
        write_letter(
            LetterKind.DIGEST,
            person=person,
            once=f"resume:{on:%Y-%m-%d}:{person.pk}",
            subject=f"Ce qui attend l’équipe : {lines[0]}",
            body=body,
            by=who,
        )
        for person in readers()
        if not told_lately(person, body, at)
    ]
    return sum(letter is not None for letter in written)
