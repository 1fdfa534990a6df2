"""Which worker plays what: whole modules, so that their set-up happens once; long ones first."""

from collections import Counter

from xdist.scheduler import LoadScopeScheduling

from tests.worlds import level_of

# Modules that one worker plays together, in this order: the last one reads what the others visited.
VISITED_PAGES = [
    "tests/e2e/test_accessibility.py",
    "tests/e2e/test_admin_accessibility.py",
    "tests/e2e/test_html.py",
]
# Tests of these kinds are worth many others: a module of them must not begin when all else is over.
HEAVY = {"e2e": 10, "processes": 50}


def group_of(nodeid):
    """What one worker plays whole."""
    module = nodeid.partition("::")[0]
    return VISITED_PAGES[0] if module in VISITED_PAGES else module


def in_playing_order(items):
    """`items` with the heaviest groups first; inside a group, those that share a world together."""
    weights = Counter()
    for item in items:
        kinds = [weight for kind, weight in HEAVY.items() if item.get_closest_marker(kind)]
        weights[group_of(item.nodeid)] += max([1, *kinds])

    def rank(item):
        group, module = group_of(item.nodeid), item.nodeid.partition("::")[0]
        place = VISITED_PAGES.index(module) if module in VISITED_PAGES else 0
        return -weights[group], group, place, level_of(item)

    return sorted(items, key=rank)


class ByGroup(LoadScopeScheduling):
    """Gives a free worker the next group, in the order of collection."""

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return group_of(nodeid)
