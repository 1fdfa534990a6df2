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
from partners.sign_in import limits
from records.editing import form_recovery
from records.editing.once_only import needs_key
from reporting.people import invitations, inviting_views
from reporting.people.forms import InviteForm
from reporting.people.inviting_views import end_contact, invitation_line, send_invitation

ENDED_BY = (
    "Retrait par une personne référente de l’organisation."  # history says which: no name in a text
)
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
    mine = organisations_of(request.user)
    if request.method != "POST" and (kept := mine.filter(merged__slug=slug).first()):
        return redirect("space-organisation", kept.slug)
    organisation = get_object_or_404(mine, slug=slug)
    leads = invitations.is_referent(request.user, organisation)

    def show(form, status=200, is_kept=False):
        now = timezone.now()
        asked = organisation.invitations.unanswered().select_related("invited_by")
        people = organisation.memberships.current().select_related("user")
        context = {
            "organisation": organisation,
            "people": people.order_by("-role", "user__full_name"),
            "asked": [invitation_line(row, now) for row in asked],
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
    return act(request, organisation, show, refusal)


def invite_colleague(request, organisation, show, refusal):
    if not limits.allow(request, "invitation", str(request.user.pk)):
        messages.warning(request, TOO_MANY)
        return show(InviteForm(request.POST), status=429)
    form = InviteForm(request.POST)
    return send_invitation(request, organisation, form, show, refusal=refusal)


def named(rows, request):
    """The row of the queryset `rows` that the form names; 404 for any other."""
    number = request.POST.get("ligne", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    return get_object_or_404(rows, pk=number)


def invite_again(request, organisation, _show, _refusal):
    row = named(organisation.invitations.unanswered(), request)
    if not limits.allow(request, "invitation", str(request.user.pk)):
        messages.warning(request, TOO_MANY)
    elif refused := inviting_views.send_invitation_again(request, row):
        messages.warning(request, refused)
    return redirect(request.path)


def cancel_one(request, organisation, _show, _refusal):
    inviting_views.cancel_and_tell(request, named(organisation.invitations.all(), request))
    return redirect(request.path)


def end_colleague(request, organisation, _show, _refusal):
    """End a colleague; oneself leaves by « ce n’est plus moi »."""
    others = organisation.memberships.exclude(user=request.user)
    member = named(others.select_related("user", "organisation"), request)
    end_contact(request, member, ENDED_BY)
    return redirect(request.path)


ACTS = {
    "inviter": invite_colleague,
    "renvoyer": invite_again,
    "annuler": cancel_one,
    "terminer": end_colleague,
}
