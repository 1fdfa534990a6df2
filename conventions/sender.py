"""In whose name letters leave, and where an answer goes: the settings of the territory."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings

from conventions.models import Territory

NAME_LENGTH = 80


@dataclass(frozen=True)
class Sender:
    name: str
    address: str
    reply_to: str


def sender():
    territory = Territory.objects.filter(is_main=True).first()
    name = territory.label if territory else ""
    reply_to = territory.email if territory else ""
    return Sender(name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1], reply_to)


def written_from(by):
    """The « From » of the letters of the Sender `by`; no name can add a header or an address."""
    name = " ".join(by.name.split()).translate(str.maketrans("", "", '"\\<>\0'))
    name = name[:NAME_LENGTH].strip()
    return f'"{name}" <{by.address}>' if name else by.address


def site_address(path):
    """The whole address of `path`, for a letter."""
    return settings.SITE_URL + path
