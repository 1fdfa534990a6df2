"""`/compte/`: what a person changes of their own account, besides factors (account.py)."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.sign_in import codes, limits, user_sessions
from partners.sign_in.account import by_owner
from partners.sign_in.events import record
from partners.sign_in.forms import AddressCodeForm, NameForm, NewAddressForm
from partners.sign_in.letters import send_address_code, tell_address
from partners.sign_in.views import TOO_MANY, page, posted, refuse, see_other, step

NEW_ADDRESS = "new_address"  # in the session: the address to confirm, its code's row and key


@step
@login_required
def name(request):
    user = request.user
    form = posted(request, NameForm, initial={"full_name": user.full_name})
    if form.is_valid():
        user.full_name = form.cleaned_data["full_name"]
        user.save(update_fields=["full_name"])
        record("name changed", request, user)
        messages.success(request, "Votre nom est modifié.")
        return see_other("account")
    return page(request, "partners/account_name.html", {"form": form})


@step
@by_owner
def email(request, user):
    """Ask for the new address: a code leaves for it. The proof of who asks is recent."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    form = posted(request, NewAddressForm)
    context = {"form": form, "person": user}
    if not form.is_valid():
        return page(request, "partners/account_email.html", context)
    wanted = form.cleaned_data["email"]
    if wanted == user.email.lower():
        refuse(form, "C’est déjà votre adresse.", "email")
        return page(request, "partners/account_email.html", context)
    if not limits.allow(request, "sign_in_letter", wanted) or not limits.allow(
        request, "new_address", str(user.pk)
    ):
        refuse(form, TOO_MANY, None)
        return page(request, "partners/account_email.html", context, status=429)
    row, key, code = codes.ask_for_address(user, wanted, timezone.now())
    request.session[NEW_ADDRESS] = {"code": row.pk, "key": key, "email": wanted}
    record("new address asked", request, user)
    if row.user is not None:
        send_address_code(wanted, code, request.get_host())
    return see_other("account-email-code")


@step
@by_owner
def email_code(request, user):
    """The code received at the new address: the account moves there."""
    asked = request.session.get(NEW_ADDRESS)
    if not request.user.is_authenticated or not asked:
        return redirect("account-email")
    form = posted(request, AddressCodeForm)
    context = {"form": form, "email": asked["email"]}
    if not form.is_valid():
        return page(request, "partners/account_email_code.html", context)
    if not limits.allow(request, "sign_in_code"):
        refuse(form, TOO_MANY)
        return page(request, "partners/account_email_code.html", context, status=429)
    found = codes.redeem(asked["code"], asked["key"], form.cleaned_data["code"], timezone.now())
    if found != user or not change_address(request, user, asked["email"]):
        record("new address refused", request, user)
        refuse(
            form,
            "Ce code n’est pas le bon, ou il ne sert plus. Vérifiez les huit chiffres, "
            "ou demandez un autre code.",
        )
        return page(request, "partners/account_email_code.html", context)
    messages.success(request, f"Votre adresse est maintenant {user.email}.")
    return see_other("account")


def change_address(request, user, email):
    """Give `user` the confirmed `email`; end their other sessions. False when it was just taken."""
    former = user.email
    user.email, user.mail_fault, user.mail_fault_on = email, "", None
    user.set_unusable_password()  # the mark that the other sessions hold
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "mail_fault", "mail_fault_on", "password"])
    except IntegrityError:
        user.refresh_from_db()
        return False
    del request.session[NEW_ADDRESS]
    update_session_auth_hash(request, user)
    record("address changed", request, user)
    what = (
        "Votre compte a une nouvelle adresse de courriel. Les codes de connexion n’arrivent plus "
        "à celle-ci."
    )
    tell_address(former, what, request.get_host())
    return True


@never_cache
@require_POST
@login_required
def reminders(request):
    """Stop the reminders of campaigns, or have them back."""
    user = request.user
    user.reminders_off_on = timezone.localdate() if request.POST.get("acte") == "arreter" else None
    user.save(update_fields=["reminders_off_on"])
    record("reminders off" if user.reminders_off_on else "reminders on", request, user)
    messages.success(
        request,
        "Vous ne recevrez plus de rappels automatiques."
        if user.reminders_off_on
        else "Vous recevrez de nouveau les rappels.",
    )
    return redirect("account")


@never_cache
@require_POST
@login_required
def end_session(request):
    """End another of one's sessions, or all the others."""
    count = user_sessions.end_sessions(
        request.user, request.session.session_key, request.POST.get("connexion", "")
    )
    if count:
        record("session ended by its owner", request, request.user, f"{count} sessions")
        messages.success(
            request, "L’autre connexion est terminée." if count == 1
            else f"Les {count} autres connexions sont terminées.",
        )  # fmt: skip
    else:
        messages.info(request, "Cette connexion était déjà terminée.")
    return redirect("account")


@never_cache
@require_safe
@login_required
def kept(request):
    """What we keep about a person, and until when."""
    return page(request, "partners/account_kept.html", {"person": request.user})
