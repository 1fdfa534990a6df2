"""The small map beside « Où », on the page of an action."""

from django.db.models import Exists, OuterRef

from conventions.models import Commune, Convention
from conventions.territory_map import place_map


def where_map(action):
    """The PlaceMap of the communes that the fetched `action` concerns, or None: one query.

    An action of the whole territory concerns those that its convention names, or all of them.
    """
    named = Convention.communes.through.objects.filter(convention=action.convention_id)
    rows = Commune.objects.filter(territory=action.convention.territory_id).annotate(
        is_named=Exists(named.filter(commune=OuterRef("pk")))
    )
    names = dict(rows.order_by().values_list("insee", "is_named"))
    if action.whole_territory:
        here = [code for code, is_named in names.items() if is_named] or list(names)
    else:
        here = [commune.insee for commune in action.communes.all()]
    return place_map(names, here)
