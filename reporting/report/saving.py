"""Rows of the public side as a publication writes them: locked, and checked in words."""


def locked_row(model, key):
    """The row `key` of `model`, kept from other writers until the end of the transaction."""
    return model._base_manager.select_for_update().get(pk=key)


def save_checked(row):
    """Save `row`, its constraints checked first so that what is wrong is said in words."""
    row.validate_constraints()
    row.save()
