"""What describes a picture says something, whoever writes it and wherever."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from actions.models import People, Picture
from conventions.alternatives import NOTHING, says_nothing
from reporting.models import FileKind, ReportFile
from reporting.report.sections.files import NO_ALT, FilesSection

VOID = [
    *("", "  ", "…", "12", "photo", "Photo 3", "IMAGE", "Sans titre", "logo."),
    *("IMG_2034", "IMG-20240510-WA0003", "DSC01234.JPG", "pxl_2024", "la salle.jpeg", "scan 12"),
]
TELLING = [
    "Cinq parents et leurs enfants jouent dans la salle d’accueil",
    "Logo de la CAF du Tarn",
    "Photo du bureau de poste",
    "Une salle.",
    "Scanner de la maison de santé",
    "Éléonore lit",
]
ON = dt.date(2026, 11, 30)


@pytest.mark.parametrize("words", VOID)
def test_words_that_tell_nothing(words):
    assert says_nothing(words)


@pytest.mark.parametrize("words", TELLING)
def test_words_that_tell_something(words):
    assert not says_nothing(words)


@pytest.mark.parametrize(
    "row", [Picture(alt="IMG_2034.jpg"), ReportFile(alt="IMG_2034.jpg", kind=FileKind.PHOTO)]
)
def test_the_team_and_partners_are_refused_them_in_words(row):
    with pytest.raises(ValidationError) as refused:
        row.clean()

    assert refused.value.message_dict == {"alt": [NOTHING]}


@pytest.mark.parametrize(("words", "said"), [("photo", [NOTHING]), ("", [NO_ALT]), ("Un bus", [])])
def test_neither_sent_nor_published_with_an_answer(words, said):
    photo = ReportFile(kind=FileKind.PHOTO, alt=words, credit="Mairie", people=People.NOBODY)

    assert list(FilesSection().lacks_of(photo, ON)) == said
    row = {"alt": words, "credit": "Mairie"}
    faults = FilesSection().faults(SimpleNamespace(on=ON), photo, row)
    assert [words for _field, words in faults] == said
