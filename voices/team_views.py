"""The team reads what residents wrote, decides, and takes it all as a table."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.views.exports import table_response
from conventions.models import Convention, Enjeu
from partners.permissions import may_publish
from partners.staff_access import staff_page
from records.editing.once_only import UnsavedRedirect
from records.editing.views import edit
from records.history.timeline import Timeline
from voices.export import voices_sheet
from voices.models import Voice, VoiceKind, VoiceState
from voices.moderation import ModerationForm, accept_as_written, propose

PER_PAGE = 30
DEFAULTS = {"etat": VoiceState.RECEIVED}


class VoicesFilter(forms.Form):
    """Which ones are listed; what nobody offers is as if it were not asked."""

    genre = forms.ChoiceField(
        label="Genre", required=False, choices=[("", "Avis et idées"), *VoiceKind.choices]
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous les états"), *VoiceState.choices]
    )
    enjeu = forms.ModelChoiceField(
        Enjeu.objects.none(), label="Enjeu", required=False, empty_label="Tous les enjeux"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        heard = Enjeu.objects.filter(voices__isnull=False).distinct()
        self.fields["enjeu"].queryset = heard.select_related("convention").order_by(
            "-convention__starts_on", "position", "code_order"
        )

    def rows(self):
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        names = {"genre": "kind", "etat": "state", "enjeu": "enjeu"}
        chosen = {names[name]: value for name, value in asked.items() if value}
        return Voice.objects.filter(**chosen).select_related("enjeu", "commune", "convention")


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
def voices(request):
    """What was received, what still waits first; accept several as they were written."""
    if request.method == "POST":
        sent = request.POST.getlist("voix")[:PER_PAGE]
        keys = [int(key) for key in sent if key.isdecimal() and len(key) < 10]
        count = accept_as_written(keys, request.user)
        here = request.get_full_path()
        if not count:
            messages.info(request, "Rien n’a changé : cochez ce qui attend encore une décision.")
            return UnsavedRedirect(here)
        words = "parole acceptée" if count == 1 else "paroles acceptées"
        messages.success(request, f"{count} {words}.")
        return redirect(here)
    form = VoicesFilter(request.GET if request.GET else DEFAULTS, auto_id="filtre-%s")
    page = Paginator(form.rows(), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "waiting": Voice.objects.waiting().count(),
        "conventions": list(asking_conventions()),
    }
    return render(request, "voices/voices.html", context)


def asking_conventions():
    """Conventions that the team works on: where the forms are opened, and whom to thank."""
    return Convention.objects.for_staff().filter(is_published=True)


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request, pk):
    """One of them: what was typed, and the decision, with the protections of every team form."""
    rows = Voice.objects.select_related("convention__territory", "enjeu", "commune")
    row = get_object_or_404(rows, pk=pk)
    return edit(
        request,
        rows.filter(pk=pk),
        ModerationForm,
        "voices/voice.html",
        done=lambda found: reverse("voices"),
        words="Votre décision est enregistrée.",
        context={"voice": row, "entries": past_of(row)},
        opened=propose,
    )


def past_of(row):
    """Who decided what, the latest first; every version, they are few."""
    timeline = Timeline(Voice, row.pk)
    return timeline.entries(list(timeline.moments))


@staff_page(may_publish)
@require_safe
def voices_file(request, suffix):
    """All that was received and what became of it, without an address."""
    return table_response(suffix, [voices_sheet()], "paroles-d-habitants")
