"""Show what a revision of the project and the working tree answer differently, page by page.

« make compare REV=abc123 » makes the demonstration twice, in two temporary folders, reads every
page of both as everyone who may (visit_pages.py), and compares them without tokens (page_text.py)
and hours (page_hours.py). It exits with 1 when anything differs. The record of the revision is
kept for the day: the demonstration is dated from today.
"""

import argparse
import difflib
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from page_hours import minutes_of, without_hours

SCRIPTS = Path(__file__).resolve().parent
ROOT = SCRIPTS.parent
STEPS = (
    ["migrate", "--noinput", "--verbosity=0"],
    ["load_content", "--verbosity=0"],
    ["load_demo", "--verbosity=0"],
    ["collectstatic", "--noinput", "--verbosity=0"],
    ["demo_accounts"],
)
PERSONAL_LINK = re.compile(r"/r/\S+")
RECIPE = ("visit_pages.py", "page_links.py", "page_text.py")  # what shapes a record
DIFF_LINES, SHOWN = 15, 5
HEAD = 3  # lines: status, type, redirect target


def environment(folder):
    """That of « make demo », with everything in `folder`; every setting is named."""
    return os.environ | {
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
        "PAGE_CACHE": "0",
        "TRUSTED_PROXIES": "0",
        "LOG_LEVEL": "WARNING",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "SECRET_KEY": "compare-pages-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
        "SECRET_KEY_FALLBACKS": "",
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        "CACHE_URL": "dbcache://portal_cache?max_entries=20000",
        "MEDIA_ROOT": f"{folder}/media",
        "STATIC_ROOT": f"{folder}/static",
        "SITE_URL": "http://127.0.0.1:8000",
        "BOUNCES_URL": "",
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "ne-pas-repondre@localhost",
        "DJANGO_SETTINGS_MODULE": "ctg_portal.settings",
    }


def record(tree, python, queries, database):
    """Make the demonstration of `tree` and read it into the new file `database`."""
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        (Path(folder) / "media").mkdir()

        def run(*arguments):
            return subprocess.run(
                [python, *arguments],
                cwd=tree,
                env=environment(folder),
                check=True,
                text=True,
                stdout=subprocess.PIPE,
            ).stdout

        for step in STEPS:
            said = run("manage.py", *step)
        links = PERSONAL_LINK.findall(said)
        unfinished = f"{folder}/pages.sqlite3"
        run(str(SCRIPTS / "visit_pages.py"), unfinished, str(queries), str(started), *links)
        shutil.copy(unfinished, f"{database}.part")
        os.replace(f"{database}.part", database)
    print(f"  {time.time() - started:.0f} s", flush=True)


def record_of_revision(options):
    """The kept record of the revision, made if there is none of today."""
    resolve = ["git", "rev-parse", "--verify", f"{options.revision}^{{commit}}"]
    commit = subprocess.check_output(resolve, cwd=ROOT, text=True).strip()
    recipe = [(SCRIPTS / name).read_bytes() for name in RECIPE]
    mark = hashlib.sha256(b"".join([*recipe, b"%d" % options.queries])).hexdigest()[:8]
    database = options.cache / f"{commit[:12]}-{date.today()}-{mark}.sqlite3"
    if database.exists():
        print(f"Avant : {commit[:12]} (déjà lu : {database})")
        return database
    print(f"Avant : {commit[:12]}", flush=True)
    options.cache.mkdir(parents=True, exist_ok=True)
    archive = subprocess.check_output(["git", "archive", commit], cwd=ROOT)
    with tempfile.TemporaryDirectory(prefix="compare-tree-") as tree:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(tree, filter="data")
        record(tree, options.python, options.queries, database)
    return database


class Record:
    """The pages of one tree; `maps` are the (pattern, replacement) of what was moved since."""

    def __init__(self, database, maps=()):
        self.store, self.maps = sqlite3.connect(database), maps
        about = dict(self.store.execute("SELECT name, value FROM about"))
        self.about = {name: json.loads(value) for name, value in about.items()}
        self.patterns = {self.moved(name) for name, _route in self.about["patterns"]}
        self.pages = {
            (role, self.moved(address)): (status, kind, self.moved(location), digest)
            for role, address, status, kind, location, digest in self.store.execute(
                "SELECT role, address, status, type, location, digest FROM page"
            )
        }

    def moved(self, text):
        for pattern, to in self.maps:
            text = pattern.sub(to, text)
        return text

    def minutes(self):
        return minutes_of(self.about["started"], self.about["ended"])

    def lines(self, page, minutes):
        """All that is compared of a page, its `HEAD` first."""
        status, kind, location, digest = self.pages[page]
        query = "SELECT packed FROM body WHERE digest = ?"
        packed = self.store.execute(query, (digest,)).fetchone()[0]
        body = without_hours(self.moved(zlib.decompress(packed).decode()), minutes)
        return [f"statut {status}", f"type {kind}", f"vers {location}", *body.split("\n")]


