"""What machines ask: is the portal alive, what may be visited, whom to warn."""

from datetime import timedelta

from django.core.cache import cache
from django.db import Error, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conventions.main_territory import main_territory
from ctg_portal.release import RELEASE

CLOSED_TO_ROBOTS = (
    *("/admin/", "/suivi/", "/compte/", "/connexion/", "/contact/envoye/"),
    *("/espace/", "/r/", "/invitation/", "/lecture/"),
    # One file a filter: the list itself is there to be read.
    *("/actions/export.", "/actions/comite."),
)
SECURITY_CONTACT_LIFE = timedelta(days=180)


def database_answers():
    """True when the database answers the simplest question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def cache_answers():
    """True when what is put in the cache can be read again."""
    try:
        cache.set("health", RELEASE, 10)
        return cache.get("health") == RELEASE
    except Exception:  # each cache backend raises its own
        return False


@never_cache
@require_safe
def health(request):
    """200 or 503 with one JSON object; it names parts, never an address or a secret."""
    parts = {"database": database_answers(), "cache": cache_answers()}
    well = all(parts.values())
    answer = {"status": "ok" if well else "error"}
    answer |= {name: "ok" if fine else "error" for name, fine in parts.items()}
    return JsonResponse(answer | {"release": RELEASE}, status=200 if well else 503)


def plain_text(lines):
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def robots(request):
    return plain_text(
        [
            "User-agent: *",
            *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS),
            "",
            f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        ]
    )


@require_safe
def security(request):
    """RFC 9116: whom to tell about a flaw; 404 as long as nobody is named."""
    contact = main_territory().security_contact
    if not contact:
        raise Http404
    expires = timezone.now().replace(hour=0, minute=0, second=0) + SECURITY_CONTACT_LIFE
    return plain_text(
        [
            f"Contact: {contact}",
            f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: fr",
            f"Canonical: {request.build_absolute_uri(reverse('security'))}",
        ]
    )


@never_cache
@require_safe
def go_on(request):
    """Whether the reader's connection lives; asking is enough for it to last, as reading a page."""
    return JsonResponse({"alive": request.user.is_authenticated or bool(request.desk)})
