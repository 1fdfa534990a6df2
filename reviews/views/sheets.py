"""On paper: the sheet of an action, the plan of a convention. Made of what their pages say."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.plan_sections import plan_sections
from actions.views.plan import public_convention
from actions.whole_action import page_facts, whole_actions
from records.archive import public_or_gone
from reviews.documents.fitting import SIZES
from reviews.documents.keeping import digest, file_answer, kept
from reviews.documents.pdf import pages_of, pdf_of
from reviews.documents.plan_file import plan_file
from reviews.documents.sheet import MOST_PAGES, sheet

PDF = "application/pdf"


def said_by(title, author, on):
    """What a PDF of the date `on` says of itself: the same day, the same bytes."""
    at = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    return {"title": title, "author": author, "foot": f"{title} – {author}", "at": at}


@require_safe
def action_sheet(request, number):
    """The sheet of an action, on two pages: `/actions/17.pdf`."""
    action = public_or_gone(whole_actions(), number=number)
    on = timezone.localdate()
    facts = page_facts(action, timezone.now())
    address = request.build_absolute_uri(action.get_absolute_url())
    sheets = [sheet(action, facts, address, size, on) for size in SIZES]
    said = said_by(action.called, action.convention.territory.site_title, on) | {"dense": True}

    def made():
        for blocks in sheets[:-1]:
            if pages_of(blocks, **said) <= MOST_PAGES:
                return pdf_of(blocks, **said)
        return pdf_of(sheets[-1], **said)

    # What it says is its key: it may change without any row, at midnight or with a coming news.
    content = kept(("sheet", number, digest((sheets, said))), made)
    return file_answer(request, content, PDF, f"action-{number}.pdf")


@require_safe
def plan_pdf(request, slug):
    """The plan of a convention: `/conventions/2023-2026/objectifs.pdf`."""
    convention = public_convention(slug)
    on = timezone.localdate()
    address = request.build_absolute_uri(reverse("plan", args=[slug]))
    blocks = plan_file(convention, plan_sections(convention, on), address, on)
    said = said_by(convention.title, convention.territory.site_title, on)
    content = kept(("plan", slug, digest((blocks, said))), lambda: pdf_of(blocks, **said))
    return file_answer(request, content, PDF, f"plan-{slug}.pdf")
