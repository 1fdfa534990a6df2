"""One level of the plans that meet: the old one, the new one, the one that is added."""

from dataclasses import dataclass, field

from conventions.models import Enjeu, Objective

KEEP, DROP, INTO = "garde", "arrete", "vers:"
CODE_LENGTH = {Enjeu: 10, Objective: 20}
TITLE_LENGTH = 250
BLANK_LINES = 2  # offered for new levels, beside those already written
MOST_NEW = 60


@dataclass(eq=False)
class NextLevel:
    """A level of the next plan: `row` exists (`is_there`) or is to be created."""

    key: str
    row: Enjeu | Objective
    is_there: bool = False
    parent: "NextLevel | None" = None
    origins: set = field(default_factory=set)  # keys of old rows, those it already has left out
    typed_code: str = ""
    old_code: str = ""

    @property
    def is_enjeu(self):
        return isinstance(self.row, Enjeu)

    @property
    def name(self):
        return f"{self.row.code}. {self.row.title}" if self.is_enjeu else str(self.row)


@dataclass
class OldLine:
    """One old level in the form: what was chosen of it, and what it already became."""

    key: str
    row: Enjeu | Objective
    fate: str
    code: str
    title: str
    under: str = ""
    became: NextLevel | None = None

    @property
    def is_enjeu(self):
        return isinstance(self.row, Enjeu)


@dataclass
class NewLine:
    """A level to add: `origins` are the keys of the old ones that it comes from."""

    key: str
    code: str = ""
    title: str = ""
    under: str = ""  # "" for an enjeu, else the key of the enjeu of this objective
    origins: list = field(default_factory=list)
