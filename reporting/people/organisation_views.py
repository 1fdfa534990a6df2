"""`/espace/organisations/<slug>/`: my colleagues, for those who are signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.contacts import organisations_of
from partners.models import Membership
from partners.sign_in import limits
from partners.sign_in.events import record
from records.editing import form_recovery
from records.editing.once_only import needs_key
from reporting.people import invitations, inviting_views, offboarding
from reporting.people.forms import InviteForm
from reporting.people.views import told

ENDED_BY = "Retiré par un référent de l’organisation."  # history says which: no name in a text
TOO_MANY = (
    "Beaucoup d’invitations sont parties en peu de temps. Attendez une heure, "
    "ou demandez à l’équipe."
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def space_organisation(request, slug, refusal=""):
    """Who speaks for one of my organisations; a référent invites, sends again, and ends."""
    organisation = get_object_or_404(organisations_of(request.user), slug=slug)
    leads = invitations.is_referent(request.user, organisation)

    def show(form, status=200, is_kept=False):
        now = timezone.now()
        asked = organisation.invitations.unanswered().select_related("invited_by")
        people = organisation.memberships.current().select_related("user")
        context = {
            "organisation": organisation,
            "people": people.order_by("-role", "user__full_name"),
            "asked": [told(row, now) for row in asked],
            "leads": leads,
            "form": form,
            "is_kept": is_kept,
        }
        return render(request, "reporting/people/organisation.html", context, status=status)

    if request.method != "POST":
        form = InviteForm()
        return show(form, is_kept=form_recovery.take_up(request, form, only=("form", "inviter")))
    if not leads:
        raise PermissionDenied
    act = ACTS.get(request.POST.get("form"))
    if act is None:
        raise Http404
    if act is invite:
        return invite(request, organisation, show, refusal)
    return act(request, organisation, show)


def invite(request, organisation, show, refusal):
    if not limits.allow(request, "invitation", str(request.user.pk)):
        messages.warning(request, TOO_MANY)
        return show(InviteForm(request.POST), status=429)
    return inviting_views.invite(
        request, organisation, InviteForm(request.POST), show, request.path, refusal=refusal
    )


def named(rows, request):
    """The row of the queryset `rows` that the form names; 404 for any other."""
    number = request.POST.get("ligne", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return get_object_or_404(rows, pk=number)


def again(request, organisation, show):
    row = named(organisation.invitations.unanswered(), request)
    if not limits.allow(request, "invitation", str(request.user.pk)):
        messages.warning(request, TOO_MANY)
    elif refused := inviting_views.send_again(request, row):
        messages.warning(request, refused)
    return redirect(request.path)


def cancel(request, organisation, show):
    inviting_views.cancel(request, named(organisation.invitations.all(), request))
    return redirect(request.path)


def end(request, organisation, show):
    """End a colleague; oneself leaves by « ce n’est plus moi »."""
    others = organisation.memberships.exclude(user=request.user).select_related("user")
    member = named(others, request)

    mine = Membership.objects.filter(pk=member.pk)
    if offboarding.end(mine, by=request.user, at=timezone.now(), reason=ENDED_BY):
        record("no longer a contact", request, member.user, f"by user {request.user.pk}")
    messages.success(request, f"{member.user} n’est plus un contact de {organisation}.")
    return redirect(request.path)


ACTS = {"inviter": invite, "renvoyer": again, "annuler": cancel, "terminer": end}
