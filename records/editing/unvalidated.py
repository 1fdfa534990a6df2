"""A form shown again as it was typed: nothing is checked, nothing can be saved."""

from django.forms.utils import ErrorDict, ErrorList


class Unjudged:
    def full_clean(self):
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def is_valid(self):
        return False


class UnjudgedSet:
    def full_clean(self):
        self._errors: list[dict] = [{} for _ in self.forms]  # type: ignore[attr-defined]
        self._non_form_errors = ErrorList()

    def is_valid(self):
        return False


def unjudged(form):
    """The form class `form`, unable to judge or save."""
    return type(form)(form.__name__, (Unjudged, form), {})


def unjudged_set(formset):
    return type(formset.__name__, (UnjudgedSet, formset), {"form": unjudged(formset.form)})
