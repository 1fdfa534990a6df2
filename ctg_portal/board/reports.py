"""The lines of the board about what partners tell: to review, to enter for them, late."""

from django.urls import reverse
from django.utils import timezone

from ctg_portal.board.lines import BoardLine
from reporting.models import Report
from reporting.review.queue import LATE, TO_ENTER, TO_REVIEW, counts


def waiting_since(oldest, on, count):
    """« , la plus ancienne attend depuis 12 jours » for the datetime `oldest`; "" on the first
    day."""
    days = (on - timezone.localdate(oldest)).days if oldest else 0
    if not days:
        return ""
    since = f"depuis {days} jour{'s' if days > 1 else ''}"
    return f", la plus ancienne attend {since}" if count > 1 else f", elle attend {since}"


def report_lines(on):
    """What waits among the answers of partners on the date `on`: one query."""
    found = counts(Report.objects.all(), on)
    waits = f"à relire{waiting_since(found['oldest'], on, found[TO_REVIEW])}"
    kinds = [
        (TO_REVIEW, f"réponse {waits}", f"réponses {waits}", "aucune réponse à relire"),
        (TO_ENTER, "réponse à saisir par l’équipe", "réponses à saisir par l’équipe", ""),
        (LATE, "réponse en retard", "réponses en retard", "aucune réponse en retard"),
    ]
    address = reverse("reviews")
    return [
        BoardLine(found[slug], one, many, f"{address}?etat={slug}", nothing)
        for slug, one, many, nothing in kinds
    ]
