"""The contact form: what it asks, in which words."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Layout, Submit
from django import forms

from actions.models import Action
from contact.models import ContactMessage
from partners.visitor_forms import VisitorForm, one_line

ABOUT = """
{% if action %}<p>Votre message porte sur
<a href="{{ action.get_absolute_url }}">{{ about }}</a></p>{% endif %}
<p class="hint">Tout est nécessaire, sauf ce qui est marqué « facultatif ».</p>
"""


def public_action(number):
    """The public action that the text `number` names, or None."""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return None
    return Action.objects.public().filter(number=int(number)).first()


class ContactForm(VisitorForm):
    key_salt = "contact.views.form"

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
        super().__init__(data, **kwargs)
        self.subject = subject
        if subject:
            del self.fields["subject"]
        asked = [name for name in self.Meta.fields if name in self.fields]
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
            self.trap,
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
