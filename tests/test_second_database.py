"""What the second database plays is named by patterns: each still finds its modules."""

from fnmatch import fnmatch

import pytest

from tests.repository import ROOT
from tests.second_database import PLAYED_TWICE, in_sample

MODULES = [str(path.relative_to(ROOT / "tests")) for path in (ROOT / "tests").rglob("test_*.py")]
PATTERNS = [pattern for patterns in PLAYED_TWICE.values() for pattern in patterns]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_finds_a_module(pattern):
    assert any(fnmatch(module, pattern) for module in MODULES)


def test_ten_commits_play_every_test_once():
    names = [f"tests/test_a.py::test_{n}" for n in range(300)]
    samples = [{name for name in names if in_sample(name, rank, 10)} for rank in range(10)]

    assert sum(map(len, samples)) == len(set().union(*samples)) == len(names)
    assert all(samples)
