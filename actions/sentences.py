"""The simple sentences of many drafts, written on one page, and the drafts published with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from actions.models import Action

LONGEST = Action._meta.get_field("summary").max_length
NEEDED = "Écrivez la phrase simple de cette action : elle est nécessaire pour la publier."


@dataclass(frozen=True)
class SentencesEdit:
    """What each action would get: `written` is its key → (its sentence, whether to publish it)."""

    written: Mapping[int, tuple[str, bool]] = field(default_factory=dict)

    def values_after(self, action: Action) -> dict[str, Any]:
        """Column → value that `action` would get, its present values left out."""
        sentence, publish = self.written.get(action.pk, (action.summary, False))
        wanted = {"summary": sentence, "is_published": publish or action.is_published}
        return {name: value for name, value in wanted.items() if getattr(action, name) != value}

    def links_after(self, action: Action, keys: Mapping) -> dict:
        """Nothing: the links of an action stay."""
        return {}


class SentencesForm(forms.Form):
    """A sentence for each of the `actions`, and a box to publish it for who `may_publish`."""

    def __init__(self, actions, *, may_publish, data=None):
        super().__init__(data, auto_id="%s")
        self.actions = list(actions)
        self.helper = FormHelper()
        if may_publish:
            self.fields["tout-publier"] = forms.BooleanField(
                label="Publier toutes les actions de cette page qui ont leur phrase",
                required=False,
            )
        for action in self.actions:
            self.fields[f"phrase-{action.pk}"] = forms.CharField(
                label=f"Phrase simple de l’action {action.code}",
                initial=action.summary,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={
                    "max_length": f"Raccourcissez la phrase de l’action {action.code} : "
                    f"{LONGEST} caractères au plus."
                },
            )
            if may_publish:
                self.fields[f"publier-{action.pk}"] = forms.BooleanField(
                    label=f"Publier l’action {action.code}", required=False
                )

    def clean(self):
        """Give errors where an action is to be published without its sentence."""
        cleaned = super().clean()
        for action in self.actions:
            name = f"phrase-{action.pk}"
            if cleaned.get(f"publier-{action.pk}") and cleaned.get(name) == "":
                self.add_error(name, NEEDED)
        return cleaned

    @property
    def rows(self):
        """(action, its sentence, its box or None)"""
        return [
            (
                action,
                self[f"phrase-{action.pk}"],
                self[f"publier-{action.pk}"] if f"publier-{action.pk}" in self.fields else None,
            )
            for action in self.actions
        ]

    @property
    def to_all(self):
        """The box that publishes all, or None."""
        return self["tout-publier"] if "tout-publier" in self.fields else None

    def edit(self):
        """What is asked for, once valid."""
        everything = self.cleaned_data.get("tout-publier")
        written = {}
        for action in self.actions:
            sentence = " ".join(self.cleaned_data[f"phrase-{action.pk}"].split())
            publish = self.cleaned_data.get(f"publier-{action.pk}") or (everything and sentence)
            written[action.pk] = (sentence, bool(publish))
        return SentencesEdit(written)
