"""The figures of an evaluation in words, as its files say them (`reviews.evaluation.sentences`)."""

from django import template

from reviews.evaluation import opinions, sentences
from reviews.models import EvaluationEdition

register = template.Library()

for function in (
    sentences.appraisal_words,
    sentences.appraised,
    sentences.goal_facts,
    sentences.in_short,
    sentences.outcome_words,
    sentences.step_words,
    sentences.result_line,
    sentences.whole_facts,
    opinions.goal_opinions,
    opinions.opinions_words,
):
    register.filter(function.__name__, function)


@register.filter
def end_words_of(line, over):
    """The state of an action at the end of a convention that is `over` or not."""
    return sentences.state_words(line, over=over)


@register.filter
def lower_first(words):
    """`words` inside a sentence."""
    return words[0].lower() + words[1:]


@register.simple_tag
def sentence(name):
    """A sentence of `sentences`, by the name of its constant."""
    return getattr(sentences, name)


@register.simple_tag
def latest_evaluation(convention):
    """The last edition of the evaluation of `convention`, or None: one query."""
    return EvaluationEdition.objects.public().latest_of([convention]).first()
