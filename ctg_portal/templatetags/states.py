"""States of progress: always a word, a shape and a colour together (RGAA 3.1)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from actions.models import Avancement
from actions.models.avancement import label_of

register = template.Library()

# Drawn on a 16 × 16 grid.
SHAPES = {
    Avancement.PLANNED: '<circle cx="8" cy="8" r="6" class="hollow"/>',
    Avancement.ONGOING: (
        '<circle cx="8" cy="8" r="6" class="hollow"/><path d="M8 2a6 6 0 0 1 0 12z"/>'
    ),
    Avancement.DONE: '<path class="stroke" d="M2.5 8.5l4 4 7-9"/>',
    Avancement.SETTLED: (
        '<path class="stroke" d="M13.5 6A6 6 0 1 0 14 9"/><path d="M14.8 2v5h-5z"/>'
    ),
    Avancement.PAUSED: '<path d="M3 2h4v12H3zM9 2h4v12H9z"/>',
    Avancement.DROPPED: '<path class="stroke" d="M3 3l10 10M13 3L3 13"/>',
}


def draw(state, *, over=False):
    """Markup of one state: its shape, then its word."""
    return format_html(
        '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{}</svg>{}',
        mark_safe(SHAPES[state]),
        label_of(state, over=over),
    )


# Drawn once for all when the server starts.
CLASSES = {state.value: state.value.replace("_", "-") for state in Avancement}
WORDS = {
    (state.value, over): draw(state, over=over) for state in Avancement for over in (False, True)
}
LABELS = {
    (value, over): format_html('<span class="state state-{}">{}</span>', CLASSES[value], words)
    for (value, over), words in WORDS.items()
}


@register.filter
def state_label(value, over=False):
    """The label of an avancement value: shape, word and colour; `over`: after the convention."""
    return LABELS[value, bool(over)]


@register.filter
def state_class(value):
    """End of the CSS class of an avancement value, for an element that is itself the label."""
    return CLASSES[value]


@register.filter
def state_words(value, over=False):
    """Shape and word of an avancement value, inside an element of class `state_class`."""
    return WORDS[value, bool(over)]


@register.simple_tag
def all_states():
    """Values of every state, in the order they are read."""
    return [(state.value, state.label, slugify(state.label)) for state in Avancement]
