"""The columns of a plan in a spreadsheet, shared by the import and the exports.

The exports write `heading`, in this order. The import also knows the `synonyms` that real tables
use; headings are compared by `heading_key`, so that accents, capitals and « (s) » do not count.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from records.folding import fold


class Kind(StrEnum):
    """How the cells of a column are written and read."""

    CODE = "code"
    ENJEU = "enjeu"  # « 1. Accès aux droits »: str(enjeu)
    OBJECTIVE = "objectif"  # « 1.2 Aller vers »: str(objective), or cells.NO_OBJECTIVE
    LINE = "ligne"  # one line of text
    TEXT = "texte"  # long text, Markdown as it is
    ORGANISATION = "organisation"  # the name of one
    ORGANISATIONS = "organisations"  # names joined by cells.joined
    AUDIENCES = "publics"
    DOMAINS = "domaines"
    COMMUNES = "communes"  # names, and cells.WHOLE_TERRITORY for the whole territory
    STATE = "avancement"  # the label of an Avancement
    DATE = "date"  # ISO in CSV, a true date in XLSX and ODS
    START = "début"  # a date; « T1 2024 » is its first day
    END = "fin"  # a date; « T1 2024 » is its last day, « permanent » is no end
    FLAG = "oui-non"  # cells.YES or cells.NO
    NUMBER = "nombre"


@dataclass(frozen=True)
class Column:
    """One column: `key` names it in mappings, and the field of Action where there is one.

    `words` are its other headings, separated by middle dots.
    """

    key: str
    heading: str
    kind: Kind
    words: str = ""
    required: bool = False

    @property
    def synonyms(self) -> list[str]:
        """Other headings that mean this column."""
        return self.words.split(" · ") if self.words else []


COLUMNS = (
    Column(
        "code",
        "Code",
        Kind.CODE,
        "n° · no · numéro · num · réf · référence · code action · n° action · "
        "n° de l’action · numéro d’action · numéro de l’action · n° fiche · fiche",
        required=True,
    ),
    Column(
        "enjeu",
        "Enjeu",
        Kind.ENJEU,
        "enjeux · axe · axe stratégique · orientation · orientation stratégique · "
        "thématique · thème · priorité",
    ),
    Column(
        "objective",
        "Objectif",
        Kind.OBJECTIVE,
        "objectifs · objectif opérationnel · objectif stratégique · sous-objectif · "
        "objectif spécifique",
    ),
    Column(
        "title",
        "Intitulé",
        Kind.LINE,
        "intitulé de l’action · titre · titre de l’action · action · actions · "
        "nom de l’action · libellé · libellé de l’action · intitulé action",
        required=True,
    ),
    Column(
        "summary",
        "Résumé",
        Kind.LINE,
        "en une phrase · en une phrase simple · résumé de l’action · en bref",
    ),
    Column(
        "lead",
        "Pilote",
        Kind.ORGANISATION,
        "porteur · porteur / pilote · pilote / porteur · porteur de l’action · "
        "pilotes · pilote de l’action · structure pilote · structure porteuse · "
        "chef de file · pilotage · portage · responsable",
    ),
    Column(
        "co_leads",
        "Co-pilotes",
        Kind.ORGANISATIONS,
        "co-pilote · copilote · copilotes · co-porteur · co-porteurs · copilotage",
    ),
    Column(
        "partners",
        "Partenaires",
        Kind.ORGANISATIONS,
        "partenaire · acteurs · acteurs et partenaires mobilisés · "
        "acteurs mobilisés · partenaires mobilisés · partenaires associés · "
        "acteurs et partenaires · partenariat · partenariats",
    ),
    Column(
        "funders",
        "Financeurs",
        Kind.ORGANISATIONS,
        "financeur · co-financeurs · cofinanceurs · sources de financement",
    ),
    Column(
        "audiences",
        "Publics",
        Kind.AUDIENCES,
        "public · public cible · publics cibles · public visé · publics visés · "
        "cible · publics concernés · public concerné · cibles · bénéficiaires",
    ),
    Column(
        "domains",
        "Domaines",
        Kind.DOMAINS,
        "domaine · domaine d’intervention · domaines d’intervention",
    ),
    Column(
        "communes",
        "Communes",
        Kind.COMMUNES,
        "commune · communes concernées · territoire · territoires · lieu · lieux · "
        "secteur · secteur géographique · périmètre · localisation",
    ),
    Column(
        "starts_on",
        "Début",
        Kind.START,
        "date de début · début de l’action · commence le · démarrage · "
        "date de démarrage · lancement",
    ),
    Column(
        "ends_on",
        "Fin prévue",
        Kind.END,
        "fin · échéance · échéances · date de fin · fin prévue le · "
        "date d’échéance · échéance prévue · fin prévisionnelle · "
        "date de fin prévue",
    ),
    Column(
        "is_permanent",
        "Action permanente",
        Kind.FLAG,
        "permanente · action pérenne",
    ),
    Column(
        "avancement",
        "Avancement",
        Kind.STATE,
        "état d’avancement · état · statut · avancement de l’action · "
        "état de l’action · degré d’avancement · état de réalisation",
    ),
    Column(
        "avancement_reason",
        "Motif",
        Kind.TEXT,
        "observations · observation · commentaire · commentaires · remarque · "
        "remarques · motif de la pause ou de l’abandon",
    ),
    Column(
        "avancement_on",
        "Avancement déclaré le",
        Kind.DATE,
        "état au · déclaré le",
    ),
    Column(
        "avancement_by",
        "Avancement déclaré par",
        Kind.ORGANISATION,
        "déclaré par",
    ),
    Column(
        "verified_on",
        "Vérifiée le",
        Kind.DATE,
        "vérifié le · dernière vérification · vérifiée le (date)",
    ),
    Column(
        "context",
        "Pourquoi cette action",
        Kind.TEXT,
        "pourquoi · constat · constats · contexte · diagnostic · éléments de diagnostic",
    ),
    Column(
        "description",
        "Description",
        Kind.TEXT,
        "descriptif · description de l’action · descriptif de l’action · contenu · "
        "modalités · modalités de mise en œuvre · présentation",
    ),
    Column(
        "expected_results",
        "Résultats attendus",
        Kind.TEXT,
        "résultat attendu · effets attendus · impact attendu",
    ),
    Column(
        "perspectives",
        "Suites prévues",
        Kind.TEXT,
        "perspectives · suites · suite",
    ),
    Column(
        "human_means",
        "Moyens humains",
        Kind.TEXT,
        "moyens · moyens mobilisés · ressources humaines",
    ),
    Column(
        "position",
        "Ordre",
        Kind.NUMBER,
        "ordre d’affichage · rang · position",
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}
LONG_TEXTS = ("context", "description", "expected_results", "perspectives", "human_means")


def heading_key(text: str) -> str:
    """`text` as headings are compared: folded, « public(s) » as « publics », words only."""
    folded = re.sub(r"\((s|e|es|x)\)", r"\1", fold(text))
    words = re.sub(r"[\W_]+", " ", folded).split()
    return " ".join(word for word in words if word not in ("l", "d", "de", "du", "des"))


BY_HEADING = {
    heading_key(words): column for column in COLUMNS for words in (column.heading, *column.synonyms)
}


def is_heading(text: str) -> bool:
    """Whether `text` heads a known column, under any of its names."""
    return heading_key(text) in BY_HEADING
