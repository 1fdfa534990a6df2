"""The count on a link is the count of what it leads to: every page, public and of the team.

The base holds what makes counts disagree: two conventions with the same names, archived
organisations and actions, abandoned and permanent actions, codes and accents in awkward order.
"""

import datetime as dt
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.utils import timezone
from django.utils.dates import MONTHS

from actions.models import Action
from tests.clock import TURNING_DAYS
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommitteeFactory,
    CommuneFactory,
    ConventionFactory,
    DocumentFactory,
    DomainFactory,
    EnjeuFactory,
    IndicatorFactory,
    MeetingFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PageFactory,
    UserFactory,
)
from tests.reading import find, main_of, text_of
from tests.reporting_factories import (
    CampaignFactory,
    InvitationFactory,
    LetterFactory,
    ReportFactory,
)
from tests.signing import sign_in_as

PUBLIC = (
    "/",
    "/actions/",
    "/partenaires/",
    "/communes/",
    "/conventions/",
    "/conventions/2023-2026/objectifs/",
)
TEAM = (
    *("/suivi/", "/suivi/actions/", "/suivi/remontees/", "/suivi/contacts/", "/suivi/campagnes/"),
    "/suivi/actions/?convention=2019-2022",
)
DAY = rf"(?:{'|'.join(map(str, MONTHS.values()))})\b"  # « 9 décembre » counts nothing
NUMBER = r"(\d[\d\u202f\u00a0 ]*)"
# What a page says of how many it shows: the first of these that its text holds.
TOLD = [
    rf"[Ss]ur {NUMBER} actions?",
    rf"(?:Pilote de|A piloté) {NUMBER} actions?",
    rf"{NUMBER} actions? pour vos choix",
    rf"Il reste {NUMBER} points?",
    rf"(?m)^{NUMBER} (?:actions?|réponses?|organisations?|courriels?)\b",
]


def put_away(today):
    return {"archived_on": today, "archive_reason": "Elle a fusionné."}


def awkward_plan(convention, *, archived, today):
    """A dozen actions of `convention`: each state, late, silent, archived, permanent, dropped."""
    enjeu = EnjeuFactory(convention=convention, code="10", title="Écoles")
    other = EnjeuFactory(convention=convention, code="2", title="Zèle")
    objective = ObjectiveFactory(enjeu=enjeu, code="10.2bis", title="Équité")
    communes = list(convention.territory.communes.all())
    plain = {"convention": convention, "is_published": True, "summary": "Une phrase."}
    made = [
        ActionFactory(**plain, objective=objective, code="10.2.10", communes=communes[:1]),
        ActionFactory(**plain, objective=objective, code="10.2.2bis", whole_territory=True),
        ActionFactory(**plain, enjeu=other, code="2.1", dropped=True, communes=communes),
        ActionFactory(**plain, enjeu=other, code="2.1bis", late=True, whole_territory=True),
        ActionFactory(**plain, enjeu=other, code="2.10", settled=True, is_permanent=True),
        ActionFactory(**plain, enjeu=enjeu, code="10.1", late=True, lead=archived),
        ActionFactory(convention=convention, enjeu=enjeu, code="10.3"),
        ActionFactory(convention=convention, enjeu=enjeu, code="10.4", **put_away(today)),
    ]
    for action in made[:4]:
        MilestoneFactory(action=action, planned_on=today + dt.timedelta(days=9))
        IndicatorFactory(action=action)
    return made


@pytest.fixture
def two_plans(db):
    today = timezone.localdate()
    new, old = ConventionFactory(public=True), ConventionFactory(past=True)
    communes = [
        CommuneFactory(territory=new.territory, name=name) for name in ("Évry", "Eza", "Ébène")
    ]
    old.communes.add(communes[0])
    new.communes.add(*communes[:2])
    partner = OrganisationFactory(public=True, name="Épicerie", slug="epicerie")
    archived = OrganisationFactory(name="Ancienne", **put_away(today))
    audience, domain = AudienceFactory(name="Éveil"), DomainFactory(name="Égalité")
    for convention in (new, old):
        for rank, action in enumerate(awkward_plan(convention, archived=archived, today=today)):
            action.audiences.add(audience)
            action.domains.add(domain)
            if rank % 2:
                ActionPartnerFactory(action=action, organisation=partner)
            elif not action.archived_on:
                Action.objects.filter(pk=action.pk).update(lead=partner)
        committee = CommitteeFactory(convention=convention)
        MeetingFactory(committee=committee)
        DocumentFactory(convention=convention)
    MeetingFactory(**put_away(today))
    OrganisationFactory(name="Sans page")
    OrganisationFactory(name="Rangée", **put_away(today))
    PageFactory(draft=True)
    return new


@pytest.fixture
def asked(two_plans):
    """A campaign under way over the plan of today: answers of each state, archived contacts."""
    at, today = timezone.now(), timezone.localdate()
    campaign = CampaignFactory(open=True, convention=two_plans)
    gone = OrganisationFactory(name="Fermée", **put_away(today))
    told = [{}, {"draft": True}, {"sent": True}, {"organisation": gone}, {"returned": True}]
    for action, given in zip(two_plans.actions.filter(archived_on=None), told, strict=False):
        ReportFactory(campaign=campaign, action=action, **given)
    for organisation in (gone, OrganisationFactory(name="Émeraude")):
        InvitationFactory(organisation=organisation, sent_at=at - dt.timedelta(days=40))
    LetterFactory(state="echec")


