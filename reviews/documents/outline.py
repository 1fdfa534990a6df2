"""What the review of a year says, in the order of its page, as blocks for the PDF and the DOCX."""

from actions.progress import WORDS
from records.french import figure, full_date
from reviews.documents.blocks import (
    NUMBER,
    STATE,
    Bar,
    Bullets,
    HeadingBlock,
    Photo,
    Run,
    TableBlock,
)
from reviews.documents.outline_parts import (
    bullets,
    counted,
    enjeu,
    euros,
    meetings,
    method,
    money,
    outlook,
    paragraph,
    silence,
    since,
    steps,
)
from reviews.documents.rich_text import blocks_of, plain


def outline(year, version="", photos=()):
    """Every block of the YearReview `year`; `version` says which edition, "" for a draft.

    `photos` are the keys of the pictures that may still be shown.
    """
    return [
        HeadingBlock(1, plain(f"{year.title}")),
        paragraph(f"{year.convention} : ce qui a été fait en {year.year}.", "lead"),
        *([paragraph(version, "small")] if version else []),
        *essential(year, photos),
        *(block for part in year.enjeux for block in enjeu(year, part)),
        *steps(year),
        *money(year),
        *meetings(year),
        *silence(year),
        *since(year),
        *outlook(year),
        *method(year),
    ]


def essential(year, photos):
    found = [HeadingBlock(2, "L’essentiel"), *blocks_of(year.introduction, 3)]
    found.append(paragraph(in_one_sentence(year)))
    found.append(bullets(facts(year)))
    if year.end.total:
        found.append(bar(year.end))
    found.append(states_table(year, year.year, "Du début à la fin de l’année"))
    if year.added:
        many = len(year.added) > 1
        verb = "sont entrées" if many else "est entrée"
        found.append(
            paragraph(
                f"{counted(len(year.added), 'action', 'actions')} {verb} dans le plan pendant "
                "l’année."
            )
        )
    if year.unknown_start:
        said = counted(year.unknown_start, "action", "actions")
        found.append(paragraph(f"Pour {said}, l’avancement au début de l’année n’est pas connu."))
    if year.highlights:
        found.append(HeadingBlock(3, "Faits marquants"))
        found.append(Bullets(tuple(highlight(one) for one in year.highlights)))
    for one in year.pictures:
        if one.pk in photos:
            said = f"{one.caption} Image : {one.credit}".strip()
            found.append(Photo(one.pk, plain(one.alt), plain(said)))
    return found


def in_one_sentence(year):
    total = len(year.lines)
    name = year.action_names if total > 1 else year.action_name
    return f"À la fin de {year.year}, sur {figure(total)} {name} : {year.end_words}."


def facts(year):
    """The figures of the year, a sentence each."""
    late, dropped = len(year.steps.late), len(year.steps.dropped)
    more = " (sans compter les groupes de moins de 5)" if year.people_more else ""
    people = counted(year.people, "personne aidée ou accueillie", "personnes aidées ou accueillies")
    found = [
        counted(year.news, "actualité publiée", "actualités publiées"),
        f"{people}, d’après les actualités{more}"
        if year.people
        else "Les actualités ne disent pas combien de personnes ont été aidées ou accueillies",
        f"{counted(len(year.steps.kept), 'étape tenue', 'étapes tenues')}, "
        f"{counted(late, 'en retard', 'en retard')}, "
        f"{counted(dropped, 'abandonnée', 'abandonnées')}",
        counted(
            len(year.meetings),
            "réunion de comité ou publique",
            "réunions de comité ou publiques",
        )
        if year.meetings
        else "Aucune réunion publiée ne s’est tenue",
    ]
    if total := year.money.total:
        spent = (
            f"{euros(total.actual)} dépensés"
            if total.actual is not None
            else "Aucune dépense n’est encore connue"
        )
        planned = f", pour {euros(total.planned)} prévus" if total.planned is not None else ""
        found.append(spent + planned)
    return found


def highlight(one):
    found = [Run(plain(one.title), bold=True)]
    if one.said and one.said != one.title:
        found.append(Run(f". {plain(one.said)}."))
    found.append(Run(f" {plain(one.action_title)}, {full_date(one.on)}", italic=True))
    return tuple(found)


def bar(progress):
    parts = tuple((row, progress.counts[row.value]) for row in WORDS if progress.counts[row.value])
    return Bar(
        tuple((row.value, count) for row, count in parts),
        f"Répartition par avancement : {progress.words}.",
    )


def states_table(of, year, caption):
    return TableBlock(
        caption=caption,
        head=("Avancement", f"Au début de {year}", f"À la fin de {year}"),
        rows=tuple(
            (label, figure(of.start.counts[value]), figure(count))
            for value, label, count in of.end.rows
        ),
        columns=(STATE, NUMBER, NUMBER),
        widths=(2, 1, 1),
        foot=("Avancement connu", figure(of.start.total), figure(of.end.total)),
    )
