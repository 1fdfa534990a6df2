"""The launch check-list: what is still unknown before the portal opens to the public."""

from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.models import Action
from conventions.main_territory import main_territory
from conventions.models import Convention, Enjeu, Objective
from ctg_portal.templatetags.figures import counted
from partners.permissions import may_administer, may_read
from partners.staff_access import staff_page

# Settings of the territory that legal pages print: field, what depends on it.
SETTINGS = [
    ("email", "sans cette adresse, les messages se lisent seulement dans l’administration"),
    ("answer_days", "qui écrit doit savoir quand on lui répond"),
    ("publication_director", "les mentions légales doivent le dire"),
    ("host", "les mentions légales doivent le dire"),
    ("dpo", "les habitants doivent savoir à qui demander leurs données"),
    ("accessibility_audited_on", "sans audit, le site s’affiche « non conforme »"),
    ("accessibility_contact", "la déclaration d’accessibilité doit donner un contact"),
    ("complaint_days", "qui signale un défaut d’accessibilité doit savoir quand on lui répond"),
    ("accessibility_scheme_url", "la loi demande un schéma pluriannuel d’accessibilité"),
    ("accessibility_plan_url", "la loi demande un plan d’accessibilité chaque année"),
    ("security_contact", "qui trouve une faille de sécurité doit savoir à qui le dire"),
    ("website", "les habitants y trouvent les autres services de la collectivité"),
    ("project_url", "les habitants y lisent le projet dont la convention fait partie"),
]


@dataclass(frozen=True)
class Item:
    """One thing to do: what, why, where to do it, whether it is done, and who may open it."""

    label: str
    reason: str
    url: str
    done: bool
    may: Callable = may_read


def launch_items():
    """Items of the check-list, those still to do first."""
    territory = main_territory()
    items = [
        Item(
            str(territory._meta.get_field(name).verbose_name).capitalize(),
            reason,
            f"{reverse('territory-settings')}#id_{name}",
            bool(getattr(territory, name)),
            may_administer,
        )
        for name, reason in SETTINGS
    ]
    items += plan_items()
    return sorted(items, key=lambda item: item.done)


def plan_items():
    convention = Convention.objects.current()
    items = []
    for row in Enjeu.objects.filter(convention=convention, title_is_provisional=True):
        items.append(
            Item(
                f"Titre de l’enjeu {row.code}",
                "il est provisoire, et les lecteurs le voient écrit",
                reverse("admin:conventions_enjeu_change", args=[row.pk]),
                False,
            )
        )
    real = Action.objects.filter(convention=convention, is_demo=False)
    demo = Action.objects.filter(is_demo=True).count()
    objectives = Objective.objects.filter(convention=convention, is_demo=False).exists()
    signatories = convention.signatories.count() if convention else 0
    return [
        *items,
        Item(
            "Objectifs de la convention",
            "aucun n’est encore écrit",
            reverse("admin:conventions_objective_changelist"),
            objectives or bool(convention and not convention.has_objectives),
        ),
        Item(
            "Actions de la convention",
            "aucune action réelle n’est encore publiée",
            reverse("admin:actions_action_changelist"),
            real.filter(is_published=True).exists(),
        ),
        Item(
            "Retrait des données de démonstration",
            f"{counted(demo, 'action d’exemple reste,actions d’exemple restent')} ; la commande "
            "« remove_demo » retire tous les exemples"
            if demo
            else "il n’en reste aucune",
            reverse("admin:actions_action_changelist"),
            not demo,
        ),
        Item(
            "Signataires de la convention",
            "un ou deux seulement sont écrits ; ajoutez les autres, s’il y en a",
            reverse("admin:conventions_convention_changelist"),
            signatories > 2,
        ),
        Item(
            "Instances et réunions",
            "leur composition et leurs dates ne sont pas connues",
            reverse("admin:conventions_committee_changelist"),
            bool(convention and convention.committees.filter(is_demo=False).exists()),
        ),
    ]


@staff_page(may_read)
@require_safe
def checklist(request):
    """Every item, with a link to where it is done for those who may do it."""
    items = launch_items()
    todo = [(item, item.may(request.user)) for item in items if not item.done]
    done = [item for item in items if item.done]
    return render(request, "ctg_portal/launch.html", {"todo": todo, "done": done})
