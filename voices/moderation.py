"""The team decides on what was received: one by one, or several as they were written. No HTTP."""

from django import forms
from django.db import transaction

from actions.models import Action, ActionIdea
from actions.quick_forms import plain_helper
from records.history.recording import one_change
from voices.models import Voice, VoiceState

DECISIONS = [(VoiceState.ACCEPTED, "L’accepter"), (VoiceState.ASIDE, "L’écarter")]


def next_actions(convention):
    """Actions of the convention that follows, drafts included: what an idea may lead to."""
    rows = Action.objects.filter(convention__predecessor=convention, archived_on=None)
    return rows.select_related("convention").in_plan_order()


class NextActionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, action):
        draft = "" if action.is_published and action.convention.is_published else " (brouillon)"
        return f"{action.names}{draft}"


class ModerationForm(forms.ModelForm):
    """One decision: accept with the words as they may be read, or set aside and say why."""

    actions = NextActionsField(
        Action.objects.none(),
        label="Les actions nées de cette idée",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les mots publics de l’idée se liront sur la page de chaque action publiée.",
    )

    class Meta:
        model = Voice
        fields = ("state", "words", "is_quoted", "reason")
        widgets = {"state": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 6})}
        labels = {
            "state": "Votre décision",
            "words": "Les mots publics",
            "is_quoted": "Citer ces mots dans l’évaluation",
            "reason": "Si vous l’écartez, pourquoi",
        }
        help_texts = {
            "words": "Retirez ce qui nomme ou blesse quelqu’un. Le texte reçu ne change pas.",
            "reason": "Une phrase, pour l’équipe seule.",
        }
        error_messages = {"state": {"required": "Acceptez cette parole, ou écartez-la."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["state"].choices = DECISIONS
        if row.is_idea:
            del self.fields["is_quoted"]
            self.fields["actions"].queryset = next_actions(row.convention)
            self.initial["actions"] = [action.pk for action in row.born_actions]
        if not (row.is_idea and self.fields["actions"].queryset):
            del self.fields["actions"]
        if not row.is_idea:
            self.fields["words"].help_text += " Sans mots, l’avis est seulement compté."
        self.helper = plain_helper(*self.fields)

    def clean(self):
        """What is set aside says nothing in public; what is accepted bears no reason."""
        found = super().clean()
        if found.get("state") == VoiceState.ASIDE:
            nothing = {"words": "", "is_quoted": False, "actions": []}
            found |= {name: value for name, value in nothing.items() if name in self.fields}
        elif found.get("state") == VoiceState.ACCEPTED:
            found["reason"] = ""
            self.ask_for_words(found)
        return found

    def ask_for_words(self, found):
        """What two constraints ask, which also depend on the kind: a form does not judge those."""
        if self.instance.is_idea and not found.get("words"):
            self.add_error("words", "Écrivez les mots que les habitants pourront lire.")
        elif found.get("is_quoted") and not found.get("words"):
            self.add_error("words", "Écrivez les mots à citer.")

    def save(self, commit=True):
        """Save the decision, and what the idea led to."""
        row = super().save(commit)
        if row.is_idea:
            link(row, self.cleaned_data.get("actions", []))
        return row


def propose(forms):
    """Show the words that were typed as those to accept, while nothing is decided."""
    row = forms[0].instance
    if row.state == VoiceState.RECEIVED:
        forms[0] = ModerationForm(instance=row, initial={"state": "", "words": row.text})


def link(idea, actions):
    """Say that the `actions` were born of `idea`, in its public words, and no other one."""
    ActionIdea.objects.filter(number=idea.pk).exclude(action__in=actions).delete()
    ActionIdea.objects.filter(number=idea.pk).update(words=idea.words)
    for action in actions:
        ActionIdea.objects.get_or_create(
            action=action, number=idea.pk, defaults={"words": idea.words}
        )


@transaction.atomic
def accept_as_written(keys, by):
    """Accept what still waits among `keys`, its words as they were typed; gives how many."""
    rows = Voice.objects.waiting().filter(pk__in=keys).order_by("pk").select_for_update()
    count = 0
    with one_change("Accepté en même temps que d’autres.", by):
        for row in rows:
            row.state, row.words = VoiceState.ACCEPTED, row.text
            row.save()
            count += 1
    return count
