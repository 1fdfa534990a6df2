"""A form sent twice counts once, whatever its view does: a middleware and a template tag.

`{% once_only %}` prints the key of the form. It is used up in the transaction of what the view
writes: a second identical form waits for it, then is led where the first one led. A view that
answers with a page saved nothing, and the key still serves; one that redirects without having
written anything answers an UnsavedRedirect. See docs/decisions/0026-once-only-middleware.md.
"""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html

from records.editing import form_recovery
from records.editing.idempotency import claim, form_digest, read_key, settle, writer_of

TWICE = "C’est enregistré. Le formulaire est arrivé deux fois : il n’a compté qu’une fois."
NO_KEY = (
    "Rien n’est encore enregistré : cette page était ouverte depuis trop longtemps. Relisez ce "
    "que vous avez écrit, puis enregistrez."
)
KEY_USED = (
    'Ce formulaire a déjà servi : <a href="{}">voir ce qui a été enregistré</a>. Rien de plus '
    "n’est enregistré. Pour ajouter aussi ce qui suit, enregistrez de nouveau."
)


class UnsavedRedirect(HttpResponseRedirect):
    """The answer of a view that sends elsewhere and wrote nothing: the form still serves."""


def needs_key(view):
    """Decorate a view that creates something: it does so only with a key that never served.

    Without one the view is called with a sentence as `refusal`: it shows its form again, as it was
    typed, and writes nothing. Other views see by themselves that a form is old, and go on.
    """
    view.needs_key = True
    return view


def recognises_repeats(view):
    """Decorate a view that sees by itself that a form came twice, and says so in its own words."""
    view.recognises_repeats = True
    return view


class OnceOnlyMiddleware:
    """Run the view of a form that bears a key once, in one transaction."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """The answer of the view, or what stands for it; None to let Django call the view."""
        if request.method != "POST":
            return None
        key, asks = read_key(request.POST), getattr(view, "needs_key", False)
        if not (key or asks):
            return None
        person = writer_of(request)
        if not person.is_authenticated:
            return None

        def call(**refusal):
            return view(request, *args, **kwargs, **refusal)

        if getattr(view, "recognises_repeats", False):
            response = call()
            if is_saved(response):
                form_recovery.forget(request)
            return response
        with transaction.atomic():
            if key is None:
                return call(refusal=NO_KEY)
            submission, is_first = claim(person, key, request.POST, request.FILES)
            if not is_first:
                led_to = submission.led_to or request.path
                if submission.digest == form_digest(request.POST, request.FILES):
                    messages.success(request, TWICE)
                    return redirect(led_to)
                return call(refusal=format_html(KEY_USED, led_to)) if asks else call()
            response = call()
            if is_saved(response):
                form_recovery.forget(request)
                settle(submission, response.url)
            else:
                submission.delete()
            return response


def unsaved(response):
    """The `response` of a view that wrote nothing, marked so when it sends elsewhere."""
    return UnsavedRedirect(response.url) if isinstance(response, HttpResponseRedirect) else response


def is_saved(response) -> bool:
    """Whether the `response` of a view to a form tells that it was saved."""
    return isinstance(response, HttpResponseRedirect) and not isinstance(response, UnsavedRedirect)
