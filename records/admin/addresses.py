"""The address of a row is made from its name, by the server when no script did it."""

from django.utils.text import slugify

SLUG = "slug"
LEFT_EMPTY = "S’il est vide, le site le compose."


class AddressForm:
    """A form whose address may be left empty: it then comes from the field `slug_from`."""

    slug_from = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if SLUG in self.fields:
            field = self.fields[SLUG]
            field.required, field.is_sometimes_required = False, True
            field.help_text = f"{field.help_text} {LEFT_EMPTY}".strip()

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if SLUG in self.fields and SLUG not in self.errors and not cleaned.get(SLUG):
            cleaned[SLUG] = self.free_address(cleaned.get(self.slug_from) or "")
            if not cleaned[SLUG]:
                self.add_error(SLUG, self.fields[SLUG].error_messages["required"])
        return cleaned

    def free_address(self, text):
        """The address that `text` makes, with a number when another row has it."""
        longest = self.instance._meta.get_field(SLUG).max_length
        start = slugify(text)[: longest - 5].strip("-")
        others = type(self.instance)._base_manager.exclude(pk=self.instance.pk)
        taken = set(others.filter(slug__startswith=start).values_list(SLUG, flat=True))
        slug, number = start, 1
        while slug in taken:
            number += 1
            slug = f"{start}-{number}"
        return slug


def with_address(form_class, slug_from):
    """`form_class` whose address comes from the field `slug_from` when it is left empty."""
    return type(form_class)(
        form_class.__name__, (AddressForm, form_class), {"slug_from": slug_from}
    )
