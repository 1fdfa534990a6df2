"""Change exactly the actions that a filter selects: choose, see what would change, apply."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from actions.bulk import MOST_ROWS, apply_changes, plan_changes
from actions.bulk_form import BulkForm
from actions.views.staff import asked_of_the_list, say_closed
from partners.permissions import may_edit, may_publish
from partners.staff_access import staff_page
from records.changes.plan import ChangeRefused, Stale
from records.editing import form_recovery
from records.editing.once_only import recognises_repeats

SALT = "actions.bulk"
CHOOSE, SEE, APPLY = "choisir", "voir", "appliquer"
OTHER_CHANGES = (
    "Rien n’est modifié : ce n’est pas ce que cette page montrait. Voici ce qui changerait."
)


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
@recognises_repeats
def bulk_edit(request):
    """The query string says which actions, the form what to change; what was shown is applied."""
    asked = asked_of_the_list(request.GET)
    say_closed(request, asked.convention)
    form = BulkForm(
        request.POST or None,
        territory=asked.convention.territory if asked.convention else None,
        today=asked.today,
        publisher=may_publish(request.user),
    )
    count = asked.found.count()
    if not 0 < count <= MOST_ROWS or CHOOSE in request.POST or not form.is_valid():
        return choice_page(request, asked, form, count)
    if APPLY in request.POST:
        return apply_shown(request, asked, form)
    return preview_page(request, asked, form)


def list_url(request):
    query = request.GET.urlencode()
    return reverse("staff-actions") + (f"?{query}" if query else "")


def choice_page(request, asked, form, count, status=200):
    context = {
        "is_kept": form_recovery.take_up(request, form),
        "form": form,
        "count": count,
        "most": MOST_ROWS,
        "active": asked.form.active,
        "list_url": list_url(request),
        "convention": asked.convention,
    }
    return render(request, "actions/bulk_choose.html", context, status=status)


def preview_page(request, asked, form, *, unticked=(), stale=None, status=200):
    """What would change, row by row; `stale` says what moved since the last preview."""
    edit = form.edit()
    plan = plan_changes(asked.found.select_related("convention"), edit)
    if plan.needs_reason and not form.cleaned_data["reason"]:
        form.add_error(
            "reason",
            "L’avancement ou les dates d’une action publiée vont changer : dites pourquoi.",
        )
        return choice_page(request, asked, form, len(plan.rows))
    shown = {"rows": plan.fingerprints, "by": request.user.pk, "asked": asked_by(form)}
    context = {
        "plan": plan,
        "leaves_some": edit.outcome is not None and edit.outcome.leaves_some,
        "typed": form.typed,
        "shown": signing.dumps(shown, salt=SALT, compress=True),
        "unticked": unticked,
        "stale": stale,
        "list_url": list_url(request),
        "convention": asked.convention,
    }
    return render(request, "actions/bulk_preview.html", context, status=status)


def asked_by(form):
    """What `form` asks for, the same when the preview sends it again."""
    return [[name, value.replace("\r\n", "\n")] for name, value in form.typed]


def apply_shown(request, asked, form):
    """Save what the preview showed and was left ticked, or show what is no longer the same."""
    try:
        shown = signing.loads(request.POST.get("shown", ""), salt=SALT)
    except signing.BadSignature:
        return preview_page(request, asked, form)
    if shown.get("asked") != asked_by(form):
        messages.warning(request, OTHER_CHANGES)
        return preview_page(request, asked, form, status=409)
    fingerprints = {int(pk): text for pk, text in shown["rows"].items()}
    ticked = set(request.POST.getlist("lignes"))
    chosen = [pk for pk in fingerprints if str(pk) in ticked]
    if not chosen or shown["by"] != request.user.pk:
        messages.error(request, "Cochez au moins une action : rien n’est modifié.")
        return preview_page(request, asked, form)
    unticked = {pk for pk in fingerprints if str(pk) not in ticked}
    try:
        changed = apply_changes(
            asked.found,
            fingerprints,
            chosen,
            form.edit(),
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
    except Stale as stale:
        return preview_page(request, asked, form, unticked=unticked, stale=stale, status=409)
    except ChangeRefused:
        return preview_page(request, asked, form, unticked=unticked, status=409)
    form_recovery.forget(request)
    if changed:
        words = "actions sont modifiées" if changed > 1 else "action est modifiée"
        messages.success(request, f"{changed} {words}.")
    else:
        messages.info(request, "Ces actions sont déjà comme vous le demandez.")
    response = redirect(list_url(request))
    response.status_code = 303  # reload asks for the list, never applies again
    return response
