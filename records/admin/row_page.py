"""What the other pages of a row share: who may see them, under lock, and what they all show."""

import re
from functools import wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import capfirst


def maybe_key(text):
    """The key that the part `text` of an address names; None for what no row can have."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def row_page(may):
    """Decorate `page(admin, request, obj, …)`, for whom `may(admin, request, obj)` is true.

    The page becomes that of a key. While a form is sent, the row is locked first, so that what
    somebody saves meanwhile is read, not written over.
    """

    def decorate(page):
        def answer(admin, request, key, *args):
            obj = admin.get_object(request, key)
            if obj is None:
                return admin._get_obj_does_not_exist_redirect(request, admin.opts, key)
            if not may(admin, request, obj):
                raise PermissionDenied
            return page(admin, request, obj, *args)

        @wraps(page)
        def found(admin, request, object_id, *args):
            key = unquote(object_id)
            if request.method != "POST":  # reading takes no lock
                return answer(admin, request, key, *args)
            with transaction.atomic():
                list(admin.model._base_manager.select_for_update().filter(pk=maybe_key(key)))
                return answer(admin, request, key, *args)

        return found

    return decorate


def page_context(admin, request, obj, title):
    """What the template of a page of `obj` shows, besides its own."""
    return {
        **admin.admin_site.each_context(request),
        "title": title,
        "subtitle": capfirst(admin.opts.verbose_name),
        "opts": admin.opts,
        "object": obj,
        "is_popup": False,
    }


def form_context(form):
    """What the error summary of the back-office needs of a plain `form`."""
    return {
        "form": form,
        "errors": form.errors,
        "adminform": {"form": form},
        "inline_admin_formsets": [],
    }
