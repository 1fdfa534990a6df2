"""Personal links: drawn when needed from a row and the site's key, so that no table holds one.

In a stored text a mark stands for the link; the token replaces it as the letter leaves.
"""

import re

from django.utils import timezone

from letters.links import drawn, opened
from partners.models import Invitation
from reporting.models import PersonalLink
from reporting.models.link import new_nonce


def token_of(row, secret=None):
    """The part of an address that opens `row` (PersonalLink or Invitation, both with a nonce).

    The link of a person is that of their address: corrected, what a stranger received is dead.
    """
    also = [row.person.email.lower()] if isinstance(row, PersonalLink) else []
    return drawn(row, *also, secret=secret)


def link_of_token(token):
    """The PersonalLink that `token` opens, even revoked, or None."""
    links = PersonalLink.objects.select_related("person", "campaign__convention")
    return opened(token, links, token_of)


def invitation_of_token(token):
    rows = Invitation.objects.select_related("organisation", "invited_by")
    return opened(token, rows, token_of)


def link_for(person, campaign=None):
    """The PersonalLink of `person` in `campaign`, made if there is none yet.

    One that was revoked opens again under another nonce: what was written before stays dead.
    """
    link = PersonalLink.objects.get_or_create(person=person, campaign=campaign)[0]
    if link.revoked_at:
        link.nonce, link.revoked_at = new_nonce(), None
        link.save(update_fields=["nonce", "revoked_at"])
    return link


def revoke_links(person):
    """Close the links of `person`; gives how many."""
    links = PersonalLink.objects.filter(person=person, revoked_at=None)
    return links.update(revoked_at=timezone.now())


LINK = "[[lien:{}]]"  # the token of the PersonalLink of that key
INVITATION = "[[invitation:{}]]"
MARK = re.compile(r"\[\[(lien|invitation):([0-9]{1,12})\]\]")
WHOLE = re.compile(rf"https?://\S*?{MARK.pattern}\S*|{MARK.pattern}")
MASKED = "(lien personnel)"


def links_in(letter):
    """The PersonalLinks of the person of `letter` that its text holds: one query at most.

    Somebody else's are left out: whoever types « [[lien:12]] » in an answer must not receive the
    link of another person in the copy of it.
    """
    keys = {key for kind, key in MARK.findall(letter.text) if kind == "lien"}
    if not keys or letter.person_id is None:
        return []
    found = PersonalLink.objects.filter(pk__in=keys, person=letter.person_id)
    return list(found.select_related("person"))


def tokens_for(letter, links):
    """Dict mark → token: the `links` of the person, and the invitation of `letter`."""
    found = {LINK.format(link.pk): token_of(link) for link in links}
    if letter.invitation_id:
        found[INVITATION.format(letter.invitation_id)] = token_of(letter.invitation)
    return found


def masked(text):
    """`text` for the eyes of the team: nobody opens a partner's answers with it."""
    return WHOLE.sub(MASKED, text)
