"""The sheet of an action: what its page says, on two sides of paper, as blocks for the PDF.

Nothing is made smaller to fit: what does not is cut at the end of a block, and said to be on the
page (fitting.py).
"""

from actions.models.avancement import label_of
from actions.practical_page import place_title
from records.french import figure, full_date, months
from reviews.documents.blocks import NUMBER, TEXT, HeadingBlock, Paragraph, Run, TableBlock
from reviews.documents.fitting import labelled, names, some, text, titled
from reviews.documents.outline_parts import bullets, euros, paragraph
from reviews.documents.rich_text import plain

MOST_PAGES = 2


def sheet(action, facts, address, size, on):
    """Every block of the sheet of a fetched `action`, whose page says the `facts` (page_facts).

    `address` is the one of its page, whole; `on` the date of what is said.
    """
    convention = action.convention
    found = [
        HeadingBlock(1, plain(action.called)),
        paragraph(
            f"{convention.territory.action_name.capitalize()} {action.code}, {convention.title}. "
            f"{convention.territory.enjeu_name.capitalize()} {action.enjeu}.",
            "small",
        ),
        paragraph(action.summary, "lead"),
        *practical(action, facts["enjoy"], size),
        *verdict(action, facts),
        *done_and_to_do(action, facts, size),
        *who_and_where(action),
        *figures(facts["indicators"], size),
        *means(action, facts["money"], size),
        *reasons(action, facts["is_over"], size),
        *news(facts["updates"], size),
    ]
    return [*found, *foot(action, address, on)]


def practical(action, enjoy, size):
    if enjoy is None:
        return []
    found = [paragraph(enjoy.notice)] if enjoy.notice else []
    if enjoy.is_empty:
        found.append(
            paragraph("Les lieux, les horaires et le téléphone ne sont pas encore donnés.")
        )
    found += labelled(
        [
            ("Prix", action.price),
            ("Téléphone", action.phone),
            ("Courriel", action.email, f"mailto:{action.email}"),
            ("Formulaire", action.form_url, action.form_url),
            ("Sur internet", address_of(action), action.website),
        ]
    )
    if enjoy.places:
        rows = [
            (
                ", ".join(filter(None, (plain(place_title(one)), plain(one.address)))),
                plain(one.hours or "à préciser"),
            )
            for one in enjoy.places[: size.lines]
        ]
        found.append(
            TableBlock(
                caption="Lieux, jours et heures",
                head=("Où", "Quand"),
                rows=tuple(rows),
                columns=(TEXT, TEXT),
                widths=(1, 1),
            )
        )
        if (more := len(enjoy.places) - size.lines) > 0:
            found.append(paragraph(f"Autres lieux sur la page : {figure(more)}.", "small"))
    found += text(action.how_to_come, size)
    found += labelled(
        ("Accessibilité", f"{words} ({', '.join(where)})" if where else words)
        for words, where in enjoy.access[: size.lines]
    )
    checked = full_date(action.practical_verified_on)
    said = f"vérifiées le {checked}" if checked else "pas encore vérifiées"
    found.append(paragraph(f"Informations {said}.", "small"))
    return titled(enjoy.title, found)


def address_of(action):
    """« La carte des services : https://… »: on paper, an address is read."""
    return " : ".join(filter(None, (action.website and action.website_name, action.website)))


def verdict(action, facts):
    over, late = facts["is_over"], facts["late"]
    state = label_of(action.avancement, over=over)
    runs = [Run(f"{state}, {late.lower()}" if late else state, bold=True), Run(".")]
    if action.avancement_on:
        by = f" ({plain(action.avancement_by.name)})" if action.avancement_by else ""
        runs.append(Run(f" Déclaré le {full_date(action.avancement_on)}{by}."))
    found = [Paragraph(tuple(runs))]
    if action.convention.frozen_on:
        found.append(paragraph(f"État au {full_date(action.convention.frozen_on)}."))
    if action.avancement_reason:
        found.append(paragraph(action.avancement_reason))
    if late and action.ends_on:
        found.append(paragraph(f"La fin était prévue le {full_date(action.ends_on)}."))
    if suite := facts["told"]["suite"]:
        found.append(Paragraph((Run(f"Suite\u00a0: {suite.label.lower()}.", bold=True),)))
        if action.outcome_reason and action.outcome_reason != action.avancement_reason:
            found.append(paragraph(action.outcome_reason))
    if facts["successor"]:
        found.append(paragraph(f"Cette action est remplacée par {facts['successor'].title}."))
    for other in action.public_continuations:
        found.append(paragraph(f"Elle se poursuit : {other.title} ({other.convention.title})."))
    checked = full_date(action.verified_on)
    told = [f"Vérifiée le {checked}" if checked else "Pas encore vérifiée"]
    told.append(f"modifiée le {full_date(facts['told']['modified_on'])}")
    if facts["told"]["silence"]:
        told.append(f"sans nouvelles depuis {months(facts['told']['silence'])}")
    found.append(paragraph(f"{', '.join(told)}.", "small"))
    return titled("Où en était cette action" if over else "Où en est cette action", found)


