"""The contact form: what it asks, in which words, and how raw text is made plain."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Field, Layout, Submit
from django import forms

from actions.models import Action
from contact.models import ContactMessage

ABOUT = """
{% if action %}<p>Votre message porte sur
<a href="{{ action.get_absolute_url }}">{{ about }}</a></p>{% endif %}
<p class="hint">Tout est nécessaire, sauf ce qui est marqué « facultatif ».</p>
"""
MAX_KEPT = 100_000  # characters given back to correct; nobody corrects more by hand
# Controls that show nothing, and marks that turn the direction of the text around them.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(value):
    """`value` without what no one sees, its line ends those of the web's own text."""
    text = str(value)[:MAX_KEPT].replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub("", text)


def one_line(value):
    """`value` on one line, fit for a letter's header."""
    return " ".join(value.split())


def public_action(number):
    """The public action that the text `number` names, or None."""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return None
    return Action.objects.public().filter(number=int(number)).first()


class ContactForm(forms.ModelForm):
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    action = forms.CharField(widget=forms.HiddenInput, required=False)
    complaint = forms.BooleanField(
        label="Je signale un défaut d’accessibilité",
        required=False,
        help_text="Une page que vous ne pouvez pas lire ou utiliser. Un courriel vous confirmera "
        "que votre message est reçu, une fois par jour au plus.",
    )
    copy = forms.BooleanField(
        label="Je veux une copie de mon message",
        required=False,
        help_text="Par courriel, une fois par jour au plus, sans les adresses qu’il contient.",
    )
    # Only a robot fills it.
    details = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = ContactMessage
        fields = ["name", "email", "subject", "body"]
        labels = {
            "name": "Votre nom",
            "email": "Votre adresse de courriel",
            "subject": "Sujet",
            "body": "Votre message",
        }
        help_texts = {
            "email": "Pour vous répondre, et pour rien d’autre.",
            "body": "10 000 caractères au plus. N’écrivez rien de médical ni de confidentiel.",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "subject": forms.TextInput(attrs={"autocomplete": "off"}),
            "body": forms.Textarea(attrs={"rows": 10}),
        }
        error_messages = {
            "name": {"max_length": "Votre nom dépasse 150 caractères : raccourcissez-le."},
            "email": {
                "required": "Donnez votre adresse de courriel, pour recevoir une réponse.",
                "invalid": "Cette adresse de courriel est incomplète. "
                "Elle ressemble à nom@exemple.fr.",
                "max_length": "Cette adresse de courriel dépasse 254 caractères.",
            },
            "subject": {
                "required": "Donnez le sujet de votre message, en quelques mots.",
                "max_length": "Le sujet dépasse 200 caractères : raccourcissez-le.",
            },
            "body": {
                "required": "Écrivez votre message.",
                "max_length": "Votre message dépasse 10 000 caractères : raccourcissez-le, "
                "ou envoyez-le en plusieurs fois.",
            },
        }

    def __init__(self, data=None, *, subject="", **kwargs):
        """`subject`: already known, and not asked."""
        if data is not None:
            data = {name: plain(data.get(name, "")) for name in self.base_fields}
        super().__init__(data, **kwargs)
        self.subject = subject
        if subject:
            del self.fields["subject"]
        # A browser cuts a pasted text at maxlength without a word; the server says it.
        asked = [name for name in self.Meta.fields if name in self.fields]
        for name in asked:
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.helper = FormHelper()
        self.helper.form_action = "contact"
        self.helper.disable_csrf = True
        self.helper.form_error_title = "Votre message n’est pas encore envoyé"
        self.helper.layout = Layout(
            "key",
            "action",
            HTML(ABOUT),
            *asked,
            "copy",
            "complaint",
            Field("details", template="contact/_trap.html"),
            ButtonHolder(Submit("envoyer", "Envoyer le message")),
        )

    def clean_name(self):
        return one_line(self.cleaned_data["name"])

    def clean_subject(self):
        return one_line(self.cleaned_data["subject"])

    @property
    def written(self):
        """What somebody wrote, by the fields of a ContactMessage; the form is valid."""
        found = {name: self.cleaned_data.get(name, "") for name in self.Meta.fields}
        return found | ({"subject": self.subject} if self.subject else {})

    def clean_details(self):
        """Raise ValidationError in words: a person's browser may have filled the hidden field."""
        if self.cleaned_data["details"]:
            self.data["details"] = ""
            self.add_error(
                None,
                "Un champ caché était rempli, sans doute par un outil de votre navigateur. "
                "Il est de nouveau vide : envoyez votre message encore une fois.",
            )

    def renew(self, key, reason):
        """Refuse this sending in the words of `reason`; the next one will carry `key`."""
        self.data["key"] = key
        self.add_error(None, reason)
