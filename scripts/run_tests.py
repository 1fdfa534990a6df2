"""Run the whole suite on SQLite, then on PostgreSQL when it answers: « make test ».

Nothing is skipped in silence: each missing tool gets a line, and with CI=true or STRICT=1
it is an error. Arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "test"
POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
STRICT = os.environ.get("CI", "").lower() in {"1", "true"} or os.environ.get("STRICT") == "1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

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
}


def postgres_answer(url: str) -> str:
    """Return the server's version, or raise psycopg.OperationalError."""
    with psycopg.connect(url, connect_timeout=3) as connection:
        return f"{connection.info.server_version // 10000}"


def suite_environment(database_url: str) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if k not in SETTINGS_VARIABLES}
    environment |= {
        "DATABASE_URL": database_url,
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    }
    return environment


def run_suite(name: str, database_url: str, arguments: list[str]) -> tuple[int, str]:
    """Play the suite once; return pytest's exit code and a line that sums it up."""
    report = WORK / f"{name.split()[0].lower()}.xml"
    report.unlink(missing_ok=True)
    print(f"\n=== Suite sur {name} ===", flush=True)
    started = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "auto", f"--junitxml={report}", *arguments],
        cwd=ROOT,
        env=suite_environment(database_url),
        check=False,
    ).returncode
    seconds = time.monotonic() - started
    verdict = "réussie" if code == 0 else f"EN ÉCHEC (code {code})"
    return code, f"{name} : suite {verdict}, {counts(report)}, {seconds:.0f} s"


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


def main(arguments: list[str]) -> int:
    WORK.mkdir(parents=True, exist_ok=True)
    runs = [("SQLite", f"sqlite:///{WORK / 'ctg.sqlite3'}")]
    missing, notes = [], []

    try:
        version = postgres_answer(POSTGRES_URL)
        runs.append((f"PostgreSQL {version}", POSTGRES_URL))
    except psycopg.OperationalError:
        missing.append("PostgreSQL ne répond pas : la suite n'est jouée que sur SQLite.")

    if not (os.environ.get("CHROMIUM") or any(map(shutil.which, CHROMIUM_NAMES))):
        missing.append("Chromium est absent : les tests dans un navigateur ne sont PAS joués.")
        arguments = ["-m", "not e2e", *arguments]
    if not shutil.which("java"):
        notes.append("Java est absent : le contrôle du HTML par le validateur n'est PAS joué.")

    if missing and STRICT:
        for line in missing:
            print(f"ERREUR : {line}", file=sys.stderr)
        return 2
    notes = missing + notes
    for line in notes:
        print(f"ATTENTION : {line}")
    print("Bases essayées : " + ", ".join(name for name, _url in runs), flush=True)

    results = [run_suite(name, url, arguments) for name, url in runs]

    print("\n=== Bilan ===")
    for _code, line in results:
        print(line)
    for line in notes:
        print(f"ATTENTION : {line}")
    return 1 if any(code for code, _line in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
