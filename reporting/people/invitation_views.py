"""`/invitation/<token>/`: what is proposed, yes or no. Reading it answers nothing."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.sign_in import sessions
from partners.sign_in.events import record
from reporting.people import invitations
from reporting.people.forms import AcceptForm, DeclineForm
from reporting.report.links import invitation_of_token


def invitation_closed(request, row, at):
    """The page of an invitation that nobody can answer any more."""
    context = {"row": row, "state": row.state(at)[0]}
    return render(request, "reporting/people/invitation_closed.html", context, status=410)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Who asks whom for what; a GET only notes that the page was seen, a HEAD nothing."""
    row, now = invitation_of_token(token), timezone.now()
    if row is None:
        raise Http404
    if row.accepted_at and request.method == "POST" and "accepter" in request.POST.get("form", ""):
        return to_sign_in(request, row)
    if not invitations.open_row(row, now).exists() or row.organisation.archived_on:
        return invitation_closed(request, row, now)
    if request.method == "GET":
        invitations.note_opened(row, now)
    # The button itself must have been pressed: a form sent as it stands accepts nothing.
    asked = request.POST.get("form") if "acte" in request.POST else None
    yes = AcceptForm(
        request.POST if asked == "accepter" else None, initial={"full_name": row.full_name}
    )
    no = DeclineForm(request.POST if asked == "decliner" else None)
    try:
        if yes.is_bound and yes.is_valid():
            member = invitations.accept(row, at=now, full_name=yes.cleaned_data["full_name"])
            record("invitation accepted", request, member.user, f"invitation {row.pk}")
            return to_sign_in(request, row)
        if no.is_bound and no.is_valid():
            invitations.decline(row, at=now, instead=no.cleaned_data["instead"])
            record("invitation declined", request, what=f"invitation {row.pk}")
            row.refresh_from_db()
            return render(
                request, "reporting/people/invitation_closed.html", {"row": row, "state": "merci"}
            )
    except invitations.Gone:
        row.refresh_from_db()
        return invitation_closed(request, row, now)
    me = request.user
    other = me.is_authenticated and me.email.lower() != row.email.lower()
    context = {"row": row, "yes": yes, "no": no, "other": me if other else None}
    return render(request, "reporting/people/invitation.html", context)


def to_sign_in(request, row):
    """A code sent to the address opens the space: a link that lives a week does not."""
    if not request.user.is_authenticated:
        sessions.suggest_address(request, row.email)
        return redirect(f"/connexion/?{urlencode({'next': reverse('space')})}")
    return redirect("space")
