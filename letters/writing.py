"""Letters enter the outbox with the act that writes them, or not at all."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from letters.models import OutboxLetter
from letters.sending import send_after_commit, send_in_demonstration


def add(source, *, once, to, at=None, soon=False, model=OutboxLetter, **values):
    """Put a letter of `source` to the address `to` in the outbox; gives it, None when `once` was
    written.

    To be called in the transaction of the act. `values` are fields of `model`, an OutboxLetter or
    what inherits from it. It leaves from the datetime `at` on, with the next run of send_letters;
    at once after the commit when `soon`, and in the demonstration, where no timer runs.
    """
    now = timezone.now()
    values.setdefault("from_email", settings.DEFAULT_FROM_EMAIL)
    try:
        with transaction.atomic():
            letter = model.objects.create(
                source=source, once=once, to=to, created_at=now, next_try_at=at or now, **values
            )
    except IntegrityError:
        return None
    (send_after_commit if soon else send_in_demonstration)(letter)
    return letter
