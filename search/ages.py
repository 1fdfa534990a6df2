"""Ages as residents type them: « mon fils de 4 ans », « 17ans », « bébé de 6 mois »."""

import re

from search.words import WORDS

OLDEST = 120
# Alone, then with its unit: the next word is read when the unit is not in this one.
AGE = re.compile(r"(?P<age>\d{1,3})(?P<unit>ans?|mois)?\Z")
UNITS = ("an", "ans", "mois")
RANGE = re.compile(r"(?P<low>\d{1,3})-(?P<high>\d{1,3})\Z")


def age_of(words):
    """(age in years, how many of the folded `words` say it) at their start, or None."""
    found = AGE.match(words[0])
    if not found:
        return None
    following = words[1] if len(words) > 1 and words[1] in UNITS else ""
    unit = found["unit"] or following
    age = int(found["age"]) // 12 if unit == "mois" else int(found["age"])
    return (age, 1 if found["unit"] else 2) if unit and age <= OLDEST else None


def ranges_of(terms):
    """(youngest, oldest, term) of the `terms` that are ranges of ages: « 0-3 », never 2023-2026."""
    rows = ((found, term) for term in terms if (found := RANGE.match(term)))
    pairs = ((int(found["low"]), int(found["high"]), term) for found, term in rows)
    return sorted(row for row in pairs if row[0] < row[1] <= OLDEST)


def words_for(age):
    """The phrases that say who is `age` years old, where no range does."""
    for row in WORDS["ages"]:
        if row["from"] <= age:
            return row["words"]
    return []
