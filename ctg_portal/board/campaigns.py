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
        url = ready[0].get_absolute_url() if len(ready) == 1 else reverse("campaigns")
        one, many = "campagne prête à ouvrir", "campagnes prêtes à ouvrir"
        lines.append(BoardLine(len(ready), one, many, url))
    return lines


def waiting_line(campaign, on):
    """« 19 réponses attendues : Bilan 2026, 12 réponses sur 31, il reste 9 jours »."""
    told = "réponses" if campaign.answered > 1 else "réponse"
    words = (
        f"{campaign.title}, {campaign.answered} {told} sur {campaign.expected}, "
        f"{time_left(campaign, on)}"
    )
    return BoardLine(
        campaign.expected - campaign.answered,
        f"réponse attendue : {words}",
        f"réponses attendues : {words}",
        f"{campaign.get_absolute_url()}?choix=sans-reponse",
        f"toutes les réponses de « {campaign.title} » sont arrivées",
    )
