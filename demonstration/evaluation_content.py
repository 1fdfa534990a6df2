"""The demonstration of an evaluation: that of the convention, published as an example.

Read from data/reviews/, on top of plan_content.py: its figures are those of the examples.
"""

import datetime as dt

from actions.models import Action
from conventions.models import Convention, Enjeu, Objective
from demonstration.content_files import CONVENTION, read_toml
from demonstration.review_content import DEMO
from partners.models import Organisation
from records.history.recording import DEMONSTRATION, one_change
from reviews.evaluation.publishing import may_begin, publish
from reviews.models import Appraisal, Evaluation, EvaluationPart, PartnerOpinion

KEY = f"{CONVENTION}/evaluation"
SAID_BY, DAYS_AGO = "le comité technique (exemple)", 21


class EvaluationDemonstration:
    """Loads the example with `loader`, on the date `today`: from the last year on."""

    def __init__(self, loader, today):
        self.loader, self.today = loader, today
        self.convention = Convention.objects.get(slug=CONVENTION)

    def load(self):
        """Load everything; call it once the examples of actions are there."""
        if not may_begin(self.convention, self.today):
            return  # nothing can be judged yet
        with one_change(DEMONSTRATION):
            self.load_evaluation(read_toml(DEMO / "evaluation.toml"))

    def load_evaluation(self, facts):
        parts, appraisals = facts.pop("parts"), facts.pop("appraisals")
        opinions = facts.pop("opinions")
        lookup = {"convention": self.convention}
        evaluation = self.loader.load(Evaluation, KEY, lookup, facts)
        if evaluation is None:
            return  # somebody took it away
        for enjeu in Enjeu.objects.filter(convention=self.convention):
            lookup = {"evaluation": evaluation, "enjeu": enjeu}
            part = self.loader.load(
                EvaluationPart, f"{KEY}/{enjeu.code}", lookup, parts.get(enjeu.code, {})
            )
            for objective in Objective.objects.filter(enjeu=enjeu):
                lookup = {"part": part, "objective": objective}
                given = self.given(appraisals.get(objective.code))
                self.loader.load(Appraisal, f"{KEY}/{objective.code}", lookup, given)
        for one in opinions:
            self.load_opinion(**one)
        if not evaluation.editions.exists():
            publish(evaluation)

    def load_opinion(self, *, action, organisation, **values):
        """What an example organisation thinks of an example action; never a real one."""
        about = Action.objects.filter(convention=self.convention, code=action, is_demo=True).first()
        by = Organisation.objects.filter(slug=organisation, is_demo=True).first()
        day = self.today - dt.timedelta(days=DAYS_AGO)
        lookup, key = {"action": about, "organisation": by}, f"{KEY}/{action}/{organisation}"
        self.loader.load(PartnerOpinion, key, lookup, {**values, "given_on": day})

    def given(self, facts):
        """The values of an appraisal, said by whom and when; none where nobody gave any."""
        if not facts:
            return {}
        day = self.today - dt.timedelta(days=DAYS_AGO)
        return {**facts, "given_by_words": SAID_BY, "given_on": day}
