"""Atom feeds of the news that residents read on the pages, newest first."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from actions.models import Action, Update
from conventions.models import Commune, Enjeu
from follow.names import clean, tag
from records.archive import public_or_gone

MOST_ENTRIES = 30
# A feed without news says a day that does not move, or each reading would look like a change.
NOTHING_YET = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


class AtomWithContent(Atom1Feed):
    """Atom with the whole text of each entry, and a steady date when it has none."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else NOTHING_YET

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class NewsFeed(Feed):
    """All the news; the others keep a part of them."""

    feed_type = AtomWithContent
    item_description = None

    def title(self, subject):
        return "Toutes les actualités"

    def link(self, subject):
        return reverse("news")

    def feed_guid(self, subject):
        return tag("actualites")

    def news_of(self, updates, subject):
        return updates

    def items(self, subject):
        updates = Update.objects.published(timezone.now()).filter(nothing_new=False)
        return self.news_of(updates, subject).select_related("action", "organisation", "replaces")[
            :MOST_ENTRIES
        ]

    def item_title(self, item):
        return clean(item.title)

    def item_guid(self, item):
        return tag(f"actualite-{item.pk}")

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        # News are append-only: a correction is another entry.
        return item.published_at

    def item_author_name(self, item):
        return clean(item.organisation.label) if item.organisation else None

    def item_categories(self, item):
        return [clean(item.action.title)]

    def item_extra_kwargs(self, item):
        return {"content": clean(render_to_string("follow/_entry.html", {"update": item}))}


class ActionFeed(NewsFeed):
    """What happens to one action."""

    def get_object(self, request, number):
        return public_or_gone(Action.objects.public(), number=number)

    def title(self, subject):
        return clean(f"Actualités : {subject.title}")

    def link(self, subject):
        return subject.get_absolute_url()

    def feed_guid(self, subject):
        return tag(f"action-{subject.number}")

    def news_of(self, updates, subject):
        return updates.filter(action=subject)


class EnjeuFeed(NewsFeed):
    """What happens to the actions of one enjeu."""

    def get_object(self, request, slug, code):
        enjeux = Enjeu.objects.filter(convention__is_published=True)
        return get_object_or_404(
            enjeux.select_related("convention__territory"), convention__slug=slug, code=code
        )

    def title(self, subject):
        name = subject.convention.territory.enjeu_name
        return clean(f"Actualités : {name} {subject}")

    def link(self, subject):
        return subject.get_absolute_url()

    def feed_guid(self, subject):
        return tag(f"enjeu-{subject.pk}")

    def news_of(self, updates, subject):
        return updates.filter(action__enjeu=subject)


class CommuneFeed(NewsFeed):
    """What happens to the actions that concern one commune, those of the whole territory too."""

    def get_object(self, request, slug):
        return get_object_or_404(Commune, slug=slug)

    def title(self, subject):
        return clean(f"Actualités pour {subject.name}")

    def link(self, subject):
        return subject.get_absolute_url()

    def feed_guid(self, subject):
        return tag(f"commune-{subject.insee}")

    def news_of(self, updates, subject):
        near = Action.objects.of_today().in_commune(subject)
        return updates.filter(action__in=near.values("pk"))
