"""What was being typed when a session ended, found again after sign-in by the same person."""

import json
import re
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from records.editing import idempotency
from records.editing.idempotency import writer_of
from records.models import KeptForm
from records.rights import STAFF_PREFIXES

OPEN_FOR = timedelta(hours=24)
WRITING_PREFIXES = (*STAFF_PREFIXES, "/espace/")
MAX_BYTES = 1_000_000
FORGET = "_oublier"
PLAIN_PATH = re.compile(r"[a-z0-9/_-]{1,300}")

NOW_SIGN_IN = (
    "Votre connexion est terminée. Votre texte est gardé sept jours : connectez-vous pour le "
    "retrouver. Rien n’est encore enregistré."
)
FOUND = "Votre texte est retrouvé. Il n’est pas encore enregistré."
FILES_LOST = "Le fichier est à choisir de nouveau."


class KeptFormMiddleware:
    """Keep what an anonymous visitor sends from a page of ours that somebody had opened signed in.

    Also stops the form that somebody else had opened in this browser: it would be saved under the
    wrong name.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST" and request.path_info.startswith(WRITING_PREFIXES):
            answer = stop(request)
            if answer is not None:
                add_never_cache_headers(answer)
                return answer
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Drop what was kept for this page, when the person asks: after the check of the form."""
        ours = request.method == "POST" and request.path_info.startswith(WRITING_PREFIXES)
        if not ours or FORGET not in request.POST or not writer_of(request).is_authenticated:
            return None
        forget(request)
        return redirect(request.get_full_path())


def stop(request):
    """The answer to a form that cannot be saved by whoever sends it, or None."""
    try:
        key = idempotency.read_key(request.POST, OPEN_FOR)
    except UnreadablePostError:
        return None
    if key is None or key.person == writer_of(request).pk:
        return None
    person = get_user_model().objects.filter(pk=key.person, is_active=True).first()
    if person is None:
        return None
    is_kept = keep(request, person)
    if writer_of(request).is_authenticated:
        context = {"reason": "person", "is_kept": is_kept}
        return render(request, "records/not_saved.html", context, status=403)
    if not is_kept:
        return too_big(request)
    messages.warning(request, NOW_SIGN_IN)
    page = page_of(request)
    return redirect_to_login(request.get_full_path() if page == request.path else page)


def after_refused_proof(request):
    """The answer to a form refused by the check against forged requests, or None if not ours.

    Typically somebody signed in again in another tab: the page opened before has an old proof.
    """
    key = (
        idempotency.read_key(request.POST, OPEN_FOR)
        if request.path_info.startswith(WRITING_PREFIXES)
        else None
    )
    person = writer_of(request)
    if key is None or not person.is_authenticated or key.person != person.pk:
        return None
    return redirect(request.get_full_path()) if keep(request, person) else too_big(request)


def page_of(request):
    """The page of the form that `request` sends: where it is sent, unless a script says another."""
    page = request.POST.get(idempotency.PAGE, "")
    is_ours = page.startswith(WRITING_PREFIXES) and PLAIN_PATH.fullmatch(page)
    return page if is_ours else request.path


def too_big(request):
    return render(request, "records/not_saved.html", {"reason": "size"}, status=413)


def keep(request, person):
    """Keep the form of `request` for `person`, in the place of an older one; False if too big."""
    typed = [
        [name, request.POST.getlist(name)]
        for name in request.POST
        if name not in idempotency.NOT_TYPED and "password" not in name
    ]
    data = json.dumps(typed)
    page = page_of(request)
    if len(data) > MAX_BYTES or len(page) > 500:
        return False
    KeptForm.objects.update_or_create(
        user=person,
        path=page,
        defaults={"data": data, "had_files": bool(request.FILES)},
    )
    return True


def kept_form(request, path=""):
    """The KeptForm of the person of `request` at this address, or at `path`; None without one."""
    return KeptForm.objects.filter(user=writer_of(request), path=path or request.path).first()


def take_up(request, form, path="", only=()):
    """Fill the plain `form` with what was kept for this page, or for the address `path`.

    Nothing is judged nor saved. With `only`, a pair (name, value): when that is what was sent.
    Returns whether there was something, after saying it to the person.
    """
    if form.is_bound:
        return False
    row = kept_form(request, path)
    typed = typed_in(row) if row else None
    if typed is None or (only and typed.get(only[0]) != only[1]):
        return False
    for name, field in form.fields.items():
        widget, sent_as = field.widget, form.add_prefix(name)
        if not widget.is_hidden and not widget.value_omitted_from_data(typed, {}, sent_as):
            form.initial[name] = widget.value_from_datadict(typed, {}, sent_as)
    messages.warning(request, notice(row))
    return True


def typed_in(row):
    """What the KeptForm `row` holds, as a browser would send it."""
    typed = QueryDict(mutable=True)
    for name, values in json.loads(row.data):
        typed.setlist(name, values)
    return typed


def forget(request, *paths):
    """Drop what was kept for the person, at the page of `request` and at `paths`."""
    pages = [page_of(request), *paths]
    KeptForm.objects.filter(user=writer_of(request), path__in=pages).delete()


def notice(row):
    """What to say above the form found again in the KeptForm `row`."""
    return f"{FOUND} {FILES_LOST}" if row.had_files else FOUND
