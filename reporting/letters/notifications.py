"""Which act writes which letter, to whom. Each is called in the transaction of its act."""

from functools import partial

from django.urls import reverse
from django.utils import timezone

from conventions.models import Territory
from conventions.sender import sender, site_address
from partners.contacts import working_people
from records.french import full_date, le
from reporting.letters import templates
from reporting.letters.writing import link_address, write_letter
from reporting.models import CampaignText, LetterKind, ReportState
from reporting.models.letter import ASKING
from reporting.report.links import link_for
from reporting.report.partner_summary import answer_summary
from reporting.report.sections import SECTIONS


def text_of(campaign, kind):
    """(subject, body) of the letter `kind` of `campaign`, as staff left it."""
    row = CampaignText.objects.filter(campaign=campaign, kind=kind).first()
    return (row.subject, row.body) if row else templates.defaults_of(campaign)[kind]


def listed(actions):
    """Actions as lines of a letter."""
    return "\n".join(f"- {action.title}" for action in actions)


def reach(territory):
    """How to reach the team: by what the settings give, else by the page « Nous contacter »."""
    if not territory.email:
        return f"Écrivez-nous : {site_address(reverse('contact'))}"
    if territory.phone:
        return f"Appelez le {territory.phone} ou écrivez à {territory.email}."
    return f"Écrivez à {territory.email}."


def expected_words(campaign, on):
    """Until when an answer to `campaign` is expected, for whoever reads it on the date `on`."""
    if campaign.closed_at or on > campaign.closes_on:
        return "La campagne est fermée."
    if on <= campaign.due_on:
        return f"Réponses attendues pour le {full_date(campaign.due_on)}."
    return (
        f"La date du {full_date(campaign.due_on)} est passée. "
        f"Vous pouvez encore répondre jusqu’au {full_date(campaign.closes_on)}."
    )


def common(campaign, person, link):
    """The values that every text may hold. `link` is the address that opens the answers.

    « attente » is a mark: its words are those of the day the letter leaves (source.py).
    """
    territory = campaign.convention.territory
    main = territory or Territory()
    return {
        "personne": (person.full_name if person else "") or templates.UNNAMED,
        "campagne": campaign.title,
        "introduction": campaign.intro,
        "lien": link,
        "date_limite": full_date(campaign.due_on),
        "date_fermeture": full_date(campaign.closes_on),
        "territoire": main.label,
        "telephone": main.phone,
        "joindre": reach(main),
        "attente": templates.EXPECTED,
    }


def not_me_foot(address):
    """The foot of every letter: whoever has another job now says so at `address`, in one click."""
    return f"Ce n’est plus moi : {address}"


def composed(text, values, address, *, stops):
    """(subject, body) of the words `text`, filled; `address(tail)` gives what the foot leads to.

    `stops` adds the way to stop reminders.
    """
    subject, body = text
    foot = not_me_foot(address("plus-moi/"))
    if stops:
        foot += f"\nNe plus recevoir de rappels : {address('rappels/')}"
    return templates.fill(subject, values), f"{templates.fill(body, values)}\n\n{foot}"


def write_to(person, kind, campaign, *, once, values, by=None, text=None, **about):
    """Write to `person` the letter `kind` of `campaign`, filled with `values` and the common ones.

    Its words are those of the TextKind of the same name, or `text`, (subject, body).
    """
    link = link_for(person, campaign)
    stops = kind in ASKING
    filled = common(campaign, person, link_address(link)) | values
    address = partial(link_address, link)
    subject, body = composed(text or text_of(campaign, kind), filled, address, stops=stops)
    return write_letter(
        kind,
        person=person,
        once=once,
        subject=subject,
        body=body,
        unsubscribe=address("rappels/") if stops else "",
        campaign=campaign,
        by=by,
        **about,
    )


def answerer_of(report):
    """Who is written to about `report`: whoever sent it, or its organisation's first contact."""
    person = report.submitted_by
    speaks = person and person.memberships.working().filter(organisation=report.organisation_id)
    if speaks and speaks.exists():
        return person
    people = working_people([report.organisation_id]).get(report.organisation_id, [])
    return people[0] if people else None


def nobody_told(report):
    """What to do about `report` when nobody can be told by a letter: a sentence for the team."""
    organisation = report.organisation
    if organisation is None:
        return "Personne ne peut être prévenu : aucune organisation ne répond pour cette action."
    at = f" au {organisation.phone}" if organisation.phone else ""
    return f"Personne ne peut être prévenu par courriel : appelez {le(organisation)}{at}."


