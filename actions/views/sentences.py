"""The drafts of a list get their simple sentences, and are published, on one page."""

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from actions.bulk import apply_changes
from actions.models import Action
from actions.sentences import SentencesForm
from actions.views.bulk import list_url
from actions.views.staff import asked_of_the_list, say_closed
from partners.permissions import may_edit, may_publish
from partners.staff_access import staff_page
from records.changes.fingerprints import states_of
from records.changes.plan import ChangeRefused, Stale
from records.editing import form_recovery

SALT = "actions.sentences"
PER_PAGE = 20
TOO_OLD = (
    "Rien n’est encore enregistré : cette page était ouverte depuis trop longtemps. Relisez ce que "
    "vous avez écrit, puis enregistrez."
)
NOTHING = "Rien n’a changé : écrivez une phrase, ou cochez une action à publier."


@staff_page(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def sentences(request):
    """The query string says which actions; those that are published already are left out."""
    asked = asked_of_the_list(request.GET)
    say_closed(request, asked.convention)
    if request.method == "POST":
        return save(request, asked)
    page = page_of(request, asked)
    form = SentencesForm(page.object_list, may_publish=may_publish(request.user))
    return show(request, asked, page, form)


def page_of(request, asked):
    drafts = asked.found.filter(is_published=False)
    return Paginator(drafts, PER_PAGE).get_page(request.GET.get("page"))


def save(request, asked):
    """Write what was typed about the actions that the page showed, or show it again."""
    try:
        shown = signing.loads(request.POST.get("shown", ""), salt=SALT)
    except signing.BadSignature:
        shown = {}
    fingerprints = {int(pk): text for pk, text in shown.items()}
    found = Action.objects.filter(pk__in=fingerprints)
    rows, page = found.order_by("position", "pk"), page_of(request, asked)
    form = SentencesForm(
        rows if shown else page.object_list,
        may_publish=may_publish(request.user),
        data=request.POST,
    )
    if not form.is_valid():
        return show(request, asked, page, form, status=400)
    if not shown:
        form.add_error(None, TOO_OLD)
        return show(request, asked, page, form, status=409)
    edit, moved = form.edit(), []
    try:
        changed = apply_changes(found, fingerprints, list(fingerprints), edit, by=request.user)
    except Stale as stale:
        moved = [*stale.moved, *stale.left]
    except ChangeRefused as refused:
        form.add_error(None, str(refused))
        return show(request, asked, page, form, status=400)
    if moved:
        return show(request, asked, page, form, moved=moved, status=409)
    if not changed:
        form.add_error(None, NOTHING)
        return show(request, asked, page, form, status=400)
    form_recovery.forget(request)
    published = sum(publish for _sentence, publish in edit.written.values())
    told = f"Actions enregistrées : {changed}."
    messages.success(request, f"{told} Publiées : {published}." if published else told)
    return redirect(request.get_full_path())


def show(request, asked, page, form, *, moved=(), status=200):
    """The page, what was typed in `form` included; `moved` are the actions that changed."""
    states = states_of(form.actions)
    shown = {pk: state.fingerprint for pk, state in states.items()}
    context = {
        "is_kept": form_recovery.take_up(request, form),
        "form": form,
        "page": page,
        "moved": moved,
        "shown": signing.dumps(shown, salt=SALT, compress=True),
        "list_url": list_url(request),
        "convention": asked.convention,
    }
    return render(request, "actions/sentences.html", context, status=status)
