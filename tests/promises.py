"""Every length of time and every limit that is written, tied to what keeps it in the code."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from actions.import_forms import ApplyForm
from actions.importing import batch
from actions.importing.columns import fields
from actions.models import Action, indicator
from contact.models import RETENTION, ContactMessage
from conventions import images, uploads
from conventions.models import Commune, convention, territory
from ctg_portal import profile
from ctg_portal.board import past
from follow import following
from follow import models as follow_models
from letters import models as letter_models
from letters import sending
from partners import visitor_forms
from partners.models import User, membership, sign_in
from partners.sign_in import factors, known, sessions
from records.models import editing
from reporting import ending
from reporting.campaigns import campaigns, reminder_recipients
from reporting.campaigns import forms as campaign_forms
from reporting.letters import digest
from reporting.letters import forms as letter_forms
from reporting.management.commands import clean_files, purge_letters
from reporting.models import ReportValue, campaign
from reporting.people import contacts, purging
from reporting.people.forms import reason_field
from reporting.report.sections import shapes
from reviews.draft_reading import models as draft_reading
from search import models as search_models
from tables import file_limits
from tests.french_sources import NUMBERS
from voices import models as voice_models

MINUTE, HOUR, DAY, MONTH = 60, 3600, 24 * 3600, 30 * 24 * 3600
MEGABYTE = 1024 * 1024
N = "(" + "|".join([r"\d[\d\u202f ]*\d|\d", *sorted(NUMBERS, key=len, reverse=True)]) + ")"


@dataclass
class Promise:
    """`says`, where N stands for the number, is true as long as the number is `kept`."""

    says: str
    kept: float

    @property
    def pattern(self):
        return re.compile(self.says.replace("N ", f"{N} "), re.IGNORECASE)


def number(words):
    return NUMBERS.get(words.lower()) or int(re.sub(r"\D", "", words))


def span(length: timedelta | float, unit):
    """`length`, a duration or seconds, in `unit`s."""
    return (length.total_seconds() if isinstance(length, timedelta) else length) / unit


def size(model, name):
    return model._meta.get_field(name).max_length


def limit(name):
    """The minutes of the first limit of `name`: « 5/15m/key », « 20/h/key »."""
    count, unit = re.search(r"/(\d*)([mh])/", settings.ACCOUNT_RATE_LIMITS[name]).groups()
    return int(count or 1) * {"m": 1, "h": 60}[unit]


FIRST, SECOND, LAST = (days for days, _kind in campaigns.DEFAULT_REMINDERS)

PROMISES = [
    # signing in
    Promise(
        r"(?:dure|ouvertes,|du travail,|toujours au bout de) N heures(?: au plus)?",
        span(settings.SESSION_COOKIE_AGE, HOUR),
    ),
    Promise(r"; N heures plus tard, videz", span(settings.SESSION_COOKIE_AGE, HOUR)),
    Promise(r"N heures sans (?:rien faire|activité)", span(settings.SESSION_IDLE_AGE, HOUR)),
    Promise(
        r"(?:pendant|valable|il a plus de|appeler dans les) N minutes", span(sign_in.LIFE, MINUTE)
    ),
    Promise(r"essayé N fois", sign_in.MOST_TRIES),
    Promise(r"connexion date de plus de N minutes", span(sessions.RECENT_SECONDS, MINUTE)),
    Promise(r"toutes les N secondes", factors.PERIOD),
    Promise(r"gardée? N mois (?:et ne sert|aussi, sous)", span(known.KNOWN_SECONDS, MONTH)),
    Promise(r"Attendez N quart d’heure", limit("sign_in_letter") / 15),
    Promise(r"demandent N quart d’heure", limit("sign_in_code") / 15),
    Promise(r"Il dure N an et", round(span(settings.CSRF_COOKIE_AGE, DAY) / 365)),
    # what is kept, and until when
    Promise(r"N mois après réception", RETENTION.days // 30),
    Promise(r"messages de plus de N mois", RETENTION.days // 30),
    Promise(r"n’a tapés depuis N mois", search_models.RETENTION.days // 30),
    Promise(r"ne l’a cherché depuis N an\b", search_models.RETENTION.days // 365),
    Promise(r"(?:effacés |bout d’|plus d’)N an(?: après|\.)", RETENTION.days // 365),
    Promise(
        r"(?:texte et leur adresse sont effacés au bout|courriels) de (?:plus de )?N mois",
        purge_letters.MONTHS,
    ),
    Promise(r"a écrit depuis N mois", letter_forms.KEPT.days // 30),
    Promise(
        r"(?:Au bout de|ni réponse pendant|inutilisés depuis) N mois(?: sans|, un|, e)",
        purging.WARNED_MONTHS,
    ),
    Promise(
        r"(?:portent sont effacés au|effaçons au|\. Au) bout de N mois(?:, l|\.)"
        r"|effacés N mois après|ceux de N mois",
        purging.KEPT_MONTHS,
    ),
    Promise(
        r"(?:presque|Après|depuis) N ans(?: sans|\.|)|N ans de silence", purging.KEPT_MONTHS / 12
    ),
    Promise(r"(?:gardé|formulaires de plus de) N jours", span(editing.LIFE, DAY)),
    Promise(r"import il y a plus de N jours", batch.KEPT_DAYS),
    Promise(
        r"fichiers de plus de N jours",
        clean_files.Command().create_parser("", "").get_default("days"),
    ),
    Promise(r"sont gardés N mois, puis", voice_models.KEPT.days // 30),
    Promise(r"pas servi est effacée après N mois", voice_models.ADDRESSES_KEPT.days // 30),
    Promise(r"[Tt]exte(?: dépasse| de) N caractères", voice_models.LONGEST),
    Promise(r"ouverte depuis plus de N heures", span(visitor_forms.KEY_LIFE, HOUR)),
    # following by e-mail
    Promise(
        r"(?:s’efface au bout de|confirmer, dans les|Ou il a plus de) N jours",
        span(follow_models.REQUEST_LIFE, DAY),
    ),
    Promise(r"Après N mois sans prolonger", follow_models.KEPT_MONTHS),
    Promise(r"prévien(?:t|dra) N mois avant", round(span(follow_models.NOTICE, MONTH))),
    Promise(r"coché, N ans de plus", follow_models.KEPT_MONTHS / 12),
    Promise(r"reçoit N demandes par jour", following.MOST_TO_ONE_ADDRESS),
    # invitations, reminders, courriels
    Promise(r"(?:valent|sert(?: pendant)?|valable) N jours", span(membership.INVITATION_LIFE, DAY)),
    Promise(r"rappel part au bout de N jours", span(membership.REMIND_AFTER, DAY)),
    Promise(r"N jours avant la date attendue", -FIRST),
    Promise(r"puis N jours après", LAST),
    Promise(r"dans les N jours après une autre", reminder_recipients.QUIET_DAYS),
    Promise(r"se rattrape pendant N jours", reminder_recipients.LATE_RUN_DAYS),
    Promise(r"N fois par semaine", 7 / digest.REPEATED_AFTER.days),
    Promise(r"depuis plus d’N quart d’heure", span(letter_models.STUCK_AFTER, MINUTE) / 15),
    Promise(r"attend depuis plus de N jours", span(sending.OLD, DAY)),
    Promise(r"60 minutes, N heures, 12", span(sending.DELAYS[4], HOUR)),
    Promise(r"4 heures, N heures", span(sending.DELAYS[5], HOUR)),
    Promise(r"arrête au bout de N heures", round(span(sum(sending.DELAYS, timedelta()), HOUR))),
    Promise(r"15 et N minutes", span(sending.DELAYS[3], MINUTE)),
    Promise(r"N semaines plus tard", span(campaign_forms.DUE_AFTER, DAY) / 7),
    Promise(r"ouvre N jours après la fin", span(campaign_forms.OPINIONS_AFTER, DAY)),
    Promise(r"dure N semaines", span(campaign_forms.OPINIONS_CLOSE, DAY) / 7),
    Promise(r"(?:plus d’|dure )N an (?:d’ici|au plus)", campaign_forms.LONGEST.days // 365),
    Promise(r"Départ il y a moins de N mois", span(contacts.RECENT, MONTH)),
    Promise(r"changé depuis N mois", span(past.LOOKED_BACK, MONTH)),
    Promise(r"vaut N ans|plus de N ans : il", territory.AUDIT_YEARS),
    Promise(r"plus de N fois$|plus de N fois ", indicator.UNLIKELY),
    # sizes
    Promise(r"(?:WebP|ou PNG), N Mo au plus", images.MAX_PICTURE_BYTES / MEGABYTE),
    Promise(r"image dépasse N Mo", images.MAX_PICTURE_BYTES / MEGABYTE),
    Promise(r"(?:PNG|fichier dépasse),? N Mo", uploads.MAX_DOCUMENT_BYTES / MEGABYTE),
    Promise(r"dépasse N Mo : retirez", file_limits.MAX_BYTES / MEGABYTE),
    Promise(r"décompressé, dépasse N Mo", uploads.MAX_UNPACKED_BYTES / MEGABYTE),
    Promise(r"texte : N caractères", fields.MAX_TEXT),
    Promise(r"nom (?:dépasse|:) N caractères", size(User, "full_name")),
    Promise(r"adresse de courriel dépasse N caractères", size(User, "email")),
    Promise(r"sujet dépasse N caractères", size(ContactMessage, "subject")),
    Promise(
        r"message dépasse N caractères|^N caractères au plus\. N’écrivez",
        size(ContactMessage, "body"),
    ),
    Promise(r"apporte aux habitants : N caractères au plus", size(Action, "summary")),
    Promise(r"raison dépasse N caractères", ApplyForm.base_fields["reason"].max_length),
    Promise(r"^N caractères au plus\.$", reason_field().max_length),
    Promise(r"pourquoi en N caractères", size(ReportValue, "why")),
    Promise(r"» : N caractères", shapes.LONGEST_TEXT),
    Promise(r"INSEE a N caractères", size(Commune, "insee")),
    Promise(r"au moins N caractères", profile.SHORTEST_KEY),
    # the least, the most
    Promise(r"de 1 à N ans", convention.LONGEST // 365),
    Promise(r"au moins N (?:mois|jour)", 1),
    Promise(r"délai de réponse va de 1 à N jours", territory.LONGEST_ANSWER),
    Promise(r"dateraient de plus d’N an avant la convention", campaign.YEARS_BEFORE),
    Promise(r"même après N heures", round(span(sum(sending.DELAYS, timedelta()), HOUR))),
    Promise(r"montre les étapes N mois avant la fin", ending.MONTHS_AHEAD),
    Promise(r"lien sert N mois au plus", span(timedelta(draft_reading.MOST_DAYS), MONTH)),
    Promise(r"Attendez N heure", limit("invitation") / 60),
]

# How long something takes, or a way of speaking: nothing in the code keeps these.
ESTIMATES = re.compile(
    r"moins d’une minute|deux minutes|une heure pour|dix minutes par semaine|Comptez un quart"
    r"|Dans un an, elle|en cinq minutes|dans une minute|toutes les 10 minutes|Un jour manqué"
    r"|une (?:seconde campagne|année \(|année sur)|un (?:mois \(|trimestre|jour à|jour plus)"
    r"|un jour (?:donné|passé)|entre ces deux jours|retirés un jour\."
    r"|Moins de 18 ans|De (?:18 à 29|30 à 59) ans|60 ans ou plus"
    r"|Choisissez une année|d’une année(?: finie| est préparé|$)"
    r"|pour les 0–3 ans"
    r"|dure quatre ans|accord de quatre ans|signée pour quatre ans",
    re.IGNORECASE,
)
