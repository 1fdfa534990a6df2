"""What PostgreSQL plays after SQLite: all that may differ there, and a sample of the rest.

`make test` sets SECOND_DATABASE to « rank/size »; without it everything is played. The sample turns
with the commits, so that nothing is left out for long: docs/decisions/0023.
"""

import os
from fnmatch import fnmatch
from zlib import crc32

# Patterns of modules below tests/, by what may differ between the two databases.
PLAYED_TWICE = {
    "constraints": ["*/test_constraints.py", "test_unique_fields.py"],
    "querysets, their order and their number": [
        "*/test_query_counts.py",
        "test_counted_links.py",
        "actions/test_action_filters.py",
        "actions/test_action_list.py",
        "actions/test_codes_in_order.py",
        "actions/test_modified_on.py",
        "actions/test_one_convention.py",
        "actions/test_small_lists.py",
        "actions/test_directory.py",
        "actions/test_finder.py",
        "actions/test_follow_up.py",
        "actions/test_news.py",
        "actions/test_progress.py",
        "actions/exporting/test_export_pages.py",
        "actions/test_staff_list.py",
        "conventions/test_phases.py",
        "ctg_portal/test_board.py",
        "records/test_history.py",
        "reporting/campaigns/test_campaign_following.py",
        "reporting/report/test_same_figures.py",
        "reporting/review/test_reviews.py",
        "reporting/test_scale.py",
        "reviews/evaluation/test_frozen.py",
        "reviews/evaluation/test_preparing.py",
        "reviews/evaluation/test_writing.py",
        "reviews/test_preparing.py",
    ],
    "deletions and versions": [
        "ctg_portal/test_trash.py",
        "follow/test_asking.py",
        "follow/test_stopping.py",
        "follow/test_telling.py",
        "records/admin/test_history.py",
        "reporting/people/test_purge_accounts.py",
        "reporting/report/test_clean_files.py",
    ],
    "search": ["*/test_search.py", "records/admin/test_screens.py"],
    "locks and parallel writes": [
        "*parallel.py",
        "*at_once.py",
        "actions/test_bulk.py",
        "actions/test_content_version.py",
        "ctg_portal/test_page_cache.py",
        "records/admin/test_conflict*.py",
        "records/admin/test_sent_twice.py",
        "records/test_once_only.py",
        "reporting/answers/test_space_writing.py",
        "reporting/answers/test_space_sending.py",
        "reporting/test_workflow.py",
    ],
    "texts that a database may refuse": [
        "ctg_portal/test_bad_requests.py",
        "records/admin/test_tampered.py",
    ],
    "loading and importing": [
        "actions/importing/*.py",
        "actions/exporting/test_round_trip.py",
        "conventions/test_load_content.py",
        "demonstration/*.py",
    ],
    "letters": ["reporting/letters/*.py", "contact/*.py"],
}
# Tests of these modules whose subject is the calendar, a file or a page: to be found in the sample.
IN_THE_SAMPLE = {
    "actions/exporting/test_round_trip.py": {"test_each_trick_alone_changes_nothing"},
    "demonstration/test_campaign.py": {"test_demo_answers_stand_in_every_state_whatever_the_day"},
    "demonstration/test_load_demo.py": {"test_demo_has_a_late_action_whatever_the_day"},
    "demonstration/test_remove_demo.py": {"test_removed_demonstration_leaves_no_trace_on_any_page"},
}
NEEDS_DATABASE = {"db", "transactional_db", "django_db_setup"}


def may_differ(item):
    """True for a test that PostgreSQL always plays too."""
    if item.get_closest_marker("processes"):
        return True
    mark = item.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        return True
    place = item.nodeid.partition("::")[0].removeprefix("tests/")
    if item.originalname in IN_THE_SAMPLE.get(place, ()):
        return False
    return any(fnmatch(place, one) for patterns in PLAYED_TWICE.values() for one in patterns)


def needs_database(item):
    """True for a test that writes in a database, its own or one of the processes it starts."""
    marks = any(map(item.get_closest_marker, ("django_db", "processes")))
    return marks or bool(NEEDS_DATABASE & set(item.fixturenames))


def in_sample(nodeid, rank, size):
    """True when the test is in the sample `rank` of `size`."""
    return crc32(nodeid.encode()) % size == rank


def left_out(items):
    """Those of `items` that this run does not play on the second database."""
    if not (asked := os.environ.get("SECOND_DATABASE")):
        return []
    rank, size = map(int, asked.split("/"))
    return [
        item
        for item in items
        if not needs_database(item) or not (may_differ(item) or in_sample(item.nodeid, rank, size))
    ]
