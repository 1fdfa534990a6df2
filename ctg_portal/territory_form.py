"""The settings of the territory in one form: what each answer is for, and where it shows."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from conventions.models import Territory
from conventions.siren import SirenField
from ctg_portal.launch import SETTINGS
from records.admin.fields import FrenchIntegerField

# Pages where answers show: name of the address → its words in a sentence.
PAGES = {
    "home": "l’accueil",
    "contact": "la page « Nous contacter »",
    "page-la-ctg": "la page « Comprendre la CTG »",
    "page-mentions-legales": "la page « Mentions légales »",
    "page-donnees-personnelles": "la page « Données personnelles »",
    "page-accessibilite": "la page « Accessibilité »",
    "page-schema-accessibilite": "la page du schéma pluriannuel",
    "page-plan-accessibilite": "la page du plan de l’année",
    "page-donnees": "la page « Données ouvertes »",
    "security": "security.txt",
    "actions": "la page « Toutes les actions »",
    "board": "le tableau de bord",
}
# Subject, its sentence, then for each field what it is for and the pages that show it.
SUBJECTS = [
    (
        "Le territoire",
        "Qui publie ce site.",
        [
            ("name", "Le nom officiel, au pied de chaque page.", ["page-mentions-legales"]),
            ("siren", "Neuf chiffres, pour identifier l’éditeur.", ["page-mentions-legales"]),
            ("address", "L’adresse postale, au pied de chaque page.", ["page-mentions-legales"]),
            ("website", "Le lien vers le site de la collectivité.", ["page-la-ctg"]),
        ],
    ),
    (
        "Le haut de chaque page",
        "Ce que l’on lit en premier, partout.",
        [
            ("site_title", "En haut de chaque page et à la fin de chaque onglet.", ["home"]),
            (
                "baseline",
                "La phrase sous le nom. Les moteurs de recherche la montrent aussi.",
                ["home"],
            ),
        ],
    ),
    (
        "Écrire et appeler",
        "Comment les habitants vous joignent.",
        [
            ("phone", "Proposé partout où une question peut se poser.", ["home", "contact"]),
            (
                "email",
                "Reçoit les messages du formulaire. Dite dans nos courriels, jamais sur le site.",
                [],
            ),
            (
                "answer_days",
                "En jours, de 1 à 90. Dit avant d’écrire, après l’envoi, et à l’équipe. Sans "
                "réponse, le site ne promet aucun délai.",
                ["contact"],
            ),
        ],
    ),
    (
        "Le projet de territoire",
        "Le projet plus large dans lequel la convention s’inscrit.",
        [
            ("project_name", "Cité dans la présentation de la convention.", ["page-la-ctg"]),
            ("project_url", "L’adresse d’une page qui le présente.", ["page-la-ctg"]),
        ],
    ),
    (
        "Les mots du plan",
        "Votre convention parle d’axes ou de fiches ? Écrivez-le : tout le site suivra.",
        [
            ("enjeu_name", "Dans les titres et les fils d’Ariane.", []),
            ("enjeu_names", "Dans les titres et les phrases de comptes.", ["home"]),
            ("objective_name", "Dans les titres du deuxième niveau.", []),
            ("objective_names", "Dans le menu et sur la page de tous les objectifs.", ["home"]),
            ("action_name", "Dans les phrases de comptes.", []),
            ("action_names", "Dans le menu et les phrases de comptes.", ["home", "actions"]),
        ],
    ),
    (
        "Les délais",
        "Au bout de combien de temps une action est dite sans nouvelles.",
        [
            (
                "silence_months",
                "En mois. Ensuite, la page d’une action dit depuis quand on ne sait plus rien, "
                "et le tableau de bord vous la signale.",
                ["board"],
            ),
        ],
    ),
    (
        "Entre deux conventions",
        "Une convention finit, la suivante commence : laquelle l’accueil, la liste des actions et "
        "les pages des communes montrent-ils ?",
        [
            (
                "between_plans",
                "Compte quand une convention finie n’est pas encore terminée, et quand deux "
                "conventions sont en cours.",
                ["home", "actions"],
            ),
        ],
    ),
    (
        "Les mentions légales et les données personnelles",
        "La loi demande ces réponses avant l’ouverture.",
        [
            (
                "publication_director",
                "La personne responsable de ce qui est publié.",
                ["page-mentions-legales"],
            ),
            ("host", "L’entreprise ou le service qui héberge le site.", ["page-mentions-legales"]),
            (
                "dpo",
                "Comment joindre le délégué à la protection des données.",
                ["page-donnees-personnelles"],
            ),
        ],
    ),
    (
        "L’accessibilité",
        "Ces réponses composent la déclaration d’accessibilité. Le taux et la date de l’audit "
        "décident de ce qu’elle dit. Un audit vaut trois ans : 100 %, le site est totalement "
        "conforme ; 50 % ou plus, partiellement ; sinon, non conforme.",
        [
            ("accessibility_audited_on", "Le jour où l’audit a été rendu.", ["page-accessibilite"]),
            ("accessibility_auditor", "Qui a fait l’audit.", ["page-accessibilite"]),
            ("accessibility_rate", "De 0 à 100.", ["page-accessibilite"]),
            (
                "accessibility_contact",
                "Où signaler un défaut ; sans réponse, la page propose le formulaire de contact.",
                ["page-accessibilite"],
            ),
            (
                "complaint_days",
                "En jours, de 1 à 90. Le courriel qui confirme un signalement promet ce délai, et "
                "celui que vous recevez le rappelle ; sans réponse, aucun délai n’est promis.",
                ["page-accessibilite"],
            ),
            (
                "accessibility_scheme_url",
                "L’adresse du document signé, s’il est sur un autre site.",
                ["page-schema-accessibilite"],
            ),
            (
                "accessibility_plan_url",
                "L’adresse du document signé, s’il est sur un autre site.",
                ["page-plan-accessibilite"],
            ),
        ],
    ),
    (
        "Les données ouvertes",
        "Les fichiers que chacun peut réutiliser.",
        [
            (
                "data_licence",
                "Les deux licences que l’État propose aux collectivités. Pour la première, il "
                "suffit de citer la source.",
                ["page-donnees"],
            ),
        ],
    ),
    (
        "La sécurité",
        "Pour que quelqu’un qui trouve une faille puisse vous le dire.",
        [
            (
                "security_contact",
                "Une adresse de courriel (mailto:…) ou de page (https://…).",
                ["security"],
            ),
        ],
    ),
]
FIELDS = [name for _title, _intro, fields in SUBJECTS for name, _use, _pages in fields]
WANTED = dict(SETTINGS)


def missing(territory):
    """(field, label, reason) of the answers that the launch check-list still waits for."""
    label = territory._meta.get_field
    return [
        (name, str(label(name).verbose_name), reason)
        for name, reason in SETTINGS
        if name in FIELDS and not getattr(territory, name)
    ]


def hint(territory, name, use, pages):
    """What an answer is for, where it shows, and whether the opening waits for it."""
    shown = format_html_join(
        ", ", '<a href="{}">{}</a>', ((reverse(page), PAGES[page]) for page in pages)
    )
    where = format_html(" Visible sur {}.", shown) if pages else ""
    if name not in WANTED or getattr(territory, name):
        return format_html("{}{}", use, where)
    wait = format_html(
        ' <strong class="lacks">À remplir avant l’ouverture. Pourquoi : {}.</strong>', WANTED[name]
    )
    return format_html("{}{}{}", use, where, wait)


def plain_field(field, **kwargs):
    """The form field of a model's `field`: addresses without a scheme are https."""
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


