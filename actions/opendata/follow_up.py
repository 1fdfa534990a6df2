"""The tables of what happens to an action: steps, money, news."""

from django.urls import reverse
from django.utils import timezone

from actions.models import (
    Avancement,
    Funding,
    Milestone,
    MilestoneState,
    Update,
)
from actions.models.indicator import SMALL_COUNT
from actions.opendata.declaring import (
    EXAMPLE,
    KEY,
    Field,
    Table,
    codes,
    name_of,
    page,
    plain,
    slug_of,
)
from actions.opendata.plan import OF_ACTION, TO_ACTION, action_page, of_public_actions

# --- steps ---------------------------------------------------------------------------------------


def milestones(at):
    rows = of_public_actions(Milestone).select_related("action")
    return rows.order_by("action__number", "position", "pk")


def milestone_values(row, base):
    return [
        row.pk,
        row.action.number,
        row.title,
        row.state,
        row.planned_on,
        row.done_on,
        row.is_demo,
        action_page(row.action, base),
    ]


MILESTONES = Table(
    "etapes",
    "Étapes",
    "Les étapes de chaque action.",
    (
        KEY,
        OF_ACTION,
        Field("titre", "Étape.", required=True),
        Field("etat", "Où elle en est.", required=True, choices=codes(MilestoneState)),
        Field("prevue_le", "Jour prévu.", "date"),
        Field("faite_le", "Jour où elle a été faite.", "date"),
        EXAMPLE,
        page("de l’action"),
    ),
    milestones,
    milestone_values,
    foreign=(TO_ACTION,),
)


# --- money ---------------------------------------------------------------------------------------


def fundings(at):
    rows = of_public_actions(Funding).select_related("action", "funder")
    return rows.order_by("action__number", "year", "pk")


def funding_values(row, base):
    return [
        row.pk,
        row.action.number,
        row.year,
        slug_of(row.funder),
        name_of(row.funder),
        plain(row.planned),
        plain(row.actual),
        row.note,
        row.is_demo,
        action_page(row.action, base),
    ]


FUNDINGS = Table(
    "financements",
    "Financements",
    "Les euros de chaque financeur, par année.",
    (
        KEY,
        OF_ACTION,
        Field("annee", "Année.", "integer", required=True, minimum=2000),
        Field("financeur", "Identifiant de l’organisation, si elle a une page."),
        Field("financeur_nom", "Nom du financeur ; vide quand il n’est pas précisé."),
        Field("prevu", "Euros prévus ; vide : non indiqué.", "number", minimum=0),
        Field("reel", "Euros dépensés ; vide : pas encore connu.", "number", minimum=0),
        Field("precision", "Précision."),
        EXAMPLE,
        page("de l’action"),
    ),
    fundings,
    funding_values,
    foreign=(TO_ACTION, ("financeur", "organisations", "identifiant")),
)


# --- news ----------------------------------------------------------------------------------------


def news(at):
    return Update.objects.published(at).select_related("action", "organisation")


def news_page(row, base):
    """The permanent address of what was said: « rien de nouveau » is read with its action."""
    if row.nothing_new:
        return f"{action_page(row.action, base)}#actualite-{row.pk}"
    return base + reverse("news-number", args=[row.pk])


def news_values(row, base):
    reached = row.people_reached
    is_small = reached is not None and 0 < reached < SMALL_COUNT
    return [
        row.pk,
        row.action.number,
        timezone.localdate(row.published_at),
        row.said_on,
        row.nothing_new,
        # « Rien de nouveau » is told without a title nor a text, as on the action's page.
        None if row.nothing_new else row.title,
        None if row.nothing_new else row.body,
        None if row.nothing_new else row.next_steps,
        None if row.nothing_new else row.avancement or None,
        name_of(row.organisation),
        None if is_small or row.nothing_new else reached,
        is_small and not row.nothing_new,
        None if row.nothing_new else row.correction_reason,
        row.is_demo,
        news_page(row, base),
    ]


NEWS = Table(
    "actualites",
    "Actualités",
    "Ce que les organisations ont dit de leurs actions. Une actualité corrigée n’y est plus.",
    (
        KEY,
        OF_ACTION,
        Field("publiee_le", "Jour de la publication.", "date", required=True),
        Field("dite_le", "Jour où l’organisation l’a dit.", "date", required=True),
        Field("rien_de_nouveau", "Vrai : « c’est toujours exact ».", "boolean", required=True),
        Field("titre", "Titre."),
        Field("texte", "Ce qui a été fait. Texte en Markdown."),
        Field("suite", "Ce qui vient ensuite. Texte en Markdown."),
        Field("avancement", "Avancement déclaré alors.", choices=codes(Avancement)),
        Field("organisation_nom", "Organisation qui l’a communiquée."),
        Field("personnes", "Personnes aidées ou accueillies.", "integer", minimum=0),
        Field("personnes_moins_de_5", "Vrai quand ce nombre est caché.", "boolean"),
        Field("correction", "Ce que cette actualité corrige."),
        EXAMPLE,
        page("de l’actualité"),
    ),
    news,
    news_values,
    foreign=(TO_ACTION,),
)
