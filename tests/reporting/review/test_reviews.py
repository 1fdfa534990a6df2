"""The queue of the team: what it shows, what it counts, many « rien de nouveau » at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Update
from reporting import workflow
from reporting.models import Letter, Report, ReportState
from reporting.review.queue import counts
from tests.factories import MilestoneFactory, OrganisationFactory, UserFactory
from tests.reading import HTML, find, main_of, text_of
from tests.reporting.answer_pages import form_of, quiet_report
from tests.reporting_factories import CampaignFactory, ReportFactory, ReportStepFactory, Speaker

pytestmark = pytest.mark.django_db
QUEUE, TOGETHER = "/suivi/remontees/", "/suivi/remontees/rien-de-nouveau/"


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


def sent_days_ago(days, **fields):
    at = timezone.now() - dt.timedelta(days=days)
    return ReportFactory(**{"sent": True} | fields, submitted_at=at)


def titles(response):
    return [text_of(next(th.iter(f"{HTML}a"))) for th in find(main_of(response), "tbody th")]


def names(*reports):
    return [f"{report.action.code} {report.action.title}" for report in reports]


def test_the_queue_is_oldest_first_and_says_how_long(reviewer):
    recent, old = sent_days_ago(1), sent_days_ago(12)
    ReportFactory(draft=True)

    page = reviewer.get(QUEUE)

    assert titles(page) == names(old, recent)
    assert "12 jours" in text_of(main_of(page))
    assert text_of(find(main_of(page), "h2")[0]) == "2 réponses"


def test_answers_to_enter_wait_until_the_last_day_of_their_campaign():
    today = timezone.localdate()
    last = CampaignFactory(open=True, due_on=today, closes_on=today)
    waiting = ReportFactory(campaign=last)
    ReportFactory(campaign=CampaignFactory(over=True))
    ReportFactory(campaign=last, organisation=Speaker().organisation)

    for day, found in ((today, [waiting]), (today + dt.timedelta(days=1), [])):
        assert list(Report.objects.for_staff_to_enter(day)) == found
        assert counts(Report.objects.all(), day)["a-saisir"] == len(found)


def test_each_state_is_a_link_that_shows_the_rows_it_counts(reviewer):
    campaign = CampaignFactory(open=True, due_on=timezone.localdate() - dt.timedelta(days=2))
    sent_days_ago(1)
    ReportFactory(returned=True)
    ReportFactory.create_batch(2, draft=True)
    ReportFactory.create_batch(3)
    ReportFactory(campaign=campaign, fallback="equipe")
    ReportFactory(campaign=CampaignFactory(over=True, closed_at=timezone.now()), fallback="equipe")

    page = main_of(reviewer.get(QUEUE))
    menu = next(ul for ul in page.iter(f"{HTML}ul") if ul.get("class") == "queue-states")
    counted = {text_of(a).rpartition(" : ")[0]: a for a in menu.iter(f"{HTML}a")}

    assert {words: int(text_of(a).split()[-1]) for words, a in counted.items()} == {
        "Envoyées, à relire": 1,
        "À compléter": 1,
        "Brouillons": 2,
        "Réponses attendues": 5,
        "Publiées ou validées": 0,
        "À saisir par l’équipe": 7,
        "En retard": 1,
    }
    for link in counted.values():
        rows = titles(reviewer.get(QUEUE + link.get("href")))
        assert len(rows) == int(text_of(link).split()[-1]), text_of(link)


def test_filters_narrow_the_rows_and_the_counts(reviewer):
    town = OrganisationFactory(name="Mairie", slug="mairie")
    mine = sent_days_ago(3, organisation=town)
    quiet = sent_days_ago(2, nothing=True, sent=False, organisation=town)
    phoned = sent_days_ago(1, told_on=timezone.localdate())
    asked = {
        "organisation=mairie": (mine, quiet),
        f"campagne={phoned.campaign.pk}": (phoned,),
        "nature=rien": (quiet,),
        "nature=contenu&organisation=mairie": (mine,),
        "nature=equipe": (phoned,),
        "organisation=inconnue&etat=rien&campagne=x": (mine, quiet, phoned),
    }

    for query, expected in asked.items():
        page = reviewer.get(f"{QUEUE}?{query}")
        assert titles(page) == names(*expected), query
        counted = text_of(find(main_of(page), "ul a")[0])
        assert counted == f"Envoyées, à relire : {len(expected)}"
    assert "« Organisation » n’a pas été compris" in text_of(main_of(page))


def test_after_one_comes_the_next_one_of_the_same_filters(reviewer):
    town = OrganisationFactory(slug="mairie")
    first, other, last = (
        sent_days_ago(days, organisation=organisation)
        for days, organisation in ((3, town), (2, OrganisationFactory()), (1, town))
    )

    def next_of(report, query=""):
        page = main_of(reviewer.get(f"{QUEUE}{report.pk}/{query}"))
        return [
            (a.get("href"), a.get("accesskey"))
            for a in page.iter(f"{HTML}a")
            if a.get("rel") == "next"
        ]

    assert next_of(first) == [(f"{QUEUE}{other.pk}/", "s")]
    assert next_of(last) == [(f"{QUEUE}{first.pk}/", "s")]
    query = "?organisation=mairie"
    assert next_of(first, query) == [(f"{QUEUE}{last.pk}/{query}", "s")]
    page = reviewer.get(f"{QUEUE}{first.pk}/{query}")
    form = form_of(page, comment="À compléter.") | {"renvoyer": "1"}
    sent = reviewer.post(f"{QUEUE}{first.pk}/{query}", form)
    assert sent.headers["Location"] == f"{QUEUE}{last.pk}/{query}"
    assert next_of(last, query) == []


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}?etat=toutes&nature=rien", TOGETHER])
def test_queries_do_not_depend_on_the_number_of_rows(path, reviewer):
    found = {}
    for wanted in (1, 3, 60):
        missing = wanted - Report.objects.count()
        ReportFactory.create_batch(missing, nothing=True)
        with CaptureQueriesContext(connection) as captured:
            assert reviewer.get(path).status_code == 200
        found[wanted] = len(captured)

    assert len(set(found.values())) == 1, found
    assert found[1] < 20


def test_the_queue_is_cut_in_pages(reviewer):
    ReportFactory.create_batch(26, sent=True)

    assert len(titles(reviewer.get(QUEUE))) == 25
    assert len(titles(reviewer.get(f"{QUEUE}?page=2"))) == 1


# --- steps done meanwhile -----------------------------------------------------------------------


def test_a_step_done_meanwhile_is_not_reviewed_as_still_to_come(reviewer):
    report = ReportFactory(sent=True)
    for title, is_done in (("Ouvrir", True), ("Recruter", False), ("Fermer", False)):
        ReportStepFactory(
            report=report, milestone=MilestoneFactory(action=report.action, title=title),
            is_done=is_done, done_on=dt.date(2026, 1, 5) if is_done else None,
        )  # fmt: skip
    report.action.milestones.exclude(title="Fermer").update(state="faite", done_on="2026-01-02")

    page = reviewer.get(f"{QUEUE}{report.pk}/")

    part = next(
        s for s in find(main_of(page), "section") if s.get("aria-labelledby") == "partie-steps"
    )
    titles = [text_of(title) for title in find(part, "h3")]
    assert titles == ["Ouvrir", "Fermer"]
    assert "Faite, le 5 janvier 2026 : déjà faite, rien ne changera" in text_of(part)
    ticks = [name for name in form_of(page) if name.startswith("steps-") and name.endswith("-on")]
    assert ticks == [f"steps-{report.steps.get(milestone__title='Fermer').pk}-on"]
    reviewer.post(f"{QUEUE}{report.pk}/", form_of(page) | {"publier": "1"})
    assert report.action.milestones.get(title="Ouvrir").done_on == dt.date(2026, 1, 2)
    published = text_of(main_of(reviewer.get(f"{QUEUE}{report.pk}/")))
    assert "sans effet" not in published


# --- several at once ----------------------------------------------------------------------------


def test_quiet_answers_ticked_are_published_together_with_one_letter_each_person(reviewer):
    speaker, other = Speaker(), Speaker()
    campaign = CampaignFactory(open=True)
    mine = [quiet_report(speaker, campaign=campaign) for _ in range(2)]
    theirs, later = (quiet_report(other, campaign=campaign) for _ in range(2))
    spoken = sent_days_ago(1)
    page = reviewer.get(f"{TOGETHER}?r={mine[0].pk}&r={mine[1].pk}&r={theirs.pk}&r={spoken.pk}")
    assert titles_of_preview(page) == [str(r.action) for r in (*mine, theirs)]

    answer = reviewer.post(TOGETHER, form_of(page) | {"publier": "1"})

    assert answer.headers["Location"] == QUEUE
    assert set(Report.objects.filter(state=ReportState.PUBLISHED)) == {*mine, theirs}
    assert Report.objects.get(pk=later.pk).state == ReportState.SUBMITTED
    assert Update.objects.filter(nothing_new=True).count() == 3
    letters = {letter.person: letter.text for letter in Letter.objects.filter(kind="publication")}
    assert letters.keys() == {speaker.person, other.person}
    assert all(report.action.title in letters[speaker.person] for report in mine)


def titles_of_preview(response):
    return [
        text_of(label).split(" " + report_mark(label))[0]
        for label in find(main_of(response), "tbody th label")
    ]


def report_mark(label):
    return text_of(next(label.iter(f"{HTML}small")))


def test_quiet_answers_move_the_verification_and_read_well_in_public(reviewer, reader):
    report = quiet_report()
    type(report.action).objects.filter(pk=report.action_id).update(verified_on="2025-01-01")
    page = reviewer.get(TOGETHER)
    assert "1er janvier 2025" in text_of(main_of(page))

    reviewer.post(TOGETHER, form_of(page) | {"publier": "1"})

    said = text_of(main_of(reader.get(report.action.get_absolute_url())))
    report.action.refresh_from_db()
    assert report.action.verified_on == timezone.localdate()
    assert f"{report.organisation.label} a confirmé que tout est exact." in said
    assert "Vérifiée le" in said


def test_one_that_moved_meanwhile_stops_them_all(reviewer):
    speaker = Speaker()
    first, second = quiet_report(speaker), quiet_report(speaker)
    form = form_of(reviewer.get(TOGETHER)) | {"publier": "1"}
    workflow.take_back(second, by=speaker.person, at=timezone.now())

    answer = reviewer.post(TOGETHER, form)

    assert answer.status_code == 409
    told = next(e for e in answer.context["messages"])
    assert str(told).startswith("Rien n’est publié : une réponse de la liste a changé d’état")
    assert Update.objects.count() == 0
    assert titles_of_preview(answer) == [str(first.action)]


def test_quiet_answers_one_wrote_alone_are_left_to_somebody_else(signed_in):
    by = UserFactory(publishing=True)
    told = workflow.Told(timezone.localdate())
    mine, report, speaker = ReportFactory(), quiet_report(), Speaker()
    ReportFactory._meta.model.objects.filter(pk=mine.pk).update(organisation=speaker.organisation)
    mine.refresh_from_db()
    workflow.note_writing(mine, by=speaker.person, at=timezone.now())  # set aside, not said
    workflow.say_nothing_new(mine, by=by, at=timezone.now(), told=told)
    client = signed_in(by)

    page = client.get(TOGETHER)
    forced = client.post(TOGETHER, form_of(page) | {"publier": "1", "r": [mine.pk, report.pk]})

    assert titles_of_preview(page) == [str(report.action)]
    assert "À publier par quelqu’un d’autre" in text_of(main_of(page))
    assert forced.status_code == 409
    assert Update.objects.count() == 0


def test_sent_twice_publishes_once(reviewer):
    quiet_report()
    form = form_of(reviewer.get(TOGETHER)) | {"publier": "1"}

    answers = [reviewer.post(TOGETHER, form).headers["Location"] for _ in range(2)]

    assert answers == [QUEUE, QUEUE]
    assert (Update.objects.count(), Letter.objects.filter(kind="publication").count()) == (1, 1)


@pytest.mark.parametrize("keys", [[], ["x", "9" * 30, "-1"]])
def test_nothing_ticked_publishes_nothing(keys, reviewer):
    quiet_report()
    form = form_of(reviewer.get(TOGETHER)) | {"publier": "1", "r": keys}

    answer = reviewer.post(TOGETHER, form)

    assert answer.status_code in (200, 409)
    assert Update.objects.count() == 0
