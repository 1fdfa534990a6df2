"""The campaigns: their list, how one is prepared, and who answered what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.views.exports import table_response
from partners.permissions import may_edit, may_publish, may_read
from partners.staff_access import staff_page
from records.editing import conflict_page
from records.editing.earlier import earlier
from records.editing.once_only import needs_key, unsaved
from records.editing.views import add, edit
from reporting.campaigns import response_tracking
from reporting.campaigns.forms import CampaignForm
from reporting.campaigns.recipients import by_person, expectations, selected
from reporting.campaigns.tracking_forms import FollowFilter
from reporting.models import Campaign, Fallback
from reporting.models.report import ANSWERED

SEE = "voir"
FORM_TEMPLATE = "reporting/campaigns/form.html"
ROWS_PER_PAGE = 50


def the_campaign(pk):
    """The campaign of that key with what its pages print, or 404."""
    return get_object_or_404(Campaign.objects.select_related("convention__territory"), pk=pk)


def whole(campaign):
    """The queryset `campaign` with its numbers of answers, the latest first."""
    is_answered = Q(reports__state__in=ANSWERED)
    is_expected = is_answered | Q(reports__action__archived_on=None)
    found = campaign.annotate(
        expected=Count("reports", filter=is_expected),
        answered=Count("reports", filter=is_answered),
    )
    return found.order_by("-opens_on", "-pk")  # what is counted forgets the order of the model


def time_left(campaign, on):
    """« il reste 9 jours »; "" when nothing is counted any more."""
    if not campaign.is_open(on):
        return ""
    days = (campaign.closes_on - on).days
    if days == 0:
        return "dernier jour"
    return f"il reste {days} jours" if days > 1 else "il reste 1 jour"


@staff_page(may_read)
@require_safe
def campaigns(request):
    """Every campaign, the latest first: one query."""
    on = timezone.localdate()
    found = whole(Campaign.objects.select_related("convention"))
    lines = [(one, one.state(on), time_left(one, on)) for one in found]
    context = {"lines": lines, "editor": may_edit(request.user)}
    return render(request, "reporting/campaigns/list.html", context)


# --- preparing -----------------------------------------------------------------------------------


class Expected:
    """What opening `campaign` on the date `on` would ask, for the template; read when printed."""

    def __init__(self, campaign, on):
        chosen = selected(campaign, on)
        self.all = expectations(campaign, on, chosen)
        self.filters = chosen.labels if chosen else []
        self.unknown = chosen.unknown if chosen else []
        self.by_person = by_person(self.all)
        self.by_co_lead = [one for one in self.all if one.fallback == Fallback.CO_LEAD]
        self.by_staff = [one for one in self.all if one.fallback == Fallback.STAFF]
        found = {one.organisation for one in self.by_staff if one.organisation}
        found |= {one.action.lead for one in self.by_co_lead if one.action.lead}
        in_use = [one for one in found if one.archived_on is None]
        self.unreachable = sorted(in_use, key=lambda row: row.name)

    @property
    def letters(self):
        """(person, organisations, actions) of each letter, in the order of names."""
        organisations = {}
        for one in self.all:
            for person in one.people:
                names = organisations.setdefault(person, [])
                if one.organisation.label not in names:
                    names.append(one.organisation.label)
        found = [(who, organisations[who], actions) for who, actions in self.by_person.items()]
        return sorted(found, key=lambda line: str(line[0]).casefold())


def campaign_form(query):
    """The form of a campaign that starts from the query string of the working list."""
    return type("CampaignForm", (CampaignForm,), {"given": query, "__module__": __name__})


def see(request, form_class, row):
    """The form as typed, with what it would ask of whom: nothing is saved."""
    form = form_class(request.POST, instance=row)
    campaign = form.as_it_would_be()
    context = {
        "form": form,
        "formsets": [],
        "row": row,
        "version": request.POST.get(conflict_page.VERSION, ""),
        "is_kept": False,
        "expected": campaign and Expected(campaign, timezone.localdate()),
        "is_asked": True,
        "is_over": False,
    }
    return render(request, FORM_TEMPLATE, context)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_key
def campaign_add(request, refusal=""):
    """Prepare a campaign; `?enjeu=…` and its like come from the working list."""
    form_class = campaign_form(request.GET)
    if request.method == "POST" and SEE in request.POST:
        return see(request, form_class, None)
    return add(
        request,
        form_class,
        FORM_TEMPLATE,
        done=lambda campaign: campaign.get_absolute_url(),
        words="La campagne est enregistrée. Personne n’a encore rien reçu.",
        context={"expected": None, "is_asked": False, "is_over": False},
        refusal=refusal,
    )


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request, pk):
    """Change a campaign; once it is open, only its words and its dates."""
    campaign = the_campaign(pk)
    if campaign.closed_at:
        messages.info(request, "Cette campagne est fermée : vous ne pouvez plus la modifier.")
        return unsaved(redirect(campaign))
    form_class = campaign_form(QueryDict())
    if request.method == "POST" and SEE in request.POST:
        return see(request, form_class, campaign)
    words = "La campagne est enregistrée."
    if campaign.opened_at:
        words = "La campagne est enregistrée. Voici le calendrier des rappels, à jour."
    return edit(
        request,
        Campaign.objects.filter(pk=pk, closed_at=None),
        form_class,
        FORM_TEMPLATE,
        done=lambda campaign: (
            reverse("campaign-reminders", args=[pk])
            if campaign.opened_at
            else campaign.get_absolute_url()
        ),
        words=words,
        context={
            "expected": None,
            "is_asked": False,
            "is_over": campaign.state(timezone.localdate())[0] == "fermee",
        },
        opened=earlier(request),
    )


# --- following -----------------------------------------------------------------------------------


def campaign_context(request, campaign, on):
    return {
        "campaign": campaign,
        "state": campaign.state(on),
        "time_left": time_left(campaign, on),
        "editor": may_edit(request.user),
        "publisher": may_publish(request.user),
    }


@staff_page(may_read)
@require_safe
def campaign(request, pk):
    """Before the opening, what would be asked of whom; then who answered what."""
    found, on = the_campaign(pk), timezone.localdate()
    context = campaign_context(request, found, on)
    if found.opened_at is None:
        context |= {"expected": Expected(found, on), "reminders": found.reminders.all()}
        return render(request, "reporting/campaigns/prepared.html", context)
    form = FollowFilter(request.GET, campaign=found, on=on)
    page = Paginator(form.filter(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context |= {
        "form": form,
        "page": page,
        "rows": response_tracking.rows(page.object_list),
        "query": query.urlencode(),
        "answered": form.counts["repondu"],
        "total": sum(form.counts[slug] for slug in ("repondu", "sans-reponse")),
        "links": form.links(
            "sans-reponse", "repondu", "rien-de-nouveau", "copilote", "equipe", "sans-contact",
            "sans-lettre", "lettre-perdue",
        ),
    }  # fmt: skip
    return render(request, "reporting/campaigns/detail.html", context)


@staff_page(may_read)
@require_safe
def campaign_export(request, pk, suffix):
    """The very list that the query string asks of the campaign's page, every page of it."""
    found, on = the_campaign(pk), timezone.localdate()
    rows = response_tracking.rows(FollowFilter(request.GET, campaign=found, on=on).filter())
    return table_response(suffix, [response_tracking.sheet(found, rows)], f"campagne-{found.pk}")
