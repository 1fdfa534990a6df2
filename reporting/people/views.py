"""`/suivi/contacts/`: through whom each organisation can be reached."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.models import Invitation, Membership, Organisation, User
from partners.permissions import may_invite, may_read
from partners.sign_in.events import record
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.editing.once_only import needs_key, unsaved
from records.folding import fold, matching
from records.french import de
from records.history.recording import one_change
from records.models.merged import kept_slug
from reporting.people import invitations, inviting_views
from reporting.people.contacts import ContactFilter, with_people, with_states
from reporting.people.forms import AddForm, AgainForm, EndForm, InviteForm, RoleForm
from reporting.people.inviting_views import (
    end_contact,
    invitation_line,
    may_go_on,
    send_invitation,
)
from reporting.report.links import revoke_links

PER_PAGE = 50
HISTORY_SHOWN = 30
GONE = "Ce compte vient d’être supprimé : rien n’est enregistré."
VERBS = {"+": "Ajout", "~": "Modification", "-": "Suppression"}


@staff_page(may_read)
def contacts(request):
    """Organisations, those that nobody answers for first; each with its people."""
    form, now = ContactFilter(request.GET), timezone.now()
    page = Paginator(form.filter(now), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(with_people(page.object_list, now))
    for row in rows:
        row.asked = [invitation_line(one, now) for one in row.waiting]
    query = QueryDict(mutable=True)
    query.update(form.asked)
    context = {
        "form": form,
        "active": bool(form.asked),
        "page": page,
        "rows": rows,
        "query": query.urlencode(),
        "inviter": may_invite(request.user),
        "here": request.get_full_path(),
    }
    return render(request, "reporting/people/contacts.html", context)


@staff_page(may_read)
@require_safe
def go_to_contact(request):
    """Lead to the contacts of the organisation that `q` names; to the list when it is not one."""
    words = request.GET.get("q", "").replace("\0", "").strip()
    rows = list(Organisation.objects.filter(archived_on=None).values("slug", "name", "short_name"))
    names = [(row["slug"], row["name"], row["short_name"]) for row in rows]
    exact = [slug for slug, *both in names if fold(words) in map(fold, both)] if words else []
    found = exact or (matching(names, words) if words else [])
    if len(found) == 1:
        return redirect(f"{reverse('contact-organisation', args=found)}#inviter")
    return redirect(reverse("contacts", query={"q": words} if words else None))


def in_use_or_404(slug):
    """The organisation in use `slug`, with its states; 404."""
    return get_object_or_404(with_states(timezone.now()), slug=slug)


def history_of(organisation):
    """What happened to the contacts of `organisation`, newest first."""
    rows = Membership.history.filter(organisation=organisation.pk)
    rows = rows.select_related("user", "history_user").order_by("-history_date", "-history_id")
    return [
        {
            "at": row.history_date,
            "verb": "Fin" if row.ended_on and row.history_type == "~" else VERBS[row.history_type],
            "person": row.user,
            "role": row.get_role_display().partition(" : ")[0],
            "who": row.history_user or "",
            "reason": row.history_change_reason or "",
        }
        for row in rows[:HISTORY_SHOWN]
    ]


@staff_page(may_read)
@needs_key
def contact_organisation(request, slug, refusal=""):
    """The contacts of one organisation; a POST invites somebody."""
    if request.method != "POST" and (kept := kept_slug(Organisation, slug)):
        return redirect("contact-organisation", kept)
    organisation, now = in_use_or_404(slug), timezone.now()

    def show(form, is_kept=False):
        people = organisation.memberships.current().select_related("user")
        past = organisation.memberships.exclude(ended_on=None).select_related("user")
        asked = organisation.invitations.select_related("invited_by").order_by("-sent_at")
        context = {
            "organisation": organisation,
            "people": people.order_by("-role", "user__full_name"),
            "past": past.order_by("-ended_on")[:HISTORY_SHOWN],
            "asked": [invitation_line(row, now) for row in asked[:HISTORY_SHOWN]],
            "history": history_of(organisation),
            "form": form,
            "is_kept": is_kept,
            "inviter": may_invite(request.user),
        }
        return render(request, "reporting/people/contact_organisation.html", context)

    if request.method != "POST":
        form = InviteForm()
        return show(form, form_recovery.take_up(request, form))
    if not may_invite(request.user):
        raise PermissionDenied
    form = InviteForm(request.POST)
    return send_invitation(request, organisation, form, show, refusal=refusal)


def back(request, organisation):
    """Where the page that sent a form wants to come back to: the list, or the organisation."""
    here = reverse("contacts")
    wanted = request.POST.get("retour", "")
    if wanted == here or wanted.startswith(f"{here}?"):
        return wanted
    return reverse("contact-organisation", args=[organisation.slug])


@staff_page(may_invite)
def contact_invitation(request, slug, pk):
    """Send an invitation again, to a corrected address if need be, or cancel it."""
    organisation = in_use_or_404(slug)
    row = get_object_or_404(organisation.invitations.select_related("invited_by"), pk=pk)
    form = AgainForm(request.POST or None, initial={"email": row.email})
    if request.method == "POST" and request.POST.get("form") == "annuler":
        inviting_views.cancel_and_tell(request, row)
        return redirect(back(request, organisation))
    if request.method == "POST" and form.is_valid():
        refused = inviting_views.send_invitation_again(request, row, form.cleaned_data["email"])
        if not refused:
            return redirect(back(request, organisation))
        form.add_error("email", refused)
    context = {
        "organisation": organisation,
        "one": invitation_line(row, timezone.now()),
        "form": form,
        "over": not Invitation.objects.unanswered().filter(pk=row.pk).exists(),
    }
    return render(request, "reporting/people/contact_invitation.html", context)


@staff_page(may_invite)
@needs_key
def contact_member(request, slug, pk, refusal=""):
    """Change what a contact may do, or end it, with a reason; or withdraw the links of letters."""
    organisation = in_use_or_404(slug)
    members = organisation.memberships.current().select_related("user", "organisation")
    member = get_object_or_404(members, pk=pk)
    address = reverse("contact-organisation", args=[slug])

    def show(status=200, is_kept=False):
        context = {
            "organisation": organisation,
            "member": member,
            "role": role,
            "end": end,
            "is_kept": is_kept,
        }
        return render(request, "reporting/people/contact_member.html", context, status=status)

    asked = request.POST.get("form")
    if asked == "liens":
        revoke_links(member.user)
        record("links withdrawn", request, member.user, f"by user {request.user.pk}")
        messages.success(request, f"Les liens déjà envoyés à {member.user} n’ouvrent plus rien.")
        return redirect(address)
    role = RoleForm(request.POST if asked == "role" else None, initial={"role": member.role})
    end = EndForm(request.POST if asked == "fin" else None)
    if not (role.is_bound or end.is_bound):
        kept = [
            form_recovery.take_up(request, form, only=("form", form.act)) for form in (role, end)
        ]
        return show(is_kept=any(kept))
    form = role if role.is_bound else end
    if not may_go_on(request, form, refusal):
        return show(status=409 if refusal else 200)
    reason = form.cleaned_data["reason"]
    if form is end:
        end_contact(request, member, reason)
        return redirect(address)
    row = Membership.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
    if row is None:
        messages.warning(request, GONE)
        return unsaved(redirect(address))
    if row.role != request.POST.get("was"):
        words = "Quelqu’un vient de modifier ce rôle : relisez, puis recommencez."
        role.add_error("role", words)
        return show(status=409)
    row.role = role.cleaned_data["role"]
    with one_change(reason):
        row.save(update_fields=["role"])
    messages.success(request, f"Le rôle {de(member.user)} est modifié.")
    return redirect(address)


@staff_page(may_invite)
@needs_key
def contact_add(request, slug, refusal=""):
    """Make somebody who already has an account a contact, without an invitation."""
    organisation = in_use_or_404(slug)
    form = AddForm(request.POST if request.method == "POST" else None)

    def show(is_kept=False):
        context = {"organisation": organisation, "form": form, "is_kept": is_kept}
        return render(request, "reporting/people/contact_add.html", context)

    if not form.is_bound:
        return show(is_kept=form_recovery.take_up(request, form))
    if not may_go_on(request, form, refusal):
        return show()
    person = form.person
    if organisation.memberships.current().filter(user=person).exists():
        form.add_error("email", f"{person} est déjà un contact de cette organisation.")
        return show()
    with transaction.atomic(), one_change(form.cleaned_data["reason"]):
        if not User.objects.select_for_update(of=("self",)).filter(pk=person.pk).exists():
            form.add_error("email", GONE)
            return show()
        invitations.membership(person, organisation, form.cleaned_data["role"])
    record("contact added", request, person, f"by user {request.user.pk}")
    messages.success(request, f"{person} est maintenant un contact {de(organisation)}.")
    return redirect("contact-organisation", slug)