def done_and_to_do(action, facts, size):
    steps, over = facts["steps"], facts["is_over"]

    def listed(rows):
        return [bullets(some(rows, size.lines, "autre", "autres"))] if rows else []

    def planned(rows):
        return listed([dated(one.title, "prévu pour le ", one.planned_on) for one in rows])

    done = [dated(one.title, "", one.done_on) for one in steps["done"]]
    left = [*planned(steps["todo"]), *text(action.perspectives, size)]
    return [
        *titled("Ce qui est fait", listed(done)),
        *titled("Ce qui était en cours" if over else "Ce qui se fait", planned(steps["ongoing"])),
        *titled("Ce qui restait à faire" if over else "Ce qui reste", left),
    ]


def dated(title, words, day):
    return f"{title} ({words}{full_date(day)})" if day else title


def who_and_where(action):
    roles, born = {}, len(action.ideas.all())
    for link in action.action_partners.all():
        roles.setdefault(link.get_role_display(), []).append(link.organisation.name)
    places = [one.name for one in action.communes.all()]
    where = "Tout le territoire" if action.whole_territory else names(places)
    pairs = [
        ("Pour qui", names(one.name for one in action.audiences.all()) or "à préciser"),
        ("Où", where or "à préciser"),
        ("Quand", action.period),
        ("Pilote", action.lead.name if action.lead else "à préciser"),
        *((f"{role}{'s' if len(rows) > 1 else ''}", names(rows)) for role, rows in roles.items()),
        *(
            [
                (
                    "Née de",
                    "une idée d’habitant" if born == 1 else f"{figure(born)} idées d’habitants",
                )
            ]
            if born
            else []
        ),
    ]
    return titled("Pour qui, où, avec qui", labelled(pairs))


def figures(views, size):
    if not views:
        return []
    rows = []
    for view in views[: size.lines]:
        told = {one.role: one for one in view["readings"]}
        unit = view["indicator"].unit
        rows.append(
            (
                plain(f"{view['indicator'].label}{f' ({unit})' if unit else ''}"),
                *(
                    said(reading)
                    for reading in (told.get("Départ"), view["latest"], told.get("But"))
                ),
            )
        )
    found = [
        TableBlock(
            caption="Indicateurs : départ, dernière valeur, but",
            head=("Indicateur", "Départ", "Dernière valeur", "But"),
            rows=tuple(rows),
            columns=(TEXT, TEXT, TEXT, TEXT),
            widths=(4, 3, 3, 3),
        )
    ]
    if (more := len(views) - size.lines) > 0:
        found.append(paragraph(f"Autres indicateurs sur la page : {figure(more)}.", "small"))
    return titled("Les chiffres", found)


def said(reading):
    """« 12 (31 décembre 2025) », or « non connu »."""
    if reading is None:
        return "non connu"
    words = plain(reading.words) or figure(reading.value)
    return f"{words} ({full_date(reading.on)})" if reading.on else words


def means(action, money, size):
    found = text(action.human_means, size)
    if money:
        rows = [
            (
                plain(f"{row.year}, {row.funder.label if row.funder else 'financeur non précisé'}"),
                euros(row.planned, "non indiqué"),
                euros(row.actual, "pas encore connu"),
            )
            for row in money["rows"]
        ]
        more = len(rows) - size.lines
        found.append(
            TableBlock(
                caption="Financements, en euros"
                + (f" (autres lignes sur la page : {figure(more)})" if more > 0 else ""),
                head=("Année et financeur", "Prévu", "Réel"),
                rows=tuple(rows[: size.lines]),
                columns=(TEXT, NUMBER, NUMBER),
                widths=(3, 1, 1),
                foot=("Total connu", euros(money["planned"]), euros(money["actual"])),
            )
        )
    return titled("Les moyens", found)


def reasons(action, over, size):
    return [
        *titled("Pourquoi cette action", text(action.context, size)),
        *titled("En quoi elle consiste", text(action.description, size)),
        *titled(
            "Ce qu’on en attendait" if over else "Ce qu’on en attend",
            text(action.expected_results, size),
        ),
    ]


def news(updates, size):
    rows = [dated(one.title, "", one.said_on) for one in updates if not one.nothing_new]
    return titled(
        "Les actualités", [bullets(some(rows, size.lines, "autre", "autres"))] if rows else []
    )


def foot(action, address, on):
    runs = (
        Run(f"Fiche du {full_date(on)}, d’après la page "),
        Run(address, link=address),
        Run(f" (numéro permanent {action.number})."),
    )
    return [Paragraph(runs, "small")]
