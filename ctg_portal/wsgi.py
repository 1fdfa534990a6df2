"""The door gunicorn opens: stored pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctg_portal.settings")
application = get_wsgi_application()

from ctg_portal.page_cache import PageCache  # noqa: E402 - models load only once Django is set up

application = PageCache(application)