class TerritoryForm(forms.ModelForm):
    class Meta:
        model = Territory
        fields = FIELDS
        formfield_callback = plain_field
        field_classes = {
            "silence_months": FrenchIntegerField,
            "accessibility_rate": FrenchIntegerField,
            "complaint_days": FrenchIntegerField,
            "answer_days": FrenchIntegerField,
            "siren": SirenField,
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("address", "host", "dpo", "accessibility_contact")
        }
        error_messages = {
            "name": {"required": "Donnez le nom de la collectivité."},
            "site_title": {"required": "Donnez un nom au site."},
            "email": {"invalid": "Cette adresse de courriel est incomplète."},
            "silence_months": {
                "required": "Donnez un nombre de mois.",
                "invalid": "Donnez un nombre entier de mois, par exemple 6.",
            },
            "accessibility_rate": {"invalid": "Donnez un nombre entier, de 0 à 100."},
            "answer_days": {"invalid": "Donnez un nombre entier de jours, par exemple 10."},
            "complaint_days": {"invalid": "Donnez un nombre entier de jours, par exemple 14."},
            "siren": {"invalid": "Un numéro SIREN a neuf chiffres."},
            "security_contact": {
                "invalid": "Donnez une adresse qui commence par mailto:, https:// ou tel:."
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for _title, _intro, fields in SUBJECTS:
            for name, use, pages in fields:
                self.fields[name].help_text = hint(self.instance, name, use, pages)
                self.fields[name].is_sometimes_required = name in WANTED
                self.fields[name].widget.attrs.pop("maxlength", None)
        for name in ("website", "project_url", "accessibility_scheme_url"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_error_title = "Les réglages ne sont pas encore enregistrés"
        self.helper.layout = Layout(
            *(
                Fieldset(
                    title,
                    HTML(format_html('<p class="hint">{}</p>', intro)),
                    *(name for name, _use, _pages in fields),
                )
                for title, intro, fields in SUBJECTS
            )
        )
