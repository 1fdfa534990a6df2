"""The sample tables, and the steps from a file to the plan as pages take them."""

from pathlib import Path

from django.core.files.base import ContentFile

from actions.importing.applying import apply_plan
from actions.importing.batch import preview, receive
from actions.importing.import_plan import accepted, merged
from conventions.models import Convention
from tests.repository import ROOT

SAMPLES = ROOT / "tests/samples"
GOOD = "plan-bon.csv"
GOOD_EXCEL = "plan-bon-excel-fr.csv"
FAULTY = "plan-7-erreurs.csv"
INJECTION = "plan-injection.csv"
REAL = "tableau-de-suivi-reel.xlsx"


def sample(name):
    return (SAMPLES / name).read_bytes()


def received(content, name="plan.csv", convention=None):
    """The ImportBatch of a file sent by staff, with its first preview."""
    content = content.encode() if isinstance(content, str) else content
    convention = convention or Convention.objects.current()
    return receive(ContentFile(content), Path(name).name, convention)


def confirmed(batch):
    """Say yes to all that the preview suggests; return the new preview."""
    batch.decisions = merged(batch.decisions, accepted(preview(batch)))
    return preview(batch)


def imported(content, name="plan.csv", convention=None, **apply):
    """Receive a file, confirm every suggestion and apply it; return the batch."""
    batch = received(content, name, convention)
    confirmed(batch)
    apply_plan(batch, **apply)
    return batch
