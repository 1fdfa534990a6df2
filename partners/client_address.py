"""Where a request comes from, without believing what the client writes itself."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The client's address as text; an IPv6 one is cut to its network (/64), one subscriber.

    Each of the TRUSTED_PROXIES adds the address it was called from at the end of
    X-Forwarded-For: only that many of its last entries can be believed.
    """
    text = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.TRUSTED_PROXIES and forwarded != [""]:
        text = forwarded[-settings.TRUSTED_PROXIES :][0]
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return text[:100]
    if address.version == 6:
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def wide_network(address):
    """The /48 that `address`, given by client_address(), is in; "" when it is not IPv6.

    One subscriber is given a /64 to a /48, a host a /48 for a few coins: it holds 65,536 /64.
    """
    try:
        network = ipaddress.ip_network(address)
    except ValueError:
        return ""
    return str(network.supernet(new_prefix=48)) if network.version == 6 else ""
