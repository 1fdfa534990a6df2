"""What the team writes of a whole convention, then of each enjeu and of its objectives."""

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property

from actions.quick_forms import OrganisationField, plain_helper
from partners.models import Organisation
from records.admin.fields import DateWidget
from records.folding import in_name_order
from reviews.models import Appraisal, Evaluation, EvaluationPart
from reviews.models.evaluation import QUESTIONS, Attainment

NOBODY = "Aucune organisation n’est nommée"


def areas(names, rows):
    return {name: forms.Textarea(attrs={"rows": rows}) for name in names}


class EvaluationForm(forms.ModelForm):
    changeable = ("introduction", *QUESTIONS, "lessons", "recommendations")

    class Meta:
        model = Evaluation
        fields = ("introduction", *QUESTIONS, "lessons", "recommendations")
        widgets = areas(fields, 6)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(*self.Meta.fields)


class PartForm(forms.ModelForm):
    class Meta:
        model = EvaluationPart
        fields = tuple(QUESTIONS)
        widgets = areas(QUESTIONS, 4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(*QUESTIONS)


class AppraisalForm(forms.ModelForm):
    """The appraisal of one goal; `organisations` are the rows that may give it."""

    given_by = OrganisationField(
        Organisation.objects.none(), label="Donnée par", required=False, empty_label=NOBODY
    )

    class Meta:
        model = Appraisal
        fields = ("attainment", "argument", "given_by", "given_by_words", "given_on")
        labels = {"given_by_words": "Ou, en quelques mots"}
        widgets = {"argument": forms.Textarea(attrs={"rows": 4}), "given_on": DateWidget}

    def __init__(self, *args, organisations=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attainment"].choices = [
            ("", "Pas encore d’appréciation"),
            *Attainment.choices,
        ]
        field = self.fields["given_by"]
        field.queryset = Organisation.objects.filter(pk__in=[row.pk for row in organisations])
        field.choices = [("", NOBODY), *((row.pk, row.name) for row in organisations)]
        self.helper = plain_helper(*self.Meta.fields)


class Appraisals(forms.BaseInlineFormSet):
    """The appraisals of the goals of one enjeu; organisations are read once for all of them."""

    @cached_property
    def organisations(self):
        """Those in use and those that an appraisal names already, as the dictionary ranks."""
        mine = Q(appraisals__part=self.instance)
        rows = Organisation.objects.filter(Q(archived_on=None) | mine).distinct()
        return list(in_name_order(rows))

    def get_queryset(self):
        """As Django keeps it: read once, with what each is of."""
        if not hasattr(self, "_queryset"):
            rows = super().get_queryset().asked()
            self._queryset = rows.select_related("objective", "part")
        return self._queryset

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"organisations": self.organisations}


AppraisalFormSet = forms.inlineformset_factory(
    EvaluationPart,
    Appraisal,
    form=AppraisalForm,
    formset=Appraisals,
    fk_name="part",
    extra=0,
    can_delete=False,
)
