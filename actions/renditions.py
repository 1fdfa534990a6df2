"""The few sizes in which a picture is kept."""

from dataclasses import dataclass

from conventions.images import encoded, narrowed

WIDTHS = (480, 960, 1600)
QUALITY = {"jpg": ("JPEG", 78), "webp": ("WEBP", 72)}


@dataclass(frozen=True)
class Size:
    """One drawing of a picture: `suffix` is "jpg" or "webp"."""

    width: int
    height: int
    suffix: str
    content: bytes


def sizes(image):
    """The RGB `image` at WIDTHS, never enlarged, as JPEG and, where that is lighter, as WebP.

    Narrowest first. WebP is kept for all the widths or for none: a browser chooses the format
    before the width.
    """
    widths = [width for width in WIDTHS if width < image.width]
    if len(widths) < len(WIDTHS):
        widths.append(image.width)
    drawn = {suffix: [] for suffix in QUALITY}
    for width in widths:
        smaller = narrowed(image, width)
        for suffix, (kind, quality) in QUALITY.items():
            content = encoded(smaller, kind, quality)
            drawn[suffix].append(Size(width, smaller.height, suffix, content))
    weights = {suffix: sum(len(size.content) for size in found) for suffix, found in drawn.items()}
    if weights["webp"] >= weights["jpg"]:
        return drawn["jpg"]
    return [size for pair in zip(drawn["jpg"], drawn["webp"], strict=True) for size in pair]
