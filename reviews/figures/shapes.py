"""What the review of a year holds. Plain values only: every page and file prints these.

A state is a value of `Avancement`, or "" when nobody can tell it. A number of people too small to
be published is never here: `small` says that there was one.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from actions.charts import IndicatorPath
from actions.progress import Progress
from records.french import figure


@dataclass(frozen=True)
class NewsLine:
    """One piece of news of the year; `said` is its first sentence."""

    pk: int
    on: dt.date
    title: str
    said: str
    action: int  # its number
    action_title: str


@dataclass(frozen=True)
class StepLine:
    """One step of the year; `moved` when it was planned this year and is now later."""

    title: str
    action: int
    action_code: str
    action_title: str
    planned_on: dt.date | None
    done_on: dt.date | None
    moved: bool = False


@dataclass(frozen=True)
class Steps:
    kept: tuple[StepLine, ...] = ()
    late: tuple[StepLine, ...] = ()
    dropped: tuple[StepLine, ...] = ()

    @property
    def total(self):
        return len(self.kept) + len(self.late) + len(self.dropped)


@dataclass(frozen=True)
class ActionLine:
    """One action over the year. `people` counts those told of by news, small counts left out."""

    number: int
    code: str
    title: str
    start: str
    end: str
    is_new: bool  # entered the plan during the year
    is_silent: bool  # somebody should have told something of it, and nobody did
    news: tuple[NewsLine, ...] = ()
    people: int = 0
    small: bool = False

    @property
    def moved(self):
        return bool(self.start and self.end and self.start != self.end)


@dataclass(frozen=True)
class ValueLine:
    """One dated value of an indicator: a figure, or the words that stand for it."""

    role: str  # Départ, Valeur, But
    on: dt.date | None
    value: Decimal | None
    words: str


@dataclass(frozen=True)
class FigureLine:
    """One indicator up to the end of the year; `path` is its drawing, None without two dots."""

    action: int
    action_title: str
    label: str
    unit: str
    in_words: bool
    has_value: bool  # measured during the year
    way: str
    readings: tuple[ValueLine, ...]
    path: IndicatorPath | None = None

    @property
    def latest(self):
        """The last known value, or None."""
        return next((one for one in reversed(self.readings) if one.role == "Valeur"), None)


class EndCounts:
    """Where the `lines` of a part, or of the whole, stand at the end of what is told."""

    is_over: bool  # nothing is to come any more: words say so

    @property
    def end(self):
        return counted((line.end for line in self.lines), over=self.is_over)

    @property
    def end_words(self):
        """« 1 réalisée et 2 en cours ; pour 1 autre, l’avancement n’est pas connu »."""
        known, unknown = self.end.words, len(self.lines) - self.end.total
        if not known:
            return "aucun avancement n’est connu"
        if not unknown:
            return known
        others = f"{figure(unknown)} autre{'s' * (unknown > 1)}"
        return f"{known} ; pour {others}, l’avancement n’est pas connu"


class ActionCounts(EndCounts):
    """What the `lines` of a year add up to."""

    is_over = False

    @property
    def start(self):
        return counted(line.start for line in self.lines)

    @property
    def news(self):
        return sum(len(line.news) for line in self.lines)

    @property
    def people(self):
        return sum(line.people for line in self.lines)


@dataclass(frozen=True)
class EnjeuPart(ActionCounts):
    """One enjeu: the word of the team, its actions and their states."""

    pk: int
    code: str
    title: str
    icon: str
    accent: int
    word: str
    lines: tuple[ActionLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()


@dataclass(frozen=True)
class MoneyLine:
    """Euros of one funder in the year, or of all of them in one year; None: nobody said."""

    label: str
    planned: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True)
class Money:
    by_funder: tuple[MoneyLine, ...] = ()
    by_year: tuple[MoneyLine, ...] = ()
    total: MoneyLine | None = None  # of the year


@dataclass(frozen=True)
class MeetingLine:
    on: dt.date
    committee: str
    title: str
    is_open: bool


@dataclass(frozen=True)
class PictureLine:
    """A published picture; it is shown as long as it stays published."""

    pk: int
    alt: str
    caption: str
    credit: str
    action: int


@dataclass(frozen=True)
class ActionName:
    number: int
    title: str


@dataclass(frozen=True)
class Since:
    """What differs from the review of the year before."""

    year: int
    before: dict[str, int]  # how many actions in each state
    appeared: tuple[ActionName, ...] = ()
    left: tuple[ActionName, ...] = ()
    moved: tuple[ActionName, ...] = ()  # another state than a year ago


@dataclass(frozen=True)
class YearReview(ActionCounts):
    """All that the review of a year says, whatever its form."""

    year: int
    prepared_on: dt.date
    convention: str
    slug: str
    territory: str
    site: str
    first_year: int
    last_year: int
    enjeu_name: str
    enjeu_names: str
    action_name: str
    action_names: str
    introduction: str
    outlook: str
    enjeux: tuple[EnjeuPart, ...]
    steps: Steps
    money: Money
    meetings: tuple[MeetingLine, ...]
    highlights: tuple[NewsLine, ...] = ()
    pictures: tuple[PictureLine, ...] = ()
    since: Since | None = None
    shows_demo: bool = False

    @property
    def title(self):
        return f"Bilan {self.year}"

    @property
    def lines(self):
        return [line for part in self.enjeux for line in part.lines]

    @property
    def figures(self):
        return [figure for part in self.enjeux for figure in part.figures]

    @property
    def people_more(self):
        """True when some were left out of `people`: too few to be told."""
        return any(line.small for line in self.lines)

    @property
    def unknown_start(self):
        """How many actions had a state that nobody can tell when the year began."""
        return sum(not line.start and not line.is_new for line in self.lines)

    @property
    def silent(self):
        return [line for line in self.lines if line.is_silent]

    @property
    def added(self):
        return [line for line in self.lines if line.is_new]


def counted(states, *, over=False):
    """The Progress of the known `states`; what nobody can tell is not counted."""
    counts = Progress().counts
    for state in filter(None, states):
        counts[state] += 1
    return Progress(counts, over=sum(counts.values()) if over else 0)
