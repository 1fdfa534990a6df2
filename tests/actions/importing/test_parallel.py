"""Several imports of the same file at the same time, in processes of their own."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import prebuilt
from tests.actions.importing.samples import GOOD, SAMPLES
from tests.databases import portal_database
from tests.repository import ROOT

pytestmark = pytest.mark.processes

COMMAND = ("import_actions", str(SAMPLES / GOOD), "--accepter-mots", "--accepter-creations")


def test_same_file_applied_four_times_at_once_is_one_plan(tmp_path):
    with portal_database(tmp_path, "content") as url:
        environment = prebuilt.environment(tmp_path, url)

        def manage(*arguments):
            done = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
            )
            return done.stdout + done.stderr

        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: manage(*COMMAND, "--apply"), range(4)))
        last = manage(*COMMAND)

    assert sum("Appliqué." in text for text in told) == 1, told
    refused = ("Aucun changement", "Le plan a changé depuis", "ne change rien")
    assert sum(any(words in text for words in refused) for text in told) == 3, told
    assert "inchangées : 17" in last
