"""What is public, and the one right over it: to make public, hide, move or close.

A model says how residents come to read its rows:
- by a flag of its own, `is_published`;
- or with another row: `public_with` names the foreign key towards it;
- or from the day they are written: `public_with = ""`.
`public_place` are the paths of what says where they are found, and in what state ("convention_id",
"committee.convention_id"). A model that says none of this is a text or a line of another row:
whoever may edit changes it.
"""

from operator import attrgetter

from records.rights import PUBLISH

REFUSED = (
    "Ce changement publie, retire ou déplace ce que les habitants lisent. Demandez-le à une "
    "personne qui peut publier."
)


def is_public(row):
    """True when residents may read `row`, by its flag or that of the row it is public with."""
    if hasattr(row, "is_published"):
        return row.is_published
    with_ = getattr(row, "public_with", None)
    if with_ is None:
        return False
    return not with_ or (getattr(row, f"{with_}_id") is not None and is_public(getattr(row, with_)))


def place_of(row):
    """Where residents find `row`; () while they do not. Only those who may publish change it."""
    if not is_public(row):
        return ()
    return (True, *(attrgetter(path)(row) for path in getattr(row, "public_place", ())))


def may_publish(by):
    """True when the person `by` holds the right; None is whoever runs a command of the server."""
    return by is None or by.has_perm(PUBLISH)
