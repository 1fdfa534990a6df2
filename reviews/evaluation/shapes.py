"""What the final evaluation of a convention holds. Plain values only, as those of a year.

A state is a value of `Avancement`, an outcome one that an action may have, an attainment one of
`Attainment`; each is "" when nobody said it.
"""

import datetime as dt
from dataclasses import dataclass, field

from records.french import full_date
from reviews.evaluation.opinions import Opinions, without_opinions
from reviews.evaluation.residents import ResidentsSaid
from reviews.figures.frozen import KeptShape
from reviews.figures.shapes import EndCounts, Money, StepLine, ValueLine
from reviews.models.evaluation import QUESTIONS, Attainment


@dataclass(frozen=True)
class AnswerTexts:
    """What was answered to the four questions, for the whole or for one enjeu."""

    relevance: str = ""
    reach: str = ""
    means: str = ""
    durability: str = ""

    @property
    def rows(self):
        """(name, question, answer) of each question, in their order."""
        return [(name, question, getattr(self, name)) for name, question in QUESTIONS.items()]

    @property
    def said(self):
        """True when somebody answered one of them."""
        return any(answer for *_, answer in self.rows)


@dataclass(frozen=True)
class AppraisalLine:
    """How far an objective was reached, on what ground, and who says so."""

    attainment: str
    argument: str
    given_by: str
    given_on: dt.date | None = None

    @property
    def label(self):
        return Attainment(self.attainment).label

    @property
    def author(self):
        """« CAF du Tarn, comité technique, le 3 février 2027 »."""
        day = f"le {full_date(self.given_on)}" if self.given_on else ""
        return ", ".join(filter(None, (self.given_by, day)))


@dataclass(frozen=True)
class GoalAction:
    """One action at the end of the convention."""

    number: int
    code: str
    title: str
    end: str
    outcome: str = ""


@dataclass(frozen=True)
class ResultLine:
    """One indicator, from its baseline to its last value, and what was aimed at."""

    action: int
    action_title: str
    label: str
    unit: str
    in_words: bool
    start: ValueLine | None
    last: ValueLine | None
    goal: ValueLine | None
    way: str  # « 75 % du chemin… »: only where the three are known


@dataclass(frozen=True)
class Goal(EndCounts):
    """One objective, or one enjeu of a plan of two levels: its appraisal, its fact sheet.

    `people` counts those told of by news, small counts left out: `small` says that there were some.
    Without a code, it gathers the actions of an enjeu that have no objective.
    """

    code: str
    title: str
    is_over: bool
    appraisal: AppraisalLine | None = None
    lines: tuple[GoalAction, ...] = ()
    results: tuple[ResultLine, ...] = ()
    money: Money = field(default_factory=Money)
    kept: int = 0
    late: tuple[StepLine, ...] = ()
    dropped: tuple[StepLine, ...] = ()
    news: int = 0
    people: int = 0
    small: bool = False
    opinions: Opinions = field(default_factory=Opinions)

    @property
    def steps(self):
        return self.kept + len(self.late) + len(self.dropped)


@dataclass(frozen=True)
class EnjeuGoals:
    """One enjeu: what was answered of it, and its objectives."""

    pk: int
    code: str
    title: str
    icon: str
    accent: int
    answers: AnswerTexts
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class DocumentName:
    """A published document of the convention; it is led to as long as it stays published."""

    pk: int
    title: str


@dataclass(frozen=True)
class FinalEvaluation(EndCounts):
    """All that the evaluation of a convention says, whatever its form.

    Without enjeux, the convention is known by its documents alone: there is nothing to count.
    """

    prepared_on: dt.date
    ends_on: dt.date
    is_over: bool
    convention: str
    slug: str
    territory: str
    site: str
    first_year: int
    last_year: int
    enjeu_name: str
    action_name: str
    action_names: str
    goal_name: str
    goal_names: str
    introduction: str
    answers: AnswerTexts
    lessons: str
    recommendations: str
    enjeux: tuple[EnjeuGoals, ...]
    money: Money
    documents: tuple[DocumentName, ...] = ()
    residents: tuple[ResidentsSaid, ...] = ()
    shows_demo: bool = False

    @property
    def title(self):
        return f"Évaluation {self.first_year}–{self.last_year}"

    @property
    def when(self):
        """The day that its figures tell of, as a sentence begins."""
        last = min(self.prepared_on, self.ends_on)
        if self.prepared_on > self.ends_on and (last.month, last.day) == (12, 31):
            return f"À la fin de {self.last_year}"
        return f"Le {full_date(last)}"

    @property
    def goals(self):
        return [goal for part in self.enjeux for goal in part.goals]

    @property
    def appraisable(self):
        """The goals that somebody may appraise."""
        return [goal for goal in self.goals if goal.code]

    @property
    def lines(self):
        return [line for goal in self.goals for line in goal.lines]

    @property
    def attainments(self):
        """(label, how many goals) of each step of the scale, then of what nobody appraised."""
        given = [goal.appraisal.attainment if goal.appraisal else "" for goal in self.appraisable]
        counts = [(one.label, given.count(one.value)) for one in Attainment]
        return [*counts, ("Pas encore d’appréciation", given.count(""))]

    @property
    def has_appraisals(self):
        return any(goal.appraisal for goal in self.goals)

    @property
    def says_something(self):
        """True when somebody wrote or appraised anything: figures say nothing by themselves."""
        texts = (self.introduction, self.lessons, self.recommendations)
        answers = (self.answers, *(part.answers for part in self.enjeux))
        return any(texts) or any(one.said for one in answers) or self.has_appraisals


EVALUATION = KeptShape(FinalEvaluation, schema=2, upgrades={1: without_opinions})
