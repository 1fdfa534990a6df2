"""docs/remontees.md is what the table of transitions gives."""

from dataclasses import replace

from reporting.management.commands import draw_transitions
from reporting.models import ReportState
from reporting.report.transitions import TRANSITIONS


def test_the_committed_page_is_what_the_table_gives():
    assert draw_transitions.PAGE.read_text() == draw_transitions.transitions_page(), (
        "run manage.py draw_transitions"
    )


def test_another_table_gives_another_page(monkeypatch):
    before = draw_transitions.transitions_page()
    moves = TRANSITIONS["publish"].moves | {ReportState.RETURNED: ReportState.PUBLISHED}

    monkeypatch.setitem(TRANSITIONS, "publish", replace(TRANSITIONS["publish"], moves=moves))

    added = set(draw_transitions.transitions_page().splitlines()) - set(before.splitlines())
    assert {line.strip() for line in added} == {
        "a_reprendre --> publiee: publier",
        "| publier | À compléter | Publiée | l’équipe, à partir du rôle « publication » |",
    }
