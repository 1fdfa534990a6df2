"""What a sheet must tell to be complete: one list for the counts, the lists and the sheet."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from actions.models.action import Action
from actions.models.avancement import Avancement
from actions.models.indicator import Indicator


def without(rows):
    """Condition: none of the `rows` (a model) belongs to the action."""
    return Q(~Exists(rows._base_manager.filter(action=OuterRef("pk"))))


@dataclass(frozen=True)
class Lack:
    """Something a sheet may lack: `slug` in addresses, `label` beside the sheet, `rows` for SQL."""

    slug: str
    label: str
    rows: Q

    @property
    def column(self):
        """Name of the boolean that `with_lacks` adds."""
        return f"lacks_{self.slug}"

    @property
    def condition(self):
        """Actions that lack it; an abandoned action is asked nothing more."""
        return self.rows & ~Q(avancement=Avancement.DROPPED)


# An archived organisation leads nothing any more: the team has to find another.
LEAD = Lack("pilote", "sans pilote", Q(lead=None) | Q(lead__archived_on__isnull=False))
# Without a lead, there is nobody to ask for the rest: it is counted apart.
OF_THE_SHEET = [
    Lack("resume", "sans phrase simple", Q(summary="")),
    Lack("public", "sans public concerné", without(Action.audiences.through)),
    Lack("theme", "sans thème", without(Action.domains.through)),
    Lack(
        "commune",
        "sans commune",
        Q(whole_territory=False) & without(Action.communes.through),
    ),
    Lack(
        "date",
        "sans date de début ou de fin",
        Q(starts_on=None) | Q(ends_on=None, is_permanent=False),
    ),
    Lack("indicateur", "sans indicateur", without(Indicator)),
]
LACKS = {lack.slug: lack for lack in [LEAD, *OF_THE_SHEET]}


# The sheets that lack anything of OF_THE_SHEET.
INCOMPLETE = reduce(or_, (lack.condition for lack in OF_THE_SHEET))


def with_lacks(actions):
    """Each action of the queryset with one boolean per thing that its sheet may lack."""
    return actions.annotate(
        **{
            lack.column: ExpressionWrapper(lack.condition, BooleanField())
            for lack in LACKS.values()
        }
    )


def missing_from(action):
    """Labels of what `action`, fetched `with_lacks`, still lacks."""
    return [lack.label for lack in LACKS.values() if getattr(action, lack.column)]
