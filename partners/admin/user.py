from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import get_text_list

from partners.account_use import was_used
from partners.contacts import clear_fault
from partners.models import User
from partners.permissions import Role, may_administer
from partners.sign_in import factors
from partners.sign_in.events import record
from partners.sign_in.letters import tell
from records.admin.base import PortalAdmin
from records.admin.forms import RowForm

PERSONAL = ("full_name", "email")


def role_words(role):
    return Role(role).label.partition(" : ")[0] if role else "Partenaire"


def account_words(is_active):
    return "Ouvert" if is_active else "Fermé"


class PersonForm(RowForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "role", "is_active"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def save(self, commit=True):
        if not self.instance.password:
            self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(PortalAdmin):
    add_title = "Ajouter une personne"
    index_note = "Qui peut se connecter, et pour quoi faire."
    form = PersonForm
    list_display = ["__str__", "email", "role_name", "account", "last_login"]
    list_filter = ["is_active", "role", "is_demo"]
    search_fields = ["full_name", "email"]
    search_help_text = "Nom ou adresse de courriel."
    ordering = ["full_name", "email"]
    readonly_fields = ["second_factor", "last_login", "date_joined", "demonstration"]
    fieldsets = [
        (
            "La personne",
            {
                "fields": ["full_name", "email"],
                "description": "Cette adresse reçoit les codes de connexion : personne d’autre "
                "ne doit la lire. N’enregistrez rien d’autre.",
            },
        ),
        (
            "Ce qu’elle peut faire",
            {
                "fields": ["is_active", "role"],
                "description": "Changer le rôle ou fermer le compte déconnecte la personne. "
                "Quelqu’un part ? Décochez « Actif » : le compte est fermé, l’historique reste.",
            },
        ),
        ("Sa connexion", {"fields": ["second_factor", "last_login"]}),
        ("Dates", {"fields": ["date_joined", "demonstration"]}),
    ]
    # One's own account is told in a word: the icon of a box that cannot be ticked says « True ».
    own_fieldsets = [
        fieldsets[0],
        (
            "Ce que vous pouvez faire",
            {
                "fields": ["account", "role"],
                "description": "Une autre personne de l’administration peut modifier votre rôle "
                "ou fermer votre compte.",
            },
        ),
        *fieldsets[2:],
    ]
    add_fieldsets = [
        (
            "La personne",
            {
                "fields": ["email", "full_name", "role"],
                "description": "Elle se connectera avec un code reçu à cette adresse. Avec un "
                "rôle, elle choisira une deuxième étape la première fois.",
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        if not obj:
            return self.add_fieldsets
        return self.own_fieldsets if obj == request.user else super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Nobody shuts themselves out: one's own role and account are a colleague's to change."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "role", "account"] if obj == request.user else fields

    def get_urls(self):
        reset = self.admin_site.admin_view(self.reset_second_factor)
        name = "partners_user_reset_factors"
        return [path("<int:pk>/second-facteur/", reset, name=name), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        """Keep the account; closing it or changing its role is a security event."""
        super().save_model(request, obj, form, change)
        if not change:
            record("account opened", request, obj, f"role {obj.role or 'none'}")
        elif "role" in form.changed_data:
            record("role changed", request, obj, f"role {obj.role or 'none'}")
        if change and "is_active" in form.changed_data:
            record("account opened" if obj.is_active else "account closed", request, obj)
        if change and {"email", "is_active"} & set(form.changed_data):
            obj.end_sessions()
        if change and "email" in form.changed_data:
            clear_fault(obj)

    def construct_change_message(self, request, form, formsets, add=False):
        """What the history page of a person tells: rights before → after; no name, no address.

        People have no versions: what the purge removes of them must not live on there.
        """
        if add:
            return f"Compte créé. Rôle : {role_words(form.instance.role)}."
        told = []
        if "role" in form.changed_data:
            before, after = role_words(form.initial["role"]), role_words(form.instance.role)
            told.append(f"Rôle : {before} → {after}.")
        if "is_active" in form.changed_data:
            before, after = (
                account_words(form.initial["is_active"]),
                account_words(form.instance.is_active),
            )
            told.append(f"Compte : {before} → {after}.")
        others = [form.fields[name].label for name in form.changed_data if name in PERSONAL]
        if others:
            told.append(f"Modifié : {get_text_list(others, 'et')}.")
        return " ".join(told) or "Enregistré sans changement."

    def has_delete_permission(self, request, obj=None):
        """An account that was used is closed, not deleted: its history would go with it."""
        if obj is not None and was_used(obj):
            return False
        return super().has_delete_permission(request, obj)

    def reset_second_factor(self, request, pk):
        """For someone who lost phone and codes: they choose another factor next time."""
        person = User.objects.filter(pk=pk).first()
        if not may_administer(request.user):
            raise PermissionDenied
        if person is None:
            raise Http404
        address = reverse("admin:partners_user_change", args=[pk])
        if person == request.user or not factors.has_factor(person):
            self.message_user(request, "Rien à réinitialiser ici.", messages.WARNING)
            return redirect(address)
        if request.method == "POST":
            factors.reset(person)
            record("factors reset", request, person, f"by user {request.user.pk}")
            self.log_change(request, person, "Deuxième étape réinitialisée.")
            tell(
                person,
                "L’équipe a réinitialisé la deuxième étape de votre connexion. "
                "Vous en choisirez une nouvelle la prochaine fois.",
                request.get_host(),
            )
            words = f"{person} choisira une nouvelle deuxième étape à sa prochaine connexion."
            self.message_user(request, words, messages.SUCCESS)
            return redirect(address)
        context = self.admin_site.each_context(request) | {
            "title": "Réinitialiser la deuxième étape",
            "subtitle": str(person),
            "opts": self.opts,
            "person": person,
            "back": address,
        }
        return render(request, "admin/partners/user/reset_factors.html", context)

    @admin.display(description="deuxième étape (second facteur)")
    def second_factor(self, obj):
        names = [factors.label(factor) for factor in factors.factors_of(obj)]
        if not names:
            return "Aucune pour l’instant."
        return format_html(
            '{} – <a href="{}">Réinitialiser</a>',
            get_text_list(names, "et"),
            reverse("admin:partners_user_reset_factors", args=[obj.pk]),
        )

    @admin.display(description="rôle", ordering="role")
    def role_name(self, obj):
        return role_words(obj.role)

    @admin.display(description="compte", ordering="is_active")
    def account(self, obj):
        return account_words(obj.is_active)


# Roles say who may do what (partners/permissions.py); secrets are nobody's to read.
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)
