"""Organisations and how they can be reached, as the team works through them. No HTTP."""

import datetime as dt

from django import forms
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from actions.models import Action, ActionPartner, PartnerRole
from actions.models.avancement import EXPECTS_NEWS
from partners.models import Invitation, Membership, Organisation
from records.folding import matching
from reporting.models import Report
from reporting.models.report import asked_on

RECENT = dt.timedelta(days=90)
WITHOUT, EXPIRED, FAULTY, ASKED, LEFT, ALL = (
    "sans-contact", "expirees", "adresses", "invitations", "departs", "toutes",
)  # fmt: skip
# Slug of a choice → its words, its condition on what with_states() gives.
STATES = {
    WITHOUT: ("Sans contact", Q(expects=True, reached=False)),
    EXPIRED: ("Invitation expirée", Q(has_expired=True)),
    ASKED: ("Invitation en attente", Q(has_asked=True)),
    FAULTY: ("Adresse qui ne fonctionne plus", Q(has_fault=True)),
    LEFT: ("Départ il y a moins de trois mois", Q(has_left=True)),
    ALL: ("Toutes les organisations", Q()),
}
CONDITIONS = {slug: condition for slug, (_words, condition) in STATES.items()} | {
    "": Q(expects=True) | Q(has_contact=True) | Q(has_asked=True) | Q(has_expired=True)
}


def asked_actions(on):
    """The published actions that news are expected of on the date `on`."""
    current = Action.objects.in_use().filter(convention__ends_on__gte=on)
    return current.filter(is_published=True, avancement__in=EXPECTS_NEWS)


def with_states(at):
    """Organisations in use, each told what is expected of it and how it can be reached at `at`."""
    of_it = Q(organisation=OuterRef("pk"))
    actions = asked_actions(timezone.localdate(at))
    co_leads = ActionPartner.objects.filter(of_it, role=PartnerRole.CO_LEAD, action__in=actions)
    # A campaign runs after the end of its convention: January collects the figures of December.
    asked = Report.objects.filter(of_it).filter(asked_on(timezone.localdate(at)))
    current = Membership.objects.current().filter(of_it)
    unanswered = Invitation.objects.unanswered().filter(of_it)
    since = timezone.localdate(at - RECENT)
    return Organisation.objects.filter(archived_on=None).annotate(
        expects=Exists(actions.filter(lead=OuterRef("pk"))) | Exists(co_leads) | Exists(asked),
        reached=Exists(Membership.objects.working().filter(of_it)),
        has_contact=Exists(current),
        has_asked=Exists(Invitation.objects.open(at).filter(of_it, fault="")),
        has_expired=Exists(Invitation.objects.expired(at).filter(of_it, fault="")),
        has_fault=Exists(current.filter(user__is_active=True).exclude(user__mail_fault=""))
        | Exists(unanswered.exclude(fault="")),
        has_left=Exists(Membership.objects.filter(of_it, ended_on__gte=since)),
        rank=Case(
            When(Q(expects=True, reached=False), then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
    )


class ContactFilter(forms.Form):
    """Bound to the query string; `filter` gives the organisations, those without contact first."""

    q = forms.CharField(label="Organisation ou personne", required=False, max_length=100)
    etat = forms.ChoiceField(
        label="Où en sont les contacts",
        required=False,
        choices=[("", "À suivre"), *((slug, words) for slug, (words, _q) in STATES.items())],
    )

    def __init__(self, data):
        super().__init__(data, label_suffix="")
        self.all_optional = True

    @property
    def asked(self):
        """(name, value) of what was asked for and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def filter(self, at):
        asked = self.asked
        found = with_states(at).filter(CONDITIONS[asked.get("etat", "")])
        if words := asked.get("q"):
            people = Membership.objects.current().values_list(
                "organisation", "user__full_name", "user__email"
            )
            names = Organisation.objects.values_list(
                "pk", "name", "short_name", "merged__name", "merged__short_name"
            )
            found = found.filter(pk__in={*matching(names, words), *matching(people, words)})
        return found.order_by("rank", "name", "pk")


def with_people(organisations, at):
    """The queryset `organisations`, its people read at once: three queries.

    `contacts` today, `departed` of late, and `waiting`: invitations without an answer, or declined
    of late.
    """
    people = Membership.objects.select_related("user")
    departed = people.filter(ended_on__gte=timezone.localdate(at - RECENT))
    declined = Q(declined_at__gte=at - RECENT)
    unanswered = Q(accepted_at=None, declined_at=None, cancelled_at=None)
    waiting = Invitation.objects.filter(declined | unanswered)
    return organisations.prefetch_related(
        Prefetch("memberships", people.current().order_by("-role", "user__full_name"), "contacts"),
        Prefetch("memberships", departed.order_by("-ended_on", "-pk"), "departed"),
        Prefetch("invitations", waiting, "waiting"),
    )
