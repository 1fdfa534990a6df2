"""Pictures: what is accepted, what is left of it, where it shows, who receives it."""

import datetime as dt
import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image, ImageDraw

from actions.models import Picture
from conventions import images as reading
from conventions.images import (
    HEIC,
    MAX_PICTURE_BYTES,
    MOVING,
    TOO_HEAVY,
    UNREADABLE,
    read_picture,
    too_large,
)
from tests.conventions.test_documents import MAY_READ, PEOPLE, archive
from tests.factories import ActionFactory, PictureFactory, UserFactory
from tests.file_factories import SMALL_JPEG, picture_bytes, picture_upload
from tests.media import stored_files
from tests.reading import HTML, body, find, main_of, text_of

pytestmark = pytest.mark.usefixtures("media")


def photograph(width, height, **options):
    """A JPEG with something to see in it."""
    image = Image.new("RGB", (width, height), "#dbe8e6")
    ImageDraw.Draw(image).ellipse(
        (width // 4, height // 4, width // 2, height // 2), fill="#9c3b1e"
    )
    out = BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height):
    """The header of a PNG that unpacks to `width` × `height` points, and next to no data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + (chunk(b"IEND", b""))
    )


def moving(kind):
    out = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


IPHONE = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
REFUSED = {
    "drawing": ("a.svg", b"<svg onload='alert(1)'/>", "Ce format n’est pas accepté"),
    "animation": ("a.gif", moving("GIF"), "Ce format n’est pas accepté"),
    "no-suffix": ("a", SMALL_JPEG, "Ce format n’est pas accepté"),
    "double-suffix": ("a.jpg.html", SMALL_JPEG, "Ce format n’est pas accepté"),
    "page": ("a.jpg", b"<html><script>alert(1)</script></html>", UNREADABLE),
    "svg-as-png": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNREADABLE),
    "png-as-jpeg": ("a.jpg", picture_bytes("PNG"), UNREADABLE),
    "jpeg-as-png": ("a.png", SMALL_JPEG, UNREADABLE),
    "gif-as-png": ("a.png", moving("GIF"), UNREADABLE),
    "moving-png": ("a.png", moving("PNG"), MOVING),
    "moving-webp": ("a.webp", moving("WEBP"), MOVING),
    "cut": ("a.jpg", photograph(600, 400)[:-2000], UNREADABLE),
    "cut-png": ("a.png", picture_bytes("PNG", size=(300, 300))[:-20], UNREADABLE),
    "header-only": ("a.jpg", SMALL_JPEG[:20], UNREADABLE),
    "nothing": ("a.jpg", b" ", UNREADABLE),
    "bomb": ("a.png", png_of(50_000, 50_000), too_large(50_000, 50_000, "PNG")),
    "long-bomb": ("a.png", png_of(12_001, 1), too_large(12_001, 1, "PNG")),
    "large-bomb": ("a.png", png_of(6_000, 5_000), too_large(6_000, 5_000, "PNG")),
    "iphone": ("a.heic", IPHONE, HEIC),
    "iphone-as-jpeg": ("a.jpg", IPHONE, HEIC),
    "no-data": ("a.png", png_of(20, 20), UNREADABLE),
    "archive-too": ("a.jpg", SMALL_JPEG + archive({"a.html": "x"}), UNREADABLE),
    "heavy": ("a.jpg", SMALL_JPEG.ljust(MAX_PICTURE_BYTES + 1, b"\0"), TOO_HEAVY),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_still_picture_is_refused_in_words(name, content, said, monkeypatch):
    monkeypatch.setattr(reading, "pillow_heif", None)  # whatever this machine has
    row = PictureFactory.build(action=ActionFactory())
    row.file = picture_upload(content, name)

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()

    assert refusal.value.message_dict["file"][0].startswith(said)


ACCEPTED = {
    "heaviest": ("a.JPG", SMALL_JPEG.ljust(MAX_PICTURE_BYTES, b"\0")),
    "jpeg": ("a.jpeg", photograph(900, 600)),
    "png": ("a.png", picture_bytes("PNG")),
    "see-through": ("a.png", picture_bytes("PNG", mode="RGBA", colour=(0, 0, 0, 0))),
    "grey": ("a.png", picture_bytes("PNG", mode="L", colour=0)),
    "palette": ("a.png", picture_bytes("PNG", mode="P", colour=0)),
    "print-colours": ("a.jpg", picture_bytes(mode="CMYK", colour=(0, 0, 0, 0))),
    "webp": ("a.webp", picture_bytes("WEBP")),
    "one-point": ("a.jpg", picture_bytes(size=(1, 1))),
    "tall": ("a.jpg", picture_bytes(size=(2, 3000))),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), ACCEPTED.values(), ids=ACCEPTED)
def test_still_picture_is_kept_in_ordinary_colours(name, content):
    row = PictureFactory(upload=picture_upload(content, name))

    with row.file.open("rb") as file, Image.open(file) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
    row.full_clean()


def test_size_that_is_said_to_do_does():
    side = "{0}\u202f000 × {0}\u202f000"

    assert side.format(8) in too_large(8_000, 8_000, "PNG")
    assert f"à {side.format(5)} points" in too_large(8_000, 8_000, "PNG")
    assert f"à {side.format(8)} points" in too_large(9_000, 9_000, "JPEG")
    assert "à 12\u202f000 × 1 points" in too_large(24_000, 2, "PNG")


def test_sixteen_bit_greys_stay_greys():
    image = Image.new("I;16", (3, 1))
    image.putdata([0, 0x8000, 0xFFFF])
    out = BytesIO()
    image.save(out, "PNG")

    plain = read_picture(picture_upload(out.getvalue(), "a.png"), 480)

    assert [plain.getpixel((x, 0)) for x in range(3)] == [(0,) * 3, (128,) * 3, (255,) * 3]


def test_photograph_of_an_iphone_is_read_where_its_library_is_installed():
    pillow_heif = pytest.importorskip("pillow_heif")
    out = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), (156, 59, 30))).save(out)

    assert read_picture(picture_upload(out.getvalue(), "a.heic"), 480).size == (64, 48)


@pytest.mark.django_db
def test_see_through_parts_become_white():
    sent = picture_bytes("PNG", mode="RGBA", colour=(0, 0, 0, 0))
    row = PictureFactory(upload=picture_upload(sent, "a.png"))

    with row.file.open("rb") as file, Image.open(file) as image:
        assert image.getpixel((3, 3)) == (255, 255, 255)


# --- what is left of the file --------------------------------------------------------------------


def telling_photograph():
    """A photograph taken upright, that tells where, by whom, with what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Appareil de Camille"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (43.0, 42.0, 1.0)
    return photograph(
        2000, 1000, exif=exif, comment=b"rue des Lilas", xmp=b"<x:xmpmeta>Camille</x:xmpmeta>"
    )


