"""Files made on demand: one at a time, kept by each process as long as what they say stays."""

import hashlib
from collections import OrderedDict
from threading import Lock

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

KEPT = 24  # documents in the memory of a process
_made, _one_at_a_time = OrderedDict(), Lock()


def digest(values):
    """A short text that another value of the plain `values` changes."""
    return hashlib.sha256(repr(values).encode()).hexdigest()


def kept(key, make):
    """The bytes that `make()` gives, made once for each `key`: whatever may change them is in it.

    One is made at a time: it takes a second, and visitors who ask the same one together wait for
    it.
    """
    with _one_at_a_time:
        if key not in _made:
            _made[key] = make()
            while len(_made) > KEPT:
                _made.popitem(last=False)
        _made.move_to_end(key)
        return _made[key]


def file_answer(request, content, kind, name):
    """The answer that gives the file `content` under `name`, or 304 to who has it already."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag)
    if response is None:
        response = HttpResponse(content, content_type=kind)
        # Never inside the page: the policy of the site lets no viewer in.
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"], response["Cache-Control"] = etag, "public, no-cache"
    return response
