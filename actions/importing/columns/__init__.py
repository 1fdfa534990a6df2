"""The columns of a plan in a spreadsheet, shared by the import and the exports.

Each column says all about itself: adding one to the table is a declaration here. The exports write
`heading`, in this order. The import also knows the synonyms that real tables use; headings are
compared by `heading_key`, so that accents, capitals and « (s) » do not count.
"""

import re

from actions.importing.columns.base import PlanColumn
from actions.importing.columns.fields import (
    DateColumn,
    FlagColumn,
    LineColumn,
    NumberColumn,
    StateColumn,
    TextColumn,
)
from actions.importing.columns.lists import AUDIENCES, DOMAINS, NO_OBJECTIVE, WHOLE_TERRITORY
from actions.importing.columns.rows import (
    CommunesColumn,
    EnjeuColumn,
    LinksColumn,
    ObjectiveColumn,
    OrganisationColumn,
    RoleColumn,
)
from actions.models import PartnerRole, WordKind
from records.folding import fold
from tables.cells import NO, YES

SEVERAL = "Un ou plusieurs noms, séparés par une barre : CAF du Tarn|Mission locale."

COLUMNS: tuple[PlanColumn, ...] = (
    PlanColumn(
        "code",
        "Code",
        "n° · no · numéro · num · réf · référence · code action · n° action · "
        "n° de l’action · numéro d’action · numéro de l’action · n° fiche · fiche",
        help="Nécessaire. Des chiffres ou des lettres séparés par des points. C’est lui qui "
        "reconnaît l’action à l’import suivant. Mettez la colonne au format « Texte » : sinon 1.10 "
        "devient 1.1.",
        example="1.2.3",
        required=True,
        width=10,
        is_read_alone=False,
    ),
    EnjeuColumn(
        "enjeu",
        "Enjeu",
        "enjeux · axe · axe stratégique · orientation · orientation stratégique · "
        "thématique · thème · priorité",
        help="Nécessaire pour la première ligne ; une case vide reprend celui du dessus.",
        example="1. Accès aux droits",
    ),
    ObjectiveColumn(
        "objective",
        "Objectif",
        "objectifs · objectif opérationnel · objectif stratégique · sous-objectif · "
        "objectif spécifique",
        help="Son code et son intitulé ; une case vide reprend celui du dessus. "
        f"«\u00a0{NO_OBJECTIVE}\u00a0» rattache l’action à l’enjeu seul.",
        example="1.2 Aller vers les personnes éloignées de leurs droits",
    ),
    LineColumn(
        "title",
        "Intitulé",
        "intitulé de l’action · titre · titre de l’action · action · actions · "
        "nom de l’action · libellé · libellé de l’action · intitulé action",
        help="Nécessaire. 250 caractères au plus.",
        example="Tenir des permanences itinérantes",
        required=True,
    ),
    LineColumn(
        "summary",
        "Résumé",
        "en une phrase · en une phrase simple · résumé de l’action · en bref",
        help="Une phrase simple pour les habitants, 300 caractères au plus. Nécessaire pour "
        "publier.",
        example="Une fois par mois, une équipe vient dans votre commune vous aider.",
    ),
    OrganisationColumn(
        "lead",
        "Pilote",
        "porteur · porteur / pilote · pilote / porteur · porteur de l’action · "
        "pilotes · pilote de l’action · structure pilote · structure porteuse · "
        "chef de file · pilotage · portage · responsable",
        help="L’organisation qui conduit l’action : une seule.",
        example="CAF du Tarn",
    ),
    RoleColumn(
        "co_leads",
        "Co-pilotes",
        "co-pilote · copilote · copilotes · co-porteur · co-porteurs · copilotage",
        help=SEVERAL,
        example="Mission locale",
        role=PartnerRole.CO_LEAD,
    ),
    RoleColumn(
        "partners",
        "Partenaires",
        "partenaire · acteurs · acteurs et partenaires mobilisés · "
        "acteurs mobilisés · partenaires mobilisés · partenaires associés · "
        "acteurs et partenaires · partenariat · partenariats",
        help=SEVERAL,
        example="CAF du Tarn|Mission locale",
        role=PartnerRole.PARTNER,
    ),
    RoleColumn(
        "funders",
        "Financeurs",
        "financeur · co-financeurs · cofinanceurs · sources de financement",
        help=SEVERAL,
        example="Département du Tarn",
        role=PartnerRole.FUNDER,
    ),
    LinksColumn(
        "audiences",
        "Publics",
        "public · public cible · publics cibles · public visé · publics visés · "
        "cible · publics concernés · public concerné · cibles · bénéficiaires",
        help="Un ou plusieurs publics, séparés par une barre.",
        example="Jeunes|Seniors",
        kind=WordKind.AUDIENCE,
        choices=AUDIENCES,
    ),
    LinksColumn(
        "domains",
        "Domaines",
        "domaine · domaine d’intervention · domaines d’intervention",
        help="Un ou plusieurs domaines, séparés par une barre.",
        example="Jeunesse",
        kind=WordKind.DOMAIN,
        choices=DOMAINS,
    ),
    CommunesColumn(
        "communes",
        "Communes",
        "commune · communes concernées · territoire · territoires · lieu · lieux · "
        "secteur · secteur géographique · périmètre · localisation",
        help=f"Une ou plusieurs communes, séparées par une barre, ou « {WHOLE_TERRITORY} ».",
        example="Lavaur|Ambres",
    ),
    DateColumn(
        "starts_on",
        "Début",
        "date de début · début de l’action · commence le · démarrage · "
        "date de démarrage · lancement",
        help="Une date.",
        example="01/09/2024",
    ),
    DateColumn(
        "ends_on",
        "Fin prévue",
        "fin · échéance · échéances · date de fin · fin prévue le · "
        "date d’échéance · échéance prévue · fin prévisionnelle · "
        "date de fin prévue",
        help="Une date, égale au début ou après lui.",
        example="31/12/2026",
        is_end=True,
    ),
    FlagColumn(
        "is_permanent",
        "Action permanente",
        "permanente · action pérenne",
        help=f"« {YES} » quand l’action continue d’une année sur l’autre.",
        example=NO,
    ),
    StateColumn(
        "avancement",
        "Avancement",
        "état d’avancement · état · statut · avancement de l’action · "
        "état de l’action · degré d’avancement · état de réalisation",
        help="Un des six états de la liste.",
        example="En cours",
    ),
    TextColumn(
        "avancement_reason",
        "Motif",
        "observations · observation · commentaire · commentaires · remarque · "
        "remarques · motif de la pause ou de l’abandon",
        help="Nécessaire pour « En pause » et « Abandonnée ». Visible de tous.",
        example="Le poste est vacant.",
    ),
    DateColumn(
        "avancement_on",
        "Avancement déclaré le",
        "état au · déclaré le",
        help="Une date : le jour où cet état a été déclaré. Vide, c’est le jour de l’import.",
        example="12/03/2025",
    ),
    OrganisationColumn(
        "avancement_by",
        "Avancement déclaré par",
        "déclaré par",
        help="L’organisation qui a déclaré cet état.",
        example="CAF du Tarn",
    ),
    DateColumn(
        "verified_on",
        "Vérifiée le",
        "vérifié le · dernière vérification · vérifiée le (date)",
        help="Une date : la dernière fois que quelqu’un a confirmé que tout est exact.",
        example="12/03/2025",
    ),
    TextColumn(
        "context",
        "Pourquoi cette action",
        "pourquoi · constat · constats · contexte · diagnostic · éléments de diagnostic",
        help="Un texte, en autant de paragraphes qu’il faut.",
        example="Le bus ne passe plus.",
    ),
    TextColumn(
        "description",
        "Description",
        "descriptif · description de l’action · descriptif de l’action · contenu · "
        "modalités · modalités de mise en œuvre · présentation",
        help="Un texte, en autant de paragraphes qu’il faut.",
        example="Un camion équipé…",
    ),
    TextColumn(
        "expected_results",
        "Résultats attendus",
        "résultat attendu · effets attendus · impact attendu",
        help="Un texte.",
        example="Chaque commune a sa permanence.",
    ),
    TextColumn(
        "perspectives",
        "Suites prévues",
        "perspectives · suites · suite",
        help="Un texte.",
        example="Ouvrir le samedi matin.",
    ),
    TextColumn(
        "human_means",
        "Moyens humains",
        "moyens · moyens mobilisés · ressources humaines",
        help="Un texte.",
        example="Une conseillère à mi-temps.",
    ),
    NumberColumn(
        "position",
        "Ordre",
        "ordre d’affichage · rang · position",
        help="Un nombre entier : le rang de l’action à l’affichage. Vide, c’est celui de son code.",
        example="3",
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}


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
