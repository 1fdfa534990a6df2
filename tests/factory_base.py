"""What every factory shares."""

from factory.django import DjangoModelFactory


class Factory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True
