"""Who may do what: the only place that knows the roles.

Views, admin screens and templates ask a predicate; each role may also do what the ones before it
may.
"""

from django.conf import settings
from django.db import models

from records.rights import PUBLISH


class Role(models.TextChoices):
    """What a member of the team may do; "" is someone from outside the team."""

    READING = "lecture", "Lecture : voit le tableau de bord et les brouillons"
    EDITING = "redaction", "Rédaction : modifie et importe"
    PUBLISHING = "publication", "Publication : publie, relit et invite"
    ADMINISTRATION = "administration", "Administration : réglages et comptes"


RANKS = {role: rank for rank, role in enumerate(Role)}

# Permissions of Django's admin, "app.verb_model", that the general rule does not give.
ONLY_ADMINISTRATION = ("partners.user",)
SETTINGS = ("conventions.territory",)
LETTERS = ("contact.contactmessage",)
PUBLISHES_BY_BEING_ADDED = (
    "actions.add_update",
    "conventions.add_commune",
    "conventions.add_glossaryentry",
)


def may_sign_in(user):
    """Whether the account is open. Those of the demonstration are, only there: all know them."""
    return user.is_active and (settings.DEMO or not user.is_demo)


def at_least(role):
    """A predicate on a user (or AnonymousUser): open account whose role is `role` or above."""

    def may(user):
        rank = RANKS.get(getattr(user, "role", ""))
        return rank is not None and user.is_active and rank >= RANKS[role]

    return may


may_read = at_least(Role.READING)
may_edit = at_least(Role.EDITING)
may_publish = at_least(Role.PUBLISHING)
may_administer = at_least(Role.ADMINISTRATION)
may_review = may_publish  # read what partners send, then publish it or send it back
may_invite = may_publish
may_publish_alone = may_administer  # a report that nobody else wrote; it is marked as such


def allows(user, permission):
    """Whether `user` holds `permission`, written "app.verb_model" as Django's admin asks it."""
    app, _, codename = permission.partition(".")
    verb, _, model = codename.partition("_")
    label = f"{app}.{model}"
    if permission == PUBLISH:
        return may_publish(user)
    if label in ONLY_ADMINISTRATION:
        return may_administer(user)
    if label in SETTINGS:
        return may_read(user) if verb == "view" else may_administer(user)
    if label in LETTERS:  # what residents write is not for every reader
        return may_edit(user)
    if permission in PUBLISHES_BY_BEING_ADDED:
        return may_publish(user)
    return may_read(user) if verb == "view" else may_edit(user)
