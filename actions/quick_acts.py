"""What the team does with one action, each act on a page of its own: one list for every place.

The board, the working list, the bar of the public page and the pages themselves show the acts of
this list that the reader may do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from partners.permissions import may_edit, may_publish, may_read
from records.closing import closed_by
from records.editing.way_back import with_way_back


@dataclass(frozen=True)
class QuickAct:
    """`slug` in the form of the board, `words` on links, `short` where the line names the action.

    `place` is the name of its page, `by_number` whether that page is found by the number.
    """

    slug: str
    words: str
    short: str
    may: Callable[[Any], bool]
    place: str
    by_number: bool = True

    def address(self, action, here=""):
        """Its page for `action`, which comes back to the address `here` once saved."""
        key = action.number if self.by_number else action.pk
        address = reverse(self.place, args=[key])
        return with_way_back(address, here) if here and self.by_number else address


STATE = QuickAct("avancement", "Modifier l’avancement", "Avancement", may_edit, "action-state")
NEWS = QuickAct("actualite", "Écrire une actualité", "Actualité", may_publish, "action-news")
VALUES = QuickAct("valeurs", "Saisir des valeurs", "Valeurs", may_edit, "action-values")
OUTCOME = QuickAct("suite", "Dire la suite donnée", "Suite", may_edit, "action-outcome")
PUBLICATION = QuickAct(
    "publication", "Publier ou retirer du site", "Publication", may_publish, "action-publication"
)
SHEET = QuickAct(
    "fiche", "Modifier la fiche", "Fiche", may_edit, "admin:actions_action_change", by_number=False
)
HISTORY = QuickAct(
    "historique", "Voir l’historique", "Historique", may_read, "admin:actions_action_history",
    by_number=False,
)  # fmt: skip
ACTS = (STATE, NEWS, VALUES, OUTCOME, PUBLICATION, SHEET, HISTORY)
READ = {SHEET: replace(SHEET, words="Voir la fiche"), HISTORY: HISTORY}  # once nothing changes
ON_LINES = (STATE, NEWS, VALUES)  # beside each action of the working list
AT_THE_END = (OUTCOME, *ON_LINES)  # beside those that are listed by what becomes of them


def acts_of(user, among=ACTS):
    """The acts that `user` may do, in the order of the list."""
    return [act for act in among if act.may(user)]


def act_links(user, action, here="", among=ACTS):
    """(act, address) of what `user` may do with `action`; its pages then come back `here`.

    That of a closed convention is only read: its sheet and its history. Reads its convention.
    """
    may = acts_of(user, among)
    if closed_by(action):
        may = [READ[act] for act in may if act in READ]
    return [(act, act.address(action, here)) for act in may]
