"""The form that says what to change in many actions at once."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms

from actions.bulk import ADD, REMOVE, REPLACE, WHOLE, BulkEdit, LinkEdit
from actions.bulk_outcome import NAMES as OUTCOME
from actions.bulk_outcome import OutcomeFields
from actions.models import Audience, Avancement
from actions.models.avancement import NEEDS_REASON, REASON_HINT
from conventions.models import Commune
from partners.models import Organisation
from records.dates import PLANNED, TOLD
from records.folding import in_name_order

KEEP = "Ne pas modifier"
NO_LEAD = "aucun"
PUBLISH, WITHDRAW = "publier", "retirer"
VERBS = [("", KEEP), (ADD, "Ajouter"), (REMOVE, "Retirer"), (REPLACE, "Remplacer par")]


class BulkForm(OutcomeFields):
    """Every answer is optional; at least one change is asked for."""

    all_optional = True  # the page says it once, not beside each question

    avancement = forms.ChoiceField(label="Nouvel avancement", required=False)
    avancement_on = forms.DateField(
        label="Déclaré le",
        required=False,
        validators=TOLD,
        error_messages={"invalid": "Donnez la date de la déclaration, par exemple 21/03/2026."},
    )
    avancement_by = forms.ModelChoiceField(
        Organisation.objects.filter(archived_on=None),
        label="Déclaré par",
        required=False,
        empty_label="Non précisé",
    )
    avancement_reason = forms.CharField(
        label="Motif",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HINT,
    )
    starts_on = forms.DateField(
        label="Commence le",
        required=False,
        validators=PLANNED,
        error_messages={"invalid": "Donnez la date de début, par exemple 21/03/2026."},
    )
    ends_on = forms.DateField(
        label="Fin prévue le",
        required=False,
        validators=PLANNED,
        error_messages={"invalid": "Donnez la date de fin, par exemple 31/12/2026."},
    )
    lead = forms.ChoiceField(label="Pilote", required=False)
    audiences_verb = forms.ChoiceField(label="Publics concernés", required=False, choices=VERBS)
    audiences = forms.ModelMultipleChoiceField(
        Audience.objects.in_use(),
        label="Quels publics",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    communes_verb = forms.ChoiceField(
        label="Communes",
        required=False,
        choices=[*VERBS, (WHOLE, "Tout le territoire")],
    )
    communes = forms.ModelMultipleChoiceField(
        Commune.objects.none(),
        label="Quelles communes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    verified = forms.BooleanField(
        label="Marquer ces actions comme vérifiées aujourd’hui",
        required=False,
        help_text="Vous confirmez que tout ce qu’elles disent est exact.",
    )
    publication = forms.ChoiceField(
        label="Sur le site",
        required=False,
        choices=[("", KEEP), (PUBLISH, "Publier"), (WITHDRAW, "Retirer de la publication")],
    )
    reason = forms.CharField(
        label="Pourquoi ce changement",
        required=False,
        max_length=500,
        help_text="Reste dans l’historique, pour l’équipe. "
        "Nécessaire quand l’avancement ou les dates d’une action publiée changent.",
    )

    def __init__(self, *args, territory, today, publisher, **kwargs):
        """`publisher` is true for someone who may publish; `today` dates what is declared."""
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["avancement"].choices = [("", KEEP), *Avancement.choices]
        self.fields["avancement_on"].initial = today
        self.offer_outcomes(KEEP)
        self.fields["communes"].queryset = Commune.objects.filter(territory=territory)
        organisations = in_name_order(Organisation.objects.filter(archived_on=None))
        leads = [(str(row.pk), row.name) for row in organisations]
        self.fields["lead"].choices = [("", KEEP), (NO_LEAD, "Aucun pilote"), *leads]
        online = ["verified", "publication"]
        if not publisher:
            del self.fields["publication"]
            online.remove("publication")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_error_title = "Rien n’est encore modifié"
        self.helper.layout = Layout(
            Fieldset(
                "L’avancement", "avancement", "avancement_on", "avancement_by", "avancement_reason"
            ),
            Fieldset("À la fin de la convention", *OUTCOME),
            Fieldset("Les dates et le pilote", "starts_on", "ends_on", "lead"),
            Fieldset("Pour qui", "audiences_verb", "audiences"),
            Fieldset("Où", "communes_verb", "communes"),
            Fieldset("Vérification et publication", *online),
            Fieldset("La raison", "reason"),
        )

    def clean_reason(self):
        return " ".join(self.cleaned_data["reason"].split())

    def clean(self):
        """Raise ValidationError in words for answers that do not go together."""
        asked = super().clean()
        state = asked.get("avancement")
        if state and "avancement_on" not in self.errors and not asked.get("avancement_on"):
            self.add_error("avancement_on", "Donnez la date à laquelle cet avancement est déclaré.")
        if state in NEEDS_REASON and not asked.get("avancement_reason"):
            self.add_error(
                "avancement_reason", "Dites pourquoi : ce motif sera visible sur le site."
            )
        if not state and asked.get("avancement_reason"):
            self.add_error("avancement", "Choisissez l’avancement que ce motif explique.")
        start, end = asked.get("starts_on"), asked.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "La fin prévue doit venir après le début.")
        self.check_outcome(asked)
        self.check_links(asked, "audiences", "Cochez au moins un public.")
        self.check_links(asked, "communes", "Cochez au moins une commune.")
        if not self.errors and self.edit() == BulkEdit():
            self.add_error(None, "Choisissez au moins un changement.")
        return asked

    def check_links(self, asked, name, words):
        verb, rows = asked.get(f"{name}_verb"), asked.get(name)
        if verb and verb != WHOLE and not rows and name not in self.errors:
            self.add_error(name, words)
        if rows and not verb:
            self.add_error(f"{name}_verb", "Dites ce qu’il faut faire des cases cochées.")

    def edit(self):
        """The BulkEdit of a valid form."""
        asked = self.cleaned_data
        values = {name: asked[name] for name in ("starts_on", "ends_on") if asked.get(name)}
        if asked.get("lead"):
            values["lead_id"] = None if asked["lead"] == NO_LEAD else int(asked["lead"])
        if asked.get("verified"):
            values["verified_on"] = self.today
        if asked.get("publication"):
            values["is_published"] = asked["publication"] == PUBLISH
        state = {}
        if asked.get("avancement"):
            by = asked.get("avancement_by")
            state = {
                "avancement": asked["avancement"],
                "avancement_reason": asked["avancement_reason"],
                "avancement_on": asked["avancement_on"],
                "avancement_by_id": by.pk if by else None,
            }
        links = (self.linked("audiences"), self.linked("communes"))
        return BulkEdit(values, state, *links, self.outcome_edit())

    def linked(self, name):
        verb = self.cleaned_data.get(f"{name}_verb")
        if not verb:
            return None
        rows = () if verb == WHOLE else self.cleaned_data.get(name, ())
        return LinkEdit(verb, frozenset(row.pk for row in rows))

    @property
    def typed(self):
        """Pairs (name, value) of what was sent, to be sent again with the preview."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name) if value]
