"""`/compte/donnees.json`: everything the portal holds about whoever asks, for them alone."""

import json
from operator import attrgetter

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partners.models import Invitation, Membership
from partners.sign_in import factors
from partners.sign_in.events import record
from partners.sign_in.user_sessions import open_sessions
from records.models import KeptForm
from reporting.models import Letter, PersonalLink, Report, ReportEvent, ReportState
from reporting.report.sections import TEXTS
from reporting.report.transitions import AUTHORS

UNSENT = (ReportState.DRAFT, ReportState.RETURNED)


def plain_value(value):
    """A date as JSON holds it, anything else as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def attributes_of(row, **names):
    """A dict of the download: each of its keys with the attribute of `row` that it tells.

    An attribute may be « report.reference », or a method without arguments.
    """
    found = {key: attrgetter(path)(row) for key, path in names.items()}
    return {key: plain_value(one() if callable(one) else one) for key, one in found.items()}


def about_account(user):
    return attributes_of(
        user,
        nom="full_name",
        courriel="email",
        role_dans_l_equipe="role",
        compte_ouvert="is_active",
        cree_le="date_joined",
        derniere_connexion="last_login",
        adresse_en_defaut="mail_fault",
        adresse_en_defaut_depuis="mail_fault_on",
        rappels_refuses_le="reminders_off_on",
        fermeture_annoncee_le="warned_on",
    )


def about_organisations(user):
    rows = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    return [
        attributes_of(
            row, organisation="organisation.name", role="role", depuis="since",
            jusqu_au="ended_on", raison_de_la_fin="end_reason",
        )
        for row in rows
    ]  # fmt: skip


def about_invitations(user):
    """Those that the person received, and those they sent."""
    mine = Invitation.objects.select_related("organisation").order_by("pk")
    return {
        "recues": [
            attributes_of(
                row, organisation="organisation.name", nom="full_name", courriel="email",
                envoyee_le="sent_at", page_ouverte_le="opened_at", acceptee_le="accepted_at",
                declinee_le="declined_at",
            )
            for row in mine.filter(user=user)
        ],
        "envoyees": [
            attributes_of(row, organisation="organisation.name", envoyee_le="sent_at")
            for row in mine.filter(invited_by=user)
        ],
    }  # fmt: skip


def about_letters(user):
    """Those written to the person, and the invitations they received before they had an account.

    Not by address: one that served somebody else before would show their letters.
    """
    mine = Letter.objects.filter(Q(person=user) | Q(invitation__user=user))
    return [
        attributes_of(
            row, nature="get_kind_display", objet="subject", adresse="to",
            ecrite_le="created_at", partie_le="sent_at", etat="get_state_display",
        )
        for row in mine.without_texts().order_by("pk")
    ]  # fmt: skip


def about_links(user):
    rows = PersonalLink.objects.filter(person=user).select_related("campaign").order_by("pk")
    return [
        {"campagne": row.campaign.title if row.campaign else None}
        | attributes_of(row, page_vue_le="seen_at", ouvert_le="used_at", revoque_le="revoked_at")
        for row in rows
    ]


def about_answers(user):
    """What the person did on answers, with what these said then: later words are not theirs.

    Nor are those of the partner whose answer a member of the team published or sent back.
    """
    rows = ReportEvent.objects.filter(by=user).select_related("report__action", "report__campaign")
    return [
        attributes_of(
            row, le="at", acte="verb", reference="report.reference", action="report.action.title",
            campagne="report.campaign.title", sous_le_nom="by_label", commentaire="comment",
            commentaires="comments",
        )
        | {"ce_que_disait_la_reponse": row.said if row.verb in AUTHORS else {}}
        for row in rows.order_by("at", "pk")
    ]  # fmt: skip


def about_drafts(user):
    """What the person was the last to write, not sent yet, where they still answer."""
    rows = Report.objects.of_person(user).filter(writer=user, state__in=UNSENT)
    texts = {name: name for name in TEXTS}
    return [
        attributes_of(
            row, reference="reference", action="action.title", campagne="campaign.title",
            ecrite_le="written_at", avancement="avancement", appreciation="attainment", **texts,
        )
        for row in rows.select_related("action", "campaign").order_by("pk")
    ]  # fmt: skip


def about_sign_in(user):
    """Second factors, without what they prove, and the browsers where the person is signed in."""
    return {
        "seconds_facteurs": [
            {"nom": factors.label(row)}
            | attributes_of(row, ajoute_le="created_at", servi_le="last_used_at")
            for row in factors.factors_of(user)
        ],
        "connexions_ouvertes": [
            {
                "navigateur": one["browser"],
                "depuis": plain_value(one["entered"]),
                "vue_le": plain_value(one["seen"]),
            }
            for one in open_sessions(user, None)
        ],
    }


def about_kept_forms(user):
    """What the person was typing when a session ended."""
    return [
        attributes_of(row, adresse="path", gardee_le="created_on")
        | {"saisie": json.loads(row.data)}
        for row in KeptForm.objects.filter(user=user).order_by("pk")
    ]


TOLD = {
    "compte": about_account,
    "connexion": about_sign_in,
    "organisations": about_organisations,
    "invitations": about_invitations,
    "courriels": about_letters,
    "liens_personnels": about_links,
    "reponses": about_answers,
    "brouillons": about_drafts,
    "saisies_interrompues": about_kept_forms,
}


@never_cache
@login_required
@require_safe
def own_data(request):
    record("own data downloaded", request, request.user)
    found = {key: about(request.user) for key, about in TOLD.items()}
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response
