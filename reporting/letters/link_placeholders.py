"""Where a link goes in a stored text: a mark that the token replaces as the letter leaves."""

import re

from reporting.models import PersonalLink
from reporting.report.links import token_of

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
