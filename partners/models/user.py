"""People who sign in: an e-mail address is all we need to know them by."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from partners import permissions
from partners.models.mail_fault import MailFault

FORMER_CONTACT = "Ancien contact"


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, **fields):
        """Create a person from an e-mail. Nobody has a password."""
        if not email:
            raise ValueError("Une adresse de courriel est nécessaire.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create a person who may do everything; `password`, which Django asks, is not kept."""
        return self.create_user(email, role=permissions.Role.ADMINISTRATION, **fields)


class User(AbstractBaseUser):
    """A person. Kept to a minimum: name, e-mail, last sign-in."""

    email = models.EmailField(
        "adresse de courriel",
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    full_name = models.CharField("prénom et nom", max_length=150, blank=True)
    role = models.CharField(
        "rôle dans l’équipe",
        max_length=14,
        choices=permissions.Role,
        blank=True,
        help_text="Chaque rôle peut aussi ce que peuvent les précédents. Sans rôle, la personne "
        "n’entre pas dans les pages de l’équipe.",
    )
    is_active = models.BooleanField(
        "actif", default=True, help_text="Décochez pour fermer le compte sans rien effacer."
    )
    is_demo = models.BooleanField("compte de démonstration", default=False, editable=False)
    # Why letters no longer arrive: a MailFault, and since when. A new address clears it.
    mail_fault = models.CharField(
        "pourquoi l’adresse ne fonctionne plus",
        max_length=8,
        choices=MailFault,
        blank=True,
        editable=False,
    )
    mail_fault_on = models.DateField(
        "adresse qui ne fonctionne plus depuis le", null=True, blank=True, editable=False
    )
    reminders_off_on = models.DateField("rappels refusés le", null=True, blank=True, editable=False)
    # Silence of two years: told a month before, then the person becomes « ancien contact ».
    warned_on = models.DateField("fermeture annoncée le", null=True, blank=True, editable=False)
    anonymised_on = models.DateField("anonymisé le", null=True, blank=True, editable=False)
    date_joined = models.DateTimeField("créé le", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = "personne"
        ordering = ["full_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            ),
        ]

    def __str__(self):
        return self.full_name or self.email

    @property
    def is_staff(self):
        """May enter the pages of the team: what Django's admin asks."""
        return bool(self.role)

    @property
    def is_superuser(self):
        return self.role == permissions.Role.ADMINISTRATION

    def get_session_auth_hash(self):
        """What a session remembers of the account: when it changes, every session ends.

        It changes with the role, and with `end_sessions`.
        """
        return self._session_digest(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self):
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_digest(secret)

    def _session_digest(self, secret):
        value = f"{self.password}:{self.role}"
        return salted_hmac("partners.session", value, secret, algorithm="sha256").hexdigest()

    def end_sessions(self):
        """Sign this person out everywhere, at the next request of each browser.

        Nobody signs in with a password: what stands in that field is only a random mark.
        """
        self.set_unusable_password()
        self.save(update_fields=["password"])

    def has_perm(self, perm, obj=None):
        return permissions.allows(self, perm)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return permissions.may_read(self)

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)
