"""A plan whose actions differ by every filter, and what the list of actions shows of it."""

import re

from tests.factories import (
    ActionFactory,
    AudienceFactory,
    CommuneFactory,
    DomainFactory,
    EnjeuFactory,
    OrganisationFactory,
)
from tests.reading import find, main_of, text_of

STATES = ("ongoing", "done", "settled", "paused", "dropped", "late")


def build_plan():
    """Twenty-four actions that differ by every filter, and a few nobody may see."""
    enjeux = EnjeuFactory.create_batch(2, public=True)
    territory = enjeux[0].convention.territory
    audiences, domains = AudienceFactory.create_batch(3), DomainFactory.create_batch(2)
    communes = CommuneFactory.create_batch(3, territory=territory)
    CommuneFactory()  # of another territory
    leads = [OrganisationFactory(public=True), OrganisationFactory(short_name="MSA"), None]
    for turn in range(24):
        kind = {STATES[turn % 7]: True} if turn % 7 < len(STATES) else {}
        ActionFactory(
            published=True,
            enjeu=enjeux[turn % 2],
            lead=leads[turn % 3],
            audiences=audiences[: turn % 4],
            domains=domains[turn % 3 :],
            communes=communes[turn % 3 : turn % 5],
            whole_territory=turn % 4 == 0,
            title=("Crèche" if turn % 2 else "Été jeunes") + f" {turn}",
            **kind,
        )
    hidden = {"whole_territory": True, "lead": leads[0], "audiences": audiences}
    ActionFactory(enjeu=enjeux[0], **hidden)
    ActionFactory(published=True, **hidden)
    return enjeux[0].convention


def ask(client, query=""):
    return main_of(client.get(f"/actions/?{query}", follow=True))


def count(page):
    """Number of results that the page announces."""
    heading = next(h for h in find(page, "h2") if h.get("id") == "resultats")
    found = re.match(r"(\d+|Aucune) actions?\b", text_of(heading))
    return 0 if found[1] == "Aucune" else int(found[1])


def titles(page):
    return [
        text_of(find(row, "a")[0])
        for rows in find(page, "ul")
        if rows.get("class") == "rows"
        for row in rows
    ]


def use_groups(page, heading="h3"):
    """Dict heading of a group of `page`, with its count → the names of its lines."""
    sections = [one for one in find(page, "section") if "group" in one.get("class", "").split()]
    return {text_of(find(one, heading)[0]): titles(one) for one in sections}


def options(page):
    """List of (filter, value, number of actions announced) of every option of the form."""
    return [
        (select.get("name"), option.get("value"), int(found[1]))
        for select in find(page, "select")
        for option in find(select, "option")
        if (found := re.search(r"\((\d+)\)$", text_of(option)))
    ]


def active_links(page):
    """Dict text of a filter in force → query of the link that drops it."""
    return {
        text_of(link): link.get("href")
        for rows in find(page, "ul")
        if "active-filters" in (rows.get("class") or "").split()
        for link in find(rows, "a")
    }
