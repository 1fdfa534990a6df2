"""`/compte/donnees.json`: everything we hold about whoever asks, for them alone."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partners.sign_in.events import record
from reporting.people.personal_data import everything_about


@never_cache
@login_required
@require_safe
def own_data(request):
    record("own data downloaded", request, request.user)
    response = JsonResponse(
        everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response
