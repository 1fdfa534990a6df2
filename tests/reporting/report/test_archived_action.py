"""An action archived while a campaign asks about it: nobody is asked, nothing is published."""

import datetime as dt

import pytest
from django.utils import timezone

from actions.models import Measure, Update
from records.archive import archive, put_back
from reporting import workflow
from reporting.answers.link_session import Desk
from reporting.campaigns.campaigns import run_reminder
from reporting.campaigns.reminder_recipients import CampaignRecipients
from reporting.campaigns.response_tracking import answer_conditions, count_answers
from reporting.campaigns.views import whole
from reporting.letters.send_guards import stop_of
from reporting.models import Campaign, Letter, LetterKind, Report, ReportState
from reporting.report.partner_summary import next_to_say
from reporting.report.publishing import ARCHIVED, wording_of
from reporting.review.queue import counts as queue_counts
from tests.factories import UserFactory
from tests.reading import find, main_of, text_of
from tests.reporting.answer_pages import errors_of, form_of, full_report, quiet_report
from tests.reporting.space import enter_by_link, link_address, page_of
from tests.reporting_factories import (
    CampaignFactory,
    LetterFactory,
    ReminderFactory,
    ReportFactory,
    Speaker,
)
from tests.signing import sign_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW, TODAY = timezone.now, timezone.localdate


@pytest.fixture
def speaker():
    return Speaker()


def archived(report):
    archive(report.action, reason="Fusionnée avec une autre.", on=TODAY())
    return report


def asked(speaker, campaign=None, **state):
    campaign = campaign or CampaignFactory(open=True, due_on=TODAY() - dt.timedelta(days=1))
    return ReportFactory(organisation=speaker.organisation, campaign=campaign, **state)


@pytest.mark.parametrize("state", ["todo", "draft", "returned"])
def test_nobody_is_asked_nor_reminded_nor_counted_late(state, speaker):
    report = asked(speaker, **({state: True} if state != "todo" else {}))
    alone = asked(Speaker(), campaign=report.campaign)  # nobody can be reached for it
    alone.organisation.memberships.update(ended_on=TODAY())
    reminder = ReminderFactory(campaign=report.campaign, days=1)
    before = queue_counts(Report.objects.all(), TODAY())
    assert (before["en-retard"], before["a-saisir"]) == (2, 1)
    assert CampaignRecipients(report.campaign, TODAY()).asked

    archived(report)
    archived(alone)

    after = queue_counts(Report.objects.all(), TODAY())
    waiting = ("a-dire", "brouillons", "a-reprendre", "a-saisir", "en-retard")
    assert [after[slug] for slug in waiting] == [0] * 5
    recipients = CampaignRecipients(report.campaign, TODAY())
    assert (recipients.asked, recipients.answered) == ({}, {})
    assert run_reminder(report.campaign, at=NOW()) == 0
    reminder.refresh_from_db()
    assert (reminder.ran_at is not None, Letter.objects.count()) == (True, 0)
    found = count_answers(report.campaign, answer_conditions(report.campaign, TODAY()))
    assert (found["sans-reponse"], found["equipe"]) == (0, 0)
    assert whole(Campaign.objects.all()).get().expected == 0
    assert next_to_say(Desk(speaker.person), TODAY()) == []


def test_a_letter_that_asks_about_archived_actions_alone_does_not_leave(speaker):
    report = asked(speaker)
    letters = [
        LetterFactory(kind=kind, person=speaker.person, campaign=report.campaign)
        for kind in (LetterKind.OPENING, LetterKind.REMINDER)
    ]
    assert [stop_of(letter, [], NOW()) for letter in letters] == [None, None]

    archived(report)

    assert all(stop_of(letter, [], NOW()) for letter in letters)


def test_the_space_shows_what_was_written_and_asks_nothing(speaker):
    for state in ("todo", "draft", "sent"):
        archived(asked(speaker, action__title=state, **({state: True} if state != "todo" else {})))

    page = main_of(sign_in_as(speaker.person).get("/espace/"))

    assert [text_of(title) for title in find(page, "h3")] == ["draft", "sent"]
    assert text_of(find(page, "h2")[0]) == "Actions archivées (2)"
    assert "Vous avez répondu à tout" in text_of(page)
    links = [text_of(link).split(" :")[0] for link in find(find(page, "section")[0], "a")]
    assert links[0] == "Relire ma réponse"
    assert not {"Répondre", "Continuer", "Rien de nouveau"} & set(links)


def test_the_link_of_the_letter_counts_only_what_is_asked(speaker, reader):
    report = archived(asked(speaker))
    ReportFactory(organisation=speaker.organisation, campaign=report.campaign)

    page = reader.get(link_address(speaker.person, report.campaign))

    assert "1 réponse attendue sur 2" in text_of(main_of(page))
    assert enter_by_link(speaker.person, report.campaign)


def test_what_was_begun_cannot_leave_and_says_why(speaker):
    report = asked(speaker, draft=True)
    client = sign_in_as(speaker.person)
    sent = {
        name: form_of(client.get(page_of(name, report)))
        for name in ("report-check", "report-nothing-new")
    }
    archived(report)

    for name, form in sent.items():
        answer = client.post(page_of(name, report), form)
        assert answer.status_code == 409
        assert "Cette action est archivée" in text_of(main_of(answer))
        assert "La campagne est fermée" not in answer.text
    page = client.get(page_of("report", report))
    assert "Cette action est archivée" in text_of(main_of(page))
    assert "verifier" not in page.text
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


@pytest.fixture
def reviewer(signed_in):
    return signed_in(UserFactory(publishing=True))


@pytest.mark.parametrize("button", ["publier", "renvoyer"])
def test_nothing_is_published_nor_asked_until_it_is_back_in_use(button, reviewer):
    report, _person = full_report()
    here = f"/suivi/remontees/{report.pk}/"
    archived(report)

    page = reviewer.get(here)
    assert ARCHIVED in text_of(main_of(page))
    assert button not in [b.get("name") for b in find(main_of(page), "button")]
    forced = reviewer.post(here, form_of(page, comment="Quand ?") | {button: "1"})

    assert errors_of(forced) == [ARCHIVED]
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert (Update.objects.count(), Measure.objects.count()) == (0, 0)
    assert Letter.objects.exclude(kind=LetterKind.RECEIVED).count() == 0
    put_back(report.action)
    again = form_of(reviewer.get(here), comment="Quand ?") | {button: "1"}
    assert reviewer.post(here, again).status_code == 302


def test_one_archived_action_stops_the_whole_batch_and_is_shown_apart(reviewer):
    mine, other = quiet_report(), quiet_report()
    form = form_of(reviewer.get("/suivi/remontees/rien-de-nouveau/")) | {"publier": "1"}
    archived(other)

    refused = reviewer.post("/suivi/remontees/rien-de-nouveau/", form)

    assert refused.status_code == 409
    assert [str(message) for message in refused.context["messages"]] == [ARCHIVED]
    assert Update.objects.count() == 0
    assert Report.objects.filter(state=ReportState.SUBMITTED).count() == 2
    page = main_of(refused)
    assert "Actions archivées" in text_of(page)
    assert form_of(refused)["r"] == [str(mine.pk)]


def test_an_answer_about_an_archived_action_is_not_reopened():
    report = archived(ReportFactory(draft=True))

    with pytest.raises(workflow.Refused, match="archivée"):
        workflow.reopen(report, by=UserFactory(publishing=True), at=NOW(), until=TODAY())
    assert wording_of(report).sections["done"] == "La permanence a ouvert."
