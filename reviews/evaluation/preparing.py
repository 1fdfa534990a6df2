"""The evaluation of a convention, prepared from what is published and from what the team wrote.

A dozen queries whatever the plan holds (tests/reviews/evaluation/test_preparing.py). What is not
published is not read: each part starts from the querysets of the public pages.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from conventions.models import Document
from reviews.evaluation.residents import residents_on
from reviews.evaluation.shapes import (
    AnswerTexts,
    AppraisalLine,
    DocumentName,
    EnjeuGoals,
    FinalEvaluation,
)
from reviews.evaluation.sheets import Facts
from reviews.figures.money import by_year, money_among
from reviews.figures.shapes import Money
from reviews.models import Appraisal
from reviews.models.evaluation import QUESTIONS


@dataclass(frozen=True)
class EvaluationTexts:
    """What the team writes; answers by the key of an enjeu, appraisals by their `goal_key`."""

    introduction: str = ""
    lessons: str = ""
    recommendations: str = ""
    answers: AnswerTexts = field(default_factory=AnswerTexts)
    parts: dict = field(default_factory=dict)
    appraisals: dict = field(default_factory=dict)
    is_demo: bool = False


def answers_of(row):
    return AnswerTexts(**{name: getattr(row, name) for name in QUESTIONS})


def texts_of(evaluation):
    """The EvaluationTexts of a saved `evaluation`: two queries."""
    given = Appraisal.objects.asked().filter(part__evaluation=evaluation).exclude(attainment="")
    return EvaluationTexts(
        introduction=evaluation.introduction,
        lessons=evaluation.lessons,
        recommendations=evaluation.recommendations,
        answers=answers_of(evaluation),
        parts={row.enjeu_id: answers_of(row) for row in evaluation.parts.all()},
        appraisals={
            goal_key(row): appraisal_line(row) for row in given.select_related("part", "given_by")
        },
        is_demo=evaluation.is_demo,
    )


def goal_key(row):
    """What an Appraisal is of: (None, an objective), or (an enjeu, None) for the whole of it."""
    return (None, row.objective_id) if row.objective_id else (row.part.enjeu_id, None)


def appraisal_line(row):
    by = row.given_by.label if row.given_by else ""
    return AppraisalLine(
        attainment=row.attainment,
        argument=row.argument,
        given_by=", ".join(filter(None, (by, row.given_by_words))),
        given_on=row.given_on,
    )


def prepare(convention, texts=None):
    """The FinalEvaluation of `convention`, as what is published today tells it.

    `convention` bears its territory. Nothing is written.
    """
    texts, on = texts or EvaluationTexts(), timezone.localdate()
    facts, territory = Facts(convention, on), convention.territory
    money = money_among(facts.all_fundings)
    has_objectives, parts = convention.has_objectives, parts_of(convention, facts, texts)
    return FinalEvaluation(
        prepared_on=on,
        ends_on=convention.ends_on,
        is_over=facts.is_over,
        convention=convention.title,
        slug=convention.slug,
        territory=territory.name,
        site=territory.site_title,
        first_year=convention.starts_on.year,
        last_year=convention.ends_on.year,
        enjeu_name=territory.enjeu_name,
        action_name=territory.action_name,
        action_names=territory.action_names,
        goal_name=territory.objective_name if has_objectives else territory.enjeu_name,
        goal_names=convention.goal_names,
        introduction=texts.introduction,
        answers=texts.answers,
        lessons=texts.lessons,
        recommendations=texts.recommendations,
        enjeux=parts,
        money=Money(money.by_funder, by_year(facts.all_fundings, convention), money.total),
        documents=documents_of(convention),
        residents=residents_on(convention, parts),
        shows_demo=texts.is_demo or any(row.is_demo for row in facts.actions),
    )


def parts_of(convention, facts, texts):
    """The EnjeuGoals of each enjeu of `convention`: two queries, one without objectives."""
    actions, objectives = defaultdict(list), defaultdict(list)
    has_objectives = convention.has_objectives
    for row in facts.actions:
        actions[row.enjeu_id, row.objective_id if has_objectives else None].append(row)
    if has_objectives:
        for row in convention.objectives.all():
            objectives[row.enjeu_id].append(row)

    def goals_of(enjeu):
        for row in objectives[enjeu.pk]:
            given = texts.appraisals.get((None, row.pk))
            yield facts.goal(row.code, row.title, actions[enjeu.pk, row.pk], given)
        whole = (enjeu.pk, None)
        if not objectives[enjeu.pk]:
            given = texts.appraisals.get(whole)
            yield facts.goal(enjeu.code, enjeu.title, actions[whole], given)
        elif actions[whole]:
            yield facts.goal("", "Sans objectif", actions[whole])

    return tuple(
        EnjeuGoals(
            pk=enjeu.pk,
            code=enjeu.code,
            title=enjeu.title,
            icon=enjeu.icon,
            accent=enjeu.accent,
            answers=texts.parts.get(enjeu.pk, AnswerTexts()),
            goals=tuple(goals_of(enjeu)),
        )
        for enjeu in convention.enjeux.all()
    )


def documents_of(convention):
    """What the page of `convention` gives to download: one query."""
    rows = Document.objects.public().on_convention_pages().filter(convention=convention)
    return tuple(DocumentName(row.pk, row.title) for row in rows.only("title"))
