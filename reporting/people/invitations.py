"""Somebody is asked to speak for an organisation, and answers. No HTTP.

Each verb is one transaction with its letter, and does its work once. A refusal is a sentence in
French that says what to do.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from partners.models import Invitation, MemberRole, Membership, User
from partners.permissions import may_invite
from records.french import full_date
from records.history.recording import one_change
from reporting.letters import people as letters
from reporting.models.link import new_nonce

ACCEPTED = "Invitation acceptée."
ALREADY_INVITED = "Cette autre adresse est déjà invitée : annulez l’une des deux."


class CannotInvite(Exception):
    """Nobody is invited: the text is a sentence that says what to do."""


class Gone(Exception):
    """The invitation can no longer be answered."""


def may_invite_for(user, organisation):
    """True when `user` may invite and end contacts of `organisation`: the team, or its référent."""
    if not user.is_active or user.pk is None:
        return False
    return may_invite(user) or is_referent(user, organisation)


def require_inviter(user, organisation):
    if not may_invite_for(user, organisation):
        raise PermissionDenied


def is_referent(user, organisation):
    mine = Membership.objects.current().filter(user=user, organisation=organisation)
    return mine.filter(role=MemberRole.REFERENT).exists()


def refusal(organisation, email, by, at):
    """Why `email` cannot be asked to speak for `organisation`, or ""."""
    if organisation.archived_on:
        return "Cette organisation est archivée : remettez-la en service avant d’inviter."
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return ""
    current = Membership.objects.current().filter(user=user, organisation=organisation).first()
    if current:
        since = full_date(current.since)
        return f"{user} est déjà un contact de cette organisation, depuis le {since}."
    if user.is_active:
        return ""
    if may_invite(by):
        return "Le compte de cette adresse est fermé : rouvrez-le d’abord dans l’administration."
    return "Cette adresse ne peut pas être invitée d’ici : demandez à l’équipe de la CTG."


def known_as(email):
    """What the team should know of whoever has the address `email`, in a sentence, or "".

    Not for partners: they would learn who has an account.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return ""
    if user.is_staff:
        return f"{user} fait partie de l’équipe : sa deuxième étape lui sera demandée."
    return f"Un compte existe déjà à cette adresse ({user}) : il servira ici aussi."


def invite(organisation, *, email, full_name="", role=MemberRole.CONTRIBUTOR, by, at):
    """Ask the person at `email` to speak for `organisation`; gives the Invitation.

    An invitation to the same address whose seven days are over is sent again. Raises
    PermissionDenied, or CannotInvite.
    """
    require_inviter(by, organisation)
    return write_invitation(organisation, email=email, full_name=full_name, role=role, by=by, at=at)


@transaction.atomic
def write_invitation(organisation, *, email, full_name, role, by, at):
    """`invite` for whoever may already: also who names a successor while leaving."""
    email = email.strip().lower()
    if words := refusal(organisation, email, by, at):
        raise CannotInvite(words)
    waiting = organisation.invitations.unanswered().filter(email__iexact=email).first()
    if waiting is not None and waiting.expires_at > at and not waiting.fault:
        raise CannotInvite(
            f"Cette adresse est déjà invitée, depuis le {full_date(waiting.sent_at)} : "
            "envoyez plutôt l’invitation de nouveau."
        )
    if waiting is not None:
        waiting.full_name, waiting.role = full_name or waiting.full_name, role
        waiting.save(update_fields=["full_name", "role"])
        return renewed(waiting, by=by, at=at)
    person = User.objects.filter(email__iexact=email).first()
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                organisation=organisation, email=email, user=person, full_name=full_name, role=role,
                invited_by=by, nonce=new_nonce(), sent_at=at, is_demo=by.is_demo,
            )  # fmt: skip
    except IntegrityError:
        raise CannotInvite(
            "Cette adresse vient d’être invitée : envoyez plutôt l’invitation de nouveau."
        ) from None
    letters.invitation_letter(row)
    return row


@transaction.atomic
def send_again(invitation, *, by, at, email=""):
    """A new letter, a new link, seven new days; to `email` when the address was wrong.

    Gives the Invitation. Raises PermissionDenied, CannotInvite, or Gone when it was answered.
    """
    require_inviter(by, invitation.organisation)
    email = email.strip().lower() or invitation.email
    if words := refusal(invitation.organisation, email, by, at):
        raise CannotInvite(words)
    others = invitation.organisation.invitations.unanswered().exclude(pk=invitation.pk)
    if others.filter(email__iexact=email).exists():
        raise CannotInvite(ALREADY_INVITED)
    invitation.email = email
    return renewed(invitation, by=by, at=at)


