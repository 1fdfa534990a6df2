"""« make bench »: how many requests the portal serves for one of a bare Django view.

Ratios, not seconds: portal and floor are measured in turn, in the same run, behind the same
gunicorn, and the best of the rounds is kept for each. Nothing here passes or fails on a figure.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ctg_portal.stored_pages import MOST_BYTES
from tests.bench import writing
from tests.bench.load import UnexpectedAnswerError, fetch, requests_per_second
from tests.bench.servers import (
    ROOT,
    gunicorn,
    memory_of,
    portal_environment,
    postgres_answers,
    postgres_database,
    sqlite_database,
)

PARTS = ("pages", "imports", "ecriture")  # what can be asked for alone; imports need pages
SIZES = (17, 1700)
IMPORTED = (17, 1500, 5000)  # lines of a table
ROUNDS = 4
SLICE = 0.3  # seconds of one measure
BUDGET = 220  # seconds in all: what does not fit is said to be left out
COLUMNS = ("rendu", "inchangé", "inchangé, 304")


@dataclass
class Target:
    """One page in one state: where to ask, and what must come back."""

    page: str
    column: str
    port: int
    path: str
    etag: str = ""
    expected: int = 200
    best: float = 0.0


def run(module_or_command: list[str], environment: dict[str, str], given: str = "") -> str:
    result = subprocess.run(
        [sys.executable, *module_or_command],
        cwd=ROOT,
        env=environment,
        input=given,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return result.stdout


def resolve(port: int, path: str) -> str:
    """Follow the redirects from `path`; return the path that answers 200."""
    for _ in range(5):
        answer = fetch(port, path)
        if answer.status == 200:
            return path
        if answer.status not in (301, 302, 307, 308):
            break
        path = answer.headers["location"].removeprefix(f"http://127.0.0.1:{port}")
    raise UnexpectedAnswerError(f"{path} : réponse {answer.status}")


def targets_of(page: str, path: str, rendering: int, caching: int) -> list[Target]:
    """The page rendered at each request, served unchanged, and answered 304."""
    path = resolve(rendering, path)
    targets = [
        Target(page, "rendu", rendering, path),
        Target(page, "inchangé", caching, path),
    ]
    etag = fetch(caching, path).headers.get("etag", "")
    if etag and fetch(caching, path, etag).status == 304:
        targets.append(Target(page, "inchangé, 304", caching, path, etag, 304))
    return targets


def rate_of(target: Target, seconds: float) -> float:
    """Requests per second of `target`; asked again once when its page changed meanwhile.

    The tag of a page holds the minute: one taken earlier may be out of date.
    """

    def ask():
        if target.etag:
            target.etag = fetch(target.port, target.path).headers["etag"]
        return requests_per_second(target.port, target.path, seconds, target.etag, target.expected)

    try:
        return ask()
    except UnexpectedAnswerError:
        if not target.etag:
            raise
        return ask()


def measure(bare: int, pages: list[list[Target]], deadline: float) -> float:
    """Fill `best` of every target; return the best rate of the bare view."""
    floor = 0.0
    for target in [target for targets in pages for target in targets]:
        rate_of(target, SLICE / 2)
    for number in range(ROUNDS):
        if number and time.monotonic() > deadline:
            print(f"  (temps écoulé : {number} tour(s) sur {ROUNDS})")
            break
        for targets in pages:
            floor = max(floor, requests_per_second(bare, "/", SLICE))
            for target in targets:
                target.best = max(target.best, rate_of(target, SLICE))
    return floor


def print_table(floor: float, pages: list[list[Target]]):
    print(f"  Django nu : {floor:.0f} requêtes par seconde = 1")
    print(f"  {'page':<38}" + "".join(f"{name:>16}" for name in COLUMNS))
    for targets in pages:
        ratios = {target.column: f"{target.best / floor:.3f}" for target in targets}
        cells = "".join(f"{ratios.get(name, '–'):>16}" for name in COLUMNS)
        print(f"  {targets[0].page:<38}{cells}")


def bench_database(name: str, database, size: int, folder: Path, deadline: float) -> float:
    """Measure every page on one database at one size, print its table; return the floor."""
    with ExitStack() as stack:
        url = stack.enter_context(database(folder, f"actions_{size}"))
        environment = portal_environment(folder, url)
        count, action = run(["-m", "tests.bench.populate", str(size)], environment).splitlines()[
            -2:
        ]
        print(f"\n{name}, {count}", flush=True)

        def portal(page_cache: str) -> int:
            changed = environment | {"PAGE_CACHE": page_cache}
            return stack.enter_context(gunicorn("ctg_portal.wsgi:application", changed))

        rendering, caching = portal("0"), portal("1")
        bare = stack.enter_context(gunicorn("tests.bench.bare:application", bare_environment()))
        addresses = {
            "accueil /": "/",
            "liste /actions/": "/actions/",
            "une action /actions/N-…/": action,
            "objectifs /conventions/…/objectifs/": "/conventions/2023-2026/objectifs/",
            "recherche /recherche/?q=creche": "/recherche/?q=creche",
            "recherche vaine /recherche/?q=zzzzqq": "/recherche/?q=zzzzqq",
        }
        pages = [targets_of(page, path, rendering, caching) for page, path in addresses.items()]
        floor = measure(bare, pages, deadline)
        print_table(floor, pages)
        print_index(environment)
        print_memory(caching)
        return floor


def print_index(environment: dict[str, str]):
    """What the index of the searches costs: to read again, to ask, to keep."""
    cost = json.loads(run(["-m", "tests.bench.searching"], environment))
    documents, built, slowest, weight = cost
    print(
        f"  index : {documents} documents, relus en {built:.2f} s après un changement ; "
        f"une recherche {slowest:.1f} ms au plus ; {weight:.1f} Mio"
    )


def print_memory(port: int):
    """What copies of pages weigh, once many addresses were asked."""
    steps = [("au repos", 0, "")]
    steps += [("paramètres inconnus", 520, "/aide/?x="), ("recherches", 520, "/actions/?q=")]
    words = []
    for name, count, address in steps:
        for rank in range(count):
            fetch(port, f"{address}{rank}")
        words.append(f"{name} {memory_of(port):.0f}")
    most = MOST_BYTES // 2**20
    print(f"  mémoire (Mio) : {' ; '.join(words)} (copies : {most} au plus par processus)")


def bench_imports(name: str, database, folder: Path, floor: float):
    """Preview and apply a table of each size on an empty database, and print what it cost."""
    print(f"\n{name}, import d'un tableau (secondes ; en requêtes d'un Django nu ; mémoire)")
    for lines in IMPORTED:
        with database(folder, f"import_{lines}") as url:
            environment = portal_environment(folder, url)
            cost = json.loads(run(["-m", "tests.bench.importing", str(lines)], environment))
        steps = "   ".join(
            f"{label} {cost[key]:6.2f} s = {cost[key] * floor:7.0f}"
            for label, key in (("aperçu", "preview"), ("application", "apply"))
        )
        print(f"  {lines:>5} lignes   {steps}   {cost['memory']:4.0f} Mio", flush=True)


def bench_writing(name: str, database, folder: Path):
    """Partners write and send at once; what they waited for, and what the database lacks."""
    with ExitStack() as stack:
        url = stack.enter_context(database(folder, "writing"))
        environment = portal_environment(folder, url, EMAIL_URL="dummymail://", DB_POOL_MAX="16")
        rounds = json.loads(
            run(["-m", "tests.bench.partners", json.dumps(writing.ROUNDS)], environment)
        )
        errors = stack.enter_context((folder / "errors.log").open("w+"))
        at_once = ("--workers", "2", "--threads", "16")  # as many as there are writers
        portal = stack.enter_context(
            gunicorn("ctg_portal.wsgi:application", environment, *at_once, errors=errors)
        )
        bare = stack.enter_context(gunicorn("tests.bench.bare:application", bare_environment()))
        unit = writing.seconds_of_bare(bare)
        print(f"\n{name}, partenaires qui écrivent en même temps (une vue nue = 1 ; {unit:.4f} s)")
        print(f"  {'':<24}{'médiane':>10}{'95 %':>10}{'99 %':>10}")
        faults: list[str] = []
        words: dict[str, str] = {}
        for writers in rounds:
            outcome = writing.write_at_once(portal, writers)
            writing.print_round(len(writers), outcome, unit)
            faults += outcome.faults
            words |= outcome.words
        expected = sum(writers * each for writers, each in writing.ROUNDS)
        lacks = json.loads(
            run(["-m", "tests.bench.partners", "lost"], environment, json.dumps(words))
        )
        errors.seek(0)
        locked = errors.read().count("database is locked")
        print(
            f"  {len(words)} réponses écrites sur {expected} ; perdues : {len(lacks)} ; "
            f"refus du serveur : {len(faults)} ; « database is locked » : {locked}",
            flush=True,
        )
        for words_of_fault in [*lacks, *faults][:5]:
            print(f"    {words_of_fault}")


def bare_environment() -> dict[str, str]:
    """The floor configures itself: gunicorn.conf.py is given settings that it has no fault with."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "django.conf.global_settings"}


