"""A full answer, sent by a partner, and the form of the page where the team reviews it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from reporting import workflow
from reporting.models import FileKind
from reporting.report.sections import prepare_lines
from tests.factories import IndicatorFactory, MilestoneFactory
from tests.file_factories import SMALL_JPEG
from tests.reading import HTML, main_of
from tests.reporting_factories import ReportFactory, Speaker, stored_file


def photo(report, **fields):
    given = {"alt": "Une salle claire", "credit": "Mairie de Lavaur", "people": "personne"}
    return stored_file(
        SMALL_JPEG, "photo.jpg", report=report, kind=FileKind.PHOTO, title="La salle",
        **given | fields,
    )  # fmt: skip


def full_report(**fields):
    """(report, who speaks): sent, with a figure, words, a step done, a photo and a document."""
    speaker = Speaker()
    report = ReportFactory(
        organisation=speaker.organisation,
        draft=True,
        next_steps="Ouvrir le samedi.",
        difficulties="Le bus ne passe plus.",
        message="Merci à vous.",
        people_reached="45",
        **fields,
    )
    IndicatorFactory(action=report.action, label="Places", unit="places")
    IndicatorFactory(action=report.action, label="Avis", in_words=True)
    MilestoneFactory(action=report.action, title="Ouvrir la salle")
    prepare_lines(report)
    report.values.filter(indicator__label="Places").update(typed="1 234,5")
    report.values.filter(indicator__label="Avis").update(text="Les familles sont contentes.")
    report.steps.update(is_done=True, done_on=dt.date(2026, 1, 5))
    photo(report)
    stored_file(report=report, title="Affiche")
    with transaction.atomic():
        workflow.note_writing(report, by=speaker.person, at=timezone.now())
    workflow.submit(report, by=speaker.person, at=timezone.now())
    report.refresh_from_db()
    return report, speaker.person


def quiet_report(speaker=None, **fields):
    """A « rien de nouveau » sent by `speaker`."""
    speaker = speaker or Speaker()
    report = ReportFactory(organisation=speaker.organisation, **fields)
    workflow.say_nothing_new(report, by=speaker.person, at=timezone.now())
    report.refresh_from_db()
    return report


def form_of(response, **changes):
    """What a browser would send of the form of the page, with `changes` (None unticks)."""
    form = next(f for f in main_of(response).iter(f"{HTML}form") if f.get("method") == "post")
    found = {}
    for field in form.iter():
        name, kind = field.get("name"), field.tag.removeprefix(HTML)
        if not name or kind == "button":
            continue
        if kind == "textarea":
            text = "".join(field.itertext())
            found[name] = text.removeprefix("\n")
        elif kind == "select":
            options = [o for o in field.iter(f"{HTML}option") if o.get("selected") is not None]
            found[name] = options[0].get("value") if options else ""
        elif field.get("type") == "checkbox":
            if field.get("checked") is not None:
                found.setdefault(name, []).append(field.get("value", "on"))
        else:
            found[name] = field.get("value", "")
    found |= {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in found.items() if value is not None}


def errors_of(response):
    """Sentences of the box of errors, [] without one."""
    boxes = [e for e in main_of(response).iter(f"{HTML}div") if e.get("id") == "erreurs"]
    return ["".join(li.itertext()).strip() for box in boxes for li in box.iter(f"{HTML}li")]
