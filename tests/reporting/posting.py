"""Letters for the tests of the queue, written as the acts write them."""

from contextlib import contextmanager

from reporting.letters.writing import link_address, write
from reporting.models import LetterKind
from reporting.report.links import link_for
from tests.smtp_server import mail_server


@contextmanager
def mail_to(settings, server=None):
    """Send the letters of this test to a MailServer on loopback; gives it."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        settings.EMAIL_TIMEOUT = 0.3
        yield server


def written(speaker, kind=LetterKind.STAFF_WORD, campaign=None, **values):
    """A letter in the queue for a `Speaker`, with their personal link in it."""
    link = link_for(speaker.person, campaign)
    given = {
        "to": speaker.person.email,
        "person": speaker.person,
        "once": f"essai:{speaker.person.pk}:{kind}",
        "subject": "Vos nouvelles",
        "body": f"Bonjour,\n\nVotre lien :\n\n{link_address(link)}\n\nMerci.",
        "unsubscribe": link_address(link, "rappels/"),
        "campaign": campaign,
    }
    return write(kind, **given | values)
