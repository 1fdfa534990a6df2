"""Withdrawing a picture: one page, one button, no way back."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actions.models import Picture
from actions.pictures import withdraw_picture
from partners.permissions import may_edit, may_publish
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.editing.once_only import recognises_repeats


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi la retirer ?",
        help_text="Reste dans l’historique. Ne nommez personne.",
        max_length=300,
        initial="Une personne reconnaissable, ou l’auteur de l’image, le demande.",
        error_messages={"required": "Dites en une phrase pourquoi cette photo est retirée."},
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.add_input(Submit("withdraw", "Retirer cette photo"))


@staff_page(may_edit)
@recognises_repeats
def picture_withdraw(request, pk):
    """Ask once more, then withdraw the picture and go back to its sheet."""
    picture = get_object_or_404(Picture.objects.select_related("action"), pk=pk)
    if picture.is_published and not may_publish(request.user):
        raise PermissionDenied
    sheet = reverse("admin:actions_picture_change", args=[pk])
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if withdraw_picture(picture, reason=form.cleaned_data["reason"], by=request.user):
            messages.success(request, "Photo retirée du site, fichiers effacés.")
        else:
            messages.info(request, "Cette photo était déjà retirée.")
        return redirect(sheet)
    if picture.withdrawn_at:
        messages.info(request, "Cette photo était déjà retirée.")
        return redirect(sheet)
    context = {
        "picture": picture,
        "is_kept": form_recovery.take_up(request, form),
        "form": form,
        "sheet": sheet,
    }
    return render(request, "actions/picture_withdraw.html", context)
