"""When the open data last changed, and the validators of its files.

The content version says whether anything changed; scheduled news appear without a change, so the
latest of them counts too. The date is read from the history of what has been public: work on a
draft moves nothing that anybody may see.
"""

import hashlib
from pathlib import Path

from django.db.models import Max

from actions.models import (
    Action,
    ActionPartner,
    Audience,
    Funding,
    Indicator,
    Measure,
    Milestone,
    Update,
)
from conventions.models import Commune, ContentVersion, Convention, Domain, Enjeu, Objective
from partners.models import Organisation
from records.history.told import lines_told_on

# A release may write the same rows otherwise: its code is part of what a file is.
CODE = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()[:12]


def ever_public(model, **also):
    """Keys of the rows of `model` that were published once."""
    return model.history.filter(is_published=True, **also).order_by().values("id")


def histories():
    """The versions of all that has been public, lines taken away since included."""
    conventions = ever_public(Convention)
    actions = ever_public(Action, convention_id__in=conventions)
    indicators = Indicator.history.filter(action_id__in=actions).order_by().values("id")
    return [
        Convention.history.filter(id__in=conventions),
        Action.history.filter(id__in=actions),
        Organisation.history.filter(id__in=ever_public(Organisation)),
        *(model.history.filter(convention_id__in=conventions) for model in (Enjeu, Objective)),
        *(
            model.history.filter(action_id__in=actions)
            for model in (ActionPartner, Milestone, Funding, Indicator)
        ),
        Measure.history.filter(indicator_id__in=indicators),
        *(model.history.all() for model in (Commune, Domain, Audience)),
    ]


def last_news(at):
    """When the latest news residents may read at the datetime `at` appeared, or None."""
    return Update.objects.published(at).order_by().aggregate(at=Max("published_at"))["at"]


def changed_at(at):
    """The last change of what residents may read, as a datetime, or None: two queries."""
    return max(filter(None, (lines_told_on(histories()), last_news(at))), default=None)


def validator(at, *parts):
    """A weak ETag of the open data at the datetime `at`, for what else `parts` shapes a file by."""
    found = [CODE, ContentVersion.current(), str(last_news(at)), *parts]
    return f'W/"{hashlib.sha256(chr(0).join(found).encode()).hexdigest()[:32]}"'
