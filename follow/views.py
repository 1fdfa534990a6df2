"""Following by e-mail: the form of each thing, and the answer to it. No cookie, no account."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from actions.models import Action, Audience
from conventions.models import Commune, Convention, Enjeu
from conventions.redirects import moved_to
from follow import scopes
from follow.following import ask
from follow.forms import FollowForm
from follow.models import FollowRequest
from partners.visitors import comes_from_here, network_key, sender_key, waiting_time
from records.archive import public_or_gone
from records.models.merged import kept_slug

METHODS = ["GET", "HEAD", "POST"]
HOUR = "G\u00a0\\h\u00a0i"
ELSEWHERE = "Ce formulaire venait d’un autre site. Relisez-le, puis envoyez-le."


def follow_page(request, scope, shown):
    """The form that follows `scope`, and what becomes of it; `shown` is the context of its page.

    The answer is the same for every address: nobody learns who follows. There is no session to
    abuse by a forged form; the origin of the request is checked, and limits hold.
    """
    form = FollowForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "scope": scope, **shown}
    if not form.is_bound:
        return render(request, "follow/follow.html", context)
    valid, at = form.is_valid(), timezone.now()
    if not comes_from_here(request):
        form.add_error(None, ELSEWHERE)
        return render(request, "follow/follow.html", context, status=403)
    if not valid:
        return render(request, "follow/follow.html", context)
    if wait := waiting_time(FollowRequest.objects, request, at):
        hour = timezone.localtime(at) + timedelta(seconds=wait + 59)
        form.add_error(
            None,
            "Beaucoup de demandes viennent d’arriver. Votre adresse reste dans la page : "
            f"envoyez-la à partir de {date_format(hour, HOUR)}.",
        )
        response = render(request, "follow/follow.html", context, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    ask(
        form.cleaned_data["email"],
        scope,
        at,
        sender_key=sender_key(request, at),
        network_key=network_key(request, at),
    )
    response = redirect("follow-asked")
    response.status_code = 303  # reload asks for the page, never sends the form again
    return response


@csrf_exempt
@require_http_methods(METHODS)
def plan(request):
    """Follow the whole plan; and what else may be followed."""
    convention = Convention.objects.current()
    enjeux = list(Enjeu.objects.filter(convention=convention).select_related("convention"))
    shown = {"enjeux": enjeux, "audiences": list(Audience.objects.in_use()), "is_whole": True}
    return follow_page(request, scopes.whole_plan(), shown)


@csrf_exempt
@require_http_methods(METHODS)
def action(request, number, slug):
    """Follow one action."""
    row = public_or_gone(Action.objects.public(), number=number)
    if slug != row.slug and request.method != "POST":
        return moved_to(request, f"{row.get_absolute_url()}suivre/")
    return follow_page(request, scopes.of_action(row), {"shows_demo": row.is_demo})


@csrf_exempt
@require_http_methods(METHODS)
def enjeu(request, slug, code):
    """Follow the actions of an enjeu."""
    enjeux = Enjeu.objects.filter(convention__is_published=True)
    row = get_object_or_404(
        enjeux.select_related("convention__territory"), convention__slug=slug, code=code
    )
    return follow_page(request, scopes.of_enjeu(row), {})


@csrf_exempt
@require_http_methods(METHODS)
def commune(request, slug):
    """Follow what concerns a commune."""
    row = get_object_or_404(Commune.objects.public(), slug=slug)
    return follow_page(request, scopes.of_commune(row), {})


@csrf_exempt
@require_http_methods(METHODS)
def audience(request, slug):
    """Follow what is done for an audience."""
    slug = kept_slug(Audience, slug) or slug
    row = get_object_or_404(Audience.objects.in_use(), slug=slug)
    return follow_page(request, scopes.of_audience(row), {})


@require_safe
def asked(request):
    """What becomes of the address: the same page for all."""
    return render(request, "follow/asked.html")
