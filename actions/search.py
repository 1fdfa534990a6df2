"""Words typed by people matched whatever their accents and capitals, alike on every database."""

from records.folding import fold


def matching(actions, query):
    """Actions of the queryset that hold every word of `query`: one query more."""
    words = fold(query).split()
    if not words:
        return actions
    rows = actions.order_by().values_list(
        "pk", "code", "title", "summary", "description", "lead__name"
    )
    found = [
        row[0]
        for row in rows
        if all(word in fold(" ".join(filter(None, row[1:]))) for word in words)
    ]
    return actions.filter(pk__in=found)