def about_report(report, event, kind, **values):
    """The letter `kind` about what `event` did to `report`; None when there is nobody to tell."""
    person = answerer_of(report)
    if person is None:
        return None
    given = {"actions": listed([report.action]), "reference": report.reference} | values
    return write_to(
        person,
        kind,
        report.campaign,
        once=f"{kind}:{event.pk}",
        values=given | late_link(report, event),
        report=report,
    )


def late_link(report, event):
    """What stands for the personal link once it no longer opens anything: the campaign is over."""
    if report.campaign.is_open(timezone.localdate(event.at)):
        return {}
    closed = "la campagne est fermée"
    if report.state == ReportState.RETURNED:
        closed += f", votre réponse est rouverte jusqu’au {full_date(report.reopened_until)}"
    return {
        "lien": f"{site_address(report.get_absolute_url())}\n"
        f"({closed} : connectez-vous avec votre adresse, un code vous arrive par courriel)"
    }


def answer_as_text(report):
    """All that the answer says for the public, part by part: a copy for who sent it.

    Difficulties and the word to the team are left out: a letter is passed on, and they never
    leave the portal.
    """
    lines = [f"- {report.action.title}"]
    if report.nothing_new:
        return "\n".join([*lines, "", "Rien de nouveau, c’est toujours exact."])
    for part in answer_summary(report)["public"]:
        lines += ["", f"{part.title} : {part.text}".rstrip()]
        if part.items:
            lines += ["", *(f"- {item}" for item in part.items)]
    return "\n".join(lines)


def received(report, event):
    return about_report(report, event, LetterKind.RECEIVED, actions=answer_as_text(report))


def sent_back(report, event):
    """The letter says until when, whatever the words that staff left to it."""
    asked = [event.comment] if event.comment else []
    asked += [f"{SECTIONS[name]} : {words}" for name, words in event.comments.items()]
    until = full_date(report.reopened_until)
    if not says_until(report.campaign):
        asked.append(f"Vous pouvez compléter votre réponse jusqu’au {until}.")
    return about_report(
        report,
        event,
        LetterKind.SENT_BACK,
        commentaires="\n\n".join(asked),
        date_fermeture=until,
    )


def says_until(campaign):
    """True when the words of « à compléter » hold the last day."""
    return "{date_fermeture}" in text_of(campaign, LetterKind.SENT_BACK)[1]


def where_to_read(report):
    """The public page of `report`, or what stands for it while residents cannot open it."""
    if report.is_visible:
        return site_address(report.action.get_absolute_url())
    return f"« {report.action.title} » : visible sur le site quand l’équipe aura publié la fiche."


def published(reports, event):
    """One letter per person and campaign for the `reports` published together.

    `event` is the last of them. Gives those of the reports of which nobody could be told.
    """
    by_person, untold = {}, []
    for report in reports:
        by_person.setdefault((answerer_of(report), report.campaign_id), []).append(report)
    for (person, campaign), found in by_person.items():
        if person is None:
            untold += found
            continue
        values = late_link(found[0], event) | {
            "actions": listed([report.action for report in found]),
            "reference": ", ".join(report.reference for report in found),
            "page": "\n".join(map(where_to_read, found)),
        }
        write_to(
            person,
            LetterKind.PUBLISHED,
            found[0].campaign,
            once=f"{LetterKind.PUBLISHED}:{event.pk}:{person.pk}:{campaign}",
            values=values,
            report=found[0],
        )
    return untold


def reopened(report, event):
    """The answer may be sent again: the partner's own page is reached by signing in."""
    person = answerer_of(report)
    if person is None:
        return None
    until = full_date(report.reopened_until)
    who, link = sender(), link_for(person, report.campaign)
    return write_letter(
        LetterKind.REOPENED,
        person=person,
        once=f"{LetterKind.REOPENED}:{event.pk}",
        subject=f"Votre réponse {report.reference} est rouverte",
        body=f"{templates.hello(person.full_name)}\n\nVous pouvez envoyer votre réponse sur "
        f"« {report.action.title} » jusqu’au {until}. Connectez-vous avec votre adresse, un code "
        f"vous arrive par courriel :\n\n{site_address(report.get_absolute_url())}\n\n"
        f"Merci,\nl’équipe de la CTG, {who.name}\n\n{not_me_foot(link_address(link, 'plus-moi/'))}",
        campaign=report.campaign,
        report=report,
        by=who,
    )
