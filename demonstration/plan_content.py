"""The demonstration: 17 example actions and what goes with them, read from data/plan/.

Examples, not facts: every row is flagged `is_demo` and `remove_demo` takes them all away.
"""

import re
from datetime import date, timedelta
from pathlib import Path

from actions.models import (
    Action,
    ActionPartner,
    Audience,
    Funding,
    Indicator,
    Measure,
    Milestone,
    People,
    Picture,
    Update,
)
from conventions.models import Committee, Commune, Convention, Domain, Enjeu, Meeting, Objective
from conventions.shipped_content import load_by_slug, read_csv
from demonstration.content_files import (
    CONVENTION,
    MissingContentError,
    paris_time,
    read_toml,
    working_day,
)
from demonstration.plan_pictures import SCENES
from partners.models import Organisation

DEMO = Path(__file__).resolve().parent / "data" / "plan"
MEASURED_ON = (date(2024, 12, 31), date(2025, 12, 31))
UNITS = {"nombre": "", "nombre/an": "par an", "%": "%", "h/semaine": "heures par semaine"}
SOURCE = "Bilan de l’organisation pilote (exemple)"
TEXTS = ("context", "description", "expected_results", "perspectives", "human_means")


def indicator_names(cell):
    """(label, unit) of each indicator in « nom (unité)|nom (unité) »."""
    names = []
    for part in cell.split("|"):
        label, unit = re.fullmatch(r"(.+) \((.+)\)", part).groups()
        names.append((label[0].upper() + label[1:], UNITS[unit]))
    return names


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
        plan = read_csv(DEMO / "actions.csv")
        if not self.convention or not {row["enjeu"] for row in plan} <= set(self.enjeux):
            raise MissingContentError
        for row in read_toml(DEMO / "organisations.toml")["organisations"]:
            load_by_slug(self.loader, Organisation, {**row, "is_published": True})
        self.organisations = {row.slug: row for row in Organisation.objects.all()}
        details = {}
        for path in sorted(DEMO.glob("enjeu-*.toml")):
            details |= read_toml(path)
        self.actions = {}
        for row in plan:  # in the order of the file: a successor comes before what it takes over
            self.load_action(row, details[row["code"]])
        for position, row in enumerate(read_toml(DEMO / "governance.toml")["committees"], start=1):
            self.load_committee(row, position)

    def load_objective(self, row):
        code = row["code"].rsplit(".", 1)[0]
        return self.loader.load(
            Objective,
            f"{CONVENTION}/{code}",
            {"convention": self.convention, "code": code},
            {
                "enjeu": self.enjeux[row["enjeu"]],
                "title": row["objectif"],
                "position": int(code.rsplit(".", 1)[1]),
            },
        )

    def load_action(self, row, details):
        code = row["code"]
        lead = self.organisations.get(details["lead"])
        declared_on = working_day(details.get("declared"), self.today)
        communes = [self.communes.get(name) for name in details.get("communes", [])]
        values = {
            "number": Action.objects.next_number(),
            "enjeu": self.enjeux[row["enjeu"]],
            "objective": self.load_objective(row),
            "position": int(code.rsplit(".", 1)[1]),
            "title": row["intitule"],
            "summary": details["summary"],
            **{name: details.get(name, "").strip() for name in TEXTS},
            "avancement": row["avancement"],
            "avancement_reason": row["motif"],
            "avancement_on": declared_on,
            "avancement_by": lead if declared_on else None,
            "starts_on": details["starts_on"],
            "ends_on": self.planned_end(details),
            "is_permanent": row["permanente"] == "oui",
            "lead": lead,
            "whole_territory": not communes,
            "successor": self.actions.get(details.get("successor")),
            "verified_on": working_day(details.get("verified"), self.today),
            "is_published": True,
        }
        links = {
            "audiences": [self.audiences.get(slug) for slug in details["audiences"]],
            "domains": [self.domains.get(position) for position in details["domains"]],
            "communes": communes,
        }
        lookup = {"convention": self.convention, "code": code}
        action = self.loader.load(Action, f"{CONVENTION}/{code}", lookup, values, links)
        self.actions[code] = action
        self.load_partners(action, code, details)
        self.load_milestones(action, code, details)
        self.load_indicators(action, code, row, details, lead)
        self.load_updates(action, code, details, lead)
        self.load_pictures(action, code)

    def planned_end(self, details):
        """The planned end; for the example marked late, always before today."""
        ends_on = details.get("ends_on")
        if details.get("late"):
            return min(ends_on, self.today - timedelta(days=30))
        return ends_on

    def load_partners(self, action, code, details):
        for slug, role in details.get("partners", []):
            organisation = self.organisations.get(slug)
            lookup = {"action": action, "organisation": organisation, "role": role}
            self.loader.load(ActionPartner, f"{code}/{slug}/{role}", lookup, {})
        for year, slug, planned, actual in details.get("fundings", []):
            organisation = self.organisations.get(slug)
            lookup = {"action": action, "year": year, "funder": organisation}
            self.loader.load(
                Funding,
                f"{code}/{year}/{slug}",
                lookup,
                {"planned": planned, "actual": None if actual == "" else actual},
            )

    def load_milestones(self, action, code, details):
        for position, (title, state, *days) in enumerate(details.get("milestones", []), start=1):
            planned_on, done_on = (working_day(day, self.today) for day in (*days, None, None)[:2])
            self.loader.load(
                Milestone,
                f"{code}/{position}",
                {"action": action, "title": title},
                {
                    "state": state,
                    "planned_on": planned_on,
                    "done_on": done_on,
                    "position": position,
                },
            )

    def load_indicators(self, action, code, row, details, lead):
        names = indicator_names(row["indicateurs"])
        for position, facts in enumerate(details["indicators"], start=1):
            label, unit = (facts["label"], "") if "label" in facts else names[position - 1]
            baseline, target = (
                facts.get("baseline", (None, None)),
                facts.get("target", (None, None)),
            )
            indicator = self.loader.load(
                Indicator,
                f"{code}/{position}",
                {"action": action, "code": f"{code}-{position}"},
                {
                    "label": label,
                    "unit": unit,
                    "kind": facts.get("kind", "quantitatif"),
                    "type": facts.get("type", "realisation"),
                    "source": SOURCE,
                    "reported_by": lead,
                    "counts_people": facts.get("counts_people", False),
                    "baseline_value": baseline[0],
                    "baseline_on": baseline[1],
                    "target_value": target[0],
                    "target_on": target[1],
                    "target_text": facts.get("target_text", ""),
                    "comment": facts.get("comment", ""),
                    "position": position,
                },
            )
            self.load_measures(indicator, f"{code}/{position}", facts)

    def load_measures(self, indicator, key, facts):
        """Two yearly values: a figure, words, or why no value is available."""
        told = [{"text": text} for text in facts.get("texts", [])]
        told += [
            {"is_unavailable": True, "comment": value}
            if isinstance(value, str)
            else {"value": value}
            for value in facts.get("values", [])
        ]
        for on, values in zip(MEASURED_ON, told, strict=False):
            self.loader.load(
                Measure,
                f"{key}/{on.year}",
                {"indicator": indicator, "on": on},
                {**values, "source": SOURCE},
            )

    def load_updates(self, action, code, details, lead):
        published = {}
        for position, facts in enumerate(details.get("updates", []), start=1):
            title = facts["title"]
            published[title] = self.loader.load(
                Update,
                f"{code}/{position}",
                {"action": action, "title": title},
                {
                    "body": facts.get("body", "").strip(),
                    "next_steps": facts.get("next_steps", ""),
                    "avancement": facts.get("avancement", ""),
                    "organisation": lead,
                    "nothing_new": facts.get("nothing_new", False),
                    "published_at": paris_time(working_day(facts["day"], self.today), "10:00"),
                    "replaces": published.get(facts.get("replaces")),
                    "correction_reason": facts.get("correction_reason", ""),
                },
            )

    def load_pictures(self, action, code):
        for position, scene in enumerate(SCENES.get(code, []), start=1):
            lookup = {"action": action, "alt": scene.alt}
            drawn = Picture()
            if not Picture.objects.filter(**lookup).exists():
                drawn.take_file(scene.draw())
            self.loader.load(
                Picture,
                f"{code}/{position}",
                lookup,
                {
                    "file": drawn.file.name,
                    "versions": drawn.versions,
                    "stamp": drawn.stamp,
                    "caption": scene.caption,
                    "credit": "dessin d’exemple",
                    "people": People.NOBODY,
                    "position": position,
                    "is_published": True,
                },
            )

    def load_committee(self, row, position):
        committee = self.loader.load(
            Committee,
            f"{CONVENTION}/{row['key']}",
            {"convention": self.convention, "name": row["name"]},
            {
                "short_name": row["short_name"],
                "mission": row["mission"],
                "composition": row["composition"],
                "position": position,
            },
        )
        for facts in row["meetings"]:
            day = working_day(facts["day"], self.today)
            self.loader.load(
                Meeting,
                f"{CONVENTION}/{row['key']}/{facts['key']}",
                {"committee": committee, "title": facts["title"]},
                {
                    "starts_at": paris_time(day, facts["starts"]),
                    "ends_at": paris_time(day, facts["ends"]),
                    "place": facts["place"],
                    "is_open": facts.get("is_open", False),
                    "is_cancelled": facts.get("is_cancelled", False),
                    "agenda": facts["agenda"].strip(),
                    "minutes": facts.get("minutes", "").strip(),
                    "is_published": True,
                },
            )
