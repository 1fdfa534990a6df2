"""Lists of rows to choose from, as the browser's own `select`: read once for all the lines."""

from django import forms
from django.db.models import Q

from records.admin.row_page import maybe_key
from records.models.archive import Archivable
from records.models.merged import Mergeable


class ReadOnce(forms.models.ModelChoiceIterator):
    """The choices of a field, which the same field of the other lines has perhaps read."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        if not self.field.read:
            self.field.read += [self.choice(row) for row in self.queryset]
        yield from self.field.read


class RowChoiceField(forms.ModelChoiceField):
    """A row among others. Copies of one field, a line each, share what they read."""

    iterator = ReadOnce

    def __init__(self, *args, **kwargs):
        self.read = []
        super().__init__(*args, **kwargs)

    def restrict(self, queryset, label):
        """Offer `queryset`, in the words that `label` gives of a row if it is told."""
        self.read = []
        self.queryset = queryset
        if label:
            self.label_from_instance = label


def in_use(queryset, path, request):
    """`queryset` without what is archived or merged, except what the row of the page already holds.

    `path` leads from a choice to that row.
    """
    if issubclass(queryset.model, Archivable):
        offered = Q(archived_on=None)
    elif issubclass(queryset.model, Mergeable):
        offered = Q(merged_into=None)
    else:
        return queryset
    match = request.resolver_match
    key = match.kwargs.get("object_id", "") if match else ""
    if maybe_key(key) is not None:
        offered |= Q(**{path: key})
    return queryset.filter(offered).distinct()
