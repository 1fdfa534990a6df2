"""Writing a piece of news: its headline when nobody gave one, and what it confirms."""

import re
from textwrap import shorten

from django.utils import timezone

from actions.models import Action, Update

MARKS = re.compile(r"^[\s#>*+-]+|\*\*|__|`")  # Markdown that a title does not show
END = re.compile(r"(?<=\w\w)\s*[.!?…]+(?=\s|$)")
LONGEST_TITLE = 200  # of the field `title` of an Update


def headline(text: str) -> str:
    """The first sentence of `text`, without its marks nor its full stop; "" when there is none."""
    line = next(filter(None, (MARKS.sub("", one).strip() for one in text.splitlines())), "")
    sentence = END.split(line, maxsplit=1)[0]
    return shorten(sentence, LONGEST_TITLE, placeholder="…") if sentence else ""


def confirm(update: Update) -> Action | None:
    """What is published confirms its action: « vérifiée le » follows the Update just written.

    Gives the Action, read under lock and saved; None while the publication is to come: nothing
    moves that day by itself. To be called in the transaction that writes the row.
    """
    if update.published_at > timezone.now():
        return None
    action = Action._base_manager.select_for_update().get(pk=update.action_id)
    action.verify(timezone.localdate(update.published_at))
    action.save(update_fields=["verified_on", "modified_on"])
    return action
