"""Several people open one campaign, several timers run its reminders: real processes, at once."""

import json
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests import forks, prebuilt
from tests.databases import portal_database
from tests.repository import ROOT

pytestmark = pytest.mark.processes

AT_ONCE = 3
PREPARE = """
import datetime as dt
from django.utils import timezone
from reporting.campaigns import campaigns
from tests.factories import ActionFactory
from tests.reporting_factories import CampaignFactory, Speaker
campaign = CampaignFactory()
campaigns.prepare(campaign)
for _ in range(5):
    ActionFactory(
        convention=campaign.convention, published=True, ongoing=True, lead=Speaker().organisation
    )
"""
OPEN = """
from django.utils import timezone
from partners.models import User
from reporting.campaigns.campaigns import open_campaign
from reporting.models import Campaign
campaign, by = Campaign.objects.get(), User.objects.first()
print("ready", flush=True)
input()
print(open_campaign(campaign, by=by, at=timezone.now()))
"""
# A reminder whose day is today, long after the opening letters.
MAKE_DUE = """
import datetime as dt
from django.utils import timezone
from reporting.models import Campaign, Letter, Reminder
at = timezone.now() - dt.timedelta(days=12)
Letter.objects.update(created_at=at, next_try_at=at)
campaign = Campaign.objects.get()
Reminder.objects.filter(days=-7).update(days=(timezone.localdate() - campaign.due_on).days)
"""
RUN = """
from django.core.management import call_command
print("ready", flush=True)
input()
call_command("run_campaigns")
"""
COUNT = """
import json
from reporting.models import Letter, Report
kinds = list(Letter.objects.values_list("kind", flat=True))
people = Letter.objects.values("person", "kind").distinct().count()
print(json.dumps([Report.objects.count(), kinds.count("ouverture"), kinds.count("rappel"), people]))
"""


class Site:
    """A database, and as many processes on it as one asks."""

    def __init__(self, stack, folder):
        url = stack.enter_context(portal_database(folder))
        self.environment = prebuilt.environment(folder, url)

    def start(self, *arguments):
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def end(self, process):
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return out.strip()

    def shell(self, code):
        return forks.shell(self.environment, code)

    def together(self, code):
        """The last line of each of AT_ONCE processes, let go once all of them are ready."""
        started = [self.start("shell", "--no-imports", "-c", code) for _ in range(AT_ONCE)]
        assert [process.stdout.readline() for process in started] == ["ready\n"] * AT_ONCE
        for process in started:
            process.stdin.write("\n")
            process.stdin.flush()
        return sorted(self.end(process).splitlines()[-1] for process in started)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with ExitStack() as stack:
        yield Site(stack, tmp_path_factory.mktemp("campaigns"))


def test_opened_then_reminded_by_three_at_once_each_person_gets_one_letter_of_each(site):
    site.shell(PREPARE)

    assert site.together(OPEN) == ["0", "0", "5"]
    assert json.loads(site.shell(COUNT)) == [5, 5, 0, 5]

    site.shell(MAKE_DUE)
    told = site.together(RUN)

    assert [words.split(",")[0] for words in told] == [
        "0 rappel écrit", "0 rappel écrit", "5 rappels écrits",
    ]  # fmt: skip
    assert json.loads(site.shell(COUNT)) == [5, 5, 5, 10]
