"""Partners ready to write, and what is left of what they wrote.

« python -m tests.bench.partners '[[1, 12], [8, 5]]' » prints them; « … lost » reads what they typed
on its input, and prints what the database does not hold.

On the empty database named by DATABASE_URL: for each pair, that many people, signed in, each alone
in an organisation that has so many answers to give. One line of JSON: the list of rounds, each a
list of {"session", "reports"}.
"""

import itertools
import json
import sys
import time
from io import StringIO

import django
from django.core.management import call_command


def open_session(person, sessions, store):
    """The key of a new session of `person`, as a code received by e-mail opens it."""
    session, now = store(), time.time()
    session.update(
        {
            "_auth_user_id": str(person.pk),
            "_auth_user_backend": sessions.BACKEND,
            "_auth_user_hash": person.get_session_auth_hash(),
            "entered_at": now,
            "seen_at": now,
        }
    )
    session.create()
    return session.session_key


def prepare(rounds):
    call_command("migrate", verbosity=0)
    call_command("load_content", stdout=StringIO())
    from conventions.models import Convention
    from partners.models import Membership, Organisation, User
    from partners.sign_in import sessions
    from partners.sign_in.session_store import SessionStore
    from reporting.models import Report, ReportState
    from tests import big

    total = sum(writers * each for writers, each in rounds)
    size = big.Size(organisations=8, people=8, actions=total)
    place = big.build(size, Convention.objects.get(slug="2023-2026"), answered=False)
    todo = itertools.cycle([(ReportState.TODO, False, False)])
    campaign = place.campaigns[1]
    big.add_reports(place, campaign, todo)
    keys = iter(Report.objects.filter(campaign=campaign).values_list("pk", flat=True))
    found = []
    for writers, each in rounds:
        found.append([])
        for rank in range(writers):
            name = f"auteur-{len(found)}-{rank}"
            organisation = Organisation.objects.create(name=name, slug=name)
            person = User.objects.create_user(f"{name}@grand.example", full_name=name)
            Membership.objects.create(user=person, organisation=organisation)
            own = list(itertools.islice(keys, each))
            Report.objects.filter(pk__in=own).update(organisation=organisation, fallback="")
            key = open_session(person, sessions, SessionStore)
            found[-1].append({"session": key, "reports": own})
    print(json.dumps(found))


def lost(words):
    """Sentences on what the database lacks; `words` is a dict report → what was typed last."""
    from reporting.models import Letter, LetterKind, Report, ReportEvent

    keys = [int(key) for key in words]
    about = {"report__in": keys}
    counts = {
        "réponses envoyées": Report.objects.filter(pk__in=keys, state="envoyee").count(),
        "envois dans l’historique": ReportEvent.objects.filter(verb="submit", **about).count(),
        "lettres": Letter.objects.filter(kind=LetterKind.RECEIVED, **about).count(),
    }
    found = [
        f"{name} : {count} sur {len(keys)}" for name, count in counts.items() if count != len(keys)
    ]
    held = dict(Report.objects.filter(pk__in=keys).values_list("pk", "done"))
    found += [
        f"réponse {key} : un autre texte" for key, text in words.items() if held[int(key)] != text
    ]
    return found


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "lost":
        print(json.dumps(lost(json.load(sys.stdin))))
    else:
        prepare(json.loads(sys.argv[1]))
