"""A name that looks like another one is proposed for it only when each word has its like."""

import pytest

from actions.importing.name_matching import NameIndex


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("CCAS de Lavaur", "MJC de Lavaur", False),
        ("Mairie de Lavaur", "Mairie d’Ambres", False),
        ("Maison des ados", "Maison des aînés", False),
        ("Lycée Las Cases", "Lycée Las Casas", True),
        ("Comunauté de communes Tarn Agout", "Communauté de communes Tarn-Agout", True),
        ("Association Pivoine", "Assoc. Pivoine", True),
        ("Département", "Département du Tarn", True),
    ],
)
def test_near_name(text, known, found):
    index = NameIndex()
    index.add("1", known)

    assert index.nearest(text) == ("1" if found else None)
