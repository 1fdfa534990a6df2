"""A form sent twice counts once: each carries a signed key, used up by what it saves.

Keys and claims; `once_only` is what pages and views see of them.
"""

import hashlib
import json
import secrets
from typing import NamedTuple

from django.core import signing
from django.db import IntegrityError, transaction

from records.models import Submission
from records.models.editing import LIFE

FIELD = "_cle"
SALT = "records.editing.key"
PAGE = "_page"  # where a form is, when a script sends it elsewhere: see form_recovery.page_of
NOT_TYPED = {FIELD, PAGE, "csrfmiddlewaretoken"}


def writer_of(request):
    """The person in whose name the forms of `request` are filled in; AnonymousUser for nobody.

    `request.writer` is set where a door other than sign-in exists, such as a personal link; it
    opens no page by itself.
    """
    return getattr(request, "writer", None) or request.user


class Key(NamedTuple):
    """The key of a form, and whose page it was."""

    person: int
    value: str


def new_key(user) -> str:
    return signing.dumps([user.pk, secrets.token_urlsafe(18)], salt=SALT)


def read_key(data, max_age=LIFE) -> Key | None:
    """The Key that the form `data` carries; None when there is none, or forged, or too old."""
    try:
        return Key(*signing.loads(data.get(FIELD, ""), salt=SALT, max_age=max_age))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def form_digest(data, files) -> str:
    """The same for the same form sent twice."""
    typed = [[name, data.getlist(name)] for name in sorted(data) if name not in NOT_TYPED]
    sizes = [
        [name, [(file.name, file.size) for file in files.getlist(name)]] for name in sorted(files)
    ]
    return hashlib.sha256(json.dumps([typed, sizes]).encode()).hexdigest()


def claim(user, key: Key, data, files) -> tuple[Submission, bool]:
    """Use `key` up in the current transaction: (its Submission, whether it served for the first).

    Whoever sends the same key meanwhile waits for the end of that transaction. Delete the row if
    nothing is saved, else tell it where the form led with `settle`.
    """
    mark = form_digest(data, files)
    try:
        with transaction.atomic():
            return Submission.objects.create(user=user, key=key.value, digest=mark), True
    except IntegrityError:
        return Submission.objects.get(user=user, key=key.value), False


def settle(submission: Submission, led_to: str) -> None:
    submission.led_to = led_to[:500]
    submission.save(update_fields=["led_to"])
