"""What a sheet must tell to be complete: one list for the counts, the lists and the sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from actions.models.avancement import Avancement


def without(relation):
    """Condition on the model of actions: no row at the other end of `relation`."""

    def condition(model):
        field = model._meta.get_field(relation)
        rows = field.remote_field.through if field.many_to_many else field.related_model
        return Q(~Exists(rows._base_manager.filter(action=OuterRef("pk"))))

    return condition


@dataclass(frozen=True)
class Lack:
    """Something a sheet may lack: `slug` in addresses, `label` beside the sheet, `rows` for SQL."""

    slug: str
    label: str
    rows: Callable

    @property
    def column(self):
        """Name of the boolean that `ActionQuerySet.with_lacks()` adds."""
        return f"lacks_{self.slug}"

    def condition(self, model):
        """Actions that lack it; an abandoned action is asked nothing more."""
        return self.rows(model) & ~Q(avancement=Avancement.DROPPED)


LEAD = Lack("pilote", "sans pilote", lambda model: Q(lead=None))
# Without a lead, there is nobody to ask for the rest: it is counted apart.
OF_THE_SHEET = [
    Lack("resume", "sans phrase simple", lambda model: Q(summary="")),
    Lack("public", "sans public concerné", without("audiences")),
    Lack("theme", "sans thème", without("domains")),
    Lack(
        "commune",
        "sans commune",
        lambda model: Q(whole_territory=False) & without("communes")(model),
    ),
    Lack(
        "date",
        "sans date de début ou de fin",
        lambda model: Q(starts_on=None) | Q(ends_on=None, is_permanent=False),
    ),
    Lack("indicateur", "sans indicateur", without("indicators")),
]
LACKS = {lack.slug: lack for lack in [LEAD, *OF_THE_SHEET]}


def incomplete(model):
    """Condition of the sheets that lack anything of OF_THE_SHEET."""
    return reduce(or_, (lack.condition(model) for lack in OF_THE_SHEET))


def lack_columns(model):
    """Dict name → boolean expression, one per thing that may lack."""
    return {
        lack.column: ExpressionWrapper(lack.condition(model), BooleanField())
        for lack in LACKS.values()
    }


def missing_from(action):
    """Labels of what `action`, fetched `with_lacks()`, still lacks."""
    return [lack.label for lack in LACKS.values() if getattr(action, lack.column)]
