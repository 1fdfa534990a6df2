"""When an account served: the one definition, for who deletes and for who forgets.

Signing in, and what each room of `settings.ACCOUNT_USES` knows: a callable that takes keys of
people and gives pairs (key, datetime).
"""

from django.conf import settings
from django.utils.module_loading import import_string


def last_used(users):
    """Dict key of one of the `users` → datetime when the account last served, None for never."""
    found = {user.pk: user.last_login for user in users}
    for path in settings.ACCOUNT_USES:
        for key, at in import_string(path)(list(found)):
            found[key] = max(filter(None, [found[key], at]))
    return found


def was_used(user):
    """True when deleting `user` would leave their name where nothing finds it any more."""
    return last_used([user])[user.pk] is not None
