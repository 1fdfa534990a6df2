"""All that residents may search, as documents: what each text weighs, and what it is called.

Only what is public is read here, by the querysets that the pages use. A new text of an action is
found once it has its line in `action_texts`.
"""

from django.db.models import Prefetch
from django.urls import reverse

from actions.models import Action, ActionPartner, Indicator, Milestone, Update
from actions.models.attached import public_documents
from conventions.models import Commune, Convention, Enjeu, GlossaryEntry, Meeting, Objective, Page
from conventions.views import anchored
from partners.models import Organisation
from records.french import full_date
from search.index import Findable, Text
from search.models import Synonym

TITLE, SENTENCE, WHO, ABOUT, BODY, DETAIL, FAINT = 10.0, 5.0, 3.5, 2.5, 2.0, 1.5, 0.3
EVERYWHERE = "Dans ces communes"
SAID_ELSEWHERE = ("Dans", "Thème", "Avancement", "Organisation", EVERYWHERE)


def texts(*rows):
    """Text rows of (weight, label, words), the empty ones left out."""
    return tuple(
        Text(weight, label, words, shown=weight != TITLE and label not in SAID_ELSEWHERE)
        for weight, label, words in rows
        if words
    )


def same_code(code):
    """`code` as people type it, whatever stands between its numbers."""
    return code.lower().replace("-", ".")


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
        rows = Meeting.objects.public().select_related("committee__convention")
        for row in rows:
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
                    (BODY, "", row.minutes),
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
                texts=texts((TITLE, "", row.title)),
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


def called(organisation):
    """All names of `organisation`, those merged with it too: people search one or the other."""
    others = [organisation.short_name, *(row.name for row in organisation.merged.all())]
    told = ", ".join(filter(None, others))
    return f"{organisation} ({told})" if told else str(organisation)


def action_texts(action, told, covered):
    """Public texts of a fetched `action`, its news `told`, the communes `covered` by its plan."""

    def names(rows):
        return ", ".join(str(row) for row in rows.all())

    helpers = (
        f"{called(row.organisation)}, {row.get_role_display().lower()}"
        for row in action.action_partners.all()
    )
    measured = (f"{row.label}. {row.comment}" for row in action.indicators.all())
    levels = filter(None, (action.objective, action.enjeu))
    return texts(
        (TITLE, "", action.names),
        (SENTENCE, "", action.summary),
        (ABOUT, "En profiter", action.practical_words),
        (WHO, "Pour qui", names(action.audiences)),
        (WHO, "Où", "tout le territoire" if action.whole_territory else names(action.communes)),
        (FAINT, EVERYWHERE, covered if action.whole_territory else ""),
        (WHO, "Pilote", called(action.lead) if action.lead else ""),
        (DETAIL, "Avec", ". ".join(helpers)),
        (ABOUT, "Thème", names(action.domains)),
        (ABOUT, "Dans", " – ".join(str(level) for level in levels)),
        (BODY, "", action.description),
        (BODY, "", action.context),
        (BODY, "Étapes", ". ".join(row.title for row in action.milestones.all())),
        (DETAIL, "", action.expected_results),
        (DETAIL, "", action.perspectives),
        (DETAIL, "Moyens", action.human_means),
        (DETAIL, "Avancement", action.get_avancement_display()),
        (DETAIL, "", action.avancement_reason),
        (DETAIL, "Mesuré par", ". ".join(measured)),
        (DETAIL, "Actualité", "\n".join(f"{u.title}\n{u.body}\n{u.next_steps}" for u in told)),
    )


def vocabulary():
    """Groups of words that say the same thing: those of the team, acronyms and names both ways."""
    groups = [row.group for row in Synonym.objects.all()]
    acronyms = GlossaryEntry.objects.exclude(expansion="").values_list("term", "expansion")
    known = Organisation.objects.public().exclude(short_name="")
    for short, whole in (*acronyms, *known.values_list("short_name", "name")):
        groups += [([short], [whole]), ([whole], [short])]
    return groups
