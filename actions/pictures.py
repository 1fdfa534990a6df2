"""What happens to a picture once it is there: shown, then withdrawn for good."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from actions.models import Picture
from conventions.files import remove_after_commit


@dataclass(frozen=True)
class PictureView:
    """A picture as a page prints it: nothing here asks the database or the storage."""

    alt: str
    caption: str
    credit: str
    url: str
    width: int
    height: int
    srcset: str
    webp_srcset: str


def srcset(versions):
    return ", ".join(f"{version.url} {version.width}w" for version in versions)


def picture_view(picture):
    """The PictureView of a picture that has its file."""
    versions = picture.version_list()
    jpegs = [version for version in versions if version.media_type == "image/jpeg"]
    webps = [version for version in versions if version.media_type == "image/webp"]
    return PictureView(
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        url=jpegs[0].url,
        width=jpegs[-1].width,
        height=jpegs[-1].height,
        srcset=srcset(jpegs),
        webp_srcset=srcset(webps),
    )


def picture_views(pictures):
    return [picture_view(picture) for picture in pictures]


@transaction.atomic
def withdraw(picture, *, reason, by):
    """Withdraw `picture` for good: off the site at once, its files removed after the commit.

    `reason` is kept with the row, `by` with its history. Returns False, and changes nothing, when
    it was withdrawn before.
    """
    row = Picture.objects.select_for_update().get(pk=picture.pk)
    if row.withdrawn_at is not None:
        return False
    storage, names = row.file.storage, row.names()
    row.file, row.versions = "", []
    row.is_published = False
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row._change_reason = f"Photo retirée. {reason}"
    row._history_user = by
    row.save()
    remove_after_commit(storage, names)
    return True
