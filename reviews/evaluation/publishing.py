"""An evaluation from its first draft to its editions. No HTTP."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from records.history.recording import one_change
from reviews.editions import CannotPublish, add_edition
from reviews.evaluation.preparing import goal_key, prepare, texts_of
from reviews.evaluation.shapes import EVALUATION
from reviews.models import Appraisal, Evaluation, EvaluationEdition, EvaluationPart

NOTHING_SAID = (
    "Rien n’est encore écrit. Répondez au moins à une question, ou donnez une appréciation."
)


def may_begin(convention, on):
    """True on the date `on` from the last year of `convention`: nothing is judged before."""
    return on >= dt.date(convention.ends_on.year, 1, 1)


def is_published(convention):
    """True when an edition of the evaluation of `convention` was published: one query."""
    return EvaluationEdition.objects.filter(evaluation__convention=convention).exists()


@transaction.atomic
def begin(convention, *, by):
    """The Evaluation of `convention`, created unless somebody began it, with all its parts."""
    evaluation = Evaluation.objects.filter(convention=convention).first()
    with one_change("" if evaluation else "Évaluation commencée.", by):
        evaluation = evaluation or Evaluation.objects.create(convention=convention)
        add_parts(evaluation)
    return evaluation


def goals_of(convention):
    """Dict goal_key → the enjeu of each goal: its objectives, or itself where it has none."""
    enjeux = list(convention.enjeux.values_list("pk", flat=True))
    rows = convention.objectives.values_list("pk", "enjeu") if convention.has_objectives else ()
    found = {(None, key): enjeu for key, enjeu in rows}
    split = set(found.values())
    return found | {(enjeu, None): enjeu for enjeu in enjeux if enjeu not in split}


def lacking(evaluation):
    """(enjeux without a part, goal_keys whose appraisal is missing or stands under another enjeu):
    what the plan has that `evaluation` does not. Four queries."""
    convention = evaluation.convention
    enjeux = list(convention.enjeux.exclude(evaluation_parts__evaluation=evaluation))
    given = Appraisal.objects.filter(part__evaluation=evaluation).select_related("part")
    known = {goal_key(row): row.part.enjeu_id for row in given}
    return enjeux, [key for key, enjeu in goals_of(convention).items() if known.get(key) != enjeu]


def add_parts(evaluation):
    """Give `evaluation` what its plan asks: a part for each enjeu, an appraisal for each goal.

    What is there stays, and follows an objective that went to another enjeu.
    """
    enjeux, keys = lacking(evaluation)
    for enjeu in enjeux:
        EvaluationPart.objects.create(evaluation=evaluation, enjeu=enjeu)
    if not keys:
        return
    parts = {part.enjeu_id: part for part in evaluation.parts.all()}
    enjeu_of, mine = (
        goals_of(evaluation.convention),
        Appraisal.objects.filter(part__evaluation=evaluation),
    )
    for key in keys:
        moved = mine.filter(objective=key[1]).first() if key[1] else None
        row = moved or Appraisal(objective_id=key[1], is_demo=evaluation.is_demo)
        row.part = parts[enjeu_of[key]]
        row.save()


def touch(evaluation):
    """Note that a part of `evaluation` was written: its own history has nothing to say."""
    Evaluation.objects.filter(pk=evaluation.pk).update(modified_on=timezone.now())


def evaluation_of(evaluation):
    """The FinalEvaluation that publishing `evaluation` now would freeze."""
    return prepare(evaluation.convention, texts_of(evaluation))


def missing_from(final):
    """What readers would miss in a FinalEvaluation, as labels."""
    unsaid = [goal.title for goal in final.appraisable if not goal.appraisal]
    lacks = [
        ("l’introduction", final.introduction),
        *((f"la réponse à « {question} »", text) for _name, question, text in final.answers.rows),
        *((f"les réponses sur {part.title}", part.answers.said) for part in final.enjeux),
        *((f"l’appréciation : {title}", "") for title in unsaid),
        ("ce que vous avez appris", final.lessons),
        ("les recommandations", final.recommendations),
    ]
    return [label for label, found in lacks if not found]


@transaction.atomic
def publish(evaluation, *, correction="", at=None):
    """Freeze `evaluation` as its next edition, and give it.

    Raises CannotPublish when nothing at all is said, when a second edition does not say what it
    corrects, or when residents cannot read the convention.
    """
    locked = Evaluation.objects.select_for_update(of=("self",))
    row = locked.select_related("convention__territory").get(pk=evaluation.pk)

    def prepared(draft):
        final = evaluation_of(draft)
        if not final.says_something:
            raise CannotPublish(NOTHING_SAID)
        return final

    return add_edition(row, EVALUATION, prepared, correction=correction, at=at)
