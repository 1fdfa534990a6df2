"""What gunicorn answers by itself, to requests that never reach Django: in French, with a policy.

Gunicorn has no setting for it: gunicorn.conf.py puts `write_error` in the place of its own.
"""

from gunicorn import util

SENTENCES = {
    403: "Cette demande n’est pas acceptée.",
    414: "L’adresse demandée est trop longue.",
    417: "Cette demande attend une réponse que le site ne donne pas.",
    431: "La demande de votre navigateur porte trop d’en-têtes. Effacez les cookies de ce site, "
    "puis recommencez.",
    500: "Une erreur est survenue. Rien n’est perdu de ce qui était enregistré. Recommencez dans "
    "un moment.",
    501: "Cette façon d’envoyer des données n’est pas acceptée.",
}
OTHERWISE = "Le site n’a pas compris cette demande. Revenez à la page précédente, puis recommencez."
PAGE = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><title>Demande refusée ({status})</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Demande refusée</h1><p>{sentence}</p>
<p><a href="/">Aller à l’accueil</a></p></main></body>
</html>
"""
HEAD = """HTTP/1.1 {status} {reason}
Connection: close
Content-Type: text/html; charset=utf-8
Content-Length: {length}
Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
X-Content-Type-Options: nosniff
Referrer-Policy: same-origin
Cache-Control: no-store

"""


def raw_answer(status, reason):
    """The bytes of a whole HTTP answer; nothing of the request is in it."""
    body = PAGE.format(status=status, sentence=SENTENCES.get(status, OTHERWISE)).encode()
    head = HEAD.format(status=status, reason=reason, length=len(body))
    return head.replace("\n", "\r\n").encode() + body


def write_error(sock, status_int, reason, _message):
    """gunicorn.util.write_error, which the workers call."""
    util.write_nonblock(sock, raw_answer(status_int, reason))
