"""Reading the plan by who acts and by where."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.list_rows import list_rows, shows_demo
from actions.models import Action, ActionPartner, PartnerRole
from actions.models.use import Use
from actions.near import groups_of, near, note_places, with_uses
from actions.progress import progress_of
from conventions.models import Commune, Convention, Page
from conventions.redirects import moved_to
from conventions.territory_map import drawn_map
from partners.models import Organisation
from records.archive import public_or_gone
from records.folding import fold, in_name_order

ACTIONS_PER_PAGE = 60
COMMUNES_PER_PAGE = 60


@require_safe
def partner_list(request):
    """Directory of published organisations, with what each leads and helps today."""
    convention = Convention.objects.current()
    lead = Q(led_actions__is_published=True, led_actions__convention=convention)
    role = Q(action_roles__action__is_published=True, action_roles__action__convention=convention)
    partners = in_name_order(
        Organisation.objects.public().annotate(
            led=Count("led_actions", filter=lead, distinct=True),
            helped=Count("action_roles__action", filter=role, distinct=True),
        )
    )
    kinds = {}
    for partner in partners:
        kinds.setdefault(partner.get_kind_display(), []).append(partner)
    context = {
        "intro": Page.objects.intro("partenaires", "Partenaires"),
        "period": convention,
        "kinds": sorted(kinds.items(), key=lambda kind: fold(kind[0])),
        "shows_demo": shows_demo(partners),
    }
    return render(request, "actions/partner_list.html", context)


@require_safe
def partner_detail(request, slug):
    """One organisation, what it does in the plan of today, and the plans it was in before."""
    partner = Organisation.objects.public().filter(slug=slug).first()
    if partner is None:
        kept = Organisation.objects.public().filter(merged__slug=slug).first()
        if kept is not None:
            return moved_to(request, kept.get_absolute_url())
        partner = public_or_gone(Organisation.objects.public(), slug=slug)
    convention = Convention.objects.current()
    today = timezone.localdate()
    public = Action.objects.of(convention)
    led = public.filter(lead=partner)
    shown = list(led.with_labels().in_plan_order()[:ACTIONS_PER_PAGE])
    progress = progress_of(led, today)
    roles = Paginator(
        ActionPartner.objects.filter(organisation=partner, action__in=public)
        .prefetch_related(Prefetch("action", public.with_labels()))
        .order_by("role", "action__number"),
        ACTIONS_PER_PAGE,
    ).get_page(request.GET.get("page"))
    groups = {}
    for role in roles:
        groups.setdefault(PartnerRole(role.role).label, []).append(role.action)
    signatures = partner.signatures.filter(convention__is_published=True).select_related(
        "convention"
    )
    context = {
        "partner": partner,
        "period": convention,
        "convention": convention,
        "others": other_plans(partner, convention),
        "led": list_rows(shown, today),
        "groups": [(label, list_rows(actions, today)) for label, actions in groups.items()],
        "signatures": signatures,
        "page": roles,
        "progress": progress,
        "shows_demo": progress.demo > 0 or shows_demo([partner], [r.action for r in roles]),
    }
    return render(request, "actions/partner_detail.html", context)


def other_plans(partner, convention):
    """The published conventions, but `convention`, in which `partner` leads or helps an action."""
    theirs = Action.objects.public().filter(
        Q(lead=partner) | Q(action_partners__organisation=partner)
    )
    rows = Convention.objects.public().filter(pk__in=theirs.values("convention"))
    return list(rows.exclude(pk=convention and convention.pk))


@require_safe
def commune_list(request):
    """The communes of the published territories, with the number of actions near each today."""
    actions = Action.objects.of_today()
    communes = in_name_order(Commune.objects.public())
    page = Paginator(communes, COMMUNES_PER_PAGE).get_page(request.GET.get("page"))
    on_site, counts = actions.count_on_site(), actions.count_by_commune(page.object_list)
    populations = [row.population for row in communes]
    context = {
        "intro": Page.objects.intro("communes", "Communes"),
        "page": page,
        "communes": [(row, on_site[row.pk], counts[row.pk]) for row in page],
        "map": drawn_map(communes, on_site) if page.number == 1 else None,
        # Of some communes only, the sum would be told of all.
        "population": None if None in populations else sum(populations),
        "shows_demo": actions.filter(is_demo=True).exists(),
    }
    return render(request, "actions/commune_list.html", context)


@require_safe
def commune_detail(request, slug):
    """What exists near me: now, soon, over; what is special to this commune first."""
    commune = get_object_or_404(Commune.objects.select_related("territory"), slug=slug)
    actions = near(commune)
    page = Paginator(with_uses(actions), ACTIONS_PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    progress = progress_of(actions.order_by(), today)
    rows = list_rows(page.object_list, today)
    groups = groups_of(actions, rows, is_over=progress.is_over)
    note_places(groups[Use.NOW].rows, commune)
    neighbours = in_name_order(Commune.objects.filter(territory=commune.territory_id))
    on_site = Action.objects.of_today().count_on_site()
    context = {
        "commune": commune,
        "map": drawn_map(neighbours, on_site),
        "by_commune": [(row, on_site[row.pk]) for row in neighbours],
        "now": groups[Use.NOW],
        "soon": groups[Use.SOON],
        "others": [groups[use] for use in (Use.SOON, Use.BEHIND, Use.OVER)],
        "covering": Convention.objects.of_today().covering(commune).exists(),
        "page": page,
        "progress": progress,
        "shows_demo": progress.demo > 0,
    }
    return render(request, "actions/commune_detail.html", context)
