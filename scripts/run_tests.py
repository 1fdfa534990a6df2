"""Run the whole suite by parts: SQLite, the browser, PostgreSQL when it answers: « make test ».

Nothing is skipped in silence: each missing tool gets a line, and with CI=true or STRICT=1
it is an error. Arguments go to pytest.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests.spelling import dictionary_place  # noqa: E402  (found from the root)

WORK = ROOT / "var" / "test"
SQLITE_URL = f"sqlite:///{WORK / 'ctg.sqlite3'}"
POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
STRICT = os.environ.get("CI", "").lower() in {"1", "true"} or os.environ.get("STRICT") == "1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SAMPLE_SIZE = 20  # PostgreSQL plays one in so many of the tests that cannot differ there
NOTHING_COLLECTED = 5  # pytest's code
# Chromium itself may die under load, which says nothing of the portal: only then, once more.
ONCE_MORE = ["--reruns", "1", "--only-rerun", "Target crashed"]

# What the settings read: taken over from a developer's shell, it would change the tests.
SETTINGS_VARIABLES = {
    "BOUNCES_URL",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DB_POOL_MAX",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "LOG_LEVEL",
    "MEDIA_ROOT",
    "PAGE_CACHE",
    "SECRET_KEY",
    "SITE_URL",
    "STATIC_ROOT",
    "TRUSTED_PROXIES",
    # Hundreds of processes start: each would compile the whole portal again.
    "PYTHONDONTWRITEBYTECODE",
}


@dataclass
class Part:
    """A part of the suite: what pytest is asked, in which environment."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    said: str = ""

    @property
    def report(self) -> Path:
        return WORK / f"{self.name.split()[0].lower().strip(',')}.xml"


def postgres_answer(url: str) -> str:
    """Return the server's version, or raise psycopg.OperationalError."""
    with psycopg.connect(url, connect_timeout=3) as connection:
        return f"{connection.info.server_version // 10000}"


def suite_environment(database_url: str, **changes: str) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if k not in SETTINGS_VARIABLES}
    environment |= {
        "DATABASE_URL": database_url,
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    }
    return environment | changes


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(act):
    """What `act()` returns, and « N s (processeur : N s) »."""
    started, used = time.monotonic(), processor_seconds()
    result = act()
    seconds, used = time.monotonic() - started, processor_seconds() - used
    return result, f"{seconds:.0f} s (processeur : {used:.0f} s)"


def prepare(urls: list[str]) -> None:
    """Make at once, for every part, the databases that the tests copy."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.prebuilt"], cwd=ROOT, env=suite_environment(url)
        )
        for url in urls
    ]
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit("Les bases que les tests copient n’ont pas pu être préparées.")


def play(part: Part, arguments: list[str]) -> tuple[int, str]:
    """Play one part; return pytest's exit code and a line that sums it up."""
    part.report.unlink(missing_ok=True)
    print(f"\n=== {part.name} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "auto", f"--junitxml={part.report}"]
    done, lasted = timed(
        lambda: subprocess.run(
            [*command, *part.arguments, *arguments], cwd=ROOT, env=part.environment, check=False
        )
    )
    if done.returncode == NOTHING_COLLECTED and arguments:
        return 0, f"{part.name} : rien de ce qui est demandé"
    verdict = "réussie" if done.returncode == 0 else f"EN ÉCHEC (code {done.returncode})"
    said = f" – {part.said}" if part.said else ""
    return done.returncode, f"{part.name} : {verdict}, {counts(part.report)}, {lasted}{said}"


def counts(report: Path) -> str:
    if not report.exists():
        return "aucun résultat"
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total, failed, errors, skipped = (
        sum(int(suite.get(key, "0")) for suite in suites)
        for key in ("tests", "failures", "errors", "skipped")
    )
    passed = total - failed - errors - skipped
    return f"{passed} tests réussis, {failed + errors} en échec, {skipped} non joués (sur {total})"


def sample_rank() -> int:
    """Which sample of the rest PostgreSQL plays: each commit has its own, always the same."""
    asked = ["git", "rev-parse", "HEAD"]
    try:
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return 0
    return int(done.stdout.strip() or "0", 16) % SAMPLE_SIZE


def main(arguments: list[str]) -> int:
    WORK.mkdir(parents=True, exist_ok=True)
    sqlite = suite_environment(SQLITE_URL)
    parts = [Part("SQLite, sans navigateur", ["-m", "not e2e"], sqlite)]
    missing, notes, urls = [], [], [SQLITE_URL]

    if os.environ.get("CHROMIUM") or any(map(shutil.which, CHROMIUM_NAMES)):
        parts.append(Part("Navigateur, sur SQLite", ["-m", "e2e", *ONCE_MORE], sqlite))
    else:
        missing.append("Chromium est absent : les tests dans un navigateur ne sont PAS joués.")
    try:
        name = f"PostgreSQL {postgres_answer(POSTGRES_URL)}, sans navigateur"
        rank = sample_rank()
        second = suite_environment(POSTGRES_URL, SECOND_DATABASE=f"{rank}/{SAMPLE_SIZE}")
        said = (
            "tout ce qui peut y différer, et du reste l’échantillon "
            f"{rank + 1} sur {SAMPLE_SIZE} (docs/decisions/0023)"
        )
        parts.append(Part(name, ["-m", "not e2e"], second, said))
        urls.append(POSTGRES_URL)
    except psycopg.OperationalError:
        missing.append("PostgreSQL ne répond pas : la suite n'est jouée que sur SQLite.")
    if not dictionary_place():
        missing.append("Le dictionnaire hunspell-fr est absent : l’orthographe n’est PAS jugée.")
    if not shutil.which("java"):
        notes.append("Java est absent : le contrôle du HTML par le validateur n'est PAS joué.")

    if missing and STRICT:
        for line in missing:
            print(f"ERREUR : {line}", file=sys.stderr)
        return 2
    notes = missing + notes
    for line in notes:
        print(f"ATTENTION : {line}")
    print("Parties : " + " ; ".join(part.name for part in parts), flush=True)

    _done, prepared = timed(lambda: prepare(urls))
    (results, total) = timed(lambda: [play(part, arguments) for part in parts])

    print("\n=== Bilan ===")
    print(f"Préparation des bases : {prepared}")
    for _code, line in results:
        print(line)
    print(f"Ensemble des tests : {total}")
    for line in notes:
        print(f"ATTENTION : {line}")
    return 1 if any(code for code, _line in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
