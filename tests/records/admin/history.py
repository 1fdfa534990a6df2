"""How tests read the history of a row and go back in it."""

from django.urls import reverse

from records.history.timeline import Timeline, stamp_of
from tests.reading import find, text_of, tree
from tests.records.admin.forms import typed


def address(row, verb, *args):
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_{verb}", args=[row.pk, *args])


def save(client, row, **given):
    """Send the form of `row` with `given` values, as the page offers it."""
    page = typed(client.get(address(row, "change")))
    return client.post(address(row, "change"), page | given)


def history(client, row):
    return client.get(address(row, "history"))


def versions(response):
    """What each entry of a history page says, newest first."""
    return [text_of(section) for section in find(tree(response), "main article")]


def stamps(row):
    """Stamps of the changes of `row` and its lines, newest first."""
    return [stamp_of(at) for at, _by in Timeline(type(row), row.pk).moments]


def go_back(client, row, stamp, **given):
    """Confirm the return of `row` to the version `stamp`, as the page offers it."""
    page = typed(client.get(address(row, "revert", stamp)))
    return client.post(address(row, "revert", stamp), page | given)
