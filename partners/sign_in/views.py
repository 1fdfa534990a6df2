"""`/connexion/`: an address, a code, a second factor. A GET never consumes anything."""

from functools import wraps

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from partners.permissions import may_sign_in
from partners.sign_in import codes, factors, limits, sessions
from partners.sign_in.events import record
from partners.sign_in.forms import CodeForm, EmailForm, FactorForm, PasskeyForm
from partners.sign_in.letters import send_code, tell

TOO_MANY = (
    "Trop d’essais en peu de temps. Attendez un quart d’heure, puis recommencez. "
    "C’est urgent ? Appelez l’équipe de la CTG."
)
WRONG_FACTOR = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en affiche un "
    "nouveau, puis tapez-le."
)
WRONG_PASSKEY = (
    "Cette clé d’accès n’a pas été reconnue. Recommencez, ou connectez-vous avec un code."
)


def step(view):
    """Decorate a step of the sign-in: read or sent, never stored."""
    guarded = require_http_methods(["GET", "HEAD", "POST"])(view)
    return never_cache(sensitive_post_parameters()(csrf_protect(guarded)))


def page(request, template, context, status=200):
    """A page of the sign-in; `status` says why a form comes back."""
    defaults = {"demonstration": settings.DEMO, "form": None, "refused": "", "shows_demo": False}
    context = defaults | context
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response


def refuse(form, sentence, field="code"):
    form.add_error(field, sentence)


def posted(request, form_class, **kwargs):
    """The form of a step, bound to what is sent; not bound, hence never valid, when it is asked."""
    return form_class(request.POST if request.method == "POST" else None, **kwargs)


# --- the address -------------------------------------------------------------------------------


@step
def sign_in(request):
    """Ask the address; answer the same whoever it belongs to."""
    wanted = sessions.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(wanted or sessions.landing(request.user))
    if request.method != "POST":
        if sessions.pending_person(request):
            return next_step(request, wanted)
        known = {"next": wanted, "email": request.session.get(sessions.ADDRESS, "")}
        return page(request, "partners/sign_in.html", {"form": EmailForm(initial=known)})
    form = EmailForm(request.POST)
    if not form.is_valid():
        return page(request, "partners/sign_in.html", {"form": form})
    email = form.cleaned_data["email"]
    if not limits.allow_letter(request, email):
        record("sign-in refused", request, what="too many codes asked")
        refuse(form, TOO_MANY, None)
        return page(request, "partners/sign_in.html", {"form": form}, status=429)
    row, key, code = codes.ask(email, timezone.now())
    sessions.remember_code(request, row, key, email, wanted)
    record("code asked", request, row.user)
    if row.user is not None:
        send_code(row.user, code, request.get_host())
    return see_other("sign-in-code")


def see_other(name):
    """A redirection after a form: reloading the next page sends nothing again."""
    response = redirect(name)
    response.status_code = 303
    return response


@step
def sign_in_code(request):
    asked = sessions.pending(request)
    if request.user.is_authenticated or "code" not in asked:
        return redirect("sign-in")
    form = posted(request, CodeForm)
    context = {"form": form, "email": asked["email"]}
    template = "partners/sign_in_code.html"
    if not form.is_valid():
        return page(request, template, context)
    if not limits.allow(request, "sign_in_code"):
        record("sign-in refused", request, what="too many codes tried")
        refuse(form, TOO_MANY)
        return page(request, template, context, status=429)
    now = timezone.now()
    user = codes.redeem(asked["code"], asked["key"], form.cleaned_data["code"], now)
    if user is None:
        owner, is_open = codes.owner_and_state(asked["code"], now)
        record("sign-in refused", request, owner, "wrong code" if is_open else "closed code")
        refuse(
            form,
            "Ce code n’est pas le bon. Vérifiez les huit chiffres du dernier courriel reçu."
            if is_open
            else "Ce code ne peut plus servir : il a plus de dix minutes, a déjà servi, ou a été "
            "essayé cinq fois. Demandez-en un autre.",
        )
        return page(request, template, context)
    return code_accepted(request, user)


def code_accepted(request, user):
    """After the code: in, or the next step."""
    if not user.is_staff and not factors.has_factor(user):
        return redirect(sessions.enter(request, user, proved=False))
    sessions.remember_person(request, user)
    record("code accepted", request, user)
    return next_step(request)


