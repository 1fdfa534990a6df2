"""What may be followed: one action, an enjeu, a commune, an audience, or the whole plan.

A scope is kept as a text that never changes, such as « action-17 » or « commune-81140 », so that
nothing public knows who follows it. What was withdrawn is no longer told of, and comes back alone.
"""

from dataclasses import dataclass

from django.urls import reverse

from actions.models import Action, Audience
from conventions.models import Commune, Enjeu
from records.models.merged import kept_keys

WHOLE = "plan"


@dataclass(frozen=True)
class FollowScope:
    """`words` name it after « suivre »; `url` is the page that shows it."""

    key: str
    words: str
    url: str


def whole_plan():
    return FollowScope(WHOLE, "toutes les actions", reverse("actions"))


def of_action(row):
    return FollowScope(f"action-{row.number}", f"l’action « {row.called} »", row.get_absolute_url())


def of_enjeu(row):
    name = row.convention.territory.enjeu_name
    return FollowScope(f"enjeu-{row.pk}", f"{name} {row}", row.get_absolute_url())


def of_commune(row):
    return FollowScope(
        f"commune-{row.insee}", f"ce qui concerne {row.name}", row.get_absolute_url()
    )


def of_audience(row):
    address = f"{reverse('actions')}?public={row.slug}"
    return FollowScope(f"public-{row.pk}", f"ce qui est fait pour : {row.name}", address)


def targets(keys, kind):
    """The ends of the `keys` of one `kind`: « 17 » of « action-17 »."""
    return {key.partition("-")[2] for key in keys if key.startswith(f"{kind}-")}


def known(keys):
    """Dict key → FollowScope of those of `keys` that residents may read: four queries at most.

    The key of an audience merged with another gives the other.
    """
    enjeux = Enjeu.objects.filter(convention__is_published=True).select_related(
        "convention__territory"
    )
    found = [
        whole_plan(),
        *map(of_action, Action.objects.public().filter(number__in=targets(keys, "action"))),
        *map(of_enjeu, enjeux.filter(pk__in=targets(keys, "enjeu"))),
        *map(of_commune, Commune.objects.public().filter(insee__in=targets(keys, "commune"))),
    ]
    kept, audiences = kept_keys(Audience), targets(keys, "public")
    today = {kept.get(key, key) for key in audiences}
    scopes = {row.key: row for row in map(of_audience, Audience.objects.filter(pk__in=today))}
    by_key = {scope.key: scope for scope in found}
    for key in audiences:
        by_key[f"public-{key}"] = scopes.get(f"public-{kept.get(key, key)}")
    return {key: by_key[key] for key in keys if by_key.get(key)}


def actions_of(keys):
    """Dict key → set of keys of the public actions that each of `keys` holds.

    An action and an enjeu of a former plan are still followed, and what continues them in the next
    one; the others mean the plan of today. As many queries whatever the number of keys, save one
    for each commune.
    """
    today, kept = Action.objects.of_today(), kept_keys(Audience)
    found = {key: set() for key in keys}
    public = list(Action.objects.public().order_by().values_list("pk", "number", "enjeu"))
    following = continuations(Action), continuations(Enjeu)
    under, readable = {}, set()
    for pk, _number, enjeu in public:
        readable.add(pk)
        under.setdefault(enjeu, set()).add(pk)
    for pk, number, _enjeu in public:
        if (key := f"action-{number}") in found:
            found[key] = with_what_follows({pk}, following[0]) & readable
    for key in filter(str.isdecimal, targets(keys, "enjeu")):
        levels = with_what_follows({int(key)}, following[1])
        found[f"enjeu-{key}"] = set().union(*(under.get(level, ()) for level in levels))
    if WHOLE in found:
        found[WHOLE] = keys_of(today)
    served = {}
    links = Action.audiences.through.objects.filter(action__in=today.values("pk"))
    for pk, audience in links.values_list("action", "audience"):
        served.setdefault(str(audience), set()).add(pk)
    for key in targets(keys, "public"):
        found[f"public-{key}"] = served.get(kept.get(key, key), set())
    for commune in Commune.objects.filter(insee__in=targets(keys, "commune")):
        found[f"commune-{commune.insee}"] = keys_of(today.in_commune(commune))
    return found


def continuations(model):
    """Dict key of a row of `model` → keys of the rows that continue it in another convention."""
    name, found = model._meta.model_name, {}
    links = model.origins.through.objects.values_list(f"to_{name}", f"from_{name}")
    for before, after in links:
        found.setdefault(before, set()).add(after)
    return found


def with_what_follows(keys, following):
    """`keys` and all that continues them, from one convention to the next."""
    found, waiting = set(), set(keys)
    while waiting:
        found |= waiting
        waiting = set().union(*(following.get(key, ()) for key in waiting)) - found
    return found


def keys_of(actions):
    return set(actions.order_by().values_list("pk", flat=True))
