"""The other forms of a review: PDF, DOCX, PPTX, and its picture where it is shared."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from actions.models import Picture
from actions.share_card import drawn_card
from reviews.documents.outline import outline
from reviews.documents.pdf import pdf_of
from reviews.documents.slides import pptx_of
from reviews.documents.text_file import docx_of
from reviews.figures.frozen import read_edition
from reviews.views.editions import answer_with, kept_file, the_edition, version_words
from reviews.views.public import editions_of

PHOTO_WIDTH = 960  # pixels: sharp enough on paper at ten centimetres


def photos_of(pictures):
    """Dict key → bytes of a JPEG, of the fetched `pictures`."""
    found = {}
    for picture in pictures:
        sizes = [one for one in picture.jpegs if one.width <= PHOTO_WIDTH] or picture.jpegs[:1]
        with picture.file.storage.open(sizes[-1].name) as file:
            found[picture.pk] = file.read()
    return found


def written(edition, form):
    """Bytes of the `edition` in one of the FORMS, made once while its pictures stay the same.

    A picture withdrawn since the publication is in no document.
    """
    year = read_edition(edition)
    convention = edition.review.convention
    pictures = Picture.objects.of(convention).filter(pk__in=[one.pk for one in year.pictures])
    pictures = list(pictures.order_by("pk"))
    stamps = [(one.pk, one.stamp) for one in pictures]
    return kept_file(edition, form, lambda: made(edition, year, form, pictures), *stamps)


def made(edition, year, form, pictures):
    facts = {
        "title": f"{year.title} – {year.convention}",
        "author": year.site,
        "foot": f"{year.title} – {year.convention}",
        "at": edition.published_at,
    }
    version = version_words(edition)
    if form == "pptx":
        return pptx_of(year, version=version, **facts)
    photos = photos_of(pictures)
    blocks = outline(year, version, photos.keys())
    return {"pdf": pdf_of, "docx": docx_of}[form](blocks, photos=photos, **facts)


@require_safe
def year_review_file(request, slug, year, form):
    """The last version published of a year, as a file to read, to rework or to show."""
    edition, _editions = the_edition(editions_of(slug, year))
    return answer_with(request, written(edition, form), form, f"bilan-{year}")


@require_safe
def year_review_card(request, slug, year):
    """The picture shown where somebody shares the review."""
    edition, _editions = the_edition(editions_of(slug, year))
    convention = edition.review.convention
    picture = drawn_card(str(edition.review), convention.title, convention.territory.site_title, 2)
    return HttpResponse(picture, content_type="image/png")
