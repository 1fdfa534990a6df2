"""The demonstration: 17 example actions and what goes with them, read from data/plan/.

Examples, not facts: every row is flagged `is_demo` and `remove_demo` takes them all away. What the
files say bears the names of the fields; what they leave out takes the default of the model.
"""

from datetime import date, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from actions.models import (
    Action,
    ActionKind,
    ActionPartner,
    Audience,
    Funding,
    Indicator,
    Measure,
    Milestone,
    People,
    Picture,
    Place,
    Update,
)
from conventions.models import Committee, Commune, Convention, Domain, Enjeu, Meeting, Objective
from conventions.shipped_content import load_by_slug
from demonstration.content_files import (
    CONVENTION,
    MissingContentError,
    paris_time,
    read_toml,
    working_day,
)
from partners.models import Organisation

DEMO = Path(__file__).resolve().parent / "data" / "plan"
MEASURED_ON = (date(2024, 12, 31), date(2025, 12, 31))
SOURCE = "Bilan de l’organisation pilote (exemple)"
LINES = ("places", "partners", "fundings", "milestones", "indicators", "updates", "pictures")


class Demonstration:
    """Loads the examples with `loader`, on the date `today`; rows already there are kept."""

    def __init__(self, loader, today):
        self.loader = loader
        self.today = today
        self.convention = Convention.objects.filter(slug=CONVENTION).first()
        self.enjeux = {row.code: row for row in Enjeu.objects.filter(convention=self.convention)}
        self.domains = {row.position: row for row in Domain.objects.all()}
        self.audiences = {row.slug: row for row in Audience.objects.all()}
        self.communes = {row.name: row for row in Commune.objects.all()}

    def load(self):
        """Load everything; raise MissingContentError when `load_content` has not run."""
        plan = {}
        for path in DEMO.glob("enjeu-*.toml"):
            plan |= read_toml(path)
        for code, facts in read_toml(DEMO / "services.toml").items():
            plan[code] |= {"kind": ActionKind.SERVICE, **facts}
        if not self.convention or not {code[0] for code in plan} <= set(self.enjeux):
            raise MissingContentError
        for row in read_toml(DEMO / "organisations.toml")["organisations"]:
            load_by_slug(self.loader, Organisation, {**row, "is_published": True})
        self.organisations = {row.slug: row for row in Organisation.objects.all()}
        self.actions = {}
        for code in sorted(plan):  # a successor has a smaller code than what it takes over
            self.load_action(code, plan[code])
        for position, row in enumerate(read_toml(DEMO / "governance.toml")["committees"], start=1):
            self.load_committee(row, position)

    def day(self, number):
        return working_day(number, self.today)

    def load_objective(self, code, title):
        return self.loader.load(
            Objective,
            f"{CONVENTION}/{code}",
            {"convention": self.convention, "code": code},
            {"enjeu": self.enjeux[code[0]], "title": title, "position": int(code[-1])},
        )

    def load_action(self, code, facts):
        lines = {name: facts.pop(name, []) for name in LINES}
        links = {
            "audiences": [self.audiences.get(slug) for slug in facts.pop("audiences")],
            "domains": [self.domains.get(position) for position in facts.pop("domains")],
            "communes": [self.communes.get(name) for name in facts.pop("communes", [])],
        }
        if facts.pop("late", False):  # whatever the day
            facts["ends_on"] = min(facts["ends_on"], self.today - timedelta(days=30))
        lead = self.organisations.get(facts["lead"])
        declared_on = self.day(facts.get("avancement_on"))
        values = {
            **facts,
            "number": Action.objects.next_number(),
            "enjeu": self.enjeux[code[0]],
            "objective": self.load_objective(code[:-2], facts["objective"]),
            "position": int(code[-1]),
            "avancement_on": declared_on,
            "avancement_by": lead if declared_on else None,
            "lead": lead,
            "whole_territory": not links["communes"],
            "successor": self.actions.get(facts.get("successor")),
            "verified_on": self.day(facts.get("verified_on")),
            "practical_verified_on": self.day(facts.get("practical_verified_on")),
            "is_published": True,
        }
        lookup = {"convention": self.convention, "code": code}
        action = self.loader.load(Action, f"{CONVENTION}/{code}", lookup, values, links)
        self.actions[code] = action
        for name, rows in lines.items():
            getattr(self, f"load_{name}")(action, code, rows, lead)

    def load_places(self, action, code, rows, lead):
        for position, facts in enumerate(rows, start=1):
            commune = self.communes.get(facts.pop("commune", None))
            lookup = {"action": action, "name": facts.pop("name"), "commune": commune}
            self.loader.load(
                Place, f"{code}/lieu/{position}", lookup, facts | {"position": position}
            )

    def load_partners(self, action, code, rows, lead):
        for slug, role in rows:
            organisation = self.organisations.get(slug)
            lookup = {"action": action, "organisation": organisation, "role": role}
            self.loader.load(ActionPartner, f"{code}/{slug}/{role}", lookup, {})

    def load_fundings(self, action, code, rows, lead):
        for year, slug, planned, actual in rows:
            lookup = {"action": action, "year": year, "funder": self.organisations.get(slug)}
            values = {"planned": planned, "actual": None if actual == "" else actual}
            self.loader.load(Funding, f"{code}/{year}/{slug}", lookup, values)

    def load_milestones(self, action, code, rows, lead):
        for position, (title, state, *days) in enumerate(rows, start=1):
            dates = zip(("planned_on", "done_on"), map(self.day, days), strict=False)
            values = {"state": state, "position": position, **dict(dates)}
            lookup = {"action": action, "title": title}
            self.loader.load(Milestone, f"{code}/{position}", lookup, values)

    def load_indicators(self, action, code, rows, lead):
        for position, facts in enumerate(rows, start=1):
            told = [{"text": text} for text in facts.pop("texts", [])]
            told += [
                {"is_unavailable": True, "comment": value}
                if isinstance(value, str)
                else {"value": value}
                for value in facts.pop("values", [])
            ]
            values = {**facts, "source": SOURCE, "reported_by": lead, "position": position}
            lookup = {"action": action, "code": f"{code}-{position}"}
            indicator = self.loader.load(Indicator, f"{code}/{position}", lookup, values)
            for on, value in zip(MEASURED_ON, told, strict=False):
                key, lookup = f"{code}/{position}/{on.year}", {"indicator": indicator, "on": on}
                self.loader.load(Measure, key, lookup, {**value, "source": SOURCE})

    def load_updates(self, action, code, rows, lead):
        published = {}
        for position, facts in enumerate(rows, start=1):
            title, day = facts.pop("title"), self.day(facts.pop("day"))
            values = {
                **facts,
                "organisation": lead,
                "published_at": paris_time(day, "10:00"),
                "replaces": published.get(facts.get("replaces")),
            }
            lookup = {"action": action, "title": title}
            published[title] = self.loader.load(Update, f"{code}/{position}", lookup, values)

    def load_pictures(self, action, code, rows, lead):
        for position, facts in enumerate(rows, start=1):
            lookup = {"action": action, "alt": facts["alt"]}
            drawn = Picture()
            if not Picture.objects.filter(**lookup).exists():
                drawn.take_file(example_picture(facts["file"]))
            values = {
                "file": drawn.file.name,
                "versions": drawn.versions,
                "stamp": drawn.stamp,
                "caption": facts["caption"],
                "credit": "dessin d’exemple",
                "people": People.NOBODY,
                "position": position,
                "is_published": True,
            }
            self.loader.load(Picture, f"{code}/{position}", lookup, values)

    def load_committee(self, facts, position):
        key, meetings = f"{CONVENTION}/{facts.pop('key')}", facts.pop("meetings")
        lookup = {"convention": self.convention, "name": facts["name"]}
        committee = self.loader.load(Committee, key, lookup, {**facts, "position": position})
        for row in meetings:
            one, day = row.pop("key"), self.day(row.pop("day"))
            hours = {name: paris_time(day, row[name]) for name in ("starts_at", "ends_at")}
            values = {**row, **hours, "is_published": True}
            lookup = {"committee": committee, "title": row["title"]}
            self.loader.load(Meeting, f"{key}/{one}", lookup, values)


def example_picture(name):
    """A drawing of the examples as a file that somebody would send: it shows nobody."""
    return ContentFile((DEMO / name).read_bytes(), name)
