"""Put faults into a copy of the code, one by one, and see whether a test fails: « make mutants ».

The sample is fixed: the faults of an area are ranked by a digest of what they change and of the
function they are in, not of its file nor its line; the first N are played. The working tree is
never touched. The area « known » is not drawn: all of tests/known_faults.toml, and each must be
seen. docs/decisions/0009 says what it is for.

    make mutants                                  every area, 8 faults in each, and all the known
    make mutants ARGS=known
    make mutants N=20 ARGS="workflow publishing"
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from known_faults import AREA as NAMED
from known_faults import known_faults
from mutations import draw

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "tests" / "mutants.toml"
AIM, WORKERS = 0.95, 2
# For the tests of one fault; the clock only stops what waits for ever.
PROCESSOR_SECONDS, CLOCK_SECONDS = 240, 1800
PYTEST = ["-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly"]
SEEN, SURVIVES, KNOWN, VOID = "vue", "SURVIT", "expliquée", "sans objet"
MODELS = "conventions/models/*.py partners/models/*.py actions/models/*.py records/models/*.py"
MODELS += " reporting/models/*.py letters/models.py contact/models.py"

# For each area: the files where faults are put and, after « :: », the only names in them; then the
# tests that must see them, quickest first. A pattern that matches nothing is left out.
AREAS = {
    "importing": (
        "actions/importing/*.py actions/importing/columns/*.py records/changes/*.py",
        "tests/actions/importing/test_dates_and_ends.py tests/actions/importing/test_planning.py "
        "tests/actions/importing/test_a*.py tests/records/changes/test_*.py "
        "tests/actions/importing/test_reading.py tests/actions/importing/test_merged_names.py "
        "tests/actions/importing/test_habits.py",
    ),
    "workflow": (
        "reporting/workflow.py reporting/report/act.py reporting/report/transitions.py",
        "tests/reporting/test_first_and_last_days.py tests/reporting/test_workflow.py "
        "tests/reporting/review/test_entry.py tests/reporting/answers/test_space_sending.py",
    ),
    "publishing": (
        "reporting/report/publish*.py reporting/report/public_side.py "
        "reporting/report/sections/*.py reporting/report/reading.py",
        "tests/reporting/report/test_what_is_dated.py tests/reporting/report/test_[!w]*.py "
        "tests/reporting/answers/test_doubt.py tests/reporting/test_meanwhile.py "
        "tests/reporting/test_workflow.py tests/reporting/test_dated_today.py "
        "tests/reporting/review/test_review_page.py tests/reporting/review/test_reviews.py",
    ),
    "permissions": (
        "partners/permissions.py partners/staff_access.py partners/contacts.py records/rights.py "
        "reporting/answers/link_session.py reporting/report/links.py",
        "tests/partners/test_permissions.py tests/partners/test_staff_access.py "
        "tests/reporting/test_links.py tests/reporting/test_link_session.py "
        "tests/partners/test_partners.py tests/reporting/test_doors.py "
        "tests/reporting/answers/test_space.py tests/reporting/people/test_contacts.py",
    ),
    "conflicts": (
        "records/editing/*.py",
        "tests/records/test_once_only.py "
        "tests/records/admin/test_conflict*.py tests/records/admin/test_sent_twice.py "
        "tests/records/admin/test_kept_forms.py tests/reporting/answers/test_space_writing.py "
        "tests/reporting/answers/test_defaults.py",
    ),
    "publication": (
        "records/publication.py",
        "tests/records/admin/test_publication.py tests/test_publishing_right.py",
    ),
    "profile": ("ctg_portal/profile.py", "tests/ctg_portal/test_profile.py"),
    "typography": (
        "ctg_portal/typography.py records/french.py :: typeset*",
        "tests/ctg_portal/test_typography.py tests/records/test_french.py",
    ),
    "doubts": (
        "actions/models/indicator.py contact/guard.py :: Indicator.doubt Indicator.is_small "
        "may_acknowledge waiting_time time_left",
        "tests/actions/test_lateness_and_rates.py tests/reporting/answers/test_doubt.py "
        "tests/contact/test_contact.py tests/contact/test_complaints.py",
    ),
    "cache": (
        "ctg_portal/page_cache.py ctg_portal/stored_pages.py",
        "tests/ctg_portal/test_page_cache*.py",
    ),
    "sending": (
        "letters/[bsw]*.py reporting/letters/send_guards.py",
        "tests/letters/test_verdicts.py tests/letters/test_outbox.py "
        "tests/letters/test_sending.py tests/letters/test_bounces.py "
        "tests/reporting/letters/test_overtaken_letters.py "
        "tests/reporting/letters/test_send_guards.py",
    ),
    "constraints": (
        f"{MODELS} records/constraints.py :: *Meta.constraints *constraint*",
        "tests/*/test_constraints.py",
    ),
    "querysets": (
        f"{MODELS} :: *QuerySet.* *Manager.* asked_on to_enter",
        "tests/test_querysets.py tests/reporting/test_first_and_last_days.py "
        "tests/actions/test_action.py "
        "tests/actions/test_update.py tests/actions/test_follow_up.py "
        "tests/partners/test_partners.py tests/conventions/test_convention.py "
        "tests/conventions/test_governance.py "
        "tests/actions/test_staff_list.py tests/letters/test_sending.py",
    ),
}


def matching(tree, patterns):
    """Files of `tree` that the words of `patterns` match, in that order."""
    files = [path for pattern in patterns.split() for path in sorted(tree.glob(pattern))]
    return [str(path.relative_to(tree)) for path in dict.fromkeys(files)]


def faults_in(tree, area):
    where, _, names = AREAS[area][0].partition("::")
    files = {path: (tree / path).read_text("utf-8") for path in matching(tree, where)}
    return draw(files, names.split())


def copy_to(folder):
    """Copy there what git knows of the working tree, and what it would add."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    present = b"\0".join(
        name for name in names if name and os.path.isfile(ROOT / os.fsdecode(name))
    )
    copy = ["xargs", "-0", "cp", "--parents", "-t", folder]
    subprocess.run(copy, cwd=ROOT, input=present, check=True)
    (Path(folder) / ".venv").symlink_to(ROOT / ".venv")


