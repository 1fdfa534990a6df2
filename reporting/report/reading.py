"""An answer read from the database: under lock, with what its pages print, its lines once.

Whatever reads the lines of one Report object shares the same rows: forms, what is missing, the
summary, the letter. Every writer of them locks the report first.
"""

from decimal import Decimal

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from actions.models import Measure
from reporting.models import Report, ReportFile, ReportStep, ReportValue

VALUES = Prefetch("values", ReportValue.objects.select_related("indicator"))
STEPS = Prefetch("steps", ReportStep.objects.select_related("milestone"))


def with_all(reports: QuerySet[Report]) -> QuerySet[Report]:
    """The queryset `reports` with what a page of one of them reads."""
    about = ["campaign__convention__territory", "action__convention", "organisation"]
    return reports.select_related(*about, "writer", "submitted_by")


def lock_report(reports: QuerySet[Report]) -> Report | None:
    """The only one of the queryset `reports`, kept from other writers until the transaction ends.

    None when there is none. Two queries: a row that is waited for is read after the wait, with
    what the others say then.
    """
    rows = reports.order_by("pk").select_for_update(of=("self",))
    key = rows.values_list("pk", flat=True).first()
    report = with_all(Report.objects.all()).filter(pk=key).first() if key else None
    if report is not None:
        report.is_held = True
    return report


def held(report: Report) -> Report:
    """`report` as it is now, kept from other writers until the end of the transaction.

    One that is held already is given back: what was read of it under lock is not read again.
    Raises Report.DoesNotExist when it is gone.
    """
    found = report if report.is_held else lock_report(Report.objects.filter(pk=report.pk))
    if found is None:
        raise Report.DoesNotExist
    return found


def value_rows(report: Report) -> QuerySet[ReportValue]:
    """Its ReportValues with their indicators, read once for this object."""
    prefetch_related_objects([report], VALUES)
    return report.values.all()


def step_rows(report: Report) -> QuerySet[ReportStep]:
    """Its ReportSteps with their milestones, read once for this object."""
    prefetch_related_objects([report], STEPS)
    return report.steps.all()


def measures_of(report: Report, value: ReportValue) -> tuple[Measure | None, Measure | None]:
    """(the last public Measure before the figures of `report`, the one of that very date).

    Of the indicator of its ReportValue `value`; None for one that there is not. One query for all
    the values of this object.
    """
    figures_on = report.campaign.figures_on
    rows = Measure.objects.filter(on__lte=figures_on).order_by("on")
    known = Prefetch("values__indicator__measures", rows, to_attr="known_measures")
    prefetch_related_objects([report], known)
    before: Measure | None = None
    then: Measure | None = None
    for measure in getattr(value.indicator, "known_measures", []) if value.indicator_id else []:
        before, then = (before, measure) if measure.on == figures_on else (measure, then)
    return before, then


def last_figure(report: Report, value: ReportValue) -> Decimal | None:
    """The last figure public before those of `report`, whatever words or « non disponible » came
    since; see measures_of()."""
    measures_of(report, value)
    known = getattr(value.indicator, "known_measures", [])
    figures_on = report.campaign.figures_on
    found = [one.value for one in known if one.on < figures_on and one.value is not None]
    return found[-1] if found else None


def file_rows(report: Report) -> QuerySet[ReportFile]:
    """Its ReportFiles, read once for this object."""
    prefetch_related_objects([report], "files")
    return report.files.all()


def locked_row(model, key):
    """The row `key` of `model`, kept from other writers until the end of the transaction."""
    return model._base_manager.select_for_update().get(pk=key)


def validate_and_save(row):
    """Save `row`, its constraints checked first so that what is wrong is said in words."""
    row.validate_constraints()
    row.save()
