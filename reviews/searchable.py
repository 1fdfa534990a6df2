"""What residents may search of reviews and evaluations, as documents: the last version of each.

Found by its name and its introduction: its other texts speak of everything, and would answer by
chance what an action answers.
"""

from actions.searchable import Reader
from actions.searched_texts import BODY, TITLE, texts
from conventions.models import Convention
from records.french import full_date
from reviews.models import EvaluationEdition, ReviewEdition
from search.index import Findable

KINDS = (
    (ReviewEdition, "Bilan de l’année", "publié"),
    (EvaluationEdition, "Évaluation de la convention", "publiée"),
)


def published(reader: Reader):
    """A Findable for each review and evaluation that residents read. Two queries."""
    for model, name, said in KINDS:
        for row in model.objects.latest_of(Convention.objects.public()).defer(None):
            title = str(row.draft)
            yield Findable(
                kind=model._meta.model_name,
                key=row.pk,
                title=title,
                url=row.get_absolute_url(),
                texts=texts(
                    (TITLE, "", f"{title} {name}"),
                    (BODY, "", row.data["introduction"]),
                ),
                boost=0.6,
                note=f"{name}, {said} le {full_date(row.published_at)}",
                former=reader.former(row.convention),
                is_demo=row.is_demo,
            )
