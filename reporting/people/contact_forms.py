"""What the team says when it changes who speaks for an organisation."""

from django import forms

from partners.models import MemberRole, User
from reporting.people.forms import ROLES, ActForm, email_field


def reason_field():
    return forms.CharField(
        label="Pourquoi ?",
        max_length=250,
        help_text="Gardé dans l’historique, que seule l’équipe lit.",
        error_messages={
            "required": "Dites en quelques mots pourquoi.",
            "max_length": "250 caractères au plus.",
        },
    )


def role_field():
    return forms.ChoiceField(
        label="Ce que la personne peut faire",
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que la personne peut faire."},
    )


class RoleForm(ActForm):
    act, button = "role", "Changer son rôle"
    error_title = "Le rôle n’est pas changé"
    role = role_field()
    reason = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_role_%s", **kwargs)


class EndForm(ActForm):
    act, button = "fin", "Mettre fin à ce contact"
    error_title = "Ce contact n’est pas terminé"
    reason = reason_field()


class AgainForm(ActForm):
    act, button = "renvoyer", "Renvoyer l’invitation"
    error_title = "L’invitation n’est pas renvoyée"
    email = email_field("Son adresse électronique", required=False)


class AddForm(ActForm):
    """`person` is the account of the address, once valid."""

    act, button = "ajouter", "Ajouter ce contact"
    error_title = "Personne n’est encore ajouté"
    email = email_field("L’adresse électronique de son compte")
    role = role_field()
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
