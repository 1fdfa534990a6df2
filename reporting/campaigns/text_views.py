"""The letters of a campaign: their words, how they read, and a test sent to oneself."""

import base64
import hashlib
import re
import secrets

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.permissions import may_edit, may_publish, may_read
from partners.staff_access import staff_page
from records.editing.earlier import earlier
from records.editing.once_only import UnsavedRedirect, needs_key
from records.editing.views import edit
from records.history.recording import one_change
from reporting.campaigns.preview import preview_of_text
from reporting.campaigns.text_forms import CampaignTextForm
from reporting.campaigns.views import the_campaign
from reporting.letters import templates
from reporting.letters.html import html_of
from reporting.letters.writing import write_letter
from reporting.models import CampaignText, LetterKind, TextKind

WHEN = {
    TextKind.OPENING: "Ce courriel part à l’ouverture, à chaque personne.",
    TextKind.REMINDER: "Ce courriel part aux jours du calendrier, à qui n’a pas répondu.",
    TextKind.LAST_REMINDER: "Ce courriel part aux jours du calendrier où ce texte est choisi.",
    TextKind.RECEIVED: "Ce courriel part dès qu’une réponse est envoyée.",
    TextKind.SENT_BACK: "Ce courriel part quand l’équipe demande une précision.",
    TextKind.PUBLISHED: "Ce courriel part quand l’équipe publie ou valide une réponse.",
}
MARK = "[Essai]"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def the_text(pk, kind):
    """The text of that kind of the campaign, or 404."""
    return get_object_or_404(the_campaign(pk).texts, kind=kind)


def is_default(text):
    return (text.subject, text.body) == templates.defaults_of(text.campaign)[text.kind]


@staff_page(may_read)
@require_safe
def campaign_texts(request, pk):
    """The letters of a campaign, when each leaves, and which were changed."""
    campaign = the_campaign(pk)
    texts = {text.kind: text for text in campaign.texts.all()}
    lines = [
        (texts[kind], WHEN[kind], is_default(texts[kind])) for kind in TextKind if kind in texts
    ]
    context = {"campaign": campaign, "lines": lines, "editor": may_edit(request.user)}
    return render(request, "reporting/campaigns/texts.html", context)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_text(request, pk, kind):
    """One letter: its words, the names it may hold, and how somebody real would read it."""
    text = the_text(pk, kind)
    context = {
        "campaign": text.campaign,
        "text": text,
        "when": WHEN[kind],
        "names": templates.explained(templates.ALLOWED[kind]),
        "preview": preview_of_text(text, timezone.localdate()),
        "is_default": is_default(text),
    }
    return edit(
        request,
        CampaignText.objects.filter(pk=text.pk),
        CampaignTextForm,
        "reporting/campaigns/text.html",
        done=lambda row: reverse("campaign-text", args=[pk, kind]),
        words="Le texte est enregistré. Relisez-le ci-dessous, comme les partenaires le liront.",
        context=context,
        opened=earlier(request),
    )


@staff_page(may_edit)
@require_POST
@needs_key
def campaign_text_test(request, pk, kind, refusal=""):
    """Send oneself the letter, marked as a test."""
    text = the_text(pk, kind)
    address = reverse("campaign-text", args=[pk, kind])

    if refusal:
        messages.warning(request, "L’essai n’est pas parti : appuyez de nouveau sur le bouton.")
        return UnsavedRedirect(address)
    shown = preview_of_text(text, timezone.localdate())
    write_letter(
        LetterKind.TEST,
        person=request.user,
        once=f"essai:{secrets.token_hex(12)}",
        subject=f"{MARK} {shown.subject}",
        body=shown.body,
        campaign=text.campaign,
        about=shown.person,  # whose data it shows
    )
    messages.success(request, f"L’essai part à {request.user.email} dans quelques minutes.")
    return redirect(address)


@staff_page(may_edit)
@require_POST
def campaign_text_reset(request, pk, kind):
    """Go back to the words that the portal proposes; the others stay in history."""
    text = the_text(pk, kind)
    if not is_default(text):
        text.subject, text.body = templates.defaults_of(text.campaign)[text.kind]
        with one_change("Retour au texte d’origine.", request.user):
            text.save()
    messages.success(request, "Le texte d’origine est revenu.")
    return redirect("campaign-text", pk, kind)


@staff_page(may_read)
@require_safe
def campaign_text_html(request, pk, kind):
    """The letter laid out as mail readers show it; its style sheet alone is let through."""
    text = the_text(pk, kind)
    shown = preview_of_text(text, timezone.localdate())
    page = html_of(shown.subject, shown.body)
    proofs = [
        base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
        for sheet in STYLE.findall(page)
    ]
    policy = dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], (NONE,))
    policy["style-src"] = [f"'sha256-{proof}'" for proof in proofs]
    return csp_replace(policy)(lambda _request: HttpResponse(page))(request)


@staff_page(may_read)
@require_safe
def campaign_trial(request):
    """Where the links of a test letter lead."""
    return render(
        request, "reporting/campaigns/trial.html", {"publisher": may_publish(request.user)}
    )
