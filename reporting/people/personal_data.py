"""`/compte/donnees.json`: everything the portal holds about whoever asks, for them alone."""

import json

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


def date(value):
    return value.isoformat() if value else None


def account(user):
    return {
        "nom": user.full_name,
        "courriel": user.email,
        "role_dans_l_equipe": user.role,
        "compte_ouvert": user.is_active,
        "cree_le": date(user.date_joined),
        "derniere_connexion": date(user.last_login),
        "adresse_en_defaut": user.mail_fault,
        "adresse_en_defaut_depuis": date(user.mail_fault_on),
        "rappels_refuses_le": date(user.reminders_off_on),
        "fermeture_annoncee_le": date(user.warned_on),
    }


def memberships(user):
    rows = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    return [
        {
            "organisation": row.organisation.name,
            "role": row.role,
            "depuis": date(row.since),
            "jusqu_au": date(row.ended_on),
            "raison_de_la_fin": row.end_reason,
        }
        for row in rows
    ]


def invitations(user):
    """Those that the person received, and those they sent."""
    mine = Invitation.objects.select_related("organisation").order_by("pk")
    return {
        "recues": [
            {
                "organisation": row.organisation.name,
                "nom": row.full_name,
                "courriel": row.email,
                "envoyee_le": date(row.sent_at),
                "page_ouverte_le": date(row.opened_at),
                "acceptee_le": date(row.accepted_at),
                "declinee_le": date(row.declined_at),
            }
            for row in mine.filter(email__iexact=user.email)
        ],
        "envoyees": [
            {"organisation": row.organisation.name, "envoyee_le": date(row.sent_at)}
            for row in mine.filter(invited_by=user)
        ],
    }


def letters(user):
    """Those written to the person, or to their address before they had an account."""
    mine = Letter.objects.filter(Q(person=user) | Q(to__iexact=user.email))
    return [
        {
            "nature": row.get_kind_display(),
            "objet": row.subject,
            "adresse": row.to,
            "ecrite_le": date(row.created_at),
            "partie_le": date(row.sent_at),
            "etat": row.get_state_display(),
        }
        for row in mine.without_texts().order_by("pk")
    ]


def links(user):
    rows = PersonalLink.objects.filter(person=user).select_related("campaign").order_by("pk")
    return [
        {
            "campagne": row.campaign.title if row.campaign else None,
            "page_vue_le": date(row.seen_at),
            "ouvert_le": date(row.used_at),
            "revoque_le": date(row.revoked_at),
        }
        for row in rows
    ]


def history(user):
    """What the person did on answers, with what these said then: later words are not theirs.

    Nor are those of the partner whose answer a member of the team published or sent back.
    """
    rows = ReportEvent.objects.filter(by=user).select_related("report__action", "report__campaign")
    return [
        {
            "le": date(row.at),
            "acte": row.verb,
            "reference": row.report.reference,
            "action": row.report.action.title,
            "campagne": row.report.campaign.title,
            "sous_le_nom": row.by_label,
            "commentaire": row.comment,
            "commentaires": row.comments,
            "ce_que_disait_la_reponse": row.said if row.verb in AUTHORS else {},
        }
        for row in rows.order_by("at", "pk")
    ]


def drafts(user):
    """What the person was the last to write, not sent yet, where they still answer."""
    rows = Report.objects.of_person(user).filter(writer=user, state__in=UNSENT)
    rows = rows.select_related("action", "campaign").order_by("pk")
    return [
        {
            "reference": row.reference,
            "action": row.action.title,
            "campagne": row.campaign.title,
            "ecrite_le": date(row.written_at),
            **{name: getattr(row, name) for name in TEXTS},
        }
        for row in rows
    ]


def sign_in(user):
    """Second factors, without what they prove, and the browsers where the person is signed in."""
    return {
        "seconds_facteurs": [
            {
                "nom": factors.label(row),
                "ajoute_le": date(row.created_at),
                "servi_le": date(row.last_used_at),
            }
            for row in factors.factors_of(user)
        ],
        "connexions_ouvertes": [
            {
                "navigateur": one["browser"],
                "depuis": date(one["entered"]),
                "vue_le": date(one["seen"]),
            }
            for one in open_sessions(user, None)
        ],
    }


def kept_forms(user):
    """What the person was typing when a session ended."""
    return [
        {"adresse": row.path, "gardee_le": date(row.created_on), "saisie": json.loads(row.data)}
        for row in KeptForm.objects.filter(user=user).order_by("pk")
    ]


def everything_about(user):
    """A dict ready for JSON: its keys are those of the download."""
    return {
        "compte": account(user),
        "connexion": sign_in(user),
        "organisations": memberships(user),
        "invitations": invitations(user),
        "courriels": letters(user),
        "liens_personnels": links(user),
        "reponses": history(user),
        "brouillons": drafts(user),
        "saisies_interrompues": kept_forms(user),
    }


@never_cache
@login_required
@require_safe
def own_data(request):
    record("own data downloaded", request, request.user)
    response = JsonResponse(
        everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response
