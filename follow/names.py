"""Names of what is followed: given once, kept whatever its title or its address becomes."""

import re
from urllib.parse import urlsplit

from django.conf import settings

# What XML and iCalendar refuse: one such character would spoil the file for every reader.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SINCE = "2026"  # of a tag: URI (RFC 4151), a year when the host was ours; never changes


def site_host():
    """The host of the site by its settings, not by the request: an alias gives the same names."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def tag(name):
    """The permanent id of an entry or a feed, such as `tag:ctg.example.org,2026:actualite-12`."""
    return f"tag:{site_host()},{SINCE}:{name}"


def clean(text):
    """`text` without the characters that no file of ours may hold, its lines ended one way."""
    return FORBIDDEN.sub("", "\n".join(str(text or "").splitlines()))
