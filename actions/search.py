"""Words typed by people, found in what an action says of itself."""

from records import folding


def matching(actions, query):
    """Actions of the queryset that hold every word of `query`: one query more.

    A lead is also known by the names of the organisations that were merged with it.
    """
    rows = actions.order_by().values_list(
        "pk", "code", "title", "summary", "description", "lead__name", "lead__merged__name"
    )
    return actions.filter(pk__in=folding.matching(rows, query))
