"""Adding a second factor to one's own account: an application, a passkey."""

from io import BytesIO

import qrcode
from allauth.mfa.adapter import get_adapter
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from qrcode.image.svg import SvgPathFillImage

from partners.sign_in import factors, limits, sessions
from partners.sign_in.account import CODES_SHOWN, by_owner
from partners.sign_in.events import record
from partners.sign_in.forms import AppForm, NewPasskeyForm
from partners.sign_in.letters import tell
from partners.sign_in.views import TOO_MANY, kinds_of, page, posted, refuse, step

SECRET = "new_app_secret"  # of the app being set up, encrypted, in the session


def added(request, user, factor):
    """After a factor was added: recovery codes the first time, then on with the sign-in."""
    record("factor added", request, user, factor.type)
    tell(user, f"Une deuxième étape est ajoutée : {factors.label(factor)}.", request.get_host())
    address = reverse("account")
    if request.user.is_authenticated:
        sessions.prove_again(request)
    else:
        address = sessions.enter(request, user, proved=True)
    if factors.recovery_codes(user):
        return redirect(address)
    factors.new_recovery_codes(user)
    request.session[CODES_SHOWN] = address
    return redirect("recovery-codes")


def secret_being_set_up(request):
    """The secret of the app being set up: the same for the picture, the text and the check."""
    adapter = get_adapter()
    if SECRET not in request.session:
        request.session[SECRET] = adapter.encrypt(factors.generate_totp_secret())
    return adapter.decrypt(request.session[SECRET])


@step
@by_owner
def add_app(request, user):
    """Set up the authenticator app: a picture to scan, or the secret to type."""
    secret = secret_being_set_up(request)
    form = posted(request, AppForm)
    if form.is_valid():
        if not limits.allow(request, "second_factor", str(user.pk)):
            refuse(form, TOO_MANY)
        elif factor := factors.add_app(user, secret, form.cleaned_data["code"]):
            del request.session[SECRET]
            return added(request, user, factor)
        else:
            refuse(
                form,
                "Ce code n’est pas celui que l’application affiche maintenant. Vérifiez que votre "
                "téléphone est à l’heure, puis tapez le code suivant.",
            )
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    context = {
        "form": form,
        "secret": " ".join(groups),
        "address": get_adapter().build_totp_url(user, secret),
        "replaces": factors.KINDS.TOTP in kinds_of(user),
    }
    return page(request, "partners/add_app.html", context)


@never_cache
@require_safe
@by_owner
def app_picture(request, user):
    """The QR code of the secret being set up, as SVG."""
    if SECRET not in request.session:
        raise Http404
    address = get_adapter().build_totp_url(user, secret_being_set_up(request))
    picture = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage, box_size=12).save(picture)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@step
@by_owner
def add_passkey(request, user):
    """Keep the passkey that the browser has just made."""
    form = posted(request, NewPasskeyForm)
    if form.is_valid():
        name = form.cleaned_data["name"] or "Clé d’accès"
        factor = factors.add_passkey(user, name, form.cleaned_data["credential"])
        if factor is not None:
            return added(request, user, factor)
    refused = "La clé n’a pas pu être créée. Recommencez, ou choisissez l’application."
    context = {"refused": refused if form.is_bound else ""}
    return page(request, "partners/add_passkey.html", context)


@never_cache
@require_POST
@by_owner
def new_passkey_challenge(request, user):
    if not limits.allow(request, "passkey"):
        return JsonResponse({"error": TOO_MANY}, status=429)
    return JsonResponse(factors.new_passkey_challenge(user))
