"""The names that a text may hold: each has its value, and says what is true the day it leaves."""

import datetime as dt

import pytest
from django.utils import timezone

from letters import sending
from reporting.campaigns import campaigns
from reporting.campaigns.campaigns import CannotOpen, open_campaign
from reporting.campaigns.preview import preview_letter
from reporting.campaigns.reminder_recipients import Recipient
from reporting.letters import templates
from reporting.letters.digest import REPEATED_AFTER, WHEN_WRITTEN
from reporting.letters.notifications import expected_words, reach, write_to
from reporting.letters.people import invitation_letter
from reporting.letters.source import ReportingLetters
from reporting.models import Letter, LetterKind, TextKind
from tests.factories import ActionFactory, InvitationFactory, TerritoryFactory, UserFactory
from tests.records.admin.forms import typed
from tests.reporting_factories import CampaignFactory, ReportFactory, Speaker

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("kind", TextKind)
def test_every_allowed_name_has_a_value(kind):
    campaign, person = CampaignFactory(intro="Bonjour."), Speaker().person
    names = " ".join(f"{{{name}}}" for name in sorted(templates.ALLOWED[kind]))
    recipient = Recipient(person, [ActionFactory(convention=campaign.convention)])

    shown = preview_letter(campaign, (names, names), recipient, stops=False, on=campaign.due_on)
    written = preview_letter(campaign, templates.DEFAULTS[kind], recipient, stops=False,
                             on=campaign.due_on)  # fmt: skip

    assert "{" not in shown.subject + shown.body + written.subject + written.body


@pytest.mark.parametrize(
    ("phone", "email", "words"),
    [
        ("05 63 00 00 00", "a@b.fr", "Appelez le 05 63 00 00 00 ou écrivez à a@b.fr."),
        ("", "a@b.fr", "Écrivez à a@b.fr."),
        ("05 63 00 00 00", "", "Écrivez-nous : http://testserver/contact/"),
    ],
)
def test_how_to_reach_the_team_is_what_the_settings_give(settings, phone, email, words):
    settings.SITE_URL = "http://testserver"
    assert reach(TerritoryFactory.build(phone=phone, email=email)) == words


def test_what_is_expected_is_that_of_the_day_the_letter_leaves():
    campaign = CampaignFactory(
        open=True, due_on=dt.date(2026, 12, 20), closes_on=dt.date(2027, 1, 5)
    )
    late = "La date du 20 décembre 2026 est passée. Vous pouvez encore répondre jusqu’au 5 janvier"
    assert expected_words(campaign, campaign.due_on) == (
        "Réponses attendues pour le 20 décembre 2026."
    )
    assert expected_words(campaign, campaign.due_on + DAY) == f"{late} 2027."

    speaker = Speaker()
    letter = write_to(
        speaker.person, LetterKind.STAFF_WORD, campaign, once="1", values={},
        text=("Objet", "{attente}"),
    )  # fmt: skip
    noon = dt.datetime(2026, 12, 21, 11, tzinfo=dt.UTC)
    tokens = ReportingLetters().prepare(letter.outbox, noon)
    assert late in sending.message_of(letter, tokens).body


def test_what_depends_on_the_day_is_refused_in_a_subject():
    assert templates.faults(TextKind.REMINDER, "{attente}", "{lien}")


def test_somebody_without_a_name_is_greeted_as_one_greets():
    assert templates.hello("Inès Exemple") == "Bonjour Inès Exemple,"
    assert templates.hello("") == "Madame, Monsieur,"
    campaign, speaker = CampaignFactory(), Speaker(full_name="")
    letter = write_to(
        speaker.person, LetterKind.STAFF_WORD, campaign, once="1", values={},
        text=("Objet", "Bonjour {personne},\n\n…"),
    )  # fmt: skip
    assert letter.text.startswith("Madame, Monsieur,\n")


def test_the_reminder_of_an_invitation_says_when_it_was_written():
    row = InvitationFactory(sent_at=dt.datetime(2026, 10, 30, 12, tzinfo=dt.UTC), full_name="Lou")
    letter = invitation_letter(row, reminder=True)
    assert "vous a proposé, le 30 octobre 2026, d’être un contact de" in letter.text


def test_nobody_is_written_to_before_partners_can_answer(staff_client):
    campaign = CampaignFactory()
    campaigns.prepare(campaign)
    territory = campaign.convention.territory
    territory.email = ""
    territory.save()
    ActionFactory(
        convention=campaign.convention, published=True, ongoing=True, lead=Speaker().organisation
    )
    staff = UserFactory(publishing=True)

    with pytest.raises(CannotOpen, match="l’adresse de courriel de l’équipe"):
        open_campaign(campaign, by=staff, at=timezone.now())

    running = CampaignFactory(open=True, convention=campaign.convention)
    ReportFactory(campaign=running, organisation=Speaker().organisation)
    address = f"/suivi/campagnes/{running.pk}/ecrire/"
    data = typed(staff_client.get(address)) | {"body": "Tapé", "voir": ""}
    page = staff_client.post(address, data)
    assert "Tapé" in page.content.decode()
    assert "l’adresse de courriel de l’équipe" in page.content.decode()
    assert not Letter.objects.exists()


def test_the_digest_says_how_often_it_is_written():
    """The sentence that its readers get, and the delay that decides."""
    assert dt.timedelta(weeks=1) == REPEATED_AFTER
    assert "au moins une fois par semaine" in WHEN_WRITTEN
