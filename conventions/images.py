"""Pictures people send: opened for real, then drawn again without anything else they carried."""

import math
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

try:  # not required: its decoder is a library of its own
    import pillow_heif
except ImportError:
    pillow_heif = None
else:
    pillow_heif.register_heif_opener()

MAX_PICTURE_BYTES = 10 * 1024 * 1024
# Pillow's own guard warns where ours, just after the header is read, refuses in words.
Image.MAX_IMAGE_PIXELS = None
# What may be unpacked in memory. A JPEG is read at a fraction of its size, the others whole.
MAX_PIXELS = {
    "JPEG": 64_000_000,
    "PNG": 25_000_000,
    "WEBP": 25_000_000,
    "HEIF": 25_000_000,
}
MAX_SIDE = 12_000
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
PAPER = (255, 255, 255)
UNREADABLE = (
    "Cette image n’a pas pu être ouverte : elle est abîmée, ou son contenu n’est pas celui que dit "
    "son nom. Ouvrez-la sur votre ordinateur, enregistrez-la en JPEG, puis envoyez-la de nouveau."
)
TOO_HEAVY = "Cette image dépasse 10 Mo : réduisez-la, puis envoyez-la de nouveau."
TOO_LARGE = (
    "Cette image est trop grande ({} points) : réduisez-la à {} points au plus, puis envoyez-la de "
    "nouveau."
)
HEIC = (
    "Le format HEIC, celui des photos d’iPhone, n’est pas accepté : enregistrez la photo en JPEG, "
    "puis envoyez-la. Sur l’iPhone, dans Réglages, Appareil photo, Formats, choisissez « Le plus "
    "compatible »."
)
MOVING = "Les images animées ne sont pas acceptées : envoyez une image fixe."
# Pillow and the libraries under it fail in many ways on bytes that only pretend.
FAILURES = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError)


def is_heic(upload):
    """True when the content is a photograph of an iPhone, whatever its name says."""
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def too_large(width, height, kind):
    """What is wrong with the size of a picture, and the size that would do."""
    most = min(MAX_SIDE / max(width, height), math.sqrt(MAX_PIXELS[kind] / (width * height)))
    would_do = max(1, int(width * most)), max(1, int(height * most))
    return TOO_LARGE.format(sides(width, height), sides(*would_do))


def sides(width, height):
    return f"{width:,} × {height:,}".replace(",", "\u202f")


def opened(upload, kind):
    """The picture of `upload`, its pixels not read yet. Raises ValidationError."""
    upload.seek(0)
    try:
        image = Image.open(upload, formats=[kind])
    except FAILURES:
        raise ValidationError(UNREADABLE) from None
    width, height = image.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS[kind]:
        raise ValidationError(too_large(width, height, kind))
    # The second picture that telephones hide in a JPEG (MPO) moves nothing.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise ValidationError(MOVING)
    return image


def read_picture(upload, widest):
    """The upload as an RGB picture, upright, with nothing but its pixels.

    A larger JPEG may be read smaller, yet at least `widest` points on each side. Raises
    ValidationError, in words, unless it is a still JPEG, PNG or WebP that is what its name says
    and opens whole. HEIC is read too where pillow-heif is installed.
    """
    kind = FORMATS.get(PurePosixPath(upload.name).suffix.lower())
    if is_heic(upload):
        if pillow_heif is None:
            raise ValidationError(HEIC)
        kind = "HEIF"
    if kind is None:
        raise ValidationError("Ce format n’est pas accepté : envoyez une image JPEG, PNG ou WebP.")
    if upload.size > MAX_PICTURE_BYTES:
        raise ValidationError(TOO_HEAVY)
    if zipfile.is_zipfile(upload):
        raise ValidationError(UNREADABLE)
    try:
        opened(upload, kind).verify()
        image = opened(upload, kind)
        image.draft(None, (widest, widest))
        image.load()
        return plain_pixels(ImageOps.exif_transpose(image))
    except FAILURES:
        raise ValidationError(UNREADABLE) from None
    finally:
        upload.seek(0)


def plain_pixels(image):
    """A copy of `image` in ordinary colours, what shows through it painted white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # sixteen bits a grey: Pillow would cut them, not divide them
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
        image.info.pop("transparency", None)
    if image.mode in ("P", "LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (*PAPER, 255))
        image = Image.alpha_composite(ground, image).convert("RGB")
    elif image.mode == "RGB" and profile:
        image = in_ordinary_colours(image, profile)
    # Nothing of `info` (position, camera, comments) goes any further.
    plain = Image.new("RGB", image.size)
    plain.paste(image if image.mode == "RGB" else image.convert("RGB"))
    return plain


def in_ordinary_colours(image, profile):
    """`image` in the colours of the web, or as it is when its profile makes no sense."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return image


def encoded(image, kind, quality):
    options = {
        "JPEG": {"quality": quality, "optimize": True, "progressive": True},
        "WEBP": {"quality": quality, "method": 4},
        "PNG": {"optimize": True},
    }
    out = BytesIO()
    image.save(out, kind, **options[kind])
    return out.getvalue()


def narrowed(image, width):
    """`image` brought to `width` points, its proportions kept."""
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)
