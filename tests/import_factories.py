"""Factories of what an import keeps; tests take them from tests.factories."""

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory import Sequence, SubFactory, Trait

from actions.models import ImportBatch, ImportState, ImportWord, WordKind
from tests.factory_base import Factory


class ImportBatchFactory(Factory):
    class Meta:
        model = ImportBatch

    class Params:
        applied = Trait(state=ImportState.APPLIED, applied_on=factory.LazyFunction(timezone.now))
        undone = Trait(
            state=ImportState.UNDONE,
            applied_on=factory.LazyFunction(timezone.now),
            undone_on=factory.LazyFunction(timezone.now),
        )

    convention = SubFactory("tests.factories.ConventionFactory")
    file = factory.LazyFunction(lambda: ContentFile(b"code,titre\n", name="plan.csv"))
    file_name = Sequence(lambda n: f"plan-{n}.csv")
    sha256 = "0" * 64
    size = 11


class ImportWordFactory(Factory):
    class Meta:
        model = ImportWord

    kind = WordKind.STATE
    word = Sequence(lambda n: f"mot {n}")
    target = "realisee"
