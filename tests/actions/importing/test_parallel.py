"""Several imports of the same file at the same time, in processes of their own."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from tests.actions.importing.samples import GOOD, SAMPLES
from tests.bench import servers
from tests.repository import ROOT

COMMAND = ("import_actions", str(SAMPLES / GOOD), "--accepter-mots", "--accepter-creations")


def test_same_file_applied_four_times_at_once_is_one_plan(tmp_path):
    kind = {"sqlite": servers.sqlite_database, "postgresql": servers.postgres_database}
    with kind[connection.vendor](tmp_path, "imports") as url:
        environment = servers.portal_environment(tmp_path, url)

        def manage(*arguments):
            done = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
            )
            return done.stdout + done.stderr

        manage("migrate", "--verbosity", "0")
        manage("load_content", "--verbosity", "0")
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda _: manage(*COMMAND, "--apply"), range(4)))
        last = manage(*COMMAND)

    assert sum("Appliqué." in text for text in told) == 1, told
    refused = ("Aucun changement", "Le plan a changé depuis", "ne change rien")
    assert sum(any(words in text for words in refused) for text in told) == 3, told
    assert "inchangées : 17" in last
