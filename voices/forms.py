"""Both public forms: what they ask, in which words."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Layout, Submit
from django import forms

from conventions.models import Commune, Enjeu
from partners.visitor_forms import VisitorForm
from voices.models import LONGEST, AgeGroup, Felt, Voice, VoiceKind

OPTIONAL = '<p class="hint">Seule {} est nécessaire. N’écrivez le nom de personne.</p>'
TOO_LONG = "Votre texte dépasse 2 000 caractères : raccourcissez-le."
FOR_COUNTING = "Elle n’est pas visible sur le site."


class EnjeuChoice(forms.ModelChoiceField):
    """An enjeu of a convention, by its title alone."""

    def label_from_instance(self, enjeu):
        return enjeu.title


class ResidentForm(VisitorForm):
    """What both forms share; `convention` is the one that they are of, with its territory."""

    kind: str
    asked: tuple
    button: str
    unsent: str
    intro: str

    enjeu = EnjeuChoice(Enjeu.objects.none(), required=False)
    text = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Texte de 2 000 caractères au plus.",
        error_messages={"max_length": TOO_LONG},
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Votre commune",
        required=False,
        empty_label="Je ne la donne pas",
        help_text=FOR_COUNTING,
    )
    age = forms.ChoiceField(
        label="Votre âge",
        required=False,
        choices=[("", "Je ne le donne pas"), *AgeGroup.choices],
        help_text="Il n’est pas visible sur le site.",
    )

    class Meta:
        model = Voice
        fields = ()

    def __init__(self, *args, convention, **kwargs):
        super().__init__(*args, **kwargs)
        self.convention = convention
        self.fields["enjeu"].queryset = convention.enjeux.all()
        self.fields["commune"].queryset = Commune.objects.filter(territory=convention.territory)
        for name in ("enjeu", "commune", "age"):
            self.fields[name].error_messages["invalid_choice"] = "Choisissez dans la liste."
        self.helper = FormHelper()
        self.helper.disable_csrf = True
        self.helper.form_error_title = self.unsent
        self.helper.layout = Layout(
            "key",
            HTML(self.intro),
            *self.asked,
            self.trap,
            ButtonHolder(Submit("envoyer", self.button)),
        )

    @property
    def written(self):
        """What somebody wrote, by the fields of a Voice; the form is valid."""
        return {name: self.cleaned_data[name] for name in self.asked}


class OpinionForm(ResidentForm):
    key_salt = "voices.opinion"
    kind = VoiceKind.OPINION
    asked = ("enjeu", "felt", "text", "commune", "age")
    button = "Envoyer mon avis"
    unsent = "Votre avis n’est pas encore envoyé"
    intro = OPTIONAL.format("la deuxième réponse")

    felt = forms.ChoiceField(
        label="Dans votre vie, cela a-t-il changé quelque chose ?",
        choices=Felt,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse, même « Je ne sais pas ».",
            "invalid_choice": "Choisissez une des réponses.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enjeu"].label = "Votre avis porte sur"
        self.fields["enjeu"].empty_label = "L’ensemble de la convention"
        self.fields["text"].label = "Que faut-il garder, ou changer ?"
        self.fields["text"].required = False


class IdeaForm(ResidentForm):
    key_salt = "voices.idea"
    kind = VoiceKind.IDEA
    asked = ("enjeu", "text", "commune", "age", "email")
    button = "Envoyer mon idée"
    unsent = "Votre idée n’est pas encore envoyée"
    intro = OPTIONAL.format("votre idée")

    email = forms.EmailField(
        label="Votre adresse de courriel",
        required=False,
        max_length=254,
        help_text="Pour savoir ce que votre idée est devenue : un seul courriel, puis nous "
        "effaçons l’adresse.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": "Cette adresse de courriel est incomplète. Elle ressemble à nom@exemple.fr.",
            "max_length": "Cette adresse de courriel dépasse 254 caractères.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enjeu"].label = "Votre idée porte sur"
        self.fields["enjeu"].empty_label = "Autre chose"
        self.fields["text"].label = "Votre idée"
        self.fields["text"].error_messages["required"] = "Écrivez votre idée."
