"""`/compte/`: what a person sees and sets of their own account."""

from functools import wraps

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.models import Membership
from partners.permissions import Role
from partners.sign_in import factors, sessions, user_sessions
from partners.sign_in.events import record
from partners.sign_in.forms import FactorForm, PasskeyForm
from partners.sign_in.letters import tell
from partners.sign_in.views import (
    WRONG_PASSKEY,
    check_factor,
    kinds_of,
    page,
    see_other,
    step,
    with_pending_person,
)

CODES_SHOWN = "codes_shown"  # address to go to once the new recovery codes are noted


def by_owner(view):
    """Give the view who may change factors now, as its second argument.

    Either someone signed in who proved it a moment ago, or a member of the team who gave the
    right code and has no factor yet: someone who already has one must show it first.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            if sessions.proved_recently(request):
                return view(request, request.user, *args, **kwargs)
            return redirect(f"{reverse('confirm')}?{urlencode({'next': request.path})}")
        person = sessions.pending_person(request)
        if person is None or factors.has_factor(person):
            return redirect(f"{reverse('sign-in')}?{urlencode({'next': reverse('account')})}")
        return view(request, person, *args, **kwargs)

    return guarded


# --- my account --------------------------------------------------------------------------------


@step
@login_required
def account(request):
    user = request.user
    rows = list(factors.factors_of(user))
    memberships = Membership.objects.current().filter(user=user)
    context = {
        "person": user,
        "role": Role(user.role).label if user.role else "",
        "factors": [(row, factors.label(row)) for row in rows],
        "has_app": any(row.type == factors.KINDS.TOTP for row in rows),
        "codes_left": len(factors.recovery_codes(user)),
        "memberships": memberships.select_related("organisation"),
        "sessions": user_sessions.open_sessions(user, request.session.session_key),
    }
    return page(request, "partners/account.html", context)


@step
@login_required
def confirm(request):
    """Ask the second factor again before something that matters."""
    user = request.user
    asked = request.POST.get("next") or request.GET.get("next", "")
    wanted = sessions.safe_next(request, asked) or reverse("account")
    kinds = kinds_of(user)
    form, refused = FactorForm(kinds=kinds), ""
    if "credential" in request.POST:
        sent = PasskeyForm(request.POST)
        if sent.is_valid() and factors.check_passkey(user, sent.cleaned_data["credential"]):
            sessions.prove_again(request)
            return redirect(wanted)
        record("second factor refused", request, user, "passkey")
        refused = WRONG_PASSKEY
    elif request.method == "POST":
        form = FactorForm(request.POST, kinds=kinds)
        if form.is_valid() and check_factor(request, user, form):
            sessions.prove_again(request)
            return redirect(wanted)
    context = {
        "form": form,
        "refused": refused,
        "next": wanted,
        "has_factor": bool(kinds),
        "has_passkey": factors.KINDS.WEBAUTHN in kinds,
    }
    return page(request, "partners/confirm.html", context)


@never_cache
@require_POST
@login_required
def leave_everywhere(request):
    """End every session of this person, this one included."""
    user = request.user
    record("signed out everywhere", request, user)
    user.end_sessions()
    sessions.leave(request)
    return redirect("signed-out")


# --- setting up --------------------------------------------------------------------------------


@step
@with_pending_person
def factor_choice(request, user):
    """A member of the team without a second factor chooses one, before anything else."""
    if factors.has_factor(user):
        return redirect("second-factor")
    return page(request, "partners/factor_choice.html", {})


@step
@login_required
@by_owner
def remove_factor(request, user, pk):
    """Remove one's factor, after asking; the team always keeps one."""
    factor = factors.factors_of(user).filter(pk=pk).first()
    if factor is None:
        raise Http404
    context = {"factor": factors.label(factor), "refused": ""}
    if request.method == "POST":
        try:
            removed = factors.remove(user, pk)
        except Authenticator.DoesNotExist:
            raise Http404 from None
        if removed:
            record("factor removed", request, user, factor.type)
            tell(user, f"Vous ne pouvez plus vous connecter avec : {removed}.", request.get_host())
            return see_other("account")
        context["refused"] = (
            "C’est votre seule deuxième étape : l’équipe en a toujours une. "
            "Ajoutez-en une autre, puis retirez celle-ci."
        )
    return page(request, "partners/remove_factor.html", context)


# --- recovery codes ----------------------------------------------------------------------------


@step
@login_required
@by_owner
def recovery_codes(request, user):
    """Show new recovery codes once, or offer to make others."""
    if request.method == "POST" and "noted" in request.POST:
        return redirect(request.session.pop(CODES_SHOWN, reverse("account")))
    if request.method == "POST":
        if not factors.has_factor(user):
            raise Http404
        factors.new_recovery_codes(user)
        request.session[CODES_SHOWN] = reverse("account")
        record("recovery codes renewed", request, user)
        tell(user, "De nouveaux codes de secours remplacent les anciens.", request.get_host())
        return see_other("recovery-codes")
    shown = CODES_SHOWN in request.session
    context = {
        "codes": factors.recovery_codes(user) if shown else [],
        "left": len(factors.recovery_codes(user)),
    }
    return page(request, "partners/recovery_codes.html", context)


@never_cache
@require_safe
@login_required
@by_owner
def recovery_codes_file(request, user):
    """The codes being shown, as a text file; gone once they are noted."""
    if CODES_SHOWN not in request.session:
        raise Http404
    lines = [
        f"Codes de secours du site {request.get_host()}",
        f"Compte : {user.email}",
        "Chaque code sert une seule fois. Gardez-les loin de votre téléphone.",
        "",
        *factors.recovery_codes(user),
        "",
    ]
    response = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="codes-de-secours.txt"'
    return response
