"""The contact page: a message is stored, then sent; the visitor receives no cookie."""

from django.core.signing import BadSignature
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contact.forms import ContactForm, public_action
from contact.guard import may_acknowledge, new_receipt, read_receipt
from contact.letters import acknowledge, answer_by, is_acknowledged, write_letter
from contact.models import COMPLAINT, ContactMessage
from conventions.models import Page
from partners.visitor_forms import KeyRefused, confirmed, plain, told_to_wait, unshared
from partners.visitors import network_key, sender_key, waiting_time

LONGEST_SUBJECT = ContactMessage._meta.get_field("subject").max_length


def about_action(action):
    """How a message names the page it is about."""
    return f"l’action {action.number}, {action.names}" if action else ""


def subject_about(action):
    """The subject of a message about `action`, which nobody is asked; "" without one."""
    return f"Question sur {about_action(action)}"[:LONGEST_SUBJECT] if action else ""


def about(form, action):
    """What the message of the valid `form` is about, in words; "" for nothing in particular."""
    complaint = COMPLAINT if form.cleaned_data["complaint"] else ""
    return " ; ".join(filter(None, (complaint, about_action(action))))


def form_page(request, form, action, status=200):
    """The page of `form`."""
    context = {
        "form": form,
        "intro": Page.objects.intro("contact", "Nous contacter"),
        "about": about_action(action),
        "action": action,
        "shows_demo": bool(action and action.is_demo),
    }
    return unshared(request, "contact/contact.html", context, status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request):
    """Ask, check, store, then confirm.

    Exempt from Django's CSRF check because that check needs a cookie, and a visitor gets none.
    There is no session to abuse; a signed, dated, one-use key and the Origin headers stand in.
    """
    if request.method != "POST":
        action = public_action(request.GET.get("action", ""))
        initial = {
            "action": action.number if action else "",
            "complaint": request.GET.get("sujet") == "accessibilite",
        }
        form = ContactForm(initial=initial, subject=subject_about(action))
        return form_page(request, form, action)

    action = public_action(plain(request.POST.get("action", "")))
    form = ContactForm(request.POST, subject=subject_about(action))
    valid = form.is_valid()
    try:
        nonce = form.nonce(request)
    except KeyRefused as refusal:
        return form_page(request, form, action, refusal.status)
    if not valid:
        return form_page(request, form, action)
    return store(request, form, action, nonce)


def store(request, form, action, nonce):
    """Store the valid `form` under its `nonce`, once, and lead to its confirmation."""
    now = timezone.now()
    written = form.written | {"about": about(form, action)}
    with transaction.atomic():
        message = ContactMessage.objects.filter(form_key=nonce).first()
        if message is None and (wait := waiting_time(ContactMessage.objects, request, now)):
            told_to_wait(form, wait, "Beaucoup de messages")
            response = form_page(request, form, action, status=429)
            response.headers["Retry-After"] = str(wait)
            return response
        if message is None:
            message, created = ContactMessage.objects.get_or_create(
                form_key=nonce,
                defaults=written
                | {
                    "sender_key": sender_key(request, now),
                    "network_key": network_key(request, now),
                    "wants_copy": form.cleaned_data["copy"],
                },
            )
            if created:
                write_letter(message, soon=True)
            asks = message.is_complaint or message.wants_copy
            if created and asks and may_acknowledge(message):
                acknowledge(message)
    if any(getattr(message, name) != text for name, text in written.items()):
        form.renew(
            f"Vous avez déjà envoyé un message depuis cette page, référence {message.reference}. "
            "Pour envoyer aussi celui-ci, appuyez de nouveau sur le bouton.",
        )
        return form_page(request, form, action)
    receipt = new_receipt(
        message,
        by_letter=is_acknowledged(message),
        action=action and action.number,
        answer_by=answer_by(message),
    )
    return confirmed("contact-sent", receipt)


@require_safe
def confirmation(request, receipt):
    """The confirmation: its address holds the reference and its proof, nothing personal."""
    try:
        proved = read_receipt(receipt)
    except BadSignature as error:
        raise Http404 from error
    action = public_action(str(proved.action)) if proved.action else None
    context = {"receipt": proved, "action": action, "shows_demo": bool(action and action.is_demo)}
    return render(request, "contact/contact_sent.html", context)
