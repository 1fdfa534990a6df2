"""The same answer sent five times at once, to two real servers on one database."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from tests.records.admin.forms import typed
from tests.records.admin.test_parallel import Portal

pytestmark = pytest.mark.processes

PREPARE = """
import json
from tests.factories import IndicatorFactory
from tests.reporting_factories import ReportFactory, ReportValueFactory, Speaker
from tests.signing import sign_in_as
speaker = Speaker()
reports = [ReportFactory(organisation=speaker.organisation, draft=True) for _ in range(4)]
client = sign_in_as(speaker.person)
print(json.dumps([client.cookies["sessionid"].value, [report.pk for report in reports]]))
"""
COUNT = """
import json
from reporting.models import Letter, Report, ReportEvent
row = Report.objects.get(pk={pk})
events = list(row.events.values_list("verb", flat=True))
print(json.dumps([row.state, row.done, events, Letter.objects.filter(report=row).count()]))
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with ExitStack() as stack:
        yield Portal(stack, tmp_path_factory.mktemp("sendings"), PREPARE)


def count(portal, pk):
    return portal.shell(COUNT.format(pk=pk))


def test_five_identical_sendings_are_one_answer_one_letter_five_confirmations(portal):
    pk = portal.action[0]
    path = f"/espace/remontees/{pk}/verifier/"

    answers = portal.send_five(path, portal.form(path))

    assert answers == [(302, f"/espace/remontees/{pk}/envoyee/")] * 5
    assert count(portal, pk) == '["envoyee", "La permanence a ouvert.", ["submit"], 1]'


def test_five_nothing_new_from_five_tabs_are_one_answer_and_one_letter(portal):
    pk = portal.action[1]
    path = f"/espace/remontees/{pk}/rien-de-nouveau/"
    keys = [portal.form(path)["_cle"] for _ in range(5)]
    assert len(set(keys)) == 5
    sent = portal.form(path)

    answers = portal.send_each(path, [sent | {"_cle": key} for key in keys])

    assert set(answers) == {(302, f"/espace/remontees/{pk}/envoyee/")}
    assert count(portal, pk).endswith('["say_nothing_new"], 1]')


def test_five_savings_of_one_draft_while_typing_lose_nothing(portal):
    pk = portal.action[2]
    path = f"/espace/remontees/{pk}/"
    sent = portal.form(path) | {"done": "Écrit une fois.", "_page": path}

    answers = portal.send_five(f"{path}brouillon/", sent)

    assert {status for status, _address in answers} == {200}
    assert count(portal, pk) == '["brouillon", "\\u00c9crit une fois.", ["write"], 0]'


def test_two_versions_at_once_never_overwrite_one_another(portal):
    pk = portal.action[3]
    path = f"/espace/remontees/{pk}/"
    form = portal.form(path)
    texts = [f"Version {rank}" for rank in range(5)]

    answers = portal.send_each(
        f"{path}brouillon/", [form | {"done": text, "_page": path} for text in texts]
    )

    assert sorted(status for status, _address in answers) == [200, 409, 409, 409, 409]
    assert any(text in count(portal, pk) for text in texts)
    status, _headers, page = portal.ask(portal.ports[0], "GET", path)
    assert status == 200
    assert typed(SimpleNamespace(content=page.encode()))["done"] in texts
