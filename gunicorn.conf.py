"""Settings of gunicorn that belong to the portal itself; the command line gives the others."""

import os
import sys
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured
from gunicorn import util
from gunicorn.http import wsgi

from ctg_portal import raw_answers

# Gunicorn answers an over-long address in English, without our headers. The portal's own guard
# answers instead (ctg_portal/request_guard.py); the front server bounds what reaches it.
limit_request_line = 0

# No request says where the portal is mounted, what its path is or who is asking. By default,
# gunicorn believes the headers SCRIPT_NAME and PATH_INFO of whoever comes from 127.0.0.1 or a
# local socket: behind a front server on the same machine, that is every visitor. Dropped, like
# any other header with an underscore, which could pass for its namesake with a hyphen.
forwarder_headers = ""
header_map = "drop"

# What gunicorn answers without Django is in French and has a policy; no answer names the server.
util.write_error = raw_answers.write_error
wsgi.SERVER = "ctg"


def on_starting(_server):
    """Refuse a weak profile with its sentence, instead of a traceback for each worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctg_portal.settings")
    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except ImproperlyConfigured as error:
        sys.exit(f"Le portail ne démarre pas. {error}")
