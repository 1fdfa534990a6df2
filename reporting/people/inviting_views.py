"""What the pages of the team and of a référent share: inviting, sending again, cancelling."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from partners.sign_in.events import record
from records.french import full_date
from reporting.people import invitations
from reporting.people.invitations import CannotInvite, Gone

ANSWERED = "Cette invitation a déjà reçu une réponse, ou vient d’être renvoyée."


def invite(request, organisation, form, show, address, *, refusal=""):
    """The answer to the bound InviteForm: one invitation, one letter, then `address`.

    `show(form)` answers when nobody is invited, and when there is a `refusal` to say.
    """
    if refusal:
        messages.warning(request, refusal)
        return show(form)
    if not form.is_valid():
        return show(form)
    given = form.cleaned_data
    known = invitations.known_as(given["email"]) if request.user.is_staff else ""
    try:
        row = invitations.invite(
            organisation, email=given["email"], full_name=given["full_name"],
            role=given["role"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except CannotInvite as refused:
        form.add_error("email", str(refused))
        return show(form)
    record("invitation sent", request, request.user, f"invitation {row.pk}")
    words = f"L’invitation part pour {row.email}. Elle sert jusqu’au {full_date(row.expires_at)}."
    messages.success(request, f"{words} {known}".strip())
    return redirect(address)


def send_again(request, row, email=""):
    """Send the Invitation `row` again, unless the page shown is older than the last sending.

    Tells the reader how it went; gives a sentence when the address must be corrected, else "".
    """
    if request.POST.get("sent") != row.sent_at.isoformat():
        messages.info(request, ANSWERED)
        return ""
    try:
        again = invitations.send_again(row, by=request.user, at=timezone.now(), email=email)
    except Gone:
        messages.info(request, ANSWERED)
        return ""
    except CannotInvite as refused:
        return str(refused)
    record("invitation sent", request, request.user, f"invitation {row.pk} again")
    until = full_date(again.expires_at)
    messages.success(
        request, f"L’invitation repart pour {again.email}. L’ancien lien ne sert plus, "
        f"le nouveau sert jusqu’au {until}.",
    )  # fmt: skip
    return ""


def cancel(request, row):
    """Cancel the Invitation `row` and tell the reader."""
    if invitations.cancel(row, by=request.user, at=timezone.now()):
        record("invitation cancelled", request, request.user, f"invitation {row.pk}")
        messages.success(request, f"L’invitation de {row.email} est annulée.")
    else:
        messages.info(request, "Cette invitation a déjà reçu une réponse : rien n’est annulé.")