@pytest.mark.django_db
def test_nothing_but_the_picture_is_kept(media):
    sent = telling_photograph()
    for told in (b"Camille", b"Lilas", b"Exif"):
        assert told in sent

    PictureFactory(upload=picture_upload(sent))

    names = stored_files()
    assert len(names) == 6
    for name in names:
        content = (media / name).read_bytes()
        for told in (b"Camille", b"Lilas", b"Exif", b"xmp", b"GPS", b"ICC_PROFILE"):
            assert told not in content, name
        with Image.open(media / name) as image:
            assert dict(image.getexif()) == {}
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
                "progressive", "progression", "loop", "background", "timestamp", "duration"
            }  # fmt: skip


@pytest.mark.django_db
def test_picture_taken_upright_stays_upright(media):
    row = PictureFactory(upload=picture_upload(telling_photograph()))

    sizes = {(version["width"], version["height"]) for version in row.versions}
    assert sizes == {(480, 960), (960, 1920), (1000, 2000)}
    for version in row.versions:
        with Image.open(media / version["name"]) as image:
            assert image.size == (version["width"], version["height"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (3000, [480, 960, 1600]),
        (1600, [480, 960, 1600]),
        (700, [480, 700]),
        (480, [480]),
        (300, [300]),
    ],
)
def test_a_few_sizes_are_made_and_none_is_enlarged(width, widths, media):
    row = PictureFactory(upload=picture_upload(photograph(width, width // 2)))

    found = [(version["width"], version["name"].rpartition(".")[2]) for version in row.versions]
    assert found == [(width, suffix) for width in widths for suffix in ("jpg", "webp")]
    assert sorted(row.names()) == stored_files()
    assert row.file.name.endswith(f"-{widths[-1]}.jpg")


@pytest.mark.django_db
def test_webp_is_left_out_when_it_is_not_lighter(monkeypatch):
    drawn = {"JPEG": b"light", "WEBP": b"not lighter"}
    monkeypatch.setattr("actions.renditions.encoded", lambda image, kind, quality: drawn[kind])

    row = PictureFactory()

    assert [name.rpartition(".")[2] for name in row.names()] == ["jpg"]
    assert row.webps == []


def test_name_given_by_people_is_never_on_the_disk(db):
    PictureFactory(upload=picture_upload(name="../../Camille à la plage.jpg"))

    assert len(stored_files()) == 2
    assert all(name.startswith("photos/") and "Camille" not in name for name in stored_files())


# --- on the page ---------------------------------------------------------------------------------


def images(page):
    return list(page.iter(f"{HTML}img"))


@pytest.mark.django_db
def test_action_page_shows_its_published_pictures(reader):
    action = ActionFactory(public=True)
    for position, alt in enumerate(("Une salle", "Un jardin"), start=1):
        PictureFactory(
            action=action,
            published=True,
            position=position,
            alt=alt,
            upload=picture_upload(photograph(1200, 800)),
        )
    PictureFactory(action=action, alt="Brouillon", caption="Brouillon", credit="Brouillon")
    PictureFactory(public=True, action=ActionFactory(public=True), alt="Ailleurs")

    page = main_of(reader.get(action.get_absolute_url()))
    first, second = images(page)

    assert [first.get("alt"), second.get("alt")] == ["Une salle", "Un jardin"]
    assert (first.get("width"), first.get("height")) == ("1200", "800")
    assert [first.get("loading"), second.get("loading")] == [None, "lazy"]
    assert [place.split()[1] for place in first.get("srcset").split(", ")] == [
        "480w", "960w", "1200w"
    ]  # fmt: skip
    (source, _other) = page.iter(f"{HTML}source")
    assert source.get("type") == "image/webp"
    assert source.get("sizes") == first.get("sizes")
    captions = [text_of(caption) for caption in find(page, "figure figcaption")]
    assert len(captions) == 2
    assert captions[0].endswith("Image : Mairie de Lavaur")
    assert "Brouillon" not in text_of(page)
    assert "drawing" not in {svg.get("class") for svg in page.iter() if svg.get("class")}


@pytest.mark.django_db
def test_every_address_of_a_picture_on_a_page_answers(reader):
    row = PictureFactory(public=True, upload=picture_upload(photograph(1200, 800)))
    page = main_of(reader.get(row.action.get_absolute_url()))
    places = {image.get("src") for image in images(page)}
    for element in [*images(page), *page.iter(f"{HTML}source")]:
        places |= {place.split()[0] for place in element.get("srcset").split(", ")}

    assert len(places) == 6
    for place in places:
        answer = reader.get(place)
        with Image.open(BytesIO(body(answer))) as image:
            assert answer.headers["Content-Type"] == f"image/{image.format.lower()}"


@pytest.mark.django_db
def test_action_without_a_picture_has_a_drawing_that_says_nothing(reader):
    action = ActionFactory(public=True)
    PictureFactory(action=action)

    page = main_of(reader.get(action.get_absolute_url()))
    (drawing,) = [svg for svg in page.iter() if "drawing" in (svg.get("class") or "").split()]

    assert drawing.get("aria-hidden") == "true"
    assert images(page) == []


# --- receiving it --------------------------------------------------------------------------------


def places_of(picture):
    return [version.url for version in picture.version_list()]


@pytest.mark.django_db
def test_published_picture_is_kept_by_the_reader_not_on_the_way(reader):
    picture = PictureFactory(public=True)
    answer = reader.get(places_of(picture)[0])

    assert body(answer)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    kept = answer.headers["Cache-Control"]
    assert {"private", "immutable", "max-age=2592000"} == set(kept.split(", "))
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("verb", ["get", "head", "post", "range"])
def test_hidden_picture_is_found_only_by_those_who_may_read(verb, person, client, signed_in):
    if PEOPLE[person] is not None:
        client = signed_in(UserFactory(**PEOPLE[person]))
    headers = {"range": "bytes=0-3"} if verb == "range" else {}
    asked = "get" if verb == "range" else verb
    found = {"get": 200, "head": 200, "post": 405}[asked]

    for hidden in (
        PictureFactory(action__public=True),
        PictureFactory(published=True),
        PictureFactory(public=True, action__is_published=False),
    ):
        for place in places_of(hidden):
            answer = getattr(client, asked)(place, headers=headers)
            content = body(answer)

            assert answer.status_code == (found if person in MAY_READ else 404)
            if person in MAY_READ and asked == "get":
                assert content.startswith((b"\xff\xd8", b"RIFF"))
                assert "no-store" in answer.headers["Cache-Control"]
            else:
                assert not content.startswith((b"\xff\xd8", b"RIFF"))


@pytest.mark.django_db
def test_neighbours_of_a_public_picture_are_not_found(reader):
    shown = PictureFactory(public=True)
    PictureFactory(action=shown.action)
    (place, *_others) = places_of(shown)

    for step in (-1, 1, 2, 1000):
        near = place.replace(f"/{shown.pk}-", f"/{shown.pk + step}-")
        assert reader.get(near).status_code == 404
    for other in ("960.jpg", "12.gif", "12.jpg.html", "..%2f12.jpg", "x"):
        assert reader.get(place.replace("12.jpg", other)).status_code == 404
    assert reader.get(place.replace(shown.stamp, "0" * 12)).status_code == 404


@pytest.mark.django_db
def test_picture_whose_file_is_lost_is_not_found(reader):
    picture = PictureFactory(public=True)
    for name in picture.names():
        picture.file.storage.delete(name)

    assert reader.get(places_of(picture)[0]).status_code == 404


@pytest.mark.django_db
def test_picture_of_a_withdrawn_action_is_not_found(reader):
    picture = PictureFactory(public=True)
    type(picture.action).objects.update(is_published=False)

    assert reader.get(places_of(picture)[0]).status_code == 404


@pytest.mark.django_db
def test_consent_of_tomorrow_is_refused():
    row = PictureFactory.build(action=ActionFactory(), people_shown=True, consent_on=None)
    row.consent_on = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()

    assert refusal.value.message_dict["consent_on"] == [
        "Un accord ne peut pas être daté de demain."
    ]
    assert not Picture.objects.exists()
