"""Run a fast core and the tests nearest to what changed, within a budget: « make quick ».

What changed is what git sees since the branch left the main one, or since the last commit. A test
is near when it imports a changed module, or when it stands in the folder of its room. Those that
do not fit in the budget are counted: « make test » plays them.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

from run_tests import ROOT, SQLITE_URL, WORK, suite_environment, timed

sys.path.insert(0, str(ROOT))
from tests import repository
from tests.repository import ORDER

BUDGET = 30  # seconds of processor for what is added to the core: half on two cores
GUESS = 0.1  # seconds for a test that was never timed
CORE = [
    "tests/actions/importing/test_planning.py",
    "tests/actions/test_action.py",
    "tests/conventions/test_convention.py",
    "tests/partners/test_permissions.py",
    "tests/records/test_history.py",
    "tests/reporting/test_workflow.py",
    "tests/test_architecture.py",
    "tests/test_unique_fields.py",
]


def git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else []


def changed_files() -> set[str]:
    """Paths that differ from where this branch left the main one, new files included."""
    since = next(filter(None, (git("merge-base", "HEAD", b) for b in ("origin/main", "main"))), [])
    changed = git("diff", "--name-only", since[0] if since else "HEAD")
    return {*changed, *git("ls-files", "--others", "--exclude-standard")}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def importers() -> dict[str, set[str]]:
    """Module → paths of the files that import it."""
    found = defaultdict(set)
    files = repository.python_files(*ORDER, "tests")
    known = {module_of(str(path.relative_to(ROOT))) for path in files}
    for path in files:
        for name in repository.imported_names(path.read_text(), repository.package_of(path)):
            module = name if name in known else name.rpartition(".")[0]
            if module in known:
                found[module].add(str(path.relative_to(ROOT)))
    return found


def is_test(path: str) -> bool:
    return bool(re.fullmatch(r"tests/(?!e2e/).*test_\w+\.py", path))


def beside(path: str) -> set[str]:
    """Tests in the folder that mirrors the one of `path`, a template or a style sheet included."""
    parts = [part for part in Path(path).parent.parts if part not in ("templates", "static")]
    for depth in range(len(parts), 0, -1):
        folder = ROOT.joinpath("tests", *parts[:depth])
        if found := {str(test.relative_to(ROOT)) for test in folder.glob("test_*.py")}:
            return found
    return set()


def nearest(changed: set[str]) -> list[set[str]]:
    """Tests to play, the nearest first: changed, importing what changed, its neighbours, others."""
    graph = importers()
    direct = set().union(*(graph[module_of(path)] for path in changed))
    further = set().union(*(graph[module_of(path)] for path in direct))
    rings = [changed, direct, set().union(*map(beside, changed)), further]
    return [{path for path in ring if is_test(path) and (ROOT / path).exists()} for ring in rings]


def durations() -> dict[str, float]:
    """Seconds that each module took the last time that the suite was played."""
    found = defaultdict(float)
    for report in (WORK / "sqlite.xml", WORK / "quick.xml"):
        if report.exists():
            seconds = defaultdict(float)
            for case in ElementTree.parse(report).getroot().iter("testcase"):
                path = f"{case.get('classname', '').replace('.', '/')}.py"
                seconds[path] += float(case.get("time", "0"))
            found |= seconds
    return found


def guess(path: str) -> float:
    return GUESS * len(re.findall(r"^def test_", (ROOT / path).read_text(), re.MULTILINE))


def chosen(rings: list[set[str]]) -> tuple[list[str], int]:
    """The core and what fits in the budget; how many modules do not. What changed always fits."""
    known, spent = durations(), 0.0
    taken, left = set(CORE) | rings[0], 0
    for ring in rings[1:]:
        costs = {path: known.get(path) or guess(path) for path in ring - taken}
        for path in sorted(costs, key=lambda path: (costs[path], path)):
            if spent + costs[path] > BUDGET:
                left += 1
            else:
                spent += costs[path]
                taken.add(path)
    return sorted(path for path in taken if (ROOT / path).exists()), left


def main(arguments: list[str]) -> int:
    WORK.mkdir(parents=True, exist_ok=True)
    changed = changed_files()
    paths, left = chosen(nearest(changed))
    print(f"Fichiers changés : {len(changed)} ; modules de tests joués : {len(paths)}", flush=True)
    environment = suite_environment(SQLITE_URL)
    report = f"--junitxml={WORK / 'quick.xml'}"
    done, lasted = timed(
        lambda: subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "auto", "-q", report, *paths, *arguments],
            cwd=ROOT, env=environment, check=False,
        )
    )  # fmt: skip
    print(f"Tests rapides : {lasted}")
    if left:
        print(f"Modules touchés mais trop longs pour ici : {left} (« make test » les joue).")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
