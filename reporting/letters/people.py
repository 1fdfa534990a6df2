"""The letters about people: an invitation, a change of contact, an account about to close."""

from django.urls import reverse

from conventions.sender import sender, site_address
from partners.models import MemberRole, User
from partners.permissions import Role
from records.french import de, full_date
from reporting.letters.templates import hello
from reporting.letters.writing import INVITATION, link_address, write_letter
from reporting.models import Letter, LetterKind
from reporting.report.links import link_for

ROLE_WORDS = {
    MemberRole.REFERENT: "répondre pour elle, et inviter vos collègues",
    MemberRole.CONTRIBUTOR: "répondre pour elle",
}


def invitation_letter(row, *, reminder=False):
    """The letter of the Invitation `row`, or its only reminder; gives the Letter."""
    who, organisation = sender(), row.organisation.name
    address = site_address(f"/invitation/{INVITATION.format(row.pk)}/")  # the token comes later
    by = str(row.invited_by or who.name or "L’équipe de la CTG")
    opening = (
        f"{by} vous a proposé, le {full_date(row.sent_at)}, d’être un contact de "
        f"« {organisation} ». Vous n’avez pas encore répondu."
        if reminder
        else f"{by} vous invite à être un contact de « {organisation} » pour la convention "
        "territoriale globale (CTG)."
    )
    body = (
        f"{hello(row.full_name)}\n\n{opening}\n\n"
        f"Vous pourrez {ROLE_WORDS[row.role]}. Deux fois par an, le plus souvent, "
        "nous vous demanderons comment avancent ses actions. Cela prend quelques minutes.\n\n"
        f"Voir l’invitation et répondre :\n{address}\n\n"
        f"Ce lien sert jusqu’au {full_date(row.expires_at)}. "
        "Il n’y a pas de mot de passe à choisir.\n\n"
        "Ce n’est pas pour vous ? La même page permet de le dire.\n\n"
        f"{who.name or 'L’équipe de la CTG'}"
    )
    subject = f"Invitation : répondre pour « {organisation} »"
    return write_letter(
        LetterKind.INVITATION,
        to=row.email,
        once=f"invitation:{row.pk}:{row.nonce}{':rappel' if reminder else ''}",
        subject=f"Rappel : {subject[0].lower()}{subject[1:]}" if reminder else subject,
        body=body,
        invitation=row,
        by=who,
    )


def staff_addresses(who):
    """(address, person) of those told of changes: the territory, else the team that may invite."""
    if who.reply_to:
        return [(who.reply_to, None)]
    team = User.objects.filter(role__in=[Role.PUBLISHING, Role.ADMINISTRATION], is_active=True)
    return [(person.email, person) for person in team.exclude(is_demo=True)]


def to_staff(once, subject, lines, **about):
    """Tell the team that a contact changes; `lines` are paragraphs, `once` makes it one letter.

    `about` says whom it names: see Letter.about.
    """
    who = sender()
    for address, person in staff_addresses(who):
        write_letter(
            LetterKind.NOT_ME,
            to=address,
            person=person,
            once=f"{once}:{person.pk if person else 0}",
            subject=subject,
            body="\n\n".join(["Bonjour,", *lines]),
            by=who,
            **about,
        )


def contacts_address(organisation):
    return site_address(reverse("contact-organisation", args=[organisation.slug]))


def departure(person, memberships, told, successor=None):
    """The team learns that `person` left the ended `memberships`; `told` says what follows.

    `successor` is the Invitation of who was named instead, None without one.
    """
    others = len(memberships) - 1
    names = "\n".join(
        f"- {row.organisation.name} : {contacts_address(row.organisation)}" for row in memberships
    )
    to_staff(
        f"plus-moi:{memberships[0].pk}",  # a membership ends once
        f"{person} n’est plus un contact {de(memberships[0].organisation)}"
        + (f", ni de {others} autre{'s' if others > 1 else ''}" if others else ""),
        [f"{person} ({person.email}) a dit « ce n’est plus moi » pour :", names, told],
        about=person,
        about_invitation=successor,
    )


def declined(row):
    """The team learns that an invitation was declined."""
    name = row.full_name or row.email
    then = f"À inviter à sa place : {row.declined_for}." if row.declined_for else ""
    to_staff(
        f"decline:{row.pk}",
        f"Invitation déclinée : {row.organisation.name}",
        [
            f"{name} ({row.email}) a répondu « ce n’est pas pour moi ».",
            *([then] if then else []),
            f"Contacts de l’organisation : {contacts_address(row.organisation)}",
        ],
        about_invitation=row,
        about=row.user,
    )


def closing_account(person, closes_on, *, once):
    """Tell `person` that the account nobody used closes on the date `closes_on`."""
    who = sender()
    leave = ""
    if person.memberships.current().exists():
        link = link_address(link_for(person), "plus-moi/")
        leave = f"Ce n’est plus moi :\n{link}\n\n"
    return write_letter(
        LetterKind.CLOSING_ACCOUNT,
        person=person,
        once=once,
        subject="Votre compte va être effacé",
        body=f"{hello(person.full_name)}\n\nVotre compte sur le site de la CTG n’a "
        f"pas servi depuis presque deux ans. Le {full_date(closes_on)}, votre nom et votre "
        "adresse en seront effacés. Ce que vous avez écrit reste, sous le nom « Ancien "
        "contact ».\n\n"
        "Pour garder votre compte, connectez-vous une fois avant cette date :\n"
        f"{site_address(reverse('sign-in'))}\n\n"
        f"{leave}{who.name or 'L’équipe de la CTG'}",
        by=who,
    )


def drop_letters_of(row):
    """Cancel the letters of the Invitation `row` that have not left."""
    return Letter.objects.filter(invitation=row).cancel()
