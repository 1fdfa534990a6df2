"""Accounts that nobody uses: told at 23 months, « ancien contact » at 24. No HTTP, no printing.

Using it is signing in, opening a personal link, or acting on an answer. See docs/decisions/0021.
"""

import datetime as dt
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from actions.months import months_before
from letters.models import LetterState
from partners import account_use
from partners.models import Invitation, Membership, SignInCode, User
from partners.models.user import FORMER_CONTACT
from partners.permissions import Role
from records.models import KeptForm
from reporting.letters import people as letters
from reporting.models import Letter, LetterKind, PersonalLink, Report, ReportEvent
from reporting.people import offboarding

WARNED_MONTHS, KEPT_MONTHS = 23, 24
NOTICE = dt.timedelta(days=31)  # from the letter to the day it announces
LEFT = (LetterState.SENT, LetterState.REFUSED, LetterState.BOUNCED)  # the address was tried
UNUSED = "Compte inutilisé depuis deux ans."
NOWHERE = "anonyme.invalid"  # RFC 2606: no letter can ever go there


@dataclass
class Purge:
    """What one run did: accounts by their key, and how many invitations were emptied."""

    warned: list = field(default_factory=list)
    anonymised: list = field(default_factory=list)
    kept: list = field(default_factory=list)  # silent, but the portal needs them
    invitations: int = 0
    named: list = field(default_factory=list)  # reports to read: « communiqué par » names them


def last_used(users):
    """Dict key of a person → datetime since when the account does not serve: three queries.

    Becoming the contact of an organisation counts: who was just asked to answer is not a former
    contact.
    """
    used = account_use.last_used(users)
    found = {user.pk: max(filter(None, [user.date_joined, used[user.pk]])) for user in users}
    joined = Membership.objects.filter(user__in=found).order_by().values_list("user")
    for key, day in joined.annotate(Max("since")):
        at = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        found[key] = max(found[key], at)
    return found


def purge_accounts(at):
    """Warn, then anonymise, the accounts silent at the datetime `at`; empty old invitations.

    Run twice, it does nothing more. Gives a Purge.
    """
    done, today = Purge(), timezone.localdate(at)
    users = list(User.objects.filter(anonymised_on=None, is_demo=False).order_by("pk"))
    used = last_used(users)
    for user in users:
        since = timezone.localdate(used[user.pk])
        if user.warned_on and since >= user.warned_on:
            User.objects.filter(pk=user.pk).update(warned_on=None)
            user.warned_on = None
        if since > months_before(today, WARNED_MONTHS):
            continue
        if is_last_administrator(user):
            done.kept.append(user.pk)
        elif user.is_active and user.warned_on is None:
            warn(user, today)
            done.warned.append(user.pk)
        elif since <= months_before(today, KEPT_MONTHS) and (
            # closed accounts are told nothing: nobody can sign in to keep them
            not user.is_active or user.warned_on + NOTICE <= today
        ):
            named = named_in_answers(user.full_name) if user.full_name else []
            if user.is_active and not was_told(user):
                warn(user, today)
                done.warned.append(user.pk)
            elif anonymise_silent(user, at):
                done.named += named
                done.anonymised.append(user.pk)
    done.invitations = empty_invitations(today)
    return done


def is_last_administrator(user):
    """True when nobody else administers: without that account, nobody could enter."""
    if not (user.is_active and user.role == Role.ADMINISTRATION):
        return False
    others = User.objects.filter(role=Role.ADMINISTRATION, is_active=True, is_demo=False)
    return not others.exclude(pk=user.pk).exists()


@transaction.atomic
def warn(user, today):
    """One letter: the account closes in a month. None to an address that does not receive."""
    if (
        User.objects.filter(pk=user.pk, warned_on=user.warned_on).update(warned_on=today)
        and not user.mail_fault
    ):
        closes_on = today + NOTICE
        letters.closing_account(user, closes_on, once=f"compte:{user.pk}:{today}")


