"""« Ce n’est plus moi », from a letter or from the space, and reminders in one click.

A mail scanner that reads these pages, or sends their forms as they are, changes nothing.
"""

from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from partners.contacts import organisations_of
from partners.models import User
from partners.permissions import may_sign_in
from partners.sign_in.events import record
from records.editing import form_recovery
from records.editing.once_only import recognises_repeats
from reporting.answers.link_session import METHODS, partner_page
from reporting.people import offboarding
from reporting.people.forms import NotMeForm
from reporting.report.links import link_of_token


def link_or_404(token):
    """The PersonalLink that `token` names; 404 when there is none, or nobody behind it."""
    link = link_of_token(token)
    if link is None:
        raise Http404
    return link


def not_me_page(request, person, keeps_role, after=None):
    """The page of « ce n’est plus moi » for `person`; `after` runs once no organisation is left.

    From the space, what was typed when a session ended is found again.
    """
    organisations = organisations_of(person)
    form = NotMeForm(
        request.POST if request.method == "POST" else None, organisations=organisations
    )
    if form.is_bound and form.is_valid():
        ended, told = offboarding.leave_organisations(
            person,
            [row.pk for row in form.chosen],
            at=timezone.now(),
            successor=form.successor,
            keeps_role=keeps_role,
        )
        record("no longer a contact", request, person, f"{len(ended)} organisations")
        left = list(organisations_of(person))
        if after:
            form_recovery.forget(request)
        if ended and not left and after:
            after()
        context = {"ended": [row.organisation for row in ended], "left": left, "told": told}
        return render(request, "reporting/people/not_me_done.html", context)
    context = {"person": person, "form": form, "organisations": form.organisations}
    context["is_kept"] = bool(after) and form_recovery.take_up(request, form)
    return render(request, "reporting/people/not_me.html", context)


def link_gone(request):
    return render(request, "reporting/people/link_gone.html", status=410)


@never_cache
@require_http_methods(METHODS)
@recognises_repeats
def not_me(request, token):
    """From a letter: whoever holds it may say that its reader has left, and no more."""
    link = link_or_404(token)
    person = link.person
    if link.revoked_at or not may_sign_in(person) or not organisations_of(person).exists():
        return link_gone(request)
    return not_me_page(request, person, keeps_role=False)


@partner_page
@recognises_repeats
def space_not_me(request):
    """From the space, signed in or by a link."""
    desk = request.desk
    if not organisations_of(desk.person).exists():
        return link_gone(request)

    def leave_session():
        if desk.by_link:
            request.session.flush()
        elif not desk.person.is_staff:
            logout(request)

    return not_me_page(request, desk.person, keeps_role=not desk.by_link, after=leave_session)


@csrf_exempt  # RFC 8058: mail readers send this form by themselves, the token is the proof
@never_cache
@require_http_methods(METHODS)
def reminders_off(request, token):
    """No more reminders, in one click from a letter; and back on."""
    link = link_or_404(token)
    person = link.person
    if not may_sign_in(person):
        return link_gone(request)
    asked = request.POST.get("acte", "")
    if request.POST.get("List-Unsubscribe") == "One-Click":
        asked = "arreter"
    if asked in ("arreter", "reprendre"):
        stop = timezone.localdate() if asked == "arreter" else None
        User.objects.filter(pk=person.pk).update(reminders_off_on=stop)
        person.reminders_off_on = stop
        record("reminders off" if stop else "reminders on", request, person)
    context = {"off_on": person.reminders_off_on, "token": token, "is_live": not link.revoked_at}
    return render(request, "reporting/people/reminders.html", context)
