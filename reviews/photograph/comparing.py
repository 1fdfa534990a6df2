"""Two photographs of a plan, or of two plans, side by side."""

from dataclasses import dataclass

from actions.models import Action
from reviews.photograph.reading import PhotoLine, PlanPhoto


@dataclass(frozen=True)
class Compared:
    """An action in both photographs, or in one; `after` has no line when it went."""

    before: PhotoLine | None
    after: PhotoLine | None

    @property
    def line(self):
        """The line that names it: the latest."""
        return self.after or self.before

    @property
    def moved(self):
        """True when its state, its money or one of its values differ."""
        if not (self.before and self.after):
            return False
        return (
            self.before.state != self.after.state
            or (self.before.planned, self.before.actual) != (self.after.planned, self.after.actual)
            or bool(self.values)
        )

    @property
    def values(self):
        """(label, value before, value after) of the indicators whose value differs."""
        before = self.before.values if self.before else {}
        after = self.after.values if self.after else {}
        return [
            (after.get(key, before.get(key))[0], said(before, key), said(after, key))
            for key in dict.fromkeys([*after, *before])
            if said(before, key) != said(after, key)
        ]


def said(values, key):
    return values[key][1] if key in values else "non connu"


@dataclass(frozen=True)
class PlanComparison:
    before: PlanPhoto
    after: PlanPhoto
    rows: tuple[Compared, ...]

    @property
    def moved(self):
        return [row for row in self.rows if row.moved]

    @property
    def appeared(self):
        return [row for row in self.rows if row.before is None]

    @property
    def gone(self):
        return [row for row in self.rows if row.after is None]

    @property
    def states(self):
        """(state, label, count before, count after, gap) of every state."""
        counts = self.before.progress.counts
        return [
            (value, label, counts[value], count, count - counts[value])
            for value, label, count in self.after.progress.rows
        ]


def compare(before, after):
    """The PlanComparison of two PlanPhotos; those of two conventions meet by origins of actions.

    An action that comes from several is compared with each of them. At most one query.
    """
    origins = {}
    if before.convention != after.convention:
        links = Action.origins.through.objects.filter(
            from_action__in=[one.pk for one in after.lines]
        )
        for link in links.order_by("pk"):
            origins.setdefault(link.from_action_id, []).append(link.to_action_id)
    left = {line.pk: line for line in before.lines}
    found, met = [], set()
    for line in after.lines:
        mine = [left[key] for key in origins.get(line.pk, [line.pk]) if key in left]
        met |= {one.pk for one in mine}
        found += [Compared(one, line) for one in mine] or [Compared(None, line)]
    found += [Compared(line, None) for line in before.lines if line.pk not in met]
    return PlanComparison(before, after, tuple(found))
