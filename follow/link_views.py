"""The secret links of letters: confirm, see and change, take away, stop.

A mail scanner that reads these pages changes nothing: a button does. The link is the proof: no
cookie, no session that a forged form could abuse.
"""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from follow import following
from follow.models import REQUEST_LIFE, Follower, FollowRequest
from follow.scopes import known
from letters.links import drawn, opened

METHODS = ["GET", "HEAD", "POST"]


def gone(request):
    return render(request, "follow/link_gone.html", status=410)


def see_other(name, *args):
    response = redirect(name, *args)
    response.status_code = 303
    return response


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def confirm(request, token):
    """The button of this page makes an address follow."""
    at = timezone.now()
    row = opened(token, FollowRequest.objects.since(at - REQUEST_LIFE))
    scope = row and known({row.scope}).get(row.scope)
    if scope is None:
        return gone(request)
    if request.method != "POST":
        return render(request, "follow/confirm.html", {"scope": scope})
    follower = following.confirm(row, at)
    return see_other("follow-mine", drawn(follower))


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def mine(request, token):
    """What one follows: what is still ticked goes on, for two years more."""
    follower = opened(token, Follower.objects)
    if follower is None:
        return gone(request)
    if request.method == "POST":
        scopes = request.POST.getlist("suivi")
        if not following.keep(follower, scopes, timezone.localdate()):
            return render(request, "follow/stopped.html")
        return see_other("follow-mine", token)
    follows = list(follower.follows.all())
    found = known({row.scope for row in follows})
    context = {
        "follower": follower,
        "token": token,
        "follows": [(row, found.get(row.scope)) for row in follows],
    }
    return render(request, "follow/mine.html", context)


@never_cache
@require_safe
def data(request, token):
    """All that is kept of the person who holds the link, for a program."""
    follower = opened(token, Follower.objects)
    if follower is None:
        return gone(request)
    follows = list(follower.follows.all())
    found = known({row.scope for row in follows})
    told = {
        "courriel": follower.email,
        "renouvele_le": follower.renewed_on.isoformat(),
        "efface_le": follower.ends_on.isoformat(),
        "prevenu_de_la_fin_le": follower.warned_on and follower.warned_on.isoformat(),
        "dernier_courriel_ecrit_le": follower.written_on and follower.written_on.isoformat(),
        "raconte_jusqu_au": follower.told_until.isoformat(),
        "suivis": [
            {
                "quoi": found[row.scope].words if row.scope in found else row.scope,
                "depuis": row.since.isoformat(),
            }
            for row in follows
        ],
        "demandes": [
            {"quoi": row.scope, "recue_le": row.received_at.isoformat()}
            for row in FollowRequest.objects.filter(email=follower.email).order_by("pk")
        ],
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="mes-suivis.json"'
    return response


@csrf_exempt  # RFC 8058: mail readers send this form by themselves, the token is the proof
@never_cache
@require_http_methods(METHODS)
def stop(request, token):
    """Stop and erase all, in one click; asked again, it says the same."""
    follower = opened(token, Follower.objects)
    if follower is not None and request.method != "POST":
        return render(request, "follow/stop.html", {"token": token})
    if follower is not None:
        following.stop(follower)
    return render(request, "follow/stopped.html")
