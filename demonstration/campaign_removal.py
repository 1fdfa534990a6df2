"""Taking away what the demonstration says of campaigns, visitors' trials included."""

from django.db.models import Exists, OuterRef, Q

from conventions.files import remove_after_commit
from partners.models import Invitation, Membership
from reporting.models import Campaign, Letter, PersonalLink, Report, ReportFile


def claim_visitors_rows():
    """Flag what visitors of the demonstration made of it, so that it leaves with the examples.

    Campaigns that only ask for news of examples, or that an example account prepared; contacts and
    invitations of example organisations. A row that also holds something real is left as it is.
    """
    reports = Report.objects.filter(campaign=OuterRef("pk"))
    first = Campaign.history.model.objects.filter(id=OuterRef("pk"), history_type="+")
    Campaign.objects.filter(
        Exists(reports.filter(is_demo=True)) | Exists(first.filter(history_user__is_demo=True)),
        ~Exists(reports.filter(is_demo=False)),
        is_demo=False,
    ).update(is_demo=True)
    for model in (Membership, Invitation):
        model.objects.filter(is_demo=False, organisation__is_demo=True).update(is_demo=True)


def remove_reporting_rows():
    """Delete the demonstration's letters, reports and campaigns; gives how many rows left."""
    removed = remove_letters()
    for one in ReportFile.objects.filter(report__is_demo=True):
        remove_after_commit(one.file.storage, [one.file.name])
    removed += Report.objects.filter(is_demo=True).delete()[0]
    removed += PersonalLink.objects.filter(
        Q(person__is_demo=True) | Q(campaign__is_demo=True)
    ).delete()[0]
    removed += Campaign.objects.filter(is_demo=True).delete()[0]
    return removed


def remove_letters():
    """Those to example accounts or about examples."""
    letters = Letter.objects.filter(
        Q(person__is_demo=True)
        | Q(campaign__is_demo=True)
        | Q(report__is_demo=True)
        | Q(invitation__is_demo=True)
    )
    return letters.delete()[0]
