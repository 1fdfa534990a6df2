"""The queue of the team: which reports, in which order. The date is always an argument."""

from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils import timezone

from partners.models import Organisation
from reporting.models import Campaign, Report, ReportState
from reporting.models.report import late_on, to_enter

TO_REVIEW, TO_ENTER, LATE, ALL = "a-relire", "a-saisir", "en-retard", "toutes"


def states(on):
    """Dict slug of a state → (its words, the condition of its rows on the date `on`)."""
    in_use = Q(action__archived_on=None)
    return {
        TO_REVIEW: ("Envoyées, à relire", Q(state=ReportState.SUBMITTED)),
        "a-reprendre": ("À compléter", in_use & Q(state=ReportState.RETURNED)),
        "brouillons": ("Brouillons", in_use & Q(state=ReportState.DRAFT)),
        "a-dire": ("Réponses attendues", in_use & Q(state=ReportState.TODO)),
        "publiees": ("Publiées ou validées", Q(state=ReportState.PUBLISHED)),
        TO_ENTER: ("À saisir par l’équipe", to_enter(on)),
        LATE: ("En retard", late_on(on)),
        ALL: ("Toutes", Q()),
    }


KINDS = {
    "contenu": ("Avec du contenu", Q(nothing_new=False)),
    "rien": ("Rien de nouveau", Q(nothing_new=True)),
    "equipe": ("Saisies par l’équipe", Q(told_on__isnull=False)),
}


def counts(reports, on):
    """Dict slug of a state → how many of `reports` are in it on the date `on`: one query.

    Also « quiet », the « rien de nouveau » to review, and « oldest », when the first was sent.
    """
    wanted = {slug: Count("pk", filter=rows) for slug, (_words, rows) in states(on).items()}
    sent = Q(state=ReportState.SUBMITTED)
    return reports.order_by().aggregate(
        **wanted,
        quiet=Count("pk", filter=sent & Q(nothing_new=True)),
        oldest=Min("submitted_at", filter=sent),
    )


def days_waiting(report, on):
    """Whole days that `report` has waited for the team on the date `on`; None when it does not."""
    if report.state != ReportState.SUBMITTED:
        return None
    return (on - timezone.localdate(report.submitted_at)).days


class QueueFilter(forms.Form):
    """Bound to the query string; what it does not understand is ignored, and told."""

    campagne = forms.ChoiceField(label="Campagne", required=False)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    nature = forms.ChoiceField(label="Contenu", required=False)
    etat = forms.ChoiceField(label="État", required=False)

    def __init__(self, data, *, on):
        super().__init__(data, label_suffix="")
        self.auto_id = "filtre-%s"
        self.states = states(on)
        self.on = on
        asked = Organisation.objects.filter(pk__in=Report.objects.values("organisation"))
        choices = {
            "campagne": [
                (str(pk), title) for pk, title in Campaign.objects.values_list("pk", "title")
            ],
            "organisation": [(row.slug, row.label) for row in asked],
            "nature": [(slug, words) for slug, (words, _rows) in KINDS.items()],
            "etat": [(slug, words) for slug, (words, _rows) in self.states.items()],
        }
        for name, found in choices.items():
            self.fields[name].choices = found if name == "etat" else [("", "Toutes"), *found]
        self.fields["etat"].initial = TO_REVIEW
        self.is_valid()

    @property
    def state(self):
        return self.cleaned_data.get("etat") or TO_REVIEW

    @property
    def misunderstood(self):
        """Labels of the filters whose value means nothing here."""
        return [self.fields[name].label for name in self.errors]

    @property
    def query(self):
        """Dict of the filters in force."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def address(self, name, *args):
        """The address `name` with the filters in force."""
        query = urlencode(self.query)
        return reverse(name, args=args) + (f"?{query}" if query else "")

    def narrowed(self):
        """The reports that answer every filter but the state."""
        found, asked = Report.objects.all(), self.cleaned_data
        if asked.get("campagne"):
            found = found.filter(campaign=asked["campagne"])
        if asked.get("organisation"):
            found = found.filter(organisation__slug=asked["organisation"])
        if asked.get("nature"):
            found = found.filter(KINDS[asked["nature"]][1])
        return found

    def filter(self):
        """The reports asked for: oldest first, those published last first."""
        found = self.narrowed().filter(self.states[self.state][1]).with_to_enter(self.on)
        if self.state == "publiees":
            return found.order_by("-published_at", "-pk")
        return found.order_by(F("submitted_at").asc(nulls_last=True), "campaign__due_on", "pk")

    def counts(self):
        return counts(self.narrowed(), self.on)

    def after(self, report):
        """The report to review after `report`, oldest first, then from the start; None at the end.

        `report` itself is left out.
        """
        queue = self.narrowed().to_review().exclude(pk=report.pk)
        sent = report.submitted_at
        later = Q(submitted_at__gt=sent) | Q(submitted_at=sent, pk__gt=report.pk)
        return (queue.filter(later).first() if sent else None) or queue.first()
