"""All that residents may search, as documents.

Only what is public is read here, by the querysets that the pages use.
"""

from collections.abc import Callable, Iterable

from django.db.models import Prefetch
from django.urls import reverse

from actions.coming_dates import agenda_meetings
from actions.models import Action, ActionPartner, Indicator, Milestone, Update
from actions.models.attached import public_documents
from actions.searched_texts import (
    ABOUT,
    BODY,
    DETAIL,
    SENTENCE,
    TITLE,
    action_texts,
    same_code,
    texts,
)
from conventions.models import Commune, Convention, Enjeu, GlossaryEntry, Objective, Page
from conventions.views import anchored
from partners.models import Organisation
from records.french import full_date
from search.index import Findable
from search.models import Synonym

# Rooms that come after this one add what they publish: functions of a Reader that give Findables.
others: list[Callable[["Reader"], Iterable[Findable]]] = []


class Reader:
    """Reads every document at one moment: a constant number of queries."""

    def __init__(self, at):
        self.at = at
        self.today = set(Convention.objects.of_today().values_list("pk", flat=True))
        rows = Convention.objects.public().prefetch_related("communes", "territory__communes")
        # « crèche Lavaur »: what serves the whole territory serves each of its communes.
        self.covered = {
            row.pk: ", ".join(map(str, row.communes.all() or row.territory.communes.all()))
            for row in rows
        }

    def former(self, convention):
        """The period of a `convention` that is not of today, "" otherwise."""
        return "" if convention.pk in self.today else convention.slug

    def documents(self):
        """Every Findable, in no order."""
        self.news = list(
            Update.objects.published(self.at)
            .filter(nothing_new=False)
            .select_related("action__convention", "organisation")
        )
        for read in (
            *(self.actions, self.organisations, self.communes, self.levels, self.conventions),
            *(self.updates, self.meetings, self.files, self.pages, self.words),
        ):
            yield from read()
        for of_other_room in others:
            yield from of_other_room(self)

    def actions(self):
        told = {}
        for update in self.news:
            told.setdefault(update.action_id, []).append(update)
        rows = (
            Action.objects.public()
            .select_related("convention", "enjeu", "objective", "lead")
            .prefetch_related(
                *("audiences", "communes", "domains", "places__commune"),
                Prefetch("lead__merged", Organisation._base_manager.all()),
                Prefetch("milestones", Milestone.objects.only("action", "title")),
                Prefetch("indicators", Indicator.objects.only("action", "label", "comment")),
                Prefetch("action_partners", ActionPartner.objects.select_related("organisation")),
                Prefetch("action_partners__organisation__merged", Organisation._base_manager.all()),
            )
        )
        for action in rows:
            code = same_code(action.code)
            yield Findable(
                kind="action",
                key=action.pk,
                title=action.title,
                url=action.get_absolute_url(),
                texts=action_texts(
                    action, told.get(action.pk, ()), self.covered[action.convention_id]
                ),
                codes=(code, f"action {code}", f"action {action.number}"),
                former=self.former(action.convention),
                is_demo=action.is_demo,
            )

    def organisations(self):
        for row in Organisation.objects.public():
            yield Findable(
                kind="organisation",
                key=row.pk,
                title=row.name,
                url=row.get_absolute_url(),
                texts=texts(
                    (TITLE, "", f"{row.name} {row.short_name}"),
                    (ABOUT, "Organisation", row.get_kind_display()),
                    (SENTENCE, "", row.presentation),
                    (BODY, "Adresse", row.address),
                ),
                names=(row.short_name, row.name.removesuffix(" (exemple)")),
                boost=0.8,
                note=row.get_kind_display(),
                is_demo=row.is_demo,
            )

    def communes(self):
        for row in Commune.objects.public():
            yield Findable(
                kind="commune",
                key=row.pk,
                title=row.name,
                url=row.get_absolute_url(),
                texts=texts((TITLE, "", row.name), (DETAIL, "", row.department)),
                note="Ce qui existe dans cette commune",
            )

    def levels(self):
        for kind, model in (("enjeu", Enjeu), ("objective", Objective)):
            rows = model.objects.filter(convention__is_published=True)
            for row in rows.select_related("convention"):
                code, level = same_code(row.code), row._meta.verbose_name
                yield Findable(
                    kind=kind,
                    key=row.pk,
                    title=str(row),
                    url=row.get_absolute_url(),
                    texts=texts(
                        (TITLE, "", row.title),
                        (SENTENCE, "", getattr(row, "summary", "")),
                        (BODY, "", row.description),
                    ),
                    codes=((code,) if kind == "objective" else ()) + (f"{level} {code}",),
                    boost=0.22,
                    note=level.capitalize(),
                    former=self.former(row.convention),
                    is_demo=row.is_demo,
                )

    def conventions(self):
        for row in Convention.objects.public():
            yield Findable(
                kind="convention",
                key=row.pk,
                title=row.title,
                url=row.get_absolute_url(),
                texts=texts(
                    (TITLE, "", f"{row.title} {row.slug}"),
                    (SENTENCE, "", row.summary),
                    (BODY, "", row.introduction),
                    (BODY, "", row.governance),
                ),
                names=(row.slug,),
                boost=0.22,
                note="Convention",
                former=self.former(row),
            )

    def updates(self):
        for row in self.news:
            yield Findable(
                kind="update",
                key=row.pk,
                title=row.title,
                url=row.get_absolute_url(),
                texts=texts(
                    (TITLE, "", row.title), (ABOUT, "", row.body), (BODY, "", row.next_steps)
                ),
                boost=0.4,
                note=f"Actualité du {full_date(row.said_on)}",
                former=self.former(row.action.convention),
                is_demo=row.is_demo,
            )

    def meetings(self):
        coming, past = agenda_meetings(self.at)
        for row, minutes in (*((row, "") for row in coming), *((row, row.minutes) for row in past)):
            cancelled = ", annulée" if row.is_cancelled else ""
            yield Findable(
                kind="meeting",
                key=row.pk,
                title=row.title,
                url=reverse("agenda"),
                texts=texts(
                    (TITLE, "", row.title),
                    (ABOUT, "Instance", f"{row.committee.name} {row.committee.short_name}"),
                    (ABOUT, "Lieu", row.place),
                    (BODY, "", row.agenda),
                    (BODY, "", minutes),
                ),
                boost=0.5,
                note=f"Réunion du {full_date(row.starts_at)}{cancelled}",
                former=self.former(row.committee.convention),
                is_demo=row.is_demo,
            )

    def files(self):
        for row in public_documents().select_related("convention"):
            yield Findable(
                kind="document",
                key=row.pk,
                title=row.title,
                url=row.get_absolute_url(),
                texts=texts((TITLE, "", row.title), (DETAIL, "", row.text)),
                boost=0.4,
                note=f"Document, {row.format_name}",
                former=self.former(row.convention),
                is_demo=row.is_demo,
            )

    def pages(self):
        for row in Page.objects.public():
            yield Findable(
                kind="page",
                key=row.pk,
                title=row.title,
                url=row.get_absolute_url(),
                texts=texts((TITLE, "", row.title), (ABOUT, "", row.lead), (DETAIL, "", row.body)),
                boost=0.3,
                note="Page du site",
            )

    def words(self):
        for anchor, row in anchored(GlossaryEntry.objects.all()):
            yield Findable(
                kind="word",
                key=row.pk,
                title=f"{row.term} : {row.expansion}" if row.expansion else row.term,
                url=f"{reverse('glossary')}#{anchor}",
                texts=texts(
                    (TITLE, "", f"{row.term} {row.expansion}"), (ABOUT, "", row.definition)
                ),
                names=(row.term, row.expansion),
                boost=0.25,
                note="Mot expliqué",
            )


def vocabulary():
    """Groups of words that say the same thing: those of the team, acronyms and names both ways."""
    groups = [row.group for row in Synonym.objects.all()]
    acronyms = GlossaryEntry.objects.exclude(expansion="").values_list("term", "expansion")
    known = Organisation.objects.public().exclude(short_name="")
    for short, whole in (*acronyms, *known.values_list("short_name", "name")):
        groups += [([short], [whole]), ([whole], [short])]
    return groups
