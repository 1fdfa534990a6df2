"""The form to follow: one address, and a field that only robots fill."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Layout, Submit
from django import forms

HINT = (
    "Un courriel vous demandera de confirmer. Ensuite, un par semaine au plus, seulement quand il "
    "y a du nouveau."
)


class FollowForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse de courriel",
        max_length=254,
        help_text=HINT,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Donnez votre adresse de courriel.",
            "invalid": "Cette adresse de courriel est incomplète. Elle ressemble à nom@exemple.fr.",
            "max_length": "Cette adresse de courriel dépasse 254 caractères.",
        },
    )
    details = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, data=None, **kwargs):
        if data is not None:
            data = {name: data.get(name, "")[:1000] for name in self.base_fields}
        super().__init__(data, auto_id="suivre-%s", **kwargs)
        self.fields["email"].widget.attrs.pop("maxlength", None)
        self.helper = FormHelper()
        self.helper.disable_csrf = True
        self.helper.form_error_title = "Rien n’est encore demandé"
        self.helper.layout = Layout(
            "email",
            Field("details", template="_trap.html"),
            ButtonHolder(Submit("suivre", "Suivre par courriel")),
        )

    def clean_details(self):
        """Raise in words: a person's browser may have filled the hidden field."""
        if self.cleaned_data["details"]:
            self.data["details"] = ""
            self.add_error(
                None,
                "Un champ caché était rempli, sans doute par un outil de votre navigateur. "
                "Il est de nouveau vide : appuyez encore une fois sur le bouton.",
            )
