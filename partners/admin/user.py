from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from partners.admin.base import PortalAdmin
from partners.models import User

# Only those who may already do everything can give that power.
POWERS = ["is_staff", "is_superuser", "groups"]


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "full_name"]
        field_classes = {"email": forms.EmailField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        hint = "Sans mot de passe, la personne est connue du portail mais ne peut pas entrer ici."
        self.fields["usable_password"].help_text = hint

    def clean_email(self):
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(PortalAdmin, DjangoUserAdmin):
    add_title = "Ajouter une personne"
    index_note = "Qui peut se connecter, et pour quoi faire."
    add_form = PersonCreationForm
    list_display = ["__str__", "email", "role", "account", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "is_demo"]
    search_fields = ["full_name", "email"]
    search_help_text = "Nom ou courriel."
    ordering = ["full_name", "email"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined", "demonstration"]
    fieldsets = [
        (
            "La personne",
            {
                "fields": ["full_name", "email", "password"],
                "description": "Le courriel sert d’identifiant. N’enregistrez rien d’autre.",
            },
        ),
        (
            "Ce qu’elle peut faire",
            {
                "fields": ["is_active", *POWERS],
                "description": "« Équipe » ouvre la porte de l’administration ; « Statut "
                "super-utilisateur » permet de tout y faire, « Groupes » d’y faire ce que le "
                "groupe permet. Quelqu’un part ? Décochez « Actif » : le compte est fermé, "
                "l’historique reste.",
            },
        ),
        ("Dates", {"fields": ["last_login", "date_joined", "demonstration"]}),
    ]
    add_fieldsets = [
        (
            "La personne",
            {
                "fields": ["email", "full_name"],
                "description": "Le courriel servira d’identifiant.",
            },
        ),
        (
            "Son mot de passe",
            {
                "fields": ["usable_password", "password1", "password2"],
                "description": "Quinze caractères au moins : quelques mots sans rapport entre "
                "eux sont plus sûrs et plus faciles à retenir qu’un mot compliqué.",
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """Groups are a notion to learn: shown only once someone has made one."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or Group.objects.exists():
            return fieldsets
        return [
            (title, options | {"fields": [f for f in options["fields"] if f != "groups"]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *POWERS]

    def has_change_permission(self, request, obj=None):
        """Who may do everything is changed only by an equal."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """An account that was used is closed, not deleted: its history would go with it."""
        if obj is not None and obj.last_login is not None:
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description="peut faire", ordering="is_staff")
    def role(self, obj):
        if obj.is_superuser:
            return "Tout"
        return "Entrer dans l’administration" if obj.is_staff else "Rien dans l’administration"

    @admin.display(description="compte", ordering="is_active")
    def account(self, obj):
        return "Ouvert" if obj.is_active else "Fermé"


admin.site.unregister(Group)
