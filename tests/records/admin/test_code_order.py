"""In the lists of the back-office, codes sort as people count: 1.2 before 1.10."""

import pytest

from tests.factories import ActionFactory, EnjeuFactory, ObjectiveFactory
from tests.reading import of_class, text_of, tree

CODES = ["1.2", "1.10", "1.1"]


@pytest.mark.parametrize(
    ("model", "path", "column"),
    [(ActionFactory, "actions/action", 1), (ObjectiveFactory, "conventions/objective", 0)],
)
@pytest.mark.parametrize(("way", "shown"), [("", [2, 0, 1]), ("-", [1, 0, 2])])
def test_column_of_codes_sorts_as_numbers(model, path, column, way, shown, staff_client):
    enjeu = EnjeuFactory(public=True, code="1")
    for code in CODES:
        model(enjeu=enjeu, code=code)
    page = tree(staff_client.get(f"/admin/{path}/?o={way}{column}"))

    assert [text_of(cell) for cell in of_class(page, "field-numbered")] == [
        CODES[rank] for rank in shown
    ]
