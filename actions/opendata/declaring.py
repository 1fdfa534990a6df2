"""How a table of open data is declared: once, for its files and for their description."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

FORMATS = {"number": {"decimalChar": "."}, "date": {"format": "%Y-%m-%d"}}
LIST = "list"  # several words in one cell, by a bar; a true list in JSON
ROWS_AT_ONCE = 1000  # read together with their links: bounds the memory, not the file


@dataclass(frozen=True)
class Field:
    """A column: its permanent name, its Table Schema type (or LIST), and what it says in French.

    `choices` are the codes it may hold, each with its French word.
    """

    name: str
    description: str
    type: str = "string"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    pattern: str = ""

    def schema(self, *, key=False):
        """The field as Table Schema says it."""
        found = {"name": self.name, "type": "string" if self.type == LIST else self.type}
        words = ", ".join(f"{code} = {word}" for code, word in self.choices)
        text = f"{self.description} Codes : {words}." if words else self.description
        found |= {"description": text, **FORMATS.get(self.type, {})}
        limits = {
            "required": self.required or None,
            "unique": key or None,
            "enum": [code for code, _word in self.choices] or None,
            "minimum": self.minimum,
            "pattern": self.pattern or None,
        }
        if limits := {name: limit for name, limit in limits.items() if limit is not None}:
            found["constraints"] = limits
        return found


@dataclass(frozen=True)
class Table:
    """`rows(at)` gives the public rows at the datetime `at`; `values(row, base)` a row's cells.

    `base` is the address of the site, without its last slash. `foreign` maps a field to the
    (table, field) that it names. The first field is the key.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    rows: Callable
    values: Callable
    foreign: tuple[tuple[str, str, str], ...] = ()

    def schema(self):
        """The Table Schema: fields, primary key, foreign keys."""
        key = self.fields[0].name
        found = {
            "fields": [field.schema(key=field.name == key) for field in self.fields],
            "primaryKey": [key],
            "missingValues": [""],
        }
        if self.foreign:
            found["foreignKeys"] = [
                {
                    "fields": [name],
                    # A table that names itself says so by an empty text.
                    "reference": {"resource": "" if to == self.name else to, "fields": [other]},
                }
                for name, to, other in self.foreign
            ]
        return found

    def lines(self, at, base):
        """The cells of each public row, read little by little; every table has as many cells."""
        rows = self.rows(at)
        if hasattr(rows, "iterator"):
            rows = rows.iterator(chunk_size=ROWS_AT_ONCE)
        for row in rows:
            yield self.values(row, base)


def plain(value):
    """A Decimal without its useless zeros: 12 for 12.000; other values as they are."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else value.normalize()


KEY = Field("identifiant", "Numéro permanent de la ligne.", "integer", required=True, minimum=1)
EXAMPLE = Field(
    "exemple", "Vrai pour une ligne inventée, de démonstration.", "boolean", required=True
)


def page(of="de la ligne"):
    """The field that holds the permanent address of a row's page."""
    return Field("page", f"Adresse permanente de la page {of}.")


def codes(enum):
    """The codes of a TextChoices or IntegerChoices, with their words."""
    return tuple((value, str(word)) for value, word in enum.choices)


def slug_of(organisation):
    """The name in addresses of an organisation that has a page, else None."""
    return organisation.slug if organisation and organisation.is_published else None


def name_of(organisation):
    return organisation.name if organisation else None