def bounded():
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def play(tree, tests):
    """pytest's exit code for the `tests` in `tree`; negative when they never ended."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, *PYTEST, *tests]
    run = subprocess.Popen(
        command, cwd=tree, env=given | {"CI": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=bounded,
    )  # fmt: skip
    try:
        return run.wait(CLOCK_SECONDS)
    except subprocess.TimeoutExpired:
        run.kill()
        return -run.wait()


def judge(tree, path, changed, tests):
    """What becomes of a fault: `changed` is the text of its file while the `tests` are played."""
    file = tree / path
    source = file.read_text("utf-8")
    file.write_text(changed, "utf-8")
    code = play(tree, tests)
    file.write_text(source, "utf-8")
    # From 2 on, the tests could not even be collected: such a fault says nothing about them.
    return SURVIVES if code == 0 else SEEN if code == 1 or code < 0 else VOID


def fail_already(tree, area, tests):
    """True, and said, when the `tests` of `area` fail without any fault."""
    if code := play(tree, tests):
        print(f"{area:11} ses tests échouent déjà sans faute (code {code})", flush=True)
    return bool(code)


def play_area(area, count, trees, known):
    """Play the first `count` faults of `area`; gives the list of what became of each.

    None counts as seen when its tests fail without any.
    """
    if area == NAMED:
        return play_named(trees)
    tree, verdicts = trees.get(), []
    tests = matching(tree, AREAS[area][1])
    broken = fail_already(tree, area, tests)
    for fault in [] if broken else faults_in(tree, area):
        if len(verdicts) == count:
            break
        explained = fault.key in known
        verdict = KNOWN if explained else judge(tree, fault.path, fault.changed, tests)
        print(f"{area:11} {verdict:10} {fault}", flush=True)
        verdicts += [verdict] if verdict != VOID else []
    trees.put(tree)
    return [SURVIVES] * count if broken else verdicts


def play_named(trees):
    """Play every fault of tests/known_faults.toml; gives the list of what became of each.

    Each of its tests must see it alone; a fault that cannot be played is one that nothing sees.
    """
    tree, verdicts, faults = trees.get(), [], known_faults()
    tests = dict.fromkeys(test for fault in faults for test in fault.tests)
    broken = fail_already(tree, NAMED, tests)
    for fault in faults:
        changed = fault.put_in((tree / fault.file).read_text("utf-8"))
        if changed is None:
            found = {VOID}
        elif fault.why:
            found = {KNOWN}
        elif broken:
            found = {SURVIVES}
        else:
            found = {judge(tree, fault.file, changed, [test]) for test in fault.tests}
        verdict = found.pop() if len(found) == 1 else SURVIVES
        print(f"{NAMED:11} {verdict:10} {fault}", flush=True)
        verdicts.append(verdict)
    trees.put(tree)
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="area", choices=[*AREAS, NAMED, []])
    parser.add_argument("-n", type=int, default=8, help="faults in each area")
    asked = parser.parse_args()
    areas = asked.areas or [*AREAS, NAMED]
    rows = tomllib.loads(EXPLAINED.read_text("utf-8")).get("equivalent", [])
    known = {(row["where"], row["before"], row["after"]) for row in rows}
    trees, seen, judged, unseen = Queue(), 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for number in range(WORKERS):
            (tree := Path(folder, str(number))).mkdir()
            copy_to(str(tree))
            trees.put(tree)
        with ThreadPoolExecutor(WORKERS) as pool:
            results = pool.map(lambda area: play_area(area, asked.n, trees, known), areas)
            for area, verdicts in zip(areas, list(results), strict=True):
                found = verdicts.count(SEEN), len(verdicts) - verdicts.count(KNOWN)
                seen, judged = seen + found[0], judged + found[1]
                unseen += found[1] - found[0] if area == NAMED else 0
                print(
                    f"{area:11} {found[0]} vues sur {found[1]}, {verdicts.count(KNOWN)} expliquées"
                )
    print(f"Fautes vues : {seen} sur {judged} ; il en faut {AIM:.0%}, et toutes les connues.")
    return int(seen < AIM * judged or unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
