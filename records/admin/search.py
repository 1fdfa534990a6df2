"""Search of the back-office: accents and capitals count for nothing."""

from records.folding import fold, matching


class FoldedSearch:
    """A ModelAdmin mixin: every word typed is found somewhere in `search_fields`.

    `search_fields` are plain field paths towards one row each.
    """

    def get_search_results(self, request, queryset, search_term):
        """Rows of `queryset` that match; also what the autocomplete fields call."""
        if not fold(search_term).strip():
            return queryset, False
        rows = queryset.order_by().prefetch_related(None).values_list("pk", *self.search_fields)
        told = ((pk, *(str(v) for v in values if v is not None)) for pk, *values in rows)
        return queryset.filter(pk__in=matching(told, search_term)), False
