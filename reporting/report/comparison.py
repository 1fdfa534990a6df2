"""What the reviewer compares, section by section, and whether it changed since it was read."""

from typing import Any

from django.core import signing

from reporting.models import Report
from reporting.report.public_side import PublicSide, content_mark
from reporting.report.sections import recorded_answer, sections_of
from reporting.report.sections.shapes import ReviewedSection, difference

SALT = "reporting.report.public_side"


def comparisons(report: Report, public: PublicSide, form: Any) -> list[ReviewedSection]:
    """What is compared of `report`, section by section; without `form`, nothing is typed."""
    returned = report.events.filter(verb="send_back").order_by("-at", "-pk").first()
    before = returned.said if returned else {}
    found = []
    for section in sections_of(report).values():
        one = ReviewedSection(section.name, section.label)
        if form is not None:
            one.comment, one.fields = form.comment_of(section.name), form.fields_of(section.name)
        section.compare(one, report, public, form)
        if not section.has_rows:
            one.since = difference(before.get(section.name, ""), getattr(report, section.name))
        if one.lines if section.has_rows else one.proposed or not one.secret:
            found.append(one)
    return found


def published_comparisons(report: Report) -> list[ReviewedSection]:
    """The same of a published `report`, before → published; [] when that was not kept."""
    event = report.events.filter(verb="publish").order_by("-at", "-pk").first()
    before, after = (event.said.get(name) if event else None for name in ("before", "after"))
    if not before or not after:
        return []
    found = []
    for section in sections_of(report).values():
        one = ReviewedSection(section.name, section.label, is_published=True)
        section.compare_published(one, report, before.get(section.name), after.get(section.name))
        if one.lines or one.proposed or one.proposed_state:
            found.append(one)
    return found


def public_words(report: Report, public: PublicSide) -> dict:
    """Dict section → what residents read of it in `public`, kept with a publication."""
    asked = sections_of(report).items()
    found = {name: section.public_words(report, public) for name, section in asked}
    return {name: words for name, words in found.items() if words is not None}


# --- what a page showed --------------------------------------------------------------------------


def reading_token(report: Report, public: PublicSide) -> str:
    """The hidden value by which a page tells what it showed of `report` and of `public`."""
    read = [report.pk, answer_mark(report), public.seen_mark()]
    return signing.dumps(read, salt=SALT)


def answer_mark(report: Report) -> str:
    return content_mark([report.state, recorded_answer(report)])


def moved_since(token: str | None, report: Report, public: PublicSide) -> list[str]:
    """What changed since the page that carries `token`: words, [] when nothing did."""
    try:
        pk, answer, side = signing.loads(token or "", salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        pk = None
    if pk != report.pk:
        return ["Cette page était ouverte depuis trop longtemps."]
    found = []
    if answer != answer_mark(report):
        found.append("La réponse du partenaire a changé.")
    if side != public.seen_mark():
        found.append("La fiche publique a changé.")
    return found
