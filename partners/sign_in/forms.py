"""What each step of a sign-in asks, and in which words."""

import json
import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from partners.sign_in.codes import DIGITS
from partners.sign_in.factors import KINDS

SPACES = re.compile(r"[\s.\-\u00a0\u202f]+")
ADDRESS = re.compile(r"://|www\.|[<>@\r\n]", re.IGNORECASE)
CODE_ATTRS = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "class": "code-input",
}


def no_address(text):
    """Raise ValidationError on a name that holds an address: names go into letters to others."""
    if ADDRESS.search(text):
        raise forms.ValidationError("Écrivez un nom, sans adresse de site ni courriel.")


class SignInStepForm(forms.Form):
    """One question, one button; `button` names the act."""

    button = ""
    error_title = "Cette réponse est à corriger"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_error_title = self.error_title
        self.helper.layout = Layout(*self.fields, ButtonHolder(Submit("continuer", self.button)))


class EmailForm(SignInStepForm):
    button = "Recevoir un code"
    error_title = "Aucun code n’est encore envoyé"
    email = forms.EmailField(
        label="Votre adresse de courriel",
        help_text="Celle que l’équipe de la CTG connaît. Un code y arrive, valable dix minutes.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Donnez votre adresse de courriel.",
            "invalid": "Cette adresse de courriel est incomplète. Elle ressemble à nom@exemple.fr.",
            "max_length": "Cette adresse de courriel dépasse 254 caractères.",
        },
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class CodeForm(SignInStepForm):
    button = "Me connecter"
    error_title = "La connexion n’est pas encore faite"
    code = forms.CharField(
        label="Le code reçu",
        help_text="Huit chiffres. Les espaces ne comptent pas.",
        widget=forms.TextInput(attrs=CODE_ATTRS),
        error_messages={"required": "Tapez le code reçu par courriel."},
    )

    def clean_code(self):
        code = SPACES.sub("", self.cleaned_data["code"])
        if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
            raise forms.ValidationError("Le code a huit chiffres. Vérifiez votre saisie.")
        return code


class FactorForm(SignInStepForm):
    button = "Me connecter"
    error_title = "La connexion n’est pas encore faite"
    code = forms.CharField(
        label="Le code de votre application",
        help_text="Six chiffres, qui changent toutes les trente secondes. "
        "Sans votre téléphone, tapez un de vos codes de secours (huit chiffres).",
        max_length=40,
        widget=forms.TextInput(attrs=CODE_ATTRS),
        error_messages={
            "required": "Tapez le code affiché par votre application.",
            "max_length": "Un code a six chiffres, un code de secours huit. Vérifiez votre saisie.",
        },
    )

    def __init__(self, *args, kinds, **kwargs):
        """`kinds` are those of the person's factors."""
        super().__init__(*args, **kwargs)
        if KINDS.TOTP not in kinds:
            self.fields["code"].label = "Un code de secours"
            self.fields["code"].help_text = "Huit chiffres, si vous n’avez pas votre clé d’accès."

    def clean_code(self):
        return SPACES.sub("", self.cleaned_data["code"])


class AppForm(FactorForm):
    button = "Activer l’application"
    error_title = "L’application n’est pas encore activée"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, kinds={KINDS.TOTP}, **kwargs)
        self.fields["code"].help_text = "Six chiffres, qui changent toutes les trente secondes."


class PasskeyForm(forms.Form):
    """What the browser answers in the name of a passkey; nobody types it."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def clean_credential(self):
        """The answer as a dict; raises ValidationError on anything else."""
        try:
            # Numbers stay words: where bytes are awaited, one would be how many to reserve.
            answer = json.loads(
                self.cleaned_data["credential"], parse_int=str, parse_float=str, parse_constant=str
            )
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise forms.ValidationError("Cette clé d’accès n’a pas répondu comme prévu.")
        return answer


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(max_length=60, required=False)


class NameForm(SignInStepForm):
    button = "Enregistrer mon nom"
    error_title = "Votre nom n’est pas modifié"
    full_name = forms.CharField(
        label="Votre prénom et votre nom",
        max_length=150,
        validators=[no_address],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Donnez votre prénom et votre nom.",
            "max_length": "Raccourcissez ce nom : 150 caractères au plus.",
        },
    )


class NewAddressForm(EmailForm):
    button = "Recevoir un code à cette adresse"
    error_title = "Votre adresse n’est pas modifiée"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Votre nouvelle adresse de courriel"
        self.fields["email"].help_text = "Un code y arrive, valable dix minutes."
        self.fields["email"].error_messages["required"] = "Donnez votre nouvelle adresse."


class AddressCodeForm(CodeForm):
    button = "Confirmer ma nouvelle adresse"
    error_title = "Votre adresse n’est pas encore modifiée"