def next_step(request, wanted=""):
    """Lead the person whose code was right to what they still have to do."""
    if wanted:
        request.session[sessions.PENDING] = sessions.pending(request) | {"next": wanted}
    has_one = factors.has_factor(sessions.pending_person(request))
    return see_other("second-factor" if has_one else "factor-choice")


@never_cache
@require_POST
def start_again(request):
    """Forget the sign-in under way."""
    if not request.user.is_authenticated:
        request.session.flush()
    return see_other("sign-in")


# --- the second factor -------------------------------------------------------------------------


def with_pending_person(view):
    """Give the view the person whose code was right; send others to the first step."""

    @wraps(view)
    def guarded(request):
        person = None if request.user.is_authenticated else sessions.pending_person(request)
        return view(request, person) if person else redirect("sign-in")

    return guarded


def kinds_of(user):
    return set(factors.factors_of(user).values_list("type", flat=True))


def check_factor(request, user, form):
    """The factor of `user` that the valid `form` shows, or None with the reason on the form."""
    if not limits.allow(request, "second_factor", str(user.pk)):
        record("second factor refused", request, user, "too many tries")
        refuse(form, TOO_MANY)
        return None
    typed = form.cleaned_data["code"]
    factor = factors.check_figures(user, typed) or factors.check_recovery(user, typed)
    if factor is None:
        record("second factor refused", request, user)
        refuse(form, WRONG_FACTOR)
        return None
    return factor


@step
@with_pending_person
def second_factor(request, user):
    """Check the code of the app, or a recovery code."""
    kinds = kinds_of(user)
    if not kinds:
        return redirect("factor-choice")
    form = posted(request, FactorForm, kinds=kinds)
    if form.is_valid() and (factor := check_factor(request, user, form)):
        record("second factor accepted", request, user, factor.type)
        if factor.type == factors.KINDS.RECOVERY_CODES:
            left = len(factors.recovery_codes(user))
            words = f"Un de vos codes de secours a servi à vous connecter. Il en reste {left}."
            tell(user, words, request.get_host())
        return redirect(sessions.enter(request, user, proved=True))
    context = {"form": form, "has_passkey": factors.KINDS.WEBAUTHN in kinds}
    return page(request, "partners/second_factor.html", context)


# --- passkeys ----------------------------------------------------------------------------------


@never_cache
@require_POST
def passkey_challenge(request):
    """What the browser must sign, as JSON: for the person known so far, or for anyone."""
    if not limits.allow(request, "passkey"):
        return JsonResponse({"error": TOO_MANY}, status=429)
    user = request.user if request.user.is_authenticated else sessions.pending_person(request)
    return JsonResponse(factors.challenge(user))


@step
def passkey(request):
    """Sign in with a passkey: alone, it is two factors (the device, and its finger or code)."""
    if request.method != "POST":
        return redirect("sign-in")
    known = sessions.pending_person(request)
    form = PasskeyForm(request.POST)
    factor = None
    if form.is_valid() and limits.allow(request, "passkey"):
        factor = factors.check_passkey(known, form.cleaned_data["credential"])
    if factor is None or not may_sign_in(factor.user):
        record("sign-in refused", request, known, "passkey")
        context = {"form": EmailForm(), "refused": WRONG_PASSKEY}
        if not known:
            return page(request, "partners/sign_in.html", context)
        context |= {"form": FactorForm(kinds=kinds_of(known)), "has_passkey": True}
        return page(request, "partners/second_factor.html", context)
    wanted = sessions.safe_next(request, request.POST.get("next", ""))
    if wanted:
        request.session[sessions.PENDING] = sessions.pending(request) | {"next": wanted}
    record("second factor accepted", request, factor.user, factor.type)
    return redirect(sessions.enter(request, factor.user, proved=True))


# --- the end -----------------------------------------------------------------------------------


@never_cache
@require_POST
def sign_out(request):
    """End the session on the server."""
    if request.user.is_authenticated:
        sessions.leave(request)
    else:
        request.session.flush()  # a visit by the link of a letter
    return redirect("signed-out")


@never_cache
@require_http_methods(["GET", "HEAD"])
def signed_out(request):
    if request.user.is_authenticated:
        return redirect("account")
    return page(request, "partners/signed_out.html", {})
