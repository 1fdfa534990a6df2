"""A portal that lives several days: it is stopped, and started again on another one."""

from contextlib import contextmanager

from tests import prebuilt
from tests.databases import portal_database
from tests.e2e.server import ACCOUNT, ENTER, Portal, serving

# The demonstration shows an evaluation as soon as one may be: here, the team has yet to begin it.
FORGET = """
from reviews.models import Appraisal, Evaluation, EvaluationEdition, EvaluationPart
for model in (EvaluationEdition, Appraisal, EvaluationPart, Evaluation):
    model.objects.all()._raw_delete("default")
"""


@contextmanager
def portal_over_days(folder, first_day):
    """Yield a function: given a day, « 2026-12-01 », it is the block where a portal of
    demonstration is served on that day, with a session of the team.

    The demonstration is the one that somebody loads on `first_day`; what one day writes, the next
    ones read.
    """
    for name in ("mail", "media"):
        (folder / name).mkdir(parents=True)
    with portal_database(folder, "content") as database_url:

        def stopped(day):
            return Portal(
                folder, prebuilt.environment(folder, database_url, DEMO="1", TODAY=day), 0
            )

        @contextmanager
        def on(day):
            before = stopped(day)
            code = f"{ENTER}\nprint(session.session_key)"
            session = before.manage("shell", "--no-imports", "-c", code).strip()
            with serving(folder, before.environment) as portal:
                portal.staff_session = session
                yield portal

        first = stopped(first_day)
        first.manage("load_demo")
        first.manage("shell", "--no-imports", "-c", ACCOUNT + FORGET)
        yield on
