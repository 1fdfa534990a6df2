"""Search of the back-office: accents and capitals count for nothing."""

from partners.folding import fold


class FoldedSearch:
    """A ModelAdmin mixin: every word typed is found somewhere in `search_fields`.

    Read in Python rather than by the database, so that both databases answer alike; the lists
    hold tens or hundreds of rows. `search_fields` are plain field paths towards one row each.
    """

    def get_search_results(self, request, queryset, search_term):
        """Rows of `queryset` that match; also what the autocomplete fields call."""
        words = fold(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.order_by().prefetch_related(None).values_list("pk", *self.search_fields)
        found = []
        for pk, *texts in rows:
            text = fold(" ".join(str(value) for value in texts if value is not None))
            if all(word in text for word in words):
                found.append(pk)
        return queryset.filter(pk__in=found), False
