"""What the pages of the team and of a référent share: inviting, sending again, ending."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from partners.models import Membership
from partners.permissions import may_invite
from partners.sign_in.events import record
from records.french import de, full_date
from reporting.people import invitations, offboarding
from reporting.people.invitations import CannotInvite, Gone

ANSWERED = "Cette invitation a déjà reçu une réponse, ou vient d’être envoyée de nouveau."


def invitation_line(row, at):
    """An Invitation as the pages show it at the datetime `at`."""
    slug, words = row.state(at)
    return {"row": row, "slug": slug, "words": words, "sent": row.sent_at.isoformat()}


def may_go_on(request, form, refusal):
    """True when the bound `form` may be done; a `refusal` is said to the reader."""
    if refusal:
        messages.warning(request, refusal)
        return False
    return form.is_valid()


def send_invitation(request, organisation, form, show, *, refusal=""):
    """The answer to the bound InviteForm: one invitation, one letter, then the same page.

    `show(form)` answers when nobody is invited, and when there is a `refusal` to say.
    """
    if not may_go_on(request, form, refusal):
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
    return redirect(request.path)


def send_invitation_again(request, row, email=""):
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
        request, f"L’invitation part de nouveau pour {again.email}. L’ancien lien ne sert plus, "
        f"le nouveau sert jusqu’au {until}.",
    )  # fmt: skip
    return ""


def cancel_and_tell(request, row):
    """Cancel the Invitation `row` and tell the reader."""
    if invitations.cancel_invitation(row, by=request.user, at=timezone.now()):
        record("invitation cancelled", request, request.user, f"invitation {row.pk}")
        messages.success(request, f"L’invitation pour {row.email} est annulée.")
    else:
        messages.info(request, "Cette invitation a déjà reçu une réponse : rien n’est annulé.")


def end_contact(request, member, reason):
    """End the Membership `member`, and tell the reader; once."""
    mine = Membership.objects.filter(pk=member.pk)
    if offboarding.end_memberships(mine, by=request.user, at=timezone.now(), reason=reason):
        record("no longer a contact", request, member.user, f"by user {request.user.pk}")
    words = f"{member.user} n’est plus un contact {de(member.organisation)}."
    if may_invite(request.user) and not member.user.memberships.current().exists():
        words += " Ses liens et ses connexions sont fermés."
    messages.success(request, words)