def was_told(user):
    """True when the letter that warned `user` left, or had no address to go to."""
    sent = Letter.objects.filter(kind=LetterKind.CLOSING_ACCOUNT, person=user, state__in=LEFT)
    return bool(user.mail_fault) or sent.filter(created_at__date__gte=user.warned_on).exists()


@transaction.atomic
def anonymise_silent(user, at):
    """Anonymise `user` unless the account served since the run began; True when it is done."""
    held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    used_on = timezone.localdate(last_used([held])[held.pk])
    if used_on > months_before(timezone.localdate(at), KEPT_MONTHS):
        return False
    anonymise(held, at)
    return True


def nowhere(name):
    return f"{name}@{NOWHERE}"


@transaction.atomic
def anonymise(user, at):
    """`user` becomes « ancien contact »: who they were goes, what they wrote stays.

    Done twice, it changes nothing more.
    """
    user = User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()
    if user is None or user.anonymised_on:
        return
    name, address = user.full_name, nowhere(f"ancien-contact-{user.pk}")
    offboarding.end_memberships(Membership.objects.filter(user=user), by=None, at=at, reason=UNUSED)
    PersonalLink.objects.filter(person=user, revoked_at=None).update(revoked_at=at)
    mine = Letter.objects.filter(Q(person=user) | Q(invitation__user=user)).in_outbox()
    mine.cancel()
    mine.erase_texts()
    mine.update(to=address)
    if name:
        forget_subjects(mine.filter(subject__contains=name))
    forget_telling(Letter.objects.filter(about=user))
    for row in Invitation.objects.filter(user=user):
        empty(row)
    ReportEvent.objects.forget(user, FORMER_CONTACT)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    SignInCode.objects.filter(user=user).delete()
    KeptForm.objects.filter(user=user).delete()
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).update(object_repr=FORMER_CONTACT)
    user.email, user.full_name, user.role, user.is_active = address, FORMER_CONTACT, "", False
    user.mail_fault, user.mail_fault_on, user.reminders_off_on = "", None, None
    user.warned_on, user.last_login, user.anonymised_on = None, None, timezone.localdate(at)
    user.set_unusable_password()
    user.save()


def forget_subjects(letters):
    """Give the `letters` of the outbox the name of their kind for a subject."""
    for kind in set(letters.order_by().values_list("letter__kind", flat=True)):
        letters.filter(letter__kind=kind).update(subject=LetterKind(kind).label)


def forget_telling(letters):
    """Take out of the `letters`, written to the team, the person they tell of; they are sent no
    more."""
    rows = letters.in_outbox()
    rows.cancel()
    rows.erase_texts()
    forget_subjects(rows)


def named_in_answers(name):
    """The reports that the team was told by somebody who bears `name`.

    Words that somebody typed: whether it is the same person, only people can judge.
    """
    return list(Report.objects.filter(told_by__iexact=name))


def empty(row):
    """Take out of an Invitation who was invited, and who was named instead."""
    row.email, row.full_name, row.declined_for = nowhere(f"invitation-{row.pk}"), "", ""
    row.cancelled_at = row.cancelled_at or (
        None if row.accepted_at or row.declined_at else timezone.now()
    )
    row.save(update_fields=["email", "full_name", "declined_for", "cancelled_at"])
    old = Letter.objects.filter(invitation=row).in_outbox()
    old.cancel()
    old.erase_texts()
    old.update(to=row.email)
    forget_telling(Letter.objects.filter(about_invitation=row))


def empty_invitations(on):
    """Empty the invitations sent KEPT_MONTHS before the date `on`; gives how many."""
    old = Invitation.objects.filter(sent_at__date__lte=months_before(on, KEPT_MONTHS))
    rows = list(old.exclude(email__endswith=f"@{NOWHERE}"))
    for row in rows:
        with transaction.atomic():
            empty(row)
    return len(rows)
