"""Through whom an organisation can be reached."""

from collections import defaultdict

from partners.models import Membership, Organisation, User


def working_people(organisations):
    """Dict key of an organisation → its reachable people, referents first: one query.

    `organisations` is a list of keys; one that nobody answers for, or archived, is not in the dict.
    """
    found = defaultdict(list)
    rows = Membership.objects.working().filter(organisation__in=organisations)
    order = ["-role", "user__full_name", "user__email"]  # « referent » after « contributeur »
    for row in rows.select_related("user").order_by(*order):
        found[row.organisation_id].append(row.user)
    return dict(found)


def organisations_of(user):
    """The organisations that `user` speaks for today."""
    current = Membership.objects.current().filter(user=user)
    return Organisation.objects.filter(pk__in=current.values("organisation"))


def note_fault(email, fault, on):
    """Note that letters no longer arrive at the address `email`: a MailFault, on the date `on`."""
    found = User.objects.filter(email__iexact=email).exclude(mail_fault=fault)
    return found.update(mail_fault=fault, mail_fault_on=on)


def clear_fault(person):
    """The address of `person` works again, or is a new one."""
    return User.objects.filter(pk=person.pk).update(mail_fault="", mail_fault_on=None)
