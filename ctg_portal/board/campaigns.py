"""The campaigns on the board: what each still waits for, and those to open."""

from django.urls import reverse

from ctg_portal.board.lines import BoardLine
from reporting.campaigns.views import time_left, whole
from reporting.models import Campaign


def campaign_lines(on):
    """A line per campaign open on the date `on`, one for those whose day has come: two queries."""
    lines = [waiting_line(one, on) for one in whole(Campaign.objects.open_on(on))]
    ready = list(Campaign.objects.in_preparation().filter(opens_on__lte=on, closes_on__gte=on))
    if ready:
        words = "campagne prête à ouvrir" if len(ready) == 1 else "campagnes prêtes à ouvrir"
        url = ready[0].get_absolute_url() if len(ready) == 1 else reverse("campaigns")
        lines.append(BoardLine(len(ready), words, url))
    return lines


def waiting_line(campaign, on):
    """« 19 réponses attendues : Bilan 2026, 12 réponses sur 31, il reste 9 jours »."""
    missing = campaign.expected - campaign.answered
    words = "réponses attendues" if missing > 1 else "réponse attendue"
    told = "réponses" if campaign.answered > 1 else "réponse"
    return BoardLine(
        missing,
        f"{words} : {campaign.title}, {campaign.answered} {told} sur {campaign.expected}, "
        f"{time_left(campaign, on)}",
        f"{campaign.get_absolute_url()}?choix=sans-reponse",
        f"toutes les réponses de « {campaign.title} » sont arrivées",
    )
