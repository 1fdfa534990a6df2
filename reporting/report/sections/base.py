"""What a section of an answer declares: the interface.

A section says once what is asked, how it is checked, and how it reads for the partner, in the
letter, for the reviewer, in the history, and on the public page.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db import transaction

from reporting.models import CampaignKind, Report
from reporting.models.report import WRITABLE
from reporting.report.public_side import PublicSide
from reporting.report.sections.shapes import (
    LONGEST_TEXT,
    AskedField,
    ReviewedRow,
    ReviewedSection,
    RowFields,
    Summary,
)


class AnswerSection:
    """One section. What it does not say, it leaves as it is here.

    `form` below is the ReviewForm: a section puts its fields in it under (its name, the key of a
    row), and reads what the reviewer left there. What it publishes, `wording`, is of its own kind.
    """

    name = ""
    label = ""
    kind = CampaignKind.NEWS  # of the campaigns that ask it
    is_private = False  # read by the team alone
    has_rows = False  # made of indicators, steps or files
    questions: dict[str, AskedField] = {}  # field of Report → how it is asked
    formset: type | None = None  # how its rows are asked

    def __str__(self):
        return self.label

    # --- asked, and checked before sending ---

    def is_asked(self, report: Report) -> bool:
        """Whether its `questions` are asked about the action of `report`, by its campaign."""
        return report.campaign.kind == self.kind

    def prepare(self, of_action: dict[int, list[Report]]) -> None:
        """Add the rows that actions ask for, and that their reports have not yet."""

    def lacks(self, report: Report, on: Any) -> Iterator[tuple[str, str]]:
        """(id of a field, sentence) of what is missing to send it on the date `on`."""
        for name in self.questions:
            if len(getattr(report, name)) > LONGEST_TEXT:
                label = report._meta.get_field(name).verbose_name
                yield f"id_{name}", f"Raccourcissez « {label} » : 10 000 caractères au plus."

    # --- read back: by the partner and in the letter, then in the history ---

    def summary(self, report: Report) -> Summary:
        return Summary(self.label, getattr(report, self.name))

    def recorded(self, report: Report) -> dict[str, Any]:
        """Plain values kept with each event: what it says now."""
        return {name: getattr(report, name) for name in self.questions}

    def recorded_words(self, said: dict[str, Any]) -> str:
        """The dict that recorded() gave, in words."""
        return said.get(self.name, "")

    # --- reviewed ---

    def compare(
        self, found: ReviewedSection, report: Report, public: PublicSide, form: Any
    ) -> None:
        """Fill `found`: what is public and what is proposed; `form` is None when nobody reviews."""
        found.proposed, found.secret = getattr(report, self.name), self.is_private

    def add_fields(self, form: Any) -> None:
        """Put in `form` what the reviewer may change."""

    def clean(self, form: Any) -> None:
        """Add to `form` the mistakes of what its cleaned_data holds."""

    # --- published ---

    def proposed(self, report: Report) -> Any:
        """The wording of this section as its partner wrote it: what the reviewer starts from."""

    def given(self, form: Any) -> Any:
        """The wording of this section as the reviewer left it in the valid `form`."""

    def fill_update(self, update: Any, wording: Any) -> None:
        """Write `wording` in the Update, or the PartnerOpinion, about to be saved."""

    def change_action(self, action: Any, report: Report, wording: Any) -> None:
        """Write `wording` in the locked Action about to be saved."""

    def publish(self, report: Report, wording: Any, on: Any) -> None:
        """Write elsewhere what `wording` says, on the date `on`; raise ValidationError in words."""

    def public_words(self, report: Report, public: PublicSide) -> Any:
        """What residents read of it in `public`, as plain values; None when there is no such."""

    def compare_published(
        self, found: ReviewedSection, report: Report, before: Any, after: Any
    ) -> None:
        """Fill `found` with what public_words() said before and after the publication."""
        if self.is_private:
            found.secret, found.proposed = True, getattr(report, self.name)


def writable_now(keys: set[int]) -> set[int]:
    """Those of the reports `keys` that are still written, kept so: one sent a moment ago has said
    all it says."""
    rows = Report.objects.filter(pk__in=keys, state__in=WRITABLE).order_by("pk")
    return set(rows.select_for_update().values_list("pk", flat=True))


class AnswerRows(AnswerSection):
    """A section made of rows: its comparison is that of its rows.

    `about` is the field of a row that names what it speaks of, of those that subjects() gives. Each
    says for itself lacks(), summary(), recorded() and its compared_rows(report, public, form).
    """

    has_rows = True
    about = ""

    def subjects(self, actions):
        """What the `actions` (keys) ask a row about."""
        return []

    def prepare(self, of_action):
        if not self.about:
            return
        rows, reports = self.formset.model.objects, chain.from_iterable(of_action.values())
        known = set(rows.filter(report__in=list(reports)).values_list("report", self.about))
        new = [
            self.formset.model(report=report, **{self.about: subject})
            for subject in self.subjects(of_action)
            for report in of_action[subject.action_id]
            if (report.pk, subject.pk) not in known
        ]
        if new:
            with transaction.atomic():
                keys = writable_now({row.report_id for row in new})
                rows.bulk_create(
                    [row for row in new if row.report_id in keys], ignore_conflicts=True
                )

    def row_of(self, form, row):
        return RowFields(form, self.name, row.pk)

    def compare(self, found, report, public, form):
        found.lines = self.compared_rows(report, public, form)

    def compare_published(self, found, report, before, after):
        rows = zip(before, after, strict=True)
        found.lines = [ReviewedRow(label, was, now) for (label, was), (_label, now) in rows]
