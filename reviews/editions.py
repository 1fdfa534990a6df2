"""Freezing a draft, whatever it is of: the next edition, or why there is none. No HTTP."""

from django.utils import timezone

from reviews.figures.frozen import frozen
from reviews.models.edition import NO_CORRECTION

NOT_PUBLISHED = "Publiez d’abord la convention : ce que vous publiez ici se lit à côté d’elle."


class CannotPublish(Exception):
    """The draft cannot be published: the text is a sentence that says what to do."""


def add_edition(draft, kept, prepare, *, correction="", at=None):
    """Write what `prepare(draft)` gives, a shape of `kept`, as the next edition of `draft`.

    Raises CannotPublish when a second edition does not say what it corrects, or when residents
    cannot read the convention. The caller holds the row of the draft locked.
    """
    editions = draft.editions
    if not draft.convention.is_published:
        raise CannotPublish(NOT_PUBLISHED)
    last = editions.defer("data").first()
    if last and not correction:
        raise CannotPublish(NO_CORRECTION)
    return editions.create(
        number=last.number + 1 if last else 1,
        schema=kept.schema,
        data=frozen(prepare(draft)),
        correction=correction,
        published_at=at or timezone.now(),
        is_demo=draft.is_demo,
    )
