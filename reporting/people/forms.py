"""What invitations, « ce n’est plus moi » and changes of contacts ask, in which words."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.utils.text import capfirst

from partners.models import MemberRole, User
from partners.sign_in.forms import no_address

ROLES = [
    (MemberRole.CONTRIBUTOR, "Contact : répond pour l’organisation"),
    (MemberRole.REFERENT, "Personne référente : répond, et invite ses collègues"),
]
NAME_ERRORS = {"max_length": "Raccourcissez ce nom : 150 caractères au plus."}
EMAIL_ERRORS = {
    "required": "Donnez une adresse de courriel.",
    "invalid": "Cette adresse de courriel est incomplète. Elle ressemble à nom@exemple.fr.",
    "max_length": "Cette adresse de courriel dépasse 254 caractères.",
}


class ActForm(forms.Form):
    """A form with one button, whose words name the act; `act` tells the forms of a page apart."""

    act = "envoyer"
    button = ""
    error_title = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.helper = FormHelper()
        self.helper.form_error_title = self.error_title
        self.helper.form_tag = False
        button = Submit("acte", self.button, css_id=f"bouton-{self.act}")
        self.helper.layout = Layout(*self.fields, ButtonHolder(button))


def name_field(label, **kwargs):
    return forms.CharField(
        label=label, max_length=150, error_messages=NAME_ERRORS, validators=[no_address], **kwargs
    )


def email_field(label, **kwargs):
    return forms.EmailField(label=label, max_length=254, error_messages=EMAIL_ERRORS, **kwargs)


def role_field(what, **kwargs):
    return forms.ChoiceField(
        label=capfirst(what),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": f"Choisissez {what}."},
        **kwargs,
    )


class AcceptForm(ActForm):
    act, button = "accepter", "Accepter l’invitation"
    error_title = "L’invitation n’est pas encore acceptée"
    full_name = name_field(
        "Votre prénom et votre nom",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class DeclineForm(ActForm):
    """Nothing is ticked beforehand: a machine that sends the forms of a page declines nothing."""

    act, button = "decliner", "Décliner l’invitation"
    error_title = "L’invitation n’est pas déclinée"
    why = forms.ChoiceField(
        label="Pourquoi ?",
        widget=forms.RadioSelect,
        choices=[
            ("autre", "Ce n’est pas à moi de le faire"),
            ("non", "Je ne veux pas le faire"),
        ],
        error_messages={"required": "Dites d’abord pourquoi, d’un des deux choix."},
    )
    instead = forms.CharField(
        label="Qui faudrait-il inviter ?",
        required=False,
        max_length=250,
        help_text="Un nom, ou une fonction. L’équipe lui écrira.",
        validators=[no_address],
        error_messages={"max_length": "250 caractères au plus."},
    )


class NotMeForm(ActForm):
    """Bound to the `organisations` of a person; nothing is ticked beforehand."""

    act, button = "plus-moi", "Confirmer : ce n’est plus moi"
    error_title = "Rien n’est encore enregistré"
    places = forms.MultipleChoiceField(
        label="Pour quelles organisations ?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une organisation.",
            "invalid_choice": "Cette organisation n’est pas la vôtre : rechargez la page.",
        },
    )
    follows = forms.ChoiceField(
        label="Qui répond pour ces actions maintenant ?",
        widget=forms.RadioSelect,
        choices=[
            ("connu", "Quelqu’un que je connais : je donne son nom et son adresse"),
            ("inconnu", "Je ne sais pas qui"),
        ],
        error_messages={"required": "Dites qui répond, ou que vous ne le savez pas."},
    )
    full_name = name_field(
        "Son prénom et son nom",
        required=False,
        help_text="Nécessaire si vous connaissez cette personne.",
    )
    email = email_field(
        "Son adresse de courriel",
        required=False,
        help_text="Nécessaire dans ce cas : une invitation lui sera envoyée de votre part.",
    )

    def __init__(self, data, *, organisations):
        super().__init__(data)
        for name in ("full_name", "email"):  # « facultatif » would be false
            self.fields[name].is_sometimes_required = True
        self.organisations = list(organisations)
        if len(self.organisations) == 1:
            del self.fields["places"]
            self.helper.layout = Layout(*self.fields, self.helper.layout[-1])
        else:
            self.fields["places"].choices = [(row.slug, row.name) for row in self.organisations]

    def clean(self):
        given = super().clean()
        if given.get("follows") == "connu":
            if not given.get("full_name"):
                self.add_error("full_name", "Donnez le nom de la personne, ou « je ne sais pas ».")
            if not given.get("email") and "email" not in self.errors:
                self.add_error("email", "Donnez l’adresse de la personne, ou « je ne sais pas ».")
        return given

    @property
    def chosen(self):
        """The organisations concerned, of a valid form."""
        slugs = self.cleaned_data.get("places")
        return [row for row in self.organisations if slugs is None or row.slug in slugs]

    @property
    def successor(self):
        if self.cleaned_data["follows"] != "connu":
            return None
        return {name: self.cleaned_data[name] for name in ("full_name", "email")}


class InviteForm(ActForm):
    act, button = "inviter", "Envoyer l’invitation"
    error_title = "L’invitation n’est pas encore envoyée"
    email = email_field("Son adresse de courriel")
    full_name = name_field("Son prénom et son nom", required=False)
    # The lesser right, that most people have: the choice stays in sight.
    role = role_field("ce que la personne pourra faire", initial=MemberRole.CONTRIBUTOR)


def reason_field():
    return forms.CharField(
        label="Pourquoi ?",
        max_length=250,
        help_text="Reste dans l’historique, que seule l’équipe lit.",
        error_messages={
            "required": "Dites en quelques mots pourquoi.",
            "max_length": "250 caractères au plus.",
        },
    )


class RoleForm(ActForm):
    act, button = "role", "Modifier son rôle"
    error_title = "Le rôle n’est pas modifié"
    role = role_field("ce que la personne peut faire")
    reason = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_role_%s", **kwargs)


class EndForm(ActForm):
    act, button = "fin", "Mettre fin à ce contact"
    error_title = "Ce contact n’est pas terminé"
    reason = reason_field()


class AgainForm(ActForm):
    act, button = "renvoyer", "Envoyer de nouveau l’invitation"
    error_title = "L’invitation n’est pas envoyée de nouveau"
    email = email_field("Son adresse de courriel", required=False)


class AddForm(ActForm):
    """`person` is the account of the address, once valid."""

    act, button = "ajouter", "Ajouter ce contact"
    error_title = "Ce contact n’est pas encore ajouté"
    email = email_field("L’adresse de courriel de son compte")
    role = role_field("ce que la personne peut faire")
    reason = reason_field()
    person = None

    def __init__(self, data):
        super().__init__(data, initial={"role": MemberRole.CONTRIBUTOR})

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        self.person = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(
                "Aucun compte ouvert n’a cette adresse : envoyez plutôt une invitation."
            )
        return email
