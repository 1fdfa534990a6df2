"""The light colours of static/css/tokens.css: a file cannot read a style sheet."""

from actions.models import Avancement

INK, SOFT, SAND, BRICK, RIVER, PAPER = (
    *("#261d16", "#54473b", "#f1e7d6", "#9c3b1e", "#0f5c63", "#fbf6ed"),
)
ACCENTS = (BRICK, RIVER, "#7d4e00", "#6c2f5b", "#33601d", "#44505f")  # of an enjeu, 1 to 6
TONES = {
    Avancement.PLANNED.value: "#44505f",
    Avancement.ONGOING.value: RIVER,
    Avancement.DONE.value: "#33601d",
    Avancement.SETTLED.value: "#274c77",
    Avancement.PAUSED.value: "#7d4e00",
    Avancement.DROPPED.value: "#6c2f5b",
}
