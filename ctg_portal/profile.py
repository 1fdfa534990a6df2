"""What this environment would betray: each fault is a sentence that names the variable to set.

Nothing here knows Django's settings: they hand over what they read, before anything else starts.
"""

import ipaddress
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50  # characters of SECRET_KEY
LOOPBACK_NAMES = {"localhost", "testserver"}
# What every process sees alike, and the library that each asks for.
SHARED_CACHES = {
    "django.core.cache.backends.db.DatabaseCache": None,
    "django.core.cache.backends.redis.RedisCache": "redis",
    "django_redis.cache.RedisCache": "django_redis",
    "django.core.cache.backends.memcached.PyMemcacheCache": "pymemcache",
    "django.core.cache.backends.memcached.PyLibMCCache": "pylibmc",
}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def is_loopback(host):
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in LOOPBACK_NAMES or name.endswith(".localhost")


def whole_number(env, name, default, least=0):
    """The variable `name` as an integer of at least `least`. Raises ImproperlyConfigured."""
    typed = env.str(name, default=str(default)).strip()
    if not (typed.isascii() and typed.isdigit()) or int(typed) < least:
        raise ImproperlyConfigured(
            f"{name} doit être un nombre entier, à partir de {least} (ici : « {typed} »)."
        )
    return int(typed)


def read_url(read, name, default, example):
    """What `read` (a method of environ.Env) makes of the variable `name`.

    Raises ImproperlyConfigured, without the value, which may hold a password.
    """
    try:
        return read(name, default=default)
    except Exception as error:
        raise ImproperlyConfigured(
            f"{name} ne se lit pas comme une adresse. Par exemple : {example}. Dans un mot de "
            "passe, @ s’écrit %40, / s’écrit %2F, # s’écrit %23 et % s’écrit %25."
        ) from error


def faults_of(*, debug, demo, https, secret_key, hosts, site_url, email, cache):
    """Sentences, one for each thing that makes this profile unfit; [] when it may start.

    `email` and `cache` are the dotted names of their backends. A profile whose hosts are all this
    machine may try things out; one that a name on the network reaches may not.
    """
    return [
        *secret_faults(secret_key, debug),
        *host_faults(hosts, debug, demo, https),
        *([] if all(map(is_loopback, hosts)) else public_faults(site_url, email, cache)),
    ]


def secret_faults(secret_key, debug):
    if not debug and (len(secret_key) < SHORTEST_KEY or len(set(secret_key)) < 5):
        yield (
            "SECRET_KEY est absente ou trop courte : donnez à cette variable au moins "
            "50 caractères tirés au hasard (ou DEBUG=1 sur un poste de développement)."
        )


def host_faults(hosts, debug, demo, https):
    here = "ou limitez ALLOWED_HOSTS à 127.0.0.1 et localhost."
    if not hosts or "*" in hosts:
        yield (
            "ALLOWED_HOSTS doit nommer les adresses du site, séparées par des virgules, "
            "par exemple ALLOWED_HOSTS=ctg.exemple.fr."
        )
    elif all(map(is_loopback, hosts)):
        return
    if debug:
        yield f"DEBUG=1 montre le code et les réglages à tous : retirez cette variable, {here}"
    if demo:
        yield f"DEMO=1 ouvre des comptes connus de tous : retirez cette variable, {here}"
    if not https:
        yield f"HTTPS=0 n’est accepté que sur cette machine : retirez cette variable, {here}"


def public_faults(site_url, email, cache):
    if email != SMTP:
        yield (
            "EMAIL_URL doit donner un serveur d’envoi : sans lui, les codes de connexion "
            "s’écriraient dans le journal. Par exemple : "
            "EMAIL_URL=smtp+tls://utilisateur:motdepasse@smtp.exemple.fr:587."
        )
    if cache not in SHARED_CACHES:
        yield (
            "CACHE_URL doit être une mémoire commune à tous les processus : sans elle, chacun "
            "compterait de son côté les essais de connexion. Retirez cette variable, ou donnez "
            "CACHE_URL=rediscache://127.0.0.1:6379/0."
        )
    elif SHARED_CACHES[cache] and not find_spec(SHARED_CACHES[cache]):
        yield (
            f"CACHE_URL demande la bibliothèque Python « {SHARED_CACHES[cache]} », qui manque : "
            "installez-la, ou retirez cette variable."
        )
    if not site_url.startswith("https://"):
        yield "SITE_URL doit commencer par https:// : les courriels y mènent leurs lecteurs."


def refuse(faults):
    """Raise ImproperlyConfigured with all the `faults`, when there is any."""
    if faults:
        raise ImproperlyConfigured(" ".join(faults))
