"""The draft of a next convention, and the choices that begin it. No HTTP."""

import datetime as dt

from django.db import transaction

from conventions.models import Convention, Signatory
from records.changes.plan import ChangeRefused
from records.history.recording import one_change
from reviews.next_plan.models import CarryOver, CarryState, Shape, Taken

BEGUN = "Convention suivante préparée"
BEGUN_ALREADY = "La convention suivante existe déjà : continuez-la."


def proposed(former: Convention) -> Convention:
    """The convention, not written, that would follow `former`: the day after, as long."""
    starts_on = former.ends_on + dt.timedelta(days=1)
    ends_on = last_day(former, starts_on)
    period = f"{starts_on.year}-{ends_on.year}"
    title = former.title
    if former.slug in title:
        title = title.replace(former.slug, period)
    else:
        title = f"Convention territoriale globale {period}"
    return Convention(
        territory=former.territory,
        title=title,
        slug=period,
        starts_on=starts_on,
        ends_on=ends_on,
        levels=former.levels,
        predecessor=former,
    )


def last_day(former: Convention, starts_on: dt.date) -> dt.date:
    """As many whole years as `former` lasted, else as many days."""
    after = former.ends_on + dt.timedelta(days=1)
    first = former.starts_on
    if (first.month, first.day) == (after.month, after.day):
        years = after.year - first.year
        return starts_on.replace(year=starts_on.year + years) - dt.timedelta(days=1)
    return starts_on + (former.ends_on - former.starts_on)


@transaction.atomic
def begin(convention: Convention, former: Convention, signatories, choices, *, by) -> CarryOver:
    """Write the draft `convention` that follows `former`, signed by the `signatories` (fetched
    organisations, in their order) once it is; gives the CarryOver that goes on with it.

    Raise ChangeRefused when somebody began it meanwhile: `former` is locked.
    """
    Convention.objects.select_for_update().get(pk=former.pk)
    if Convention.objects.filter(predecessor=former).exists():
        raise ChangeRefused(BEGUN_ALREADY)
    convention.predecessor, convention.territory = former, former.territory
    with one_change(BEGUN, by):
        convention.save()
        convention.domains.set(former.domains.all())
        convention.communes.set(former.communes.all())
        for position, organisation in enumerate(signatories, 1):
            Signatory.objects.create(
                convention=convention, organisation=organisation, position=position
            )
    return CarryOver.objects.create(convention=convention, choices=choices, by=by)


@transaction.atomic
def go_on(convention: Convention, *, by) -> CarryOver:
    """The draft under way for `convention`, else another round with the choices of the last."""
    Convention.objects.select_for_update().get(pk=convention.pk)
    draft = CarryOver.objects.filter(convention=convention, state=CarryState.DRAFT).first()
    if draft is None:
        last = CarryOver.objects.filter(convention=convention).first()
        choices = last.choices if last else {"shape": Shape.ADAPTED, "take": Taken.values}
        if last and last.state == CarryState.APPLIED:
            choices = {**choices, "new": []}  # they are there
        draft = CarryOver.objects.create(convention=convention, choices=choices, by=by)
    return draft


def keep(carry: CarryOver, revision: int, choices: dict) -> bool:
    """Save the `choices` made on top of that `revision`; False when somebody was faster, or when
    it is applied."""
    rows = CarryOver.objects.filter(pk=carry.pk, state=CarryState.DRAFT, revision=revision)
    return bool(rows.update(choices=choices, revision=revision + 1))
