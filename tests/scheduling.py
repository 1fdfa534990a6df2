"""Which worker plays what: whole modules, so that their set-up happens once; long ones first."""

from collections import Counter

from xdist.scheduler import LoadScopeScheduling

from tests.worlds import level_of

# This module reads again the pages that two others visit: each of its tests follows them.
READER = "tests/e2e/test_html.py"
VISITORS = {
    "public": "tests/e2e/test_accessibility.py",
    "staff": "tests/e2e/test_admin_accessibility.py",
}
# Tests of these kinds are worth many others: a module of them must not begin when all else is over.
HEAVY = {"e2e": 10, "processes": 50}


def group_of(nodeid):
    """What one worker plays whole."""
    module, _, test = nodeid.partition("::")
    return VISITORS[test.partition("[")[2].rstrip("]")] if module == READER else module


def in_playing_order(items):
    """`items` with the heaviest groups first; inside a group, those that share a world together."""
    weights = Counter()
    for item in items:
        kinds = [weight for kind, weight in HEAVY.items() if item.get_closest_marker(kind)]
        weights[group_of(item.nodeid)] += max([1, *kinds])

    def rank(item):
        group = group_of(item.nodeid)
        return -weights[group], group, item.nodeid.startswith(READER), level_of(item)

    return sorted(items, key=rank)


class ByGroup(LoadScopeScheduling):
    """Gives a free worker the next group, in the order of collection."""

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return group_of(nodeid)
