"""What tests of conflicts share: where a row is changed, and what the page of a conflict asks."""

import html5lib
from django.urls import reverse

from tests.records.admin.forms import HTML


def address(row, verb="change"):
    name = row._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_{verb}", args=[row.pk])


def questions_of(response):
    """Legend → what its two versions say, of the page of a conflict."""
    page = html5lib.parse(response.content.decode(), treebuilder="etree")
    found = {}
    for fieldset in page.iter(f"{HTML}fieldset"):
        legend = fieldset.find(f"{HTML}legend")
        if legend is not None:
            found[words(legend)] = [
                words(part)
                for part in fieldset.iter(f"{HTML}div")
                if "conflict-version" in part.get("class", "").split()
            ]
    return found


def words(element):
    return " ".join("".join(element.itertext()).split())
