"""What the second database plays is named by patterns: each still finds its modules."""

from fnmatch import fnmatch

import pytest

from tests.repository import ROOT
from tests.second_database import IN_THE_SAMPLE, PLAYED_TWICE, in_sample

MODULES = [str(path.relative_to(ROOT / "tests")) for path in (ROOT / "tests").rglob("test_*.py")]
PATTERNS = [pattern for patterns in PLAYED_TWICE.values() for pattern in patterns]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_finds_a_module(pattern):
    assert any(fnmatch(module, pattern) for module in MODULES)


@pytest.mark.parametrize(("module", "names"), IN_THE_SAMPLE.items(), ids=IN_THE_SAMPLE)
def test_every_test_left_to_the_sample_is_one_that_would_be_played(module, names):
    source = (ROOT / "tests" / module).read_text()

    assert any(fnmatch(module, pattern) for pattern in PATTERNS)
    assert [name for name in names if f"def {name}(" not in source] == []


def test_twenty_commits_play_every_test_once():
    names = [f"tests/test_a.py::test_{n}" for n in range(600)]
    samples = [{name for name in names if in_sample(name, rank, 20)} for rank in range(20)]

    assert sum(map(len, samples)) == len(set().union(*samples)) == len(names)
    assert all(samples)
