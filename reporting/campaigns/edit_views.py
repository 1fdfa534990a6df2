"""A word of the team to those that a filter of the table chooses: write, see, send once."""

import secrets

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.sender import sender
from partners.permissions import may_publish
from partners.staff_access import staff_page
from records.editing import form_recovery
from records.editing.form_page import unjudged
from records.editing.once_only import needs_key, unsaved
from reporting.campaigns import response_tracking
from reporting.campaigns.preview import preview_letter
from reporting.campaigns.reminder_recipients import Recipient, in_name_order
from reporting.campaigns.reminder_views import number
from reporting.campaigns.text_forms import StaffWordForm
from reporting.campaigns.tracking_forms import FollowFilter
from reporting.campaigns.views import campaign_context, the_campaign
from reporting.letters import notifications, templates
from reporting.letters.writing import NO_ADDRESS
from reporting.models import LetterKind

SEE, SEND = "voir", "envoyer"
MOVED = (
    "Rien n’est parti : la liste a changé entre-temps. Relisez à qui vous écrivez, puis envoyez."
)
FIRST_TEXT = "Bonjour {personne},\n\n\n\nMerci,\nl’équipe de la CTG, {territoire}"


def recipients(form):
    """The people whom the filter `form` chooses, with the actions it chose: Recipients."""
    actions = {}
    for row in response_tracking.rows(form.filter()):
        for person in row.people:
            actions.setdefault(person, []).append(row.report.action)
    return in_name_order(Recipient(person, found) for person, found in actions.items())


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def campaign_write(request, pk, refusal=""):
    """The query string says which answers, the form to whom of them and what."""
    campaign, on = the_campaign(pk), timezone.localdate()
    if campaign.opened_at is None:
        messages.info(
            request, "Ouvrez d’abord la campagne : aucune réponse n’y est encore attendue."
        )
        return unsaved(redirect(campaign))
    chosen = FollowFilter(request.GET, campaign=campaign, on=on)
    page = StaffWordPage(request, campaign, on, chosen)
    if not campaign.convention.territory.email:
        messages.error(request, NO_ADDRESS)
        return page.write()
    if request.method != "POST":
        return page.write()
    if not page.form.is_valid() or "changer" in request.POST:
        return page.write()
    if SEND in request.POST:
        return page.see(refusal) if refusal else page.send()
    if not page.ticked:
        messages.error(request, "Cochez au moins une personne : rien n’est parti.")
        return page.write()
    return page.see()


class StaffWordPage:
    """One request for one letter."""

    def __init__(self, request, campaign, on, chosen):
        self.request, self.campaign, self.chosen, self.on = request, campaign, chosen, on
        self.found = recipients(chosen)
        self.context = campaign_context(request, campaign, on)
        allowed = templates.ASKING_NAMES
        if not campaign.is_open(on):
            allowed = allowed - {"lien", "attente"}
        data, row = request.POST, None
        if request.method != "POST" and (row := form_recovery.kept_form(request)):
            messages.warning(request, form_recovery.notice(row))
            data = form_recovery.typed_in(row)
        self.is_kept = row is not None
        self.form = StaffWordForm(data or None, allowed=allowed, initial={"body": FIRST_TEXT})
        if self.is_kept:
            unjudged(self.form)
        self.asked = {number(value) for value in data.getlist("recoit")}
        self.ticked = [one for one in self.found if one.person.pk in self.asked]

    def write(self):
        """Who, and what: everybody is ticked, save those who asked for no more reminders."""
        keys = self.asked
        if not self.form.is_bound:
            keys = {one.person.pk for one in self.found if not one.person.reminders_off_on}
        context = self.context | {
            "form": self.form,
            "recipients": self.found,
            "ticked": keys,
            "active": self.chosen.active,
            "names": templates.explained(self.form.allowed),
            "is_kept": self.is_kept,
        }
        return render(self.request, "reporting/campaigns/write.html", context)

    def see(self, refused=""):
        """What would leave, letter by letter."""
        if refused:
            messages.warning(self.request, refused)
        letters = [
            (one, preview_letter(self.campaign, self.form.text, one, stops=False, on=self.on))
            for one in self.ticked
        ]
        context = self.context | {"letters": letters, "form": self.form}
        template = "reporting/campaigns/write_preview.html"
        return render(self.request, template, context, status=409 if refused else 200)

    def send(self):
        """One letter to each; a list that moved is shown again."""
        if not self.ticked or len(self.ticked) < len(self.asked):
            return self.see(MOVED)
        who, mark = sender(), secrets.token_hex(12)
        for one in self.ticked:
            notifications.write_to(
                one.person,
                LetterKind.STAFF_WORD,
                self.campaign,
                once=f"mot:{mark}:{one.person.pk}",
                values={"actions": notifications.listed(one.actions)},
                by=who,
                text=self.form.text,
            )
        count = len(self.ticked)
        words = f"{count} courriels partent" if count > 1 else "Le courriel part"
        messages.success(self.request, f"{words} dans les minutes qui viennent.")
        return redirect("campaign", self.campaign.pk)
