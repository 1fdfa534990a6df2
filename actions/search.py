"""Words typed by people, found in what an action says of itself."""

from records import folding


def matching(actions, query):
    """Actions of the queryset that hold every word of `query`: one query more."""
    rows = actions.order_by().values_list(
        "pk", "code", "title", "summary", "description", "lead__name"
    )
    return actions.filter(pk__in=folding.matching(rows, query))
