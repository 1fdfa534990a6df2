"""The faults that « make mutants » plays by name still fit the code: the list cannot rot unseen."""

import ast
from collections import Counter

import pytest

from scripts.known_faults import ROOT, KnownFault, known_faults

FAULTS = known_faults()


def misfit(fault):
    """Why `fault` cannot be played as it is written, or ""."""
    changed = fault.put_in((ROOT / fault.file).read_text("utf-8"))
    if changed is None:
        return "its text is not there, or more than once"
    compile(changed, fault.file, "exec")
    if bool(fault.tests) == bool(fault.why):
        return "it names the tests that see it, or says why nothing can"
    for test in fault.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        if name not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            return f"no test is called {test}"
    return ""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_known_fault_fits_the_code(fault):
    assert misfit(fault) == ""


def test_each_known_fault_has_its_name():
    assert [name for name, times in Counter(one.name for one in FAULTS).items() if times > 1] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"before": "KnownFault(name"}, "not there"),
        ({"before": "import"}, "more than once"),
        ({"tests": ("tests/test_mutants.py::test_gone",)}, "no test is called"),
        ({"tests": ()}, "says why"),
    ],
)
def test_misfit_is_found(fields, words):
    here = "tests/test_mutants.py::test_misfit_is_found"
    right = {"name": "X", "file": "scripts/known_faults.py", "before": '"known"', "after": '""'}
    right["tests"] = (here,)

    assert misfit(KnownFault(**right)) == ""
    assert words in misfit(KnownFault(**right | fields))