def differences(before, after):
    """{changed lines: (unified diff, [(role, address)])}, and how many pages are the same."""
    minutes = before.minutes() | after.minutes()
    found, same = {}, Counter()
    for page in sorted(before.pages.keys() & after.pages.keys()):
        role = page[0]
        if not before.maps and before.pages[page] == after.pages[page]:
            same[role] += 1
            continue
        one, other = before.lines(page, minutes), after.lines(page, minutes)
        if one[:HEAD] != other[:HEAD]:  # another answer: its body would only hide that
            one, other = one[:HEAD], other[:HEAD]
        if one == other:
            same[role] += 1
            continue
        lines = list(difflib.unified_diff(one, other, "avant", "après", lineterm="", n=2))[2:]
        changed = tuple(line for line in lines if line[0] in "+-")
        found.setdefault(changed, (lines, []))[1].append(page)
    return found, same


def show_some(lines, most, is_full):
    lines = list(lines)
    for line in lines if is_full else lines[:most]:
        print(f"    {line}")
    if len(lines) > most and not is_full:
        print(f"    … et {len(lines) - most} de plus (--full)")


def show_differences(found, is_full):
    for lines, pages in sorted(found.values(), key=lambda each: -len(each[1])):
        roles = defaultdict(list)
        for role, address in pages:
            roles[address].append(role)
        print(f"\nMême différence sur {len(pages)} pages :")
        show_some((f"{at}  ({', '.join(who)})" for at, who in roles.items()), SHOWN, is_full)
        show_some((line[:300] for line in lines), DIFF_LINES, is_full)


def compare(before, after, is_full):
    """Print what differs; return whether anything does."""
    found, same = differences(before, after)
    gone, new = before.pages.keys() - after.pages.keys(), after.pages.keys() - before.pages.keys()
    show_differences(found, is_full)
    sets = {
        "Adresses disparues": {address for _role, address in gone},
        "Adresses nouvelles": {address for _role, address in new},
        "Noms d’adresses disparus": before.patterns - after.patterns,
        "Noms d’adresses nouveaux": after.patterns - before.patterns,
        "Pages en erreur après": {
            at for (_role, at), page in after.pages.items() if page[0] >= 500
        },
    }
    for title, names in sets.items():
        if names:
            print(f"\n{title} : {len(names)}")
            show_some(sorted(names), DIFF_LINES, is_full)
    rows = Counter(role for _changed, (_lines, pages) in found.items() for role, _at in pages)
    print(
        f"\n{'':16}{'adresses':>10}{'pareilles':>11}{'autres':>8}{'disparues':>11}{'nouvelles':>11}"
    )
    for role in dict.fromkeys(role for role, _address in after.pages):
        counts = [sum(one == role for one, _at in side) for side in (after.pages, gone, new)]
        print(f"{role:16}{counts[0]:10}{same[role]:11}{rows[role]:8}{counts[1]:11}{counts[2]:11}")
    return bool(found or gone or new or before.patterns ^ after.patterns)


def move(text):
    old, _equals, new = text.partition("=")
    return re.compile(old), new


def main():
    parser = argparse.ArgumentParser(description="Compare les pages d’une révision à celles d’ici.")
    parser.add_argument("revision", help="révision git de référence")
    parser.add_argument(
        "--map",
        type=move,
        action="append",
        default=[],
        metavar="AVANT=APRÈS",
        help="expression rationnelle remplacée dans ce qui précède (répétable)",
    )
    parser.add_argument("--full", action="store_true", help="montre tout")
    parser.add_argument("--again", action="store_true", help="compare la dernière lecture")
    parser.add_argument("--cache", type=Path, default=ROOT / "var" / "compare", metavar="DOSSIER")
    parser.add_argument("--queries", type=int, default=3, help="recherches lues par adresse")
    parser.add_argument(
        "--python",
        default=sys.executable,
        help="celui de la révision, si ses bibliothèques diffèrent",
    )
    options = parser.parse_args()
    before = Record(record_of_revision(options), options.map)
    database = options.cache / "after.sqlite3"
    if not options.again:
        print("Après : l’arbre de travail", flush=True)
        record(ROOT, sys.executable, options.queries, database)
    differs = compare(before, Record(database), options.full)
    print("Des pages diffèrent." if differs else "Aucune différence.")
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
