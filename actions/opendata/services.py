"""The tables of what one may use: services, and the places that receive people."""

from actions.models import Action, ActionKind, Avancement, Place
from actions.opendata.declaring import EXAMPLE, KEY, Field, Table, page
from actions.opendata.levels import TEXT
from actions.opendata.plan import OF_ACTION, TO_ACTION, action_page


def services(at):
    """Those whose page tells how to use them: of an abandoned one nothing is to be called."""
    rows = Action.objects.public().filter(kind=ActionKind.SERVICE)
    return rows.exclude(avancement=Avancement.DROPPED).order_by("number")


def service_values(row, base):
    return [
        row.number,
        row.called,
        row.phone,
        row.email,
        row.form_url,
        row.website,
        row.website_name,
        row.price,
        row.how_to_come,
        row.practical_verified_on,
        row.is_demo,
        action_page(row, base),
    ]


SERVICES = Table(
    "services",
    "Services",
    "Les actions dont on peut profiter : comment les joindre, à quel prix.",
    (
        OF_ACTION,
        Field("nom", "Nom d’usage, ou titre de l’action.", required=True),
        Field("telephone", "Téléphone du service."),
        Field("courriel", "Adresse de courriel du service."),
        Field("formulaire", "Formulaire sur internet."),
        Field("lien", "Page ou carte du service."),
        Field("lien_nom", "Ce qu’on trouve à ce lien."),
        Field("prix", "Prix, en mots."),
        Field("comment_venir", f"Comment venir ou s’inscrire. {TEXT}"),
        Field("verifiees_le", "Jour où ces informations ont été vérifiées.", "date"),
        EXAMPLE,
        page("de l’action"),
    ),
    services,
    service_values,
    foreign=(TO_ACTION,),
)


def places(at):
    rows = Place.objects.filter(action__in=services(at)).select_related("action", "commune")
    return rows.order_by("action__number", "position", "pk")


def place_values(row, base):
    return [
        row.pk,
        row.action.number,
        row.name,
        row.address,
        row.commune.insee if row.commune else None,
        row.hours,
        row.accessibility,
        row.action.is_demo,
        action_page(row.action, base),
    ]


PLACES = Table(
    "lieux",
    "Lieux",
    "Les lieux où un service reçoit, avec leurs jours et leurs heures.",
    (
        KEY,
        OF_ACTION,
        Field("nom", "Nom du lieu.", required=True),
        Field("adresse", "Adresse."),
        Field("commune_insee", "Code INSEE de la commune."),
        Field("horaires", "Jours et heures, en mots."),
        Field("accessibilite", "Accessibilité du lieu."),
        EXAMPLE,
        page("de l’action"),
    ),
    places,
    place_values,
    foreign=(TO_ACTION, ("commune_insee", "communes", "insee")),
)