def renewed(invitation, *, by, at):
    values = {
        "email": invitation.email,
        "user": User.objects.filter(email__iexact=invitation.email).first(),
        "nonce": new_nonce(),
        "sent_at": at,
        "invited_by": by,
        "reminded_at": None,
        "opened_at": None,
        "fault": "",
    }
    found = Invitation.objects.unanswered().filter(pk=invitation.pk, nonce=invitation.nonce)
    try:
        with transaction.atomic():
            if not found.update(**values):
                raise Gone
    except IntegrityError:  # the corrected address was invited a moment ago
        raise CannotInvite(ALREADY_INVITED) from None
    letters.drop_letters_of(invitation)
    invitation.refresh_from_db()
    letters.invitation_letter(invitation)
    return invitation


@transaction.atomic
def cancel_invitation(invitation, *, by, at):
    """Nobody can accept `invitation` any more; gives False when it was already answered."""
    require_inviter(by, invitation.organisation)
    found = Invitation.objects.unanswered().filter(pk=invitation.pk).update(cancelled_at=at)
    letters.drop_letters_of(invitation)
    return bool(found)


def note_opened(invitation, at):
    """The page of the invitation was read for the first time."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=at)


def open_row(invitation, at):
    """Those of one row: `invitation` as its link names it, still to answer at `at`."""
    return Invitation.objects.open(at).filter(pk=invitation.pk, nonce=invitation.nonce)


@transaction.atomic
def accept(invitation, *, at, full_name=""):
    """The person says yes: account if there is none, and Membership; gives the Membership.

    Accepted twice, even at once, it makes one. Raises Gone.
    """
    if not open_row(invitation, at).update(accepted_at=at, fault=""):
        invitation.refresh_from_db()
        member = accepted_member(invitation)
        if member is None:
            raise Gone
        return member
    name = full_name or invitation.full_name
    user = account_at(invitation.email, name, invitation.is_demo)
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    letters.drop_letters_of(invitation)
    with one_change(ACCEPTED, user):
        return membership(user, invitation.organisation, invitation.role, invitation.is_demo)


def accepted_member(invitation):
    """The current Membership that the accepted `invitation` gave, or None."""
    if not invitation.accepted_at:
        return None
    found = Membership.objects.current().filter(organisation=invitation.organisation)
    return found.filter(user__email__iexact=invitation.email).select_related("user").first()


def account_at(email, full_name, is_demo=False):
    """The open account of the address `email`, made if there is none. Raises Gone when closed."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        try:
            with transaction.atomic():
                return User.objects.create_user(email, full_name=full_name, is_demo=is_demo)
        except IntegrityError:  # two invitations of one person, accepted at once
            user = User.objects.get(email__iexact=email)
    if not user.is_active:
        raise Gone
    user.full_name = user.full_name or full_name
    user.mail_fault, user.mail_fault_on = "", None  # the letter arrived
    user.save(update_fields=["full_name", "mail_fault", "mail_fault_on"])
    return user


def membership(user, organisation, role, is_demo=False):
    """The current Membership of `user` in `organisation`; a référent it already has stays one."""
    row, made = Membership.objects.current().get_or_create(
        user=user, organisation=organisation, defaults={"role": role, "is_demo": is_demo}
    )
    if not made and role == MemberRole.REFERENT and row.role != role:
        row.role = role
        row.save(update_fields=["role"])
    return row


@transaction.atomic
def decline(invitation, *, at, instead=""):
    """« Ce n’est pas pour moi »; `instead` says who should be asked. Raises Gone."""
    values = {"declined_at": at, "declined_for": instead.strip()[:250]}
    if not open_row(invitation, at).update(**values):
        invitation.refresh_from_db()
        if not invitation.declined_at:
            raise Gone
        return
    letters.drop_letters_of(invitation)
    invitation.refresh_from_db()
    letters.declined(invitation)


def remind_invitations(at):
    """Recall once the invitations nobody answered for four days; gives how many letters."""
    sent = 0
    rows = Invitation.objects.to_remind(at).filter(organisation__archived_on=None)
    for row in rows.select_related("organisation", "invited_by"):
        with transaction.atomic():
            mine = open_row(row, at).filter(reminded_at=None)
            if mine.update(reminded_at=at) and letters.invitation_letter(row, reminder=True):
                sent += 1
    return sent