def said_in(element):
    """What `element` says, on one line, every number in figures."""
    return " ".join(text_of(element).split()).replace("d’une action", "de 1 action")


class Walk:
    """Pages read once, and what they announce of others."""

    def __init__(self, client, below="/"):
        """`below`: how the addresses of the pages to read begin."""
        self.client, self.below, self.pages = client, below, {}

    def page(self, address):
        address = urlsplit(address)._replace(fragment="").geturl()
        if address not in self.pages:
            response = self.client.get(address, follow=True)
            assert response.status_code == 200, address
            self.pages[address] = response
        return self.pages[address]

    def shown(self, address):
        """How many rows the page at `address` says, or shows, that it holds."""
        response = self.page(address)
        changelist = (response.context or {}).get("cl")
        if changelist is not None:
            return changelist.result_count
        found = main_of(response)
        said = said_in(found)
        for words in TOLD[:-1]:
            if match := re.search(words, said):
                return number(match[1])
        for paragraph in find(found, "p"):
            if match := re.match(TOLD[-1], text_of(paragraph).strip()):
                return number(match[1])
        return len([row for table in find(found, "table")[:1] for row in find(table, "tbody tr")])

    def reached(self, starts):
        """Addresses of the pages that links lead to from `starts`, whatever their filters."""
        found, waiting = [], list(starts)
        while waiting:
            if (address := waiting.pop(0)) in found:
                continue
            found.append(address)
            for link in find(main_of(self.page(address)), "a"):
                place = urlsplit(urljoin(address, link.get("href") or ""))
                path = "" if place.netloc else place.path
                if path.startswith(self.below) and not re.search(r"\.|/historique/\d", path):
                    waiting.append(path)
        return found

    def announced(self, address):
        """(address, count) for each link or choice of the page that says a number of rows."""
        found = main_of(self.page(address))
        yield from self.of_rows(found, address)
        yield from self.of_choices(found, address)
        for link in find(found, "a"):
            if told := re.search(rf"\bses {NUMBER} actions", text_of(link)):
                yield urljoin(address, link.get("href")), number(told[1])

    def of_rows(self, found, address):
        for element in [*find(found, "li"), *find(found, "tbody tr")]:
            links = list(find(element, "a"))
            if not links or any(inside is not element for inside in find(element, "li")):
                continue
            said = said_in(element)
            told = re.search(rf"pilote de {NUMBER} action", said)
            told = told or re.match(rf"^{NUMBER} (?!{DAY})\D", said)
            told = told or re.search(rf"\({NUMBER}\)$", said)
            told = told or re.search(rf"\b{NUMBER} actions? :", said)
            if element.tag.endswith("tr") and address == "/communes/":
                told = re.search(rf"{NUMBER}$", said)
            if told:
                yield urljoin(address, links[0].get("href")), number(told[1])

    def of_choices(self, found, address):
        for form in find(found, "form"):
            if form.get("method", "get") != "get":
                continue
            kept = dict(parse_qsl(urlsplit(address).query))
            for field in find(form, "input"):
                if field.get("type") == "hidden":
                    kept[field.get("name")] = field.get("value")
            for select in find(form, "select"):
                for option in find(select, "option"):
                    told = re.search(rf"\({NUMBER}\)$", text_of(option).strip())
                    if told and option.get("value"):
                        query = urlencode(kept | {select.get("name"): option.get("value")})
                        target = urljoin(address, form.get("action") or address)
                        yield f"{target.partition('?')[0]}?{query}", number(told[1])


def number(text):
    return int(re.sub(r"\D", "", text))


def disagreements(walk, starts):
    """(page, link, announced, shown) wherever the two differ, and how many links were followed."""
    wrong, followed = [], 0
    for start in starts:
        for address, count in walk.announced(start):
            followed += 1
            if (shown := walk.shown(address)) != count:
                wrong.append((start, address, count, shown))
    return wrong, followed


def test_counts_of_public_links_are_those_of_their_pages(reader, two_plans, monkeypatch):
    monkeypatch.setattr("actions.views.directory.ACTIONS_PER_PAGE", 1)  # more than a page holds
    walk = Walk(reader)

    wrong, followed = disagreements(walk, walk.reached(PUBLIC))

    assert wrong == []
    assert followed > 20


@pytest.mark.parametrize("day", TURNING_DAYS[1:], ids=str)
def test_counts_agree_once_the_convention_is_over(reader, two_plans, on_day, day):
    type(two_plans).objects.filter(pk=two_plans.pk).update(ends_on=TURNING_DAYS[0])
    on_day(day)
    public = Walk(reader)
    team = Walk(sign_in_as(UserFactory(administration=True)), "/suivi/")

    wrong, followed = disagreements(public, PUBLIC)
    others, more = disagreements(team, TEAM[:2])

    assert wrong + others == []
    assert min(followed, more) > 15


def test_counts_of_the_team_are_those_of_their_lists(staff_client, asked):
    walk = Walk(staff_client, "/suivi/")

    wrong, followed = disagreements(walk, walk.reached(TEAM))

    assert wrong == []
    assert followed > 70


def test_counts_are_seen_wherever_they_stand(staff_client, two_plans):
    """In the lines of a list too: what the walk would miss, it would not judge."""
    board = dict(Walk(staff_client).announced("/suivi/"))

    assert board["/suivi/actions/?convention=2023-2026&delai=en-retard"] == 2
    assert board["/admin/conventions/page/?is_published__exact=0"] == 1
