"""Every field declared unique is refused twice, in words and by the database."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from tests import factories
from tests.factories import Factory

FACTORIES = {
    kind._meta.model: kind
    for kind in vars(factories).values()
    if isinstance(kind, type) and issubclass(kind, Factory) and kind is not Factory
}
# Two rows cannot take the place of the same one: test_convention.py, test_update.py.
TESTED_APART = {"conventions.Convention.predecessor", "actions.Update.replaces"}
UNIQUE = {
    f"{model._meta.label}.{field.name}": (model, field)
    for room in ("partners", "conventions", "actions")
    for model in apps.get_app_config(room).get_models()
    for field in model._meta.local_fields
    if field.unique and not field.primary_key
}
WORDS = {
    "partners.Organisation.slug": (
        "Une organisation a déjà cette adresse : choisissez-en une autre."
    ),
    "partners.User.email": "Un compte existe déjà avec cette adresse.",
    "conventions.Convention.slug": "Une convention a déjà cette adresse.",
    "conventions.Commune.insee": "Une commune a déjà ce code INSEE.",
    "conventions.GlossaryEntry.term": "Ce mot est déjà dans le glossaire.",
}


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(set(UNIQUE) - TESTED_APART))
def test_second_row_with_the_same_value_is_refused(label):
    model, field = UNIQUE[label]
    first, second = FACTORIES[model].create_batch(2)
    setattr(second, field.name, getattr(first, field.name))

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    messages = refusal.value.message_dict[field.name]
    if label in WORDS:
        assert messages == [WORDS[label]]
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(second)


def test_fields_with_their_own_words_are_unique_fields():
    assert set(WORDS) <= set(UNIQUE)
    assert set(UNIQUE) >= TESTED_APART