def main(parts):
    started = time.monotonic()
    databases = {"SQLite": sqlite_database}
    if postgres_answers():
        databases["PostgreSQL"] = postgres_database
    else:
        print("PostgreSQL ne répond pas : mesures sur SQLite seulement.")
    print("Rapports au débit d'un Django nu sur le même serveur (plus grand = plus rapide).")

    with tempfile.TemporaryDirectory(prefix="ctg-bench-") as name:
        folder = Path(name)
        (folder / "media").mkdir()
        environment = portal_environment(folder, f"sqlite:///{folder / 'static.sqlite3'}")
        run(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], environment)
        floors: dict[str, float] = {}
        for size in SIZES if "pages" in parts else ():
            for database_name, database in databases.items():
                if time.monotonic() - started > BUDGET - 30:
                    print(f"\n{database_name}, {size} actions : non mesuré (temps écoulé)")
                    continue
                floors[database_name] = bench_database(
                    database_name, database, size, folder, started + BUDGET
                )
        for database_name, floor in floors.items() if "imports" in parts else ():
            bench_imports(database_name, databases[database_name], folder, floor)
        for database_name, database in databases.items() if "ecriture" in parts else ():
            bench_writing(database_name, database, folder)
    print(f"\nDurée : {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or PARTS)
    except subprocess.CalledProcessError as error:
        sys.exit(f"La préparation a échoué : {' '.join(error.cmd[1:])}")
    except UnexpectedAnswerError as error:
        sys.exit(f"Mesure impossible : {error}")
