"""docs/remontees.md is what the table of transitions gives."""

from dataclasses import replace

from reporting import workflow_drawing
from reporting.models import ReportState
from reporting.report.transitions import TRANSITIONS


def test_the_committed_page_is_what_the_table_gives():
    assert workflow_drawing.PAGE.read_text() == workflow_drawing.page(), (
        "run manage.py draw_transitions"
    )


def test_another_table_gives_another_page(monkeypatch):
    before = workflow_drawing.page()
    moves = TRANSITIONS["publish"].moves | {ReportState.RETURNED: ReportState.PUBLISHED}

    monkeypatch.setitem(TRANSITIONS, "publish", replace(TRANSITIONS["publish"], moves=moves))

    added = set(workflow_drawing.page().splitlines()) - set(before.splitlines())
    assert {line.strip() for line in added} == {
        "a_reprendre --> publiee: publier",
        "| publier | À reprendre | Publiée | l’équipe, à partir du rôle « publication » |",
    }
