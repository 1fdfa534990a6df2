"""The tables of what is done: actions, and who takes part in them."""

from django.urls import reverse

from actions.models import Action, ActionOutcome, ActionPartner, Avancement, PartnerRole
from actions.opendata.declaring import (
    EXAMPLE,
    KEY,
    LIST,
    Field,
    Table,
    codes,
    name_of,
    page,
    slug_of,
)
from actions.opendata.levels import CONVENTION, TEXT, TITLE, level_key
from conventions.models.phase import ConventionStatus


def actions(at):
    return (
        Action.objects.public()
        .select_related(
            *("convention", "enjeu", "objective", "lead", "avancement_by"),
            "successor__convention",
        )
        .prefetch_related("audiences", "domains", "communes")
        .with_before_and_after(("origins",))
        .order_by("number")
    )


def of_public_actions(model):
    return model.objects.filter(action__in=Action.objects.public())


def number_of(action):
    """The number of another action, when residents may read it."""
    readable = action and action.is_published and action.convention.is_published
    return action.number if readable else None


def action_page(action, base):
    return base + reverse("action-number", args=[action.number])


def outcome_values(row):
    """What becomes of the action, and why; nothing until its convention is said to be closed.

    The page tells it from the day after the last one; a file changes when a row does.
    """
    is_closed = row.convention.status == ConventionStatus.CLOSED
    return [row.outcome, row.outcome_reason] if is_closed else [None, None]


def action_values(row, base):
    return [
        row.number,
        row.convention.slug,
        level_key(row.convention, row.enjeu),
        level_key(row.convention, row.objective) if row.objective else None,
        row.code,
        row.title,
        row.summary,
        row.context,
        row.description,
        row.expected_results,
        row.perspectives,
        row.human_means,
        row.avancement,
        row.avancement_reason,
        row.avancement_on,
        name_of(row.avancement_by),
        row.starts_on,
        row.ends_on,
        row.is_permanent,
        slug_of(row.lead),
        name_of(row.lead),
        [one.name for one in row.audiences.all()],
        [one.name for one in row.domains.all()],
        row.whole_territory,
        [] if row.whole_territory else [one.insee for one in row.communes.all()],
        row.verified_on,
        number_of(row.successor),
        [str(one.number) for one in row.public_origins],
        *outcome_values(row),
        row.is_demo,
        action_page(row, base),
    ]


NUMBER = Field("numero", "Numéro permanent : il ne change jamais.", "integer", required=True)
STATE = Field("avancement", "Avancement déclaré.", required=True, choices=codes(Avancement))
OF_ACTION = Field("action", "Numéro permanent de l’action.", "integer", required=True, minimum=1)
TO_ACTION = ("action", "actions", "numero")

ACTIONS = Table(
    "actions",
    "Actions",
    "Chaque action publiée, telle que sa page la montre aujourd’hui.",
    (
        NUMBER,
        CONVENTION,
        Field("enjeu", "Identifiant de l’enjeu.", required=True),
        Field("objectif", "Identifiant de l’objectif."),
        Field("code", "Code dans la convention.", required=True),
        TITLE,
        Field("resume", "L’action en une phrase.", required=True),
        Field("contexte", f"Pourquoi cette action. {TEXT}"),
        Field("description", f"En quoi elle consiste. {TEXT}"),
        Field("resultats_attendus", f"Ce qu’on en attend. {TEXT}"),
        Field("suites", f"Suites prévues. {TEXT}"),
        Field("moyens_humains", f"Moyens humains. {TEXT}"),
        STATE,
        Field("motif", "Pourquoi elle est en pause ou abandonnée."),
        Field("avancement_declare_le", "Jour de cette déclaration.", "date"),
        Field("avancement_declare_par", "Organisation qui l’a déclaré."),
        Field("debut", "Début.", "date"),
        Field("fin_prevue", "Fin prévue.", "date"),
        Field("permanente", "Vrai pour une action sans date de fin.", "boolean", required=True),
        Field("pilote", "Identifiant de l’organisation qui pilote, si elle a une page."),
        Field("pilote_nom", "Nom de l’organisation qui pilote."),
        Field("publics", "Pour qui.", LIST),
        Field("themes", "Thèmes.", LIST),
        Field("tout_le_territoire", "Vrai quand elle sert partout.", "boolean", required=True),
        Field("communes_insee", "Codes INSEE des communes, sinon.", LIST),
        Field("verifiee_le", "Dernier jour où tout a été confirmé exact.", "date"),
        Field("remplacee_par", "Numéro de l’action qui la remplace.", "integer"),
        Field("continue", "Numéros des actions d’avant, dans une autre convention.", LIST),
        Field(
            "suite_donnee",
            "Ce qu’elle devient, une fois sa convention déclarée terminée ; vide avant.",
            choices=codes(ActionOutcome),
        ),
        Field("suite_donnee_motif", "Pourquoi cette suite, une fois la convention terminée."),
        EXAMPLE,
        page("de l’action"),
    ),
    actions,
    action_values,
    foreign=(
        ("convention", "conventions", "identifiant"),
        ("enjeu", "enjeux", "identifiant"),
        ("objectif", "objectifs", "identifiant"),
        ("pilote", "organisations", "identifiant"),
        ("remplacee_par", "actions", "numero"),
    ),
)


# --- who takes part ------------------------------------------------------------------------------


def roles(at):
    rows = of_public_actions(ActionPartner)
    return rows.select_related("action", "organisation").order_by("action__number", "pk")


def role_values(row, base):
    return [
        row.pk,
        row.action.number,
        slug_of(row.organisation),
        row.organisation.name,
        row.role,
        row.note,
        row.action.is_demo,
        action_page(row.action, base),
    ]


ROLES = Table(
    "roles",
    "Rôles des organisations",
    "Qui prend part à une action, à côté de son pilote.",
    (
        KEY,
        OF_ACTION,
        Field("organisation", "Identifiant de l’organisation, si elle a une page."),
        Field("organisation_nom", "Nom de l’organisation.", required=True),
        Field("role", "Rôle.", required=True, choices=codes(PartnerRole)),
        Field("precision", "Précision."),
        EXAMPLE,
        page("de l’action"),
    ),
    roles,
    role_values,
    foreign=(
        ("action", "actions", "numero"),
        ("organisation", "organisations", "identifiant"),
    ),
)
