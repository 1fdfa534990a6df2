"""The demonstration of what partners say: contacts, invitations and two campaigns.

Read from data/campaigns/, on top of plan_content.py. Examples, not facts: every row is flagged
`is_demo`, and `remove_demo` takes them all away.
"""

import secrets
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from conventions.models import Convention, Territory
from demonstration.campaign_story import Story
from demonstration.content_files import CONVENTION, paris_time, read_toml, working_day
from partners.models import Invitation, Membership, Organisation, User
from records.history.recording import DEMONSTRATION, one_change
from reporting.campaigns.campaigns import prepare
from reporting.models import Campaign, PersonalLink

DEMO = Path(__file__).resolve().parent / "data" / "campaigns"
CAMPAIGNS = ("past", "current")
TEAM_ADDRESS = "equipe@demo.example"  # where partners write, while the settings give none
SHOWN = ("relais@demo.example", "mairie@demo.example")  # one organisation, and two


class ReportingDemonstration:
    """Loads the examples with `loader`, on the date `today`; rows already there are kept."""

    def __init__(self, loader, today):
        self.loader = loader
        self.today = today
        self.organisations = {row.slug: row for row in Organisation.objects.all()}
        self.convention = Convention.objects.get(slug=CONVENTION)

    def load(self):
        """Load everything; call it once the examples of actions are there."""
        found = Territory.objects.filter(conventions=self.convention, email="")
        found.update(email=TEAM_ADDRESS)  # no history: the examples go without a trace
        with one_change(DEMONSTRATION):
            self.load_people(read_toml(DEMO / "people.toml"))
        for key in CAMPAIGNS:
            self.load_campaign(key, read_toml(DEMO / f"{key}.toml"))

    def load_people(self, people):
        for row in people["team"]:
            self.load_person(row["email"], full_name=row["full_name"], role=row["role"])
        for row in people["contacts"]:
            self.load_contact(row)
        for row in people["invitations"]:
            self.load_invitation(row)

    def load_person(self, email, **values):
        values["password"] = make_password(None)
        return self.loader.load(User, email, {"email": email}, values)

    def load_contact(self, row):
        person = self.load_person(row["email"], full_name=row["full_name"])
        for slug, role in row["speaks_for"]:
            lookup = {"user": person, "organisation": self.organisations.get(slug)}
            values = {
                "role": role,
                "since": self.day(row["since"]),
                "ended_on": self.day(row.get("ended_on")),
                "end_reason": row.get("end_reason", ""),
            }
            self.loader.load(Membership, f"{row['email']}/{slug}", lookup, values)

    def load_invitation(self, row):
        email, slug = row.pop("email"), row.pop("organisation")
        for name in {"sent_at", "reminded_at", "opened_at"} & set(row):
            row[name] = paris_time(self.day(row[name]), "10:30")
        values = {
            **row,
            "invited_by": User.objects.filter(email="publication@demo.example").first(),
            "nonce": secrets.token_hex(16),
        }
        lookup = {"organisation": self.organisations.get(slug), "email": email}
        self.loader.load(Invitation, f"{email}/{slug}", lookup, values)

    def load_campaign(self, key, facts):
        """The campaign and, when it is new, all that happened in it."""
        acts, title = facts.pop("acts"), facts.pop("title")
        for name in ("opens_on", "due_on", "closes_on"):
            facts[name] = self.day(facts[name])
        values = {**facts, "figures_on": end_of_half_year(facts["opens_on"])}
        lookup = {"convention": self.convention, "title": title}
        with one_change(DEMONSTRATION):
            campaign = self.loader.load(Campaign, key, lookup, values)
            is_new = campaign and not campaign.opened_at
            if is_new:
                prepare(campaign)
        if is_new:
            Story(campaign, acts, self.today).tell()

    def day(self, number):
        return working_day(number, self.today)


def end_of_half_year(day):
    """The last 30 June or 31 December before `day`."""
    first = day.replace(month=7 if day.month > 6 else 1, day=1)
    return first - timedelta(days=1)


def example_links():
    """The personal links of two example partners in the campaign under way; [] without it."""
    links = PersonalLink.objects.filter(
        person__is_demo=True,
        person__email__in=SHOWN,
        person__is_active=True,
        campaign__is_demo=True,
        campaign__closed_at=None,
        revoked_at=None,
    )
    return list(links.select_related("person").order_by("-person__email"))
