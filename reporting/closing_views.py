"""The team closes a convention, or opens it again: `/suivi/conventions/…/clore/`."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.quick_forms import plain_helper
from conventions.models import Convention
from partners.permissions import may_publish
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.editing.once_only import needs_key, unsaved
from reporting.closing import close, may_close, reopen, still_open

TOO_SOON = "Publiez d’abord cette convention et attendez son premier jour : elle n’est pas close."


class ReopeningForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi la rouvrir ?",
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="En quelques mots. Reste dans l’historique, que seule l’équipe lit.",
        error_messages={"required": "Dites en quelques mots pourquoi."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(*self.fields)


def the_convention(pk):
    return get_object_or_404(Convention.objects.select_related("territory"), pk=pk)


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def convention_close(request, pk, refusal=""):
    """What closing does and what is still open; then close it."""
    convention = the_convention(pk)
    if convention.is_read_only:
        messages.info(request, convention.closed_words)
        return unsaved(redirect("next-plans"))
    if not may_close(convention):
        messages.warning(request, TOO_SOON)
        return unsaved(redirect("next-plans"))
    if request.method == "POST" and not refusal:
        if close(convention, by=request.user):
            messages.success(request, f"La convention {convention.slug} est close.")
        return redirect("next-plans")
    if refusal:
        messages.warning(request, refusal)
    warnings = still_open(convention, timezone.localdate())
    context = {"convention": convention, "warnings": warnings}
    return render(request, "reporting/convention_close.html", context)


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def convention_reopen(request, pk, refusal=""):
    """Ask why, then let its plan change again."""
    convention = the_convention(pk)
    if not convention.is_read_only:
        messages.info(request, "Cette convention est déjà ouverte.")
        return unsaved(redirect("next-plans"))
    form = ReopeningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not refusal and form.is_valid():
        if reopen(convention, form.cleaned_data["reason"], by=request.user):
            messages.success(request, f"La convention {convention.slug} est rouverte.")
        form_recovery.forget(request)
        return redirect("next-plans")
    if refusal:
        messages.warning(request, refusal)
    is_kept = form_recovery.take_up(request, form)
    context = {"convention": convention, "form": form, "is_kept": is_kept}
    return render(request, "reporting/convention_reopen.html", context)
