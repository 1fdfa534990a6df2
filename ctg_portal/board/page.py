"""The board of the team: what waits this morning."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import Action
from actions.progress import progress_of
from actions.quick_acts import acts_of
from conventions.models import Convention, Meeting
from ctg_portal.board.campaigns import campaign_lines
from ctg_portal.board.lines import (
    BoardGroup,
    BoardLine,
    action_groups,
    contact_lines,
    letter_lines,
    provisional_lines,
)
from ctg_portal.board.past import last_changes, last_imports
from ctg_portal.board.reports import report_lines
from ctg_portal.board.shortcuts import shortcuts_of
from ctg_portal.launch import launch_items
from partners.permissions import may_edit, may_invite, may_read
from partners.staff_access import staff_page
from reporting.ending import ending_on

MEETINGS_SHOWN = 4


def launch_line(convention):
    """What is still unknown before the portal opens; apart, the titles written « provisoire »."""
    return BoardLine(
        sum(not item.done for item in launch_items()),
        "point à compléter",
        "points à compléter",
        reverse("launch-checklist"),
        "tout est prêt pour l’ouverture",
        tuple(line for line in provisional_lines(convention) if line.count),
    )


def board_groups(convention, on, user):
    """Everything that waits, by subject; without a `convention`, what does not depend on it."""
    groups = [
        BoardGroup("Réponses", report_lines(on)),
        BoardGroup("Campagnes", campaign_lines(on)),
    ]
    groups += action_groups(convention, on) if convention else []
    groups.append(BoardGroup("Contacts", contact_lines(timezone.now())))
    if letters := letter_lines(user):
        groups.append(BoardGroup("Courriels", letters))
    groups.append(BoardGroup("Avant l’ouverture", [launch_line(convention)]))
    return groups


@staff_page(may_read)
@require_safe
def board(request):
    """One sentence of counts, then what waits, then what comes and what changed."""
    now, today = timezone.now(), timezone.localdate()
    convention = Convention.objects.for_staff().first()
    groups = board_groups(convention, today, request.user)
    meetings = Meeting.objects.filter(archived_on=None).upcoming(now)
    context = {
        "convention": convention,
        "progress": progress_of(Action.objects.in_use().filter(convention=convention), today),
        "ending": ending_on(today),
        "groups": [group for group in groups if group.waiting],
        "quiet": [group.quiet for group in groups if group.quiet],
        "changes": last_changes(now),
        "imports": last_imports(),
        "editor": may_edit(request.user),
        "acts": acts_of(request.user),
        "shortcuts": shortcuts_of(request.user, convention),
        "inviter": may_invite(request.user),
        "meetings": meetings[:MEETINGS_SHOWN],
        "without_minutes": Meeting.objects.without_minutes(now)[:MEETINGS_SHOWN],
        "meetings_url": f"{reverse('admin:conventions_meeting_changelist')}?quand=a-venir",
    }
    return render(request, "ctg_portal/board.html", context)
