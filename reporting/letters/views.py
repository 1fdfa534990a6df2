"""Letters that the portal wrote: which did not arrive, why, and what to do about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from letters.models import FAULTY, LetterState
from letters.sources import Stopped
from partners.models import Membership
from partners.permissions import may_administer, may_edit, may_invite
from partners.staff_access import staff_page
from reporting.letters import follow_up
from reporting.letters.forms import LetterFilter
from reporting.letters.source import ABOUT, words_of_day
from reporting.models import Letter
from reporting.report.links import masked

ROWS_PER_PAGE = 50
SENT_AGAIN_AT_ONCE = 200

# Name of the button → (the act, what is said when it is done, when it was already).
ACTS = {
    "renvoyer": (
        follow_up.resend,
        "Le courriel part de nouveau dans la minute.",
        "Ce courriel attend déjà, ou il est parti : rien n’est envoyé de nouveau.",
    ),
    "regle": (
        follow_up.mark_handled,
        "C’est noté : ce courriel est traité.",
        "Ce courriel était déjà traité.",
    ),
    "revenue": (
        follow_up.note_bounce,
        "C’est noté : le courriel est revenu, et l’adresse ne sert plus tant qu’elle n’est pas "
        "modifiée.",
        "Ce courriel n’est pas parti, ou vous savez déjà qu’il est revenu.",
    ),
    "marche": (
        lambda letter: follow_up.works_again(letter) or True,
        "C’est noté : les prochains courriels iront à cette adresse.",
        "",
    ),
}


@staff_page(may_edit)
def letters(request):
    """What did not arrive; by the filters, every letter of the last twelve months."""
    form = LetterFilter(request.GET, at=timezone.now())
    found = form.filter()
    if request.method == "POST":
        return resend_all(request, found)
    current = Membership.objects.current().filter(organisation__archived_on=None)
    current = current.select_related("organisation")
    found = found.prefetch_related(Prefetch("person__memberships", current, to_attr="current"))
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "waiting": Letter.objects.filter(state=LetterState.WAITING).count(),
        "stuck": Letter.objects.stuck(timezone.now()).count(),
        "rows": [(letter, contact_of(letter, request.user)) for letter in page.object_list],
        "most": SENT_AGAIN_AT_ONCE,
    }
    return render(request, "reporting/letters/letters.html", context)


def contact_of(letter, user):
    """The page where `user` sees to the address of `letter`, or ""; reads `person.current`."""
    if letter.invitation is not None:
        row = letter.invitation
        if row.organisation.archived_on:
            return ""
        if may_invite(user):
            return reverse("contact-invitation", args=[row.organisation.slug, row.pk])
        return reverse("contact-organisation", args=[row.organisation.slug])
    if letter.person is None or not letter.person.current:
        return ""
    return reverse("contact-organisation", args=[letter.person.current[0].organisation.slug])


def resend_all(request, found):
    """Send again those of the letters `found` that did not arrive."""
    failed = found.filter(state__in=FAULTY, handled_at=None)
    count = overtaken = 0
    with transaction.atomic():
        for letter in failed.select_related(*ABOUT)[:SENT_AGAIN_AT_ONCE]:
            try:
                count += follow_up.resend(letter)
            except Stopped:
                overtaken += 1
    if count:
        messages.success(
            request, f"{count} courriel{'s partent' if count > 1 else ' part'} de nouveau."
        )
    if overtaken or not count:
        kept = f"{overtaken} courriel{'s n’ont' if overtaken > 1 else ' n’a'}" if overtaken else ""
        words = f"{kept} plus de raison de partir : sa page dit pourquoi." if kept else ""
        messages.info(request, words or "Aucun courriel n’était à envoyer de nouveau.")
    return redirect(f"{reverse('letters')}?{request.GET.urlencode()}")


@staff_page(may_edit)
def letter(request, pk):
    """One letter: to whom, what happened to it, what it says, what can be done."""
    found = get_object_or_404(Letter.objects.select_related(*ABOUT), pk=pk)
    if request.method == "POST":
        return press_button(request, found)
    if found.person is not None:
        memberships = found.person.memberships.current().filter(organisation__archived_on=None)
        found.person.current = list(memberships.select_related("organisation"))
    context = {
        "letter": found,
        "contact": contact_of(found, request.user),
        "text": masked(as_read(found)),
        "is_faulty": found.state in FAULTY and found.handled_at is None,
        "may_leave_again": found.state in follow_up.RESENT and found.text != "",
        "address_now": follow_up.address_now(found),
        "administers": may_administer(request.user),
    }
    return render(request, "reporting/letters/letter.html", context)


def as_read(letter):
    """The text of `letter`, with the words of the day it left, else of today."""
    text, day = letter.text, timezone.localdate(letter.sent_at)
    for mark, words in words_of_day(letter, day).items():
        text = text.replace(mark, words)
    return text


def press_button(request, found):
    """Do to the letter `found` what the button says, and go back where it was pressed."""
    name = next((name for name in ACTS if name in request.POST), None)
    if name is None:
        messages.warning(request, "Rien n’a été fait : choisissez un des boutons de la page.")
        return redirect("letter", found.pk)
    do, words, already = ACTS[name]
    try:
        messages.success(request, words) if do(found) else messages.info(request, already)
    except Stopped as why:
        messages.warning(request, f"Rien n’est envoyé. {why}")
    if "liste" in request.POST:
        return redirect(f"{reverse('letters')}?{request.POST['liste']}")
    return redirect("letter", found.pk)
