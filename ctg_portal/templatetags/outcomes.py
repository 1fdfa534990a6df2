"""What became of the actions of a convention, for the pages that know nothing of actions."""

from django import template
from django.utils import timezone

from actions.models import Action
from actions.progress import progress_of

register = template.Library()


@register.simple_tag
def outcomes_of(convention):
    """« 4 achevées et 9 à poursuivre », or "" until `convention` is over: one query, then."""
    today = timezone.localdate()
    if not convention.is_over(today):
        return ""
    return progress_of(Action.objects.of(convention), today).outcome_words
