"""Secret links of letters: drawn when needed from a row and the site's key; no table holds one."""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SHAPE = re.compile(r"([0-9]{1,12})-([0-9a-f]{40})")


def drawn(row, *also, secret=None):
    """The part of an address that opens `row`, which has a `nonce`.

    Another one as soon as one of the texts `also` changes. `secret`: a former key of the site.
    """
    value = ":".join([row._meta.label_lower, str(row.pk), row.nonce, *also])
    proof = salted_hmac("reporting.report.links", value, secret, algorithm="sha256").hexdigest()
    return f"{row.pk}-{proof[:40]}"


def opened(token, rows, draw=drawn):
    """The row of the queryset `rows` that `token` opens, or None; the key may just have changed.

    `draw(row, secret=…)` gives the token of a row.
    """
    shape = SHAPE.fullmatch(token)
    row = rows.filter(pk=shape[1]).first() if shape else None
    if row is None:
        return None
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    right = [constant_time_compare(draw(row, secret=secret), token) for secret in secrets]
    return row if any(right) else None
