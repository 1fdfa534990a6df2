"""The mailbox where letters come back: read by IMAP, nothing in it is ever deleted or moved."""

import imaplib
import ssl
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from letters.bounces import MAX_BYTES

TIMEOUT = 20  # seconds
MOST = 200  # messages read at once; the others at the next run


class NoMailbox(Exception):
    """The mailbox cannot be read; the text is a sentence for whoever runs the command."""


@contextmanager
def opened(url):
    """An IMAP connection to the mailbox of `url`, « imaps://name:password@host/folder »."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise NoMailbox("BOUNCES_URL s’écrit imaps://nom:motdepasse@serveur, ou imap:// en local.")
    try:
        if parts.scheme == "imaps":
            context = ssl.create_default_context()
            server = imaplib.IMAP4_SSL(
                parts.hostname, parts.port or 993, ssl_context=context, timeout=TIMEOUT
            )
        else:
            server = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=TIMEOUT)
    except ValueError as error:
        raise NoMailbox("Le port de BOUNCES_URL n’est pas un nombre.") from error
    except OSError as error:
        raise NoMailbox(f"La boîte ne répond pas ({type(error).__name__}).") from error
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        # A folder's name is quoted by hand: the library does not.
        folder = unquote(parts.path.strip("/")) or "INBOX"
        asked(server.select('"{}"'.format(folder.replace("\\", "\\\\").replace('"', '\\"'))))
        yield server
    except UnicodeEncodeError as error:
        raise NoMailbox("BOUNCES_URL ne peut pas porter d’accents dans le mot de passe.") from error
    except imaplib.IMAP4.error as error:
        raise NoMailbox("La boîte refuse d’être lue : vérifiez BOUNCES_URL.") from error
    except OSError as error:
        raise NoMailbox(f"La boîte a coupé la conversation ({type(error).__name__}).") from error
    finally:
        with suppress(Exception):
            server.logout()


def asked(answer):
    """The data of an IMAP `answer`. Raises NoMailbox when it is not OK."""
    kind, data = answer
    if kind != "OK":
        raise NoMailbox("La boîte refuse d’être lue : vérifiez BOUNCES_URL.")
    return data


def reports(url):
    """Yield the bytes of each unread delivery report of the mailbox `url`, oldest first.

    Each is marked read once the caller has dealt with it; other letters stay as they are.
    """
    with opened(url) as server:
        found = asked(server.uid("SEARCH", "UNSEEN", "HEADER", "Content-Type", "report"))
        for number in (found[0] or b"").decode().split()[:MOST]:
            # BODY.PEEK leaves it unread, should we be killed before we have dealt with it.
            data = asked(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MAX_BYTES}>)"))
            for part in data:
                if isinstance(part, tuple):
                    yield part[1]
            asked(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))
