"""The calendar of reminders: what will leave, when, to whom, and what staff change in it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from partners.permissions import may_edit, may_read
from partners.staff_access import staff_page
from records.editing.once_only import UnsavedRedirect
from reporting.campaigns import reminder_schedule
from reporting.campaigns.preview import preview_letter
from reporting.campaigns.reminder_recipients import reminder_calendar
from reporting.campaigns.text_forms import ReminderForm
from reporting.campaigns.views import campaign_context, the_campaign


@staff_page(may_read)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_reminders(request, pk):
    """Read by all the team; a button named after its verb changes one reminder."""
    campaign = the_campaign(pk)
    if request.method != "POST":
        return show_calendar(request, campaign)
    if not may_edit(request.user):
        raise PermissionDenied
    if "ajouter" in request.POST or "deplacer" in request.POST:
        return choose_day(request, campaign)
    verb = next((name for name in VERBS if name in request.POST), None)
    try:
        if verb is not None:
            words = VERBS[verb](request, campaign, number(request.POST[verb]))
            messages.success(request, words)
    except reminder_schedule.CannotPlan as refusal:
        messages.error(request, str(refusal))
    return redirect("campaign-reminders", pk)


def number(text):
    """The key written in `text`; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def skip_one(request, campaign, key):
    reminder_schedule.skip(campaign, key, by=request.user, at=timezone.now())
    return "Ce rappel est annulé. Vous pouvez le rétablir tant que son jour n’est pas passé."


def put_one_back(request, campaign, key):
    reminder_schedule.put_reminder_back(campaign, key, by=request.user, on=timezone.localdate())
    return "Ce rappel partira le jour prévu."


def leave_people_out(request, campaign, key):
    shown, kept = (
        {number(value) for value in request.POST.getlist(name)} for name in ("montre", "recoit")
    )
    count = reminder_schedule.leave_out(campaign, key, shown=shown, kept=kept, by=request.user)
    if not count:
        return "Toutes les personnes de la liste recevront ce rappel."
    who = "personnes ne recevront" if count > 1 else "personne ne recevra"
    return f"{count} {who} pas ce rappel."


VERBS = {"ecarter": skip_one, "remettre": put_one_back, "laisser": leave_people_out}


def choose_day(request, campaign):
    """One more reminder, or another day for one; the page comes back with mistakes."""
    by, on, key = request.user, timezone.localdate(), None
    if "ajouter" not in request.POST:
        key = number(request.POST["deplacer"])
    form = ReminderForm(
        request.POST, campaign=campaign, but=key, prefix=None if key is None else str(key)
    )
    if not form.is_valid():
        return show_calendar(request, campaign, form)
    asked = form.cleaned_data
    address = reverse("campaign-reminders", args=[campaign.pk])
    try:
        if key is None:
            reminder_schedule.add_reminder(campaign, asked["day"], asked["kind"], by=by, on=on)
        else:
            reminder_schedule.move_to(campaign, key, asked["day"], by=by, on=on)
    except reminder_schedule.CannotPlan as refusal:  # a day taken since the form was judged
        messages.error(request, str(refusal))
        return UnsavedRedirect(address)
    words = "Le rappel est dans le calendrier." if key is None else "Le rappel est déplacé."
    messages.success(request, words)
    return redirect(address)


def show_calendar(request, campaign, sent=None):
    """The calendar; `sent` is the form that has mistakes."""
    on = timezone.localdate()
    texts = {text.kind: (text.subject, text.body) for text in campaign.texts.all()}
    lines, extra = [], None
    if sent is None or sent.but is not None:
        extra = ReminderForm(campaign=campaign)
    for planned in reminder_calendar(campaign, on):
        reminder, form, shown = planned.reminder, None, None
        if planned.state in ("prevu", "apres") and reminder.ran_at is None:
            mine = sent is not None and sent.but == reminder.pk
            form = sent if mine else ReminderForm(
                campaign=campaign, but=reminder.pk, prefix=str(reminder.pk),
                initial={"day": planned.on},
            )  # fmt: skip
        if planned.receives and reminder.kind in texts:
            text = texts[reminder.kind]
            shown = preview_letter(campaign, text, planned.receives[0], stops=True, on=planned.day)
        lines.append((planned, form, shown))
    context = campaign_context(request, campaign, on)
    context |= {
        "lines": lines,
        "form": extra or sent,
        "is_over": campaign.state(on)[0] == "fermee",
        "has_errors": sent is not None,
    }
    return render(request, "reporting/campaigns/reminders.html", context)
