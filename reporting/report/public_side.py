"""What residents read today of the action of an answer, and whether it changed since."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from actions.models import Action, Indicator, Measure, Milestone, Place, Update
from actions.practical_page import practical_lines
from reporting.models import Report, ReportEvent
from reviews.models import PartnerOpinion

SHEET_MOVED = "La fiche a changé depuis la réponse du partenaire."


@dataclass
class PublicSide:
    """What residents read today of the action of a report; read from the database once."""

    action: Action
    latest: Update | None
    milestones: dict
    places: list  # of a service
    measures: dict  # key of an indicator → its measures, oldest first
    opinion: PartnerOpinion | None = None  # validated already, in a campaign of evaluation

    def sheet(self) -> str:
        """The same as long as what the partner confirms by « rien de nouveau » did not change."""
        action = self.action
        practical = [practical_lines(action, self.places)] if action.is_service else []
        return content_mark(
            [
                *practical,
                [action.avancement, action.avancement_reason, self.latest and self.latest.pk],
                [[m.pk, m.title, m.state, str(m.done_on)] for m in self.milestones.values()],
                [
                    [m.pk, str(m.on), str(m.value), m.text, m.is_unavailable]
                    for found in self.measures.values()
                    for m in found
                ],
            ]
        )

    def moved_from(self, sheet: str | None) -> bool:
        """True when the sheet is no longer what it was when marked `sheet`; None is unknown."""
        return sheet is not None and sheet != self.sheet()

    def seen_mark(self) -> str:
        """The same as long as nothing that the reviewer sees of the public side changed."""
        one = self.opinion
        said = [one.attainment, one.went_well, one.to_change] if one else []
        seen = [self.sheet(), self.action.is_published, str(self.action.verified_on)]
        return content_mark([*seen, *said])


def content_mark(values: Any) -> str:
    """The same short text for the same plain `values`."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:24]


def lock_public(actions: Iterable[int]) -> None:
    """Keep what a PublicSide shows of the `actions` (keys) from other writers until the end.

    Always in this order, so that two reviews wait for each other instead of blocking.
    """
    keys = sorted(actions)
    for rows in (
        Action.objects.filter(pk__in=keys),
        Milestone.objects.filter(action__in=keys),
        Place.objects.filter(action__in=keys),
        Indicator.objects.filter(action__in=keys),
        Measure.objects.filter(indicator__action__in=keys),
    ):
        list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def public_side(report: Report, at: dt.datetime) -> PublicSide:
    """The PublicSide of the action of `report` at the datetime `at`: three queries, one more for
    services, and for an opinion."""
    side = public_sides([report], at)[report.pk]
    if report.campaign.is_evaluation:
        given = PartnerOpinion.objects.filter(action=report.action_id)
        side.opinion = given.filter(organisation=report.organisation_id).first()
    return side


def public_sides(reports: Iterable[Report], at: dt.datetime) -> dict[int, PublicSide]:
    """Dict key of one of the `reports` → its PublicSide at the datetime `at`.

    Three queries, four when one of the actions is a service.
    """
    actions = {report.action_id: report.action for report in reports}
    sides = {key: PublicSide(action, None, {}, [], {}) for key, action in actions.items()}
    news = Update.objects.published(at).filter(action__in=actions, nothing_new=False)
    for update in news:
        side = sides[update.action_id]
        side.latest = side.latest or update
    for row in Milestone.objects.filter(action__in=actions):
        sides[row.action_id].milestones[row.pk] = row
    services = [key for key, action in actions.items() if action.is_service]
    places = Place.objects.filter(action__in=services).select_related("commune")
    for place in places if services else ():
        sides[place.action_id].places.append(place)
    rows = Measure.objects.filter(indicator__action__in=actions).order_by("on", "pk")
    for measure in rows.annotate(of_action=F("indicator__action")):
        sides[measure.of_action].measures.setdefault(measure.indicator_id, []).append(measure)
    return {report.pk: sides[report.action_id] for report in reports}


def sheets_confirmed(reports: Iterable[Report]) -> dict[int, str]:
    """Dict key of a report → the mark of its sheet when « rien de nouveau » was said of it."""
    events = ReportEvent.objects.filter(report__in=reports, verb="say_nothing_new")
    rows = events.order_by("at", "pk").values_list("report", "said__sheet")
    return {key: sheet for key, sheet in rows if sheet}
