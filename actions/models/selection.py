"""A choice of actions kept as data: filters of the working list, with the values that each keeps.

    {"enjeu": ["1"], "pilote": ["caf-du-tarn"], "nouvelles": ["sans"]}

An action is chosen when it answers every filter, by any of its values (actions/selection.py).
"""

import json

from django.core.exceptions import ValidationError

# Those of actions/staff_filters.py, without the order and the archives; a test compares them.
NAMES = (
    "q", "public", "commune", "domaine", "enjeu", "etat", "delai", "pilote",
    "nouvelles", "depuis", "etapes", "manque", "valeur", "argent", "financeur", "suite",
    "publication",
)  # fmt: skip
LONGEST = 500  # characters, written as JSON
TOO_LONG = "Ces filtres sont trop longs : choisissez-en moins."
UNKNOWN = "Ce choix d’actions n’existe plus."


def validate_selection(selection):
    """Raise ValidationError unless `selection` is a dict name of a filter → list of texts."""
    known = isinstance(selection, dict) and set(selection) <= set(NAMES)
    if not known or not all(is_list_of_texts(values) for values in selection.values()):
        raise ValidationError(UNKNOWN)
    if len(json.dumps(selection, ensure_ascii=False)) > LONGEST:
        raise ValidationError(TOO_LONG)


def is_list_of_texts(values):
    return isinstance(values, list) and all(isinstance(one, str) and one for one in values)
