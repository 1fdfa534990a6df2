"""Factories of what is attached to actions, and small files of every kind."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from factory import Sequence, SubFactory, Trait
from PIL import Image

from actions.models import ActionDocument, People, Picture
from conventions.models import LoadedRow
from tests.factory_base import Factory


def picture_bytes(kind="JPEG", size=(12, 8), colour=(156, 59, 30), mode="RGB", **options):
    """A plain picture as a file of format `kind`."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


SMALL_JPEG = picture_bytes()


def picture_upload(content=SMALL_JPEG, name="IMG_0001.jpg"):
    """What a browser sends when somebody chooses a picture."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


class ActionDocumentFactory(Factory):
    class Meta:
        model = ActionDocument

    action = SubFactory("tests.factories.ActionFactory")
    document = SubFactory("tests.factories.DocumentFactory")


class PictureFactory(Factory):
    """A draft picture of 12 × 8 points, its files drawn as the portal draws them."""

    class Meta:
        model = Picture

    class Params:
        published = Trait(is_published=True)
        public = Trait(is_published=True, action__public=True)
        people_shown = Trait(people=People.AGREED, consent_on="2024-01-15")
        demo = Trait(is_demo=True)

    action = SubFactory("tests.factories.ActionFactory")
    alt = Sequence(lambda n: f"Ce que montre la photo {n}")
    caption = Sequence(lambda n: f"Légende {n}")
    credit = "Mairie de Lavaur"
    people = People.NOBODY

    @classmethod
    def _build(cls, model_class, *args, upload=None, **kwargs):
        row = model_class(*args, **kwargs)
        row.take_file(upload or picture_upload())
        return row

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = cls._build(model_class, *args, **kwargs)
        row.save()
        return row


class LoadedRowFactory(Factory):
    """A row that came with the portal."""

    class Meta:
        model = LoadedRow

    key = Sequence(lambda n: f"loaded/{n}")
    digest = "0" * 64
