"""Cost of an import: « python -m tests.bench.importing 1500 » prints one line of JSON.

In a process of its own, on the empty database named by DATABASE_URL: a table of that many new
actions is received, previewed, applied, then previewed again (nothing left to do). Seconds, and
the most memory the process held above what it held once the portal was loaded, in MiB.
"""

import json
import resource
import subprocess
import sys
import time
from io import BytesIO

import django
import openpyxl

HEADINGS = [
    "Code", "Enjeu", "Objectif", "Intitulé", "Résumé", "Pilote", "Partenaires", "Publics",
    "Communes", "Début", "Fin prévue", "Avancement",
]  # fmt: skip


def table(lines):
    """An XLSX of `lines` actions, as a file."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Plan")
    sheet.append(HEADINGS)
    for rank in range(lines):
        enjeu = rank % 4 + 1
        sheet.append([
            f"{enjeu}.{rank % 60 // 4 + 1}.{rank + 1}",
            f"{enjeu}. Enjeu mesuré {enjeu}",
            f"Objectif mesuré {rank % 60}",
            f"Action mesurée numéro {rank}, avec un intitulé de longueur ordinaire",
            "Une phrase simple pour les habitants, comme on en écrit partout.",
            f"Organisation mesurée {rank % 40}",
            f"Organisation mesurée {(rank + 1) % 40} | Organisation mesurée {(rank + 7) % 40}",
            "familles",
            "toutes",
            "2023-09-01",
            "2026-12-31",
            "En cours",
        ])  # fmt: skip
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def peak():
    """The most memory this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(lines):
    # In processes of their own: the most memory that they held would hide that of the import.
    for command in (["migrate", "--verbosity=0"], ["load_content"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], check=True, stdout=subprocess.DEVNULL
        )
    django.setup()
    from actions.importing.applying import apply_plan
    from actions.importing.batch import preview, receive
    from actions.importing.import_plan import accepted
    from conventions.models import Convention

    file, loaded = table(lines), peak()
    started = time.perf_counter()
    batch = receive(file, "mesure.xlsx", Convention.objects.current())
    batch.decisions = accepted(preview(batch))
    plan = preview(batch)
    previewed = time.perf_counter()
    assert not plan.faults, plan.faults[:3]
    apply_plan(batch)
    applied = time.perf_counter()
    print(
        json.dumps(
            {
                "added": len(plan.added),
                "preview": (previewed - started) / 2,
                "apply": applied - previewed,
                "memory": peak() - loaded,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
