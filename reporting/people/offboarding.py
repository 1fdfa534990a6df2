"""« Ce n’est plus moi »: a person stops speaking for organisations, and may name who does now.

No HTTP. What is asked twice is done once.
"""

from django.db import transaction
from django.utils import timezone

from partners.models import Invitation, MemberRole, Membership, User
from records.history.recording import one_change
from reporting.letters import people as letters
from reporting.models import Letter
from reporting.people import invitations
from reporting.report.links import revoke_links

NOBODY = "Vous n’avez nommé personne : l’équipe cherchera qui répond pour ces actions."
NOBODY_FOR_TEAM = "Personne n’est nommé pour la suite : trouvez un nouveau contact."
NOT_ME = "A dit « ce n’est plus moi »."


def end_memberships(memberships, *, by, at, reason):
    """End the current ones of the queryset `memberships`; gives those that were ended, as rows.

    Whoever has no organisation left loses links, letters to come and sessions (the team keeps
    its own). To be called in a transaction.
    """
    # The person first: two ends at once would each see what the other has not ended yet.
    people = User.objects.filter(pk__in=memberships.current().values("user"))
    list(people.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    rows = list(memberships.current().select_for_update(of=("self",)).order_by("pk"))
    ended = []
    with one_change(reason, by):
        for row in rows:
            row.ended_on, row.end_reason = timezone.localdate(at), reason
            row.save(update_fields=["ended_on", "end_reason"])
            ended.append(row)
    for person in {row.user for row in ended}:
        if not person.memberships.current().exists():
            revoke_links(person)
            Letter.objects.filter(person=person).cancel()
            if not person.is_staff:
                person.end_sessions()
    return ended


@transaction.atomic
def leave_organisations(person, organisations, *, at, successor=None, keeps_role=False):
    """`person` no longer speaks for `organisations` (keys); gives (ended rows, what follows).

    What follows is a sentence on the `successor`, a dict of full_name and email, who is invited;
    as référent only when `keeps_role`: a link of a letter does not hand over the right to invite.
    Nothing left to end gives ([], "").
    """
    mine = Membership.objects.filter(user=person, organisation__in=organisations)
    ended = end_memberships(mine, by=person, at=at, reason=NOT_ME)
    if not ended:
        return [], ""
    told, for_team, named = NOBODY, NOBODY_FOR_TEAM, None
    if successor is not None:
        found = [invited(row, successor, person, at, keeps_role) for row in ended]
        told = for_team = " ".join(dict.fromkeys(found))
        places = Invitation.objects.filter(organisation__in=[row.organisation for row in ended])
        named = places.filter(email__iexact=successor["email"]).first()
    letters.departure(person, ended, for_team, named)
    return ended, told


def invited(row, successor, person, at, keeps_role):
    """Invite the `successor` in place of the ended membership `row`; gives a sentence."""
    name = "{full_name} ({email})".format(**successor)
    try:
        with transaction.atomic():
            invitations.write_invitation(
                row.organisation,
                **successor,
                role=row.role if keeps_role else MemberRole.CONTRIBUTOR,
                by=person,
                at=at,
            )
    except invitations.CannotInvite as refused:
        return f"Personne nommée : {name}, sans invitation nouvelle. {refused}"
    return f"Personne nommée : {name}. Une invitation lui est envoyée."
