"""Taking the demonstration away, whole or not at all, visitors' trials included."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import CASCADE, PROTECT, Exists, OuterRef, Q

from actions.models import Action, Funding, Indicator, Measure, Milestone, Picture, Place, Update
from conventions.files import remove_after_commit
from conventions.loading import Loader
from conventions.models import Committee, Document, Enjeu, LoadedRow, Meeting, Objective, Territory
from demonstration.campaign_content import TEAM_ADDRESS
from demonstration.voice_content import close_demo_forms
from partners.models import Invitation, Membership, Organisation, User
from records.history.recording import family, is_history, is_recorded, owner_field
from reporting.models import Campaign, Letter, Report, ReportFile
from reviews.models import (
    Appraisal,
    Evaluation,
    EvaluationEdition,
    PartnerOpinion,
    Review,
    ReviewEdition,
)
from voices.models import Voice

# From what leans on others to what others lean on.
REMOVED = (
    Voice,
    Report,
    Campaign,
    EvaluationEdition,
    PartnerOpinion,
    Appraisal,
    Evaluation,
    ReviewEdition,
    Review,
    Update,
    Measure,
    Indicator,
    Milestone,
    Place,
    Funding,
    Picture,
    Action,
    Objective,
    Enjeu,
    Document,
    Meeting,
    Committee,
    Invitation,
    Membership,
    Organisation,
    User,
)


def demo_models():
    """Every model whose rows may be demonstration rows."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "is_demo" for field in model._meta.fields) and not is_history(model)
    ]


def leaves_with_the_demo(model):
    """Condition met by the rows of `model` that go away: flagged, or owned by a flagged row."""
    models = demo_models()
    condition = Q(is_demo=True) if model in models else Q(pk__in=[])
    for field in model._meta.fields:
        if (
            field.remote_field
            and field.remote_field.on_delete is CASCADE
            and field.related_model in models
        ):
            condition |= Q(**{f"{field.name}__is_demo": True})
    return condition


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


def real_rows_on_demo_rows():
    """(real row, demonstration row) pairs that forbid the removal."""
    pairs = []
    for model in demo_models():
        for relation in model._meta.related_objects:
            if getattr(relation, "on_delete", None) is not PROTECT:
                continue
            name = relation.field.name
            rows = (
                relation.related_model._base_manager.filter(**{f"{name}__is_demo": True})
                .exclude(leaves_with_the_demo(relation.related_model))
                .select_related(name)
            )
            pairs += [(row, getattr(row, name)) for row in rows]
    return pairs


def remove_demo_rows():
    """Delete every demonstration row and forget it was loaded; return how many rows left.

    Call it inside a transaction, after `real_rows_on_demo_rows` found nothing. Letters to example
    accounts or about examples leave with them; files leave once all is committed.
    """
    LoadedRow.objects.filter(key__startswith=Loader.DEMO_PREFIX).delete()
    if not any(model._base_manager.filter(is_demo=True).exists() for model in demo_models()):
        return 0  # not even an empty DELETE: it would renew the content version
    past = demo_history()
    close_demo_forms()
    Territory.objects.filter(email=TEAM_ADDRESS).update(email="")
    remove_demo_files()
    told = ("person", "campaign", "report", "invitation")
    about = reduce(or_, (Q(**{f"{name}__is_demo": True}) for name in told))
    removed = Letter.objects.filter(about).delete()[0]
    # Examples point to one another: a correction to what it replaces, an action to its successor.
    Update._base_manager.filter(is_demo=True).update(replaces=None)
    Action.objects.filter(is_demo=True).update(successor=None)
    Organisation.objects.filter(is_demo=True).update(merged_into=None)
    for model in REMOVED:
        removed += model._base_manager.filter(is_demo=True).delete()[0]
    for history, keys in past:
        forget_history(history, keys)
    return removed


def remove_demo_files():
    for picture in Picture.objects.filter(leaves_with_the_demo(Picture)):
        remove_after_commit(picture.file.storage, picture.names())
    for model in (Document, ReportFile):
        for row in model.objects.filter(leaves_with_the_demo(model)):
            remove_after_commit(row.file.storage, [row.file.name])


def demo_history():
    """(history model, keys of the rows that go) for every model whose changes are recorded.

    Examples that somebody deleted before are among them: nothing of them stays in the corbeille.
    """
    past = {}
    for root in filter(is_recorded, apps.get_models()):
        for model in family(root):
            history, owner = model.history.model, owner_field(model)
            keys = past.setdefault(history, set())
            rows = model._base_manager.filter(leaves_with_the_demo(model))
            keys |= set(rows.values_list("pk", flat=True))
            if model in demo_models():
                keys |= set(history.objects.filter(is_demo=True).values_list("id", flat=True))
            if owner and is_recorded(owner.related_model):
                owners = past.get(owner.related_model.history.model, ())
                lines = history.objects.filter(**{f"{owner.attname}__in": owners})
                keys |= set(lines.values_list("id", flat=True))
    return list(past.items())


def forget_history(history, keys):
    """Delete what `history` remembers of the rows `keys`, the links of each version included."""
    versions = history.objects.filter(id__in=keys)
    for links in filter(
        is_history, (relation.related_model for relation in history._meta.related_objects)
    ):
        links.objects.filter(history__in=versions).delete()
    versions.delete()
