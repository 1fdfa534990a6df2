"""Both public forms: stored, then confirmed; the visitor receives no cookie."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from conventions.models import Convention
from partners.visitor_forms import KeyRefused, confirmed, told_to_wait, unshared
from partners.visitors import network_key, sender_key, waiting_time
from voices.forms import IdeaForm, OpinionForm
from voices.models import Voice, VoiceKind
from voices.shown import ideas_shown

METHODS = ["GET", "HEAD", "POST"]
PAGES = {VoiceKind.OPINION: "opinion", VoiceKind.IDEA: "ideas"}
AGAIN = (
    "Vous avez déjà envoyé un texte depuis cette page. Pour envoyer aussi celui-ci, appuyez de "
    "nouveau sur le bouton."
)


def the_convention(slug, name):
    """(the public convention, its Opening `name`), or 404 where residents were never asked."""
    rows = Convention.objects.public().select_related("territory")
    convention = get_object_or_404(rows, slug=slug)
    opening = getattr(convention, name)
    if opening.first is None:
        raise Http404
    return convention, opening


# Exempt from Django's CSRF check because that check needs a cookie, and a visitor gets none: a
# signed, dated, one-use key and the Origin headers stand in.
@csrf_exempt
@require_http_methods(METHODS)
def opinion(request, slug):
    """What somebody thinks of a convention, while its team asks."""
    convention, opening = the_convention(slug, "opinions")
    return asked(request, convention, opening, OpinionForm, "voices/opinion.html")


@csrf_exempt
@require_http_methods(METHODS)
def ideas(request, slug):
    """The box of ideas, and those that were accepted."""
    convention, opening = the_convention(slug, "ideas")
    return asked(request, convention, opening, IdeaForm, "voices/ideas.html")


def asked(request, convention, opening, form_class, template):
    """The page of a form; once closed, it says so to whoever follows an old link."""
    is_sent = request.method == "POST"
    form = form_class(request.POST if is_sent else None, convention=convention)
    at = timezone.now()
    is_open = opening.is_open(timezone.localdate(at))

    def page(status=200):
        context = {"form": form, "convention": convention, "opening": opening, "is_open": is_open}
        context["is_late"] = is_sent and not is_open
        if form.kind == VoiceKind.IDEA:
            context |= ideas_shown(convention)
        return unshared(request, template, context, status)

    if not is_sent or not is_open:
        return page(403 if is_sent else 200)
    valid = form.is_valid()
    try:
        nonce = form.nonce(request)
    except KeyRefused as refusal:
        return page(refusal.status)
    if not valid:
        return page()
    row, wait = store(request, form, nonce, at)
    if wait:
        told_to_wait(form, wait, "Beaucoup de textes")
        response = page(429)
        response.headers["Retry-After"] = str(wait)
        return response
    if any(getattr(row, name) != value for name, value in form.written.items()):
        form.renew(AGAIN)
        return page()
    return confirmed(f"{PAGES[form.kind]}-sent", convention.slug)


@transaction.atomic
def store(request, form, nonce, at):
    """(the Voice of the valid `form`, written once, 0), or (None, seconds to wait)."""
    row = Voice.objects.filter(form_key=nonce).first()
    if row is None and (wait := waiting_time(Voice.objects, request, at)):
        return None, wait
    if row is None:
        facts = form.written | {
            "kind": form.kind,
            "convention": form.convention,
            "sender_key": sender_key(request, at),
            "network_key": network_key(request, at),
        }
        row, _created = Voice.objects.get_or_create(form_key=nonce, defaults=facts)
    return row, 0


@require_safe
def opinion_sent(request, slug):
    """What becomes of an opinion: the same page for all."""
    convention, _opening = the_convention(slug, "opinions")
    return render(request, "voices/sent.html", {"convention": convention, "kind": "avis"})


@require_safe
def ideas_sent(request, slug):
    """What becomes of an idea: the same page for all."""
    convention, _opening = the_convention(slug, "ideas")
    return render(request, "voices/sent.html", {"convention": convention, "kind": "idee"})
