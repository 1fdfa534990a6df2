"""Tables as coordinators keep them, made up; each with what it must give once all is accepted.

Each table is (sheets, wanted): sheets are name → (rows, merged ranges), wanted are the actions as
(code, title, enjeu, objective), the last two as the plan prints them, "" for none.
"""

FA_TITLES = (
    {
        "Fiches actions": (
            [
                ["Convention territoriale globale 2024-2028"],
                [],
                ["Axe 1 : Accompagner les familles"],
                ["Fiche action", "Pilote / Partenaires", "Échéancier", "Avancement"],
                ["Fiche action n°1 – Ouvrir un lieu d’accueil", "CAF", "2024", "En cours"],
                ["Fiche action n°2 – Former les bénévoles", "MSA", "2025", "À venir"],
            ],
            [],
        )
    },
    [
        ("1", "Ouvrir un lieu d’accueil", "1. Accompagner les familles", ""),
        ("2", "Former les bénévoles", "1. Accompagner les familles", ""),
    ],
)
BANNERS = (
    {
        "Plan": (
            [
                ["N°", "Intitulé de l’action", "Chef de file", "Calendrier"],
                ["AXE 1 – PETITE ENFANCE"],
                ["Objectif opérationnel 1.1 : Diversifier l’offre"],
                ["1.1.1", "Créer une micro-crèche", "Mairie", "2024"],
                ["1.1.2", "Soutenir les assistantes maternelles", "RPE", "2025"],
                ["Objectif opérationnel 1.2 : Informer les parents"],
                ["1.2.1", "Éditer un guide", "CAF", "2024"],
                [],
                ["AXE 2 – JEUNESSE"],
                ["2.1.1", "Ouvrir un point jeunes", "MJC", "2026"],
                ["Total", "4 actions"],
            ],
            [],
        )
    },
    [
        ("1.1.1", "Créer une micro-crèche", "1. PETITE ENFANCE", "1.1 Diversifier l’offre"),
        (
            *("1.1.2", "Soutenir les assistantes maternelles"),
            *("1. PETITE ENFANCE", "1.1 Diversifier l’offre"),
        ),
        ("1.2.1", "Éditer un guide", "1. PETITE ENFANCE", "1.2 Informer les parents"),
        ("2.1.1", "Ouvrir un point jeunes", "2. JEUNESSE", ""),
    ],
)
THREE_LEVELS = (
    {
        "CTG": (
            [
                ["Axe", "Objectif stratégique", "Objectif opérationnel", "Libellé", "Porteur"],
                ["Axe A – Santé", "Prévenir", "Repérer tôt", "Dépister à l’école", "PMI"],
                ["", "", "", "Former les ATSEM", "PMI"],
                ["", "", "Orienter", "Tenir une permanence", "CPAM"],
                ["Axe B – Logement", "Loger", "Loger les jeunes", "Créer un foyer", "Mairie"],
            ],
            [],
        )
    },
    [
        ("A.1.1", "Dépister à l’école", "A. Santé", "A.1 Repérer tôt"),
        ("A.1.2", "Former les ATSEM", "A. Santé", "A.1 Repérer tôt"),
        ("A.2.1", "Tenir une permanence", "A. Santé", "A.2 Orienter"),
        ("B.1.1", "Créer un foyer", "B. Logement", "B.1 Loger les jeunes"),
    ],
)
GROUPS = (
    {
        "Suivi": (
            [
                ["Suivi des actions", None, None, None, None, None, None],
                ["Action", None, None, "Qui ?", None, "Quand ?", None],
                ["N°", "Thématique", "Titre", "Responsable", "Partenaires", "Début", "Fin"],
                ["(numéro)", "(à choisir)", "(texte libre)", "", "", "jj/mm/aaaa", "jj/mm/aaaa"],
                [1, "Mobilité", "Ouvrir une navette", "CCAS", "CAF", "01/09/2024", "31/12/2026"],
                [2, "Mobilité", "Prêter des vélos", "MJC", "", "01/09/2024", "31/12/2026"],
            ],
            ["A1:G1", "A2:C2", "D2:E2", "F2:G2"],
        )
    },
    [
        ("1", "Ouvrir une navette", "1. Mobilité", ""),
        ("2", "Prêter des vélos", "1. Mobilité", ""),
    ],
)
RESTARTING = (
    {
        "Actions": (
            [
                ["Orientation", "N°", "Action", "Pilote"],
                ["1. Parentalité", 1, "Cafés des parents", "CAF"],
                ["1. Parentalité", 2, "Ludothèque", "MJC"],
                ["2. Numérique", 1, "Permanences", "Mairie"],
                ["2. Numérique", 2, "Prêt de matériel", "Mairie"],
            ],
            [],
        )
    },
    [
        ("1.1", "Cafés des parents", "1. Parentalité", ""),
        ("1.2", "Ludothèque", "1. Parentalité", ""),
        ("2.1", "Permanences", "2. Numérique", ""),
        ("2.2", "Prêt de matériel", "2. Numérique", ""),
    ],
)
SHEET_NAMES = (
    {
        "Mode d’emploi": ([["Comment remplir"], ["Une ligne par action."]], []),
        "Petite enfance": (
            [["Intitulé", "Structure pilote"], ["Ouvrir une crèche", "Mairie"]],
            [],
        ),
        "Vie sociale": (
            [
                ["Intitulé", "Structure pilote"],
                ["Créer un espace de vie sociale", "CAF"],
                ["Fêter les voisins", "Mairie"],
            ],
            [],
        ),
        "Contacts": ([["Structure", "Nom", "Mail", "Tél"], ["CAF", "A", "a@ex.fr", "1"]], []),
        "Listes": ([["États"], ["En cours"], ["Réalisée"]], []),
    },
    [
        ("1.1", "Ouvrir une crèche", "1. Petite enfance", ""),
        ("2.1", "Créer un espace de vie sociale", "2. Vie sociale", ""),
        ("2.2", "Fêter les voisins", "2. Vie sociale", ""),
    ],
)
SAME_WORDS = (
    {
        "Plan": (
            [
                ["Enjeu", "Objectif", "Code", "Action", "Pilote"],
                ["1. Jeunesse", "1.1 Faire connaître", "1.1.1", "Une page", "CAF"],
                ["2. Familles", "2.1 Faire connaître", "2.1.1", "Une affiche", "CAF"],
                ["2. Familles", "2.2 Faire connaître", "2.2.1", "Un film", "CAF"],
            ],
            [],
        )
    },
    [
        ("1.1.1", "Une page", "1. Jeunesse", "1.1 Faire connaître"),
        ("2.1.1", "Une affiche", "2. Familles", "2.1 Faire connaître"),
        ("2.2.1", "Un film", "2. Familles", "2.2 Faire connaître"),
    ],
)
BARE_BANNERS = (
    {
        "Tableau": (
            [
                ["Actions", "Porteur de projet", "Partenaires", "Échéance", "État"],
                ["PETITE ENFANCE"],
                ["Ouvrir un relais", "Mairie", "CAF", "2025", "En cours"],
                ["Sous-total", "", "", "", 1],
                ["JEUNESSE"],
                ["Créer un conseil des jeunes", "MJC", "", "2026", "À venir"],
                ["Sous-total", "", "", "", 1],
                ["TOTAL", "", "", "", 2],
                ["* actions à valider en comité"],
            ],
            ["A2:E2", "A5:E5"],
        )
    },
    [
        ("1.1", "Ouvrir un relais", "1. PETITE ENFANCE", ""),
        ("2.1", "Créer un conseil des jeunes", "2. JEUNESSE", ""),
    ],
)
CODED_TITLES = (
    {
        "Actions CTG": (
            [
                ["Priorité", "Intitulé de la fiche action", "Référent", "Période"],
                ["1 - Accès aux droits", "1-1 Ouvrir une maison France services", "CCTA", "2024"],
                ["", "1-2 Former les agents d’accueil", "CCTA", "2025"],
                ["", "1-2 bis Traduire les documents", "CCAS", "2025"],
                ["2 - Handicap", "2-1 Accueillir les 0-3 ans", "PMI", "2026"],
            ],
            [],
        )
    },
    [
        ("1-1", "Ouvrir une maison France services", "1. Accès aux droits", ""),
        ("1-2", "Former les agents d’accueil", "1. Accès aux droits", ""),
        ("1-2bis", "Traduire les documents", "1. Accès aux droits", ""),
        ("2-1", "Accueillir les 0-3 ans", "2. Handicap", ""),
    ],
)
NUMBERED_COLUMNS = (
    {
        "Feuil1": (
            [
                ["N° axe", "Axe", "N° objectif", "Objectif", "N° action", "Action", "Pilote"],
                [1, "Enfance", 1.1, "Accueillir", 1.1, "Une crèche", "CAF"],
                [1, "Enfance", 1.1, "Accueillir", 1.2, "Un relais", "CAF"],
                [1, "Enfance", 1.2, "Informer", 1.3, "Un guide", "CAF"],
            ],
            [],
        )
    },
    [
        ("1.1", "Une crèche", "1. Enfance", "1.1 Accueillir"),
        ("1.2", "Un relais", "1. Enfance", "1.1 Accueillir"),
        ("1.3", "Un guide", "1. Enfance", "1.2 Informer"),
    ],
)
SEVERAL_LINES = (
    {
        "Plan": (
            [
                ["Axe", "Action", "Pilote", "Indicateurs", "Cible"],
                ["Axe 1 : Santé", "Ouvrir un centre", "CPAM", "Nombre de visites", 100],
                [None, None, None, "Nombre de médecins", 3],
                ["", "Former les aidants", "MSA", "Nombre de stages", 4],
            ],
            ["A2:A3", "B2:B3", "C2:C3"],
        )
    },
    [
        ("1.1", "Ouvrir un centre", "1. Santé", ""),
        ("1.2", "Former les aidants", "1. Santé", ""),
    ],
)
AIMS = (
    {
        "Axe 1": (
            [
                ["Faciliter l’accès aux droits"],
                ["Fiche", "Intitulé", "Objectifs", "Porteur"],
                [
                    "FA 1",
                    "Ouvrir une maison",
                    "Rapprocher les services de ceux qui en sont loin"
                    " et les accompagner dans la durée",
                    "CCTA",
                ],
                [
                    "FA 2",
                    "Former les agents",
                    "Que chaque agent d’accueil sache orienter vers le bon service sans attendre",
                    "CAF",
                ],
            ],
            [],
        )
    },
    [
        ("1", "Ouvrir une maison", "1. Faciliter l’accès aux droits", ""),
        ("2", "Former les agents", "1. Faciliter l’accès aux droits", ""),
    ],
)
BANNERS_BESIDE_A_COLUMN = (
    {
        "Plan": (
            [
                ["Thématique", "Action", "Pilote", "État"],
                ["1. Petite enfance", "Ouvrir une crèche", "Mairie", "En cours"],
                ["", "Ouvrir un relais", "Mairie", "En cours"],
                ["Parentalité"],
                ["", "Tenir un café des parents", "CAF", "À venir"],
                ["Mise à jour : mai 2026"],
                ["", "Prêter des jeux", "CAF", "À venir"],
            ],
            ["A4:D4"],
        )
    },
    [
        ("1.1", "Ouvrir une crèche", "1. Petite enfance", ""),
        ("1.2", "Ouvrir un relais", "1. Petite enfance", ""),
        ("2.1", "Tenir un café des parents", "2. Parentalité", ""),
        ("2.2", "Prêter des jeux", "2. Parentalité", ""),
    ],
)
HABITS = {
    "banners beside a column of enjeux": BANNERS_BESIDE_A_COLUMN,
    "aims of each action": AIMS,
    "fiche action in titles": FA_TITLES,
    "levels as banners": BANNERS,
    "three upper levels": THREE_LEVELS,
    "groups, instructions": GROUPS,
    "numbers that restart": RESTARTING,
    "sheets named as enjeux": SHEET_NAMES,
    "same words, other numbers": SAME_WORDS,
    "banners without numbers": BARE_BANNERS,
    "numbers in titles": CODED_TITLES,
    "numbers of levels aside": NUMBERED_COLUMNS,
    "an action over several lines": SEVERAL_LINES,
}
