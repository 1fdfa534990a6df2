"""Roll-ups: counts first said in a sentence, then drawn. No invented percentage."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from actions.models import ActionOutcome, Avancement
from actions.models.action_rows import late_on
from actions.models.avancement import HAS_DEADLINE, label_of
from conventions.models.phase import over_on

# Singular and plural of each state, as they follow a number.
WORDS = {
    Avancement.DONE: ("réalisée", "réalisées"),
    Avancement.SETTLED: ("en\u00a0place et continue", "en\u00a0place et continues"),
    Avancement.ONGOING: ("en\u00a0cours", "en\u00a0cours"),
    Avancement.PLANNED: ("à\u00a0venir", "à\u00a0venir"),
    Avancement.PAUSED: ("en\u00a0pause", "en\u00a0pause"),
    Avancement.DROPPED: ("abandonnée", "abandonnées"),
}
# Once the convention is over, nothing is to come any more.
WORDS_OVER = WORDS | {
    Avancement.PLANNED: ("non\u00a0commencée", "non\u00a0commencées"),
    Avancement.ONGOING: ("encore en\u00a0cours", "encore en\u00a0cours"),
}
# What became of them, and of those of which nobody said it.
OUTCOME_WORDS = {
    ActionOutcome.ACHIEVED: ("achevée", "achevées"),
    ActionOutcome.CONTINUED: ("à\u00a0poursuivre", "à\u00a0poursuivre"),
    ActionOutcome.PERMANENT: ("pérennisée", "pérennisées"),
    ActionOutcome.STOPPED: ("arrêtée", "arrêtées"),
    "": ("pas encore décidée", "pas encore décidées"),
}
BAR_WIDTH = 600


@dataclass(frozen=True)
class Part:
    """One state of a bar: where it stands on BAR_WIDTH units, and how it is said."""

    state: str
    label: str
    count: int
    x: float
    width: float

    @property
    def middle(self):
        return self.x + self.width / 2


def counted_words(counts, words):
    """« 2 réalisées, 9 en cours et 1 abandonnée »: the `words` of the keys that `counts` has."""
    said = [
        f"{count}\u00a0{words[key][count > 1]}" for key in words if (count := counts.get(key, 0))
    ]
    return " et ".join(filter(None, (", ".join(said[:-1]), said[-1]))) if said else ""


@dataclass(frozen=True)
class Progress:
    """Counts of actions by state, how many of them are late, and of a convention that is over.

    `outcomes` counts the latter alone by what becomes of them: nothing of it is told before.
    """

    counts: dict = field(default_factory=lambda: {state.value: 0 for state in Avancement})
    late: int = 0
    demo: int = 0  # how many are demonstration records
    over: int = 0
    outcomes: dict = field(default_factory=dict)

    def __add__(self, other):
        counts = {state: n + other.counts.get(state, 0) for state, n in self.counts.items()}
        outcomes = {
            key: self.outcomes.get(key, 0) + other.outcomes.get(key, 0)
            for key in {**self.outcomes, **other.outcomes}
        }
        return Progress(
            *(counts, self.late + other.late, self.demo + other.demo, self.over + other.over),
            outcomes,
        )

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def is_over(self):
        """True when there are actions, and the convention of each is over."""
        return 0 < self.total == self.over

    @property
    def on_time(self):
        """How many are to come or under way and not late."""
        return sum(self.counts[state] for state in HAS_DEADLINE) - self.late

    @property
    def words(self):
        """« 2 réalisées, 9 en cours et 1 abandonnée »: states that have actions."""
        return counted_words(self.counts, WORDS_OVER if self.is_over else WORDS)

    @property
    def outcome_words(self):
        """« 4 achevées, 9 à poursuivre et 1 pas encore décidée »; "" while nobody told any."""
        told = self.is_over and any(self.outcomes.get(one.value) for one in ActionOutcome)
        return counted_words(self.outcomes, OUTCOME_WORDS) if told else ""

    @property
    def late_words(self):
        """« 3 actions sont en retard », after the end « n’ont pas été achevées », or ""."""
        if not self.late:
            return ""
        one = self.late == 1
        if self.is_over:
            missed = "n’a pas été achevée" if one else "n’ont pas été achevées"
        else:
            missed = "est en retard" if one else "sont en retard"
        return f"une action {missed}" if one else f"{self.late}\u00a0actions {missed}"

    @property
    def parts(self):
        """Parts of the bar, in reading order, widths proportional to counts."""
        parts, x = [], 0.0
        for state in WORDS:
            count = self.counts.get(state.value, 0)
            if count:
                width = BAR_WIDTH * count / self.total
                css = state.value.replace("_", "-")
                parts.append(
                    Part(
                        css, label_of(state, over=self.is_over), count, round(x, 1), round(width, 1)
                    )
                )
                x += width
        return parts

    @property
    def rows(self):
        """(value, label, count) of every state, zeros included: the table beside the bar."""
        over = self.is_over
        return [
            (state.value, label_of(state, over=over), self.counts.get(state.value, 0))
            for state in WORDS
        ]


def progress_by_enjeu(actions, on):
    """Dict enjeu id → Progress of the queryset `actions` on the date `on`: one query."""
    rows = (
        actions.order_by()
        .values_list("enjeu", "avancement", "outcome")
        .annotate(
            n=Count("pk", distinct=True),
            late=Count("pk", filter=late_on(on), distinct=True),
            demo=Count("pk", filter=Q(is_demo=True), distinct=True),
            over=Count("pk", filter=over_on(on, "convention__"), distinct=True),
        )
    )
    found = {}
    for enjeu, state, outcome, *counts in rows:
        n, late, demo, over = counts
        outcomes = {outcome: over} if over else {}
        one = Progress({state: n}, late, demo, over, outcomes)
        found[enjeu] = found.get(enjeu, Progress()) + one
    return found


def progress_of(actions, on):
    """Progress of the queryset `actions` on the date `on`: one query."""
    return total(progress_by_enjeu(actions, on).values())


def total(progresses):
    """The sum of several Progress."""
    return sum(progresses, Progress())
