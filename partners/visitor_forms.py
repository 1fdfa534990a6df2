"""What protects a form that anybody sends, without a cookie, a third party or a puzzle.

A signed, dated, one-use key; a field that only robots fill; the origin of the request. Limits are
in `visitors`. Decision 0008.
"""

import re
import secrets
from datetime import timedelta

from crispy_forms.layout import Field
from django import forms
from django.core import signing
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format

from partners.visitors import comes_from_here

KEY_LIFE = timedelta(hours=12)
SHORTEST_WRITING = timedelta(seconds=3)
HOUR = "G\u00a0\\h\u00a0i"
MAX_KEPT = 100_000  # characters given back to correct; nobody corrects more by hand
# Controls that show nothing, and marks that turn the direction of the text around them.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
ELSEWHERE = "Ce formulaire venait d’un autre site. Relisez-le, puis envoyez-le."


class KeyRefused(Exception):
    """Carries the sentence that says why, and what to do; `status` is that of the answer."""

    def __init__(self, words, status=200):
        super().__init__(words)
        self.status = status


def plain(value):
    """`value` without what no one sees, its line ends those of the web's own text."""
    text = str(value)[:MAX_KEPT].replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub("", text)


def one_line(value):
    """`value` on one line, fit for a letter's header."""
    return " ".join(value.split())


def new_key(salt):
    """A signed and dated key for one form: a random nonce, never linked to a person.

    `salt` is that of one kind of form: its keys open no other.
    """
    return signing.dumps([secrets.token_hex(16), timezone.now().timestamp()], salt=salt)


def read_key(key, salt):
    """The nonce of `key`; raises KeyRefused when it is forged, too old or too young."""
    try:
        nonce, opened_at = signing.loads(key, salt=salt)
    except signing.BadSignature:
        raise KeyRefused(
            "Cette page n’était plus à jour. Votre texte y est toujours : envoyez-le de nouveau."
        ) from None
    age = timedelta(seconds=timezone.now().timestamp() - opened_at)
    if age > KEY_LIFE:
        raise KeyRefused(
            "Cette page était ouverte depuis plus de douze heures. "
            "Votre texte y est toujours : relisez-le, puis envoyez-le de nouveau."
        )
    if age < SHORTEST_WRITING:
        raise KeyRefused(
            "Notre filtre contre les robots a retenu cet envoi. "
            "Votre texte est toujours dans la page : envoyez-le de nouveau."
        )
    return nonce


class VisitorForm(forms.ModelForm):
    """A form that anybody sends; a kind of it has its own `key_salt`, and may have more fields."""

    key_salt: str
    trap = Field("details", template="_trap.html")  # for the layout

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    # Only a robot fills it.
    details = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, data=None, **kwargs):
        if data is None:
            key = {"key": new_key(self.key_salt)}
            kwargs["initial"] = key | (kwargs.get("initial") or {})
        else:
            data = {name: plain(data.get(name, "")) for name in self.base_fields}
        super().__init__(data, **kwargs)
        # A browser cuts a pasted text at maxlength without a word; the server says it.
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def clean_details(self):
        """Raise ValidationError in words: a person's browser may have filled the hidden field."""
        if self.cleaned_data["details"]:
            self.data["details"] = ""
            self.add_error(
                None,
                "Un champ caché était rempli, sans doute par un outil de votre navigateur. "
                "Il est de nouveau vide : envoyez votre message encore une fois.",
            )

    def renew(self, reason):
        """Refuse this sending in the words of `reason`; the next one will carry another key."""
        self.data["key"] = new_key(self.key_salt)
        self.add_error(None, reason)

    def nonce(self, request):
        """The nonce of what `request` sent. Raises KeyRefused, the form renewed, when it is not to
        be trusted."""
        try:
            if not comes_from_here(request):
                raise KeyRefused(ELSEWHERE, 403)
            return read_key(self.data["key"], self.key_salt)
        except KeyRefused as refusal:
            self.renew(str(refusal))
            raise


def unshared(request, template, context, status=200):
    """The page of a form, kept by the browser for its Back button but by nobody else."""
    response = render(request, template, context, status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def told_to_wait(form, wait, many):
    """Refuse the `form` for `wait` seconds, its text kept: `many` says what there are many of."""
    hour = timezone.localtime() + timedelta(seconds=wait + 59)
    form.add_error(
        None,
        f"{many} viennent d’arriver par ce formulaire. "
        f"Votre texte reste dans la page : envoyez-le à partir de {date_format(hour, HOUR)}.",
    )


def confirmed(name, *args):
    """Leads to the page `name` that confirms: reload asks for it, never sends the form again."""
    response = redirect(name, *args)
    response.status_code = 303
    return response
