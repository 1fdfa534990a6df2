"""Letters for the tests of the queue, written as the acts write them."""

from reporting.letters.writing import link_address, write_letter
from reporting.models import LetterKind
from reporting.report.links import link_for


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
    return write_letter(kind, **given | values)
