"""The parts of a review after its first page, as blocks: enjeux, steps, money, what is unknown."""

from actions.models import Avancement
from records.french import NARROW_SPACE, figure, full_date
from reviews.documents.blocks import (
    NUMBER,
    STATE,
    TEXT,
    Bullets,
    Chart,
    HeadingBlock,
    Paragraph,
    Run,
    TableBlock,
)
from reviews.documents.rich_text import blocks_of, plain

UNKNOWN, NOT_YET = "non connu", "pas encore dans le plan"


def euros(amount, otherwise="–"):
    return otherwise if amount is None else f"{figure(amount)}{NARROW_SPACE}€"


def counted(number, one, many):
    return f"{figure(number)}\u00a0{many if number > 1 else one}"


def paragraph(text, look=""):
    return Paragraph((Run(plain(text)),), look)


def bullets(lines):
    return Bullets(tuple((Run(plain(line)),) for line in lines))


def state(value):
    return Avancement(value).label if value else UNKNOWN


def enjeu(year, part):
    title = f"{year.enjeu_name.capitalize()} {part.code}. {part.title}"
    found = [HeadingBlock(2, plain(title), part.accent), *blocks_of(part.word, 3)]
    if not part.lines:
        return [*found, paragraph(f"Aucune action n’est publiée pour cet {year.enjeu_name}.")]
    found.append(paragraph(f"{counted(len(part.lines), 'action', 'actions')} : {part.end_words}."))
    found.append(
        TableBlock(
            caption=f"Avancement des actions en {year.year}",
            head=(year.action_name.capitalize(), "Au début", "À la fin"),
            rows=tuple(
                (
                    plain(f"{line.code} {line.title}"),
                    NOT_YET if line.is_new and not line.start else state(line.start),
                    state(line.end),
                )
                for line in part.lines
            ),
            columns=(TEXT, STATE, STATE),
            widths=(5, 2, 2),
        )
    )
    if part.news:
        found.append(HeadingBlock(3, "Ce qui a été fait"))
        for line in part.lines:
            if line.news:
                found.append(Paragraph((Run(plain(line.title), bold=True),)))
                found.append(bullets(done(line)))
    else:
        found.append(paragraph(f"Aucune actualité n’a été publiée sur ces actions en {year.year}."))
    if part.figures:
        found.append(HeadingBlock(3, "Les chiffres"))
        found += [block for one in part.figures for block in indicator(one, year.year)]
    return found


def done(line):
    found = [f"{one.title} ({full_date(one.on)})" for one in line.news]
    if line.people:
        found.append(
            counted(line.people, "Personne aidée ou accueillie", "Personnes aidées ou accueillies")
        )
    return found


def indicator(one, year):
    unit = f" ({one.unit})" if one.unit else ""
    found = [HeadingBlock(4, plain(f"{one.label}{unit}")), paragraph(one.action_title, "small")]
    last = one.latest
    if last is None:
        said = f"Aucune valeur n’est connue à la fin de {year}."
    else:
        way = f" {one.way[0].upper()}{one.way[1:]}." if one.way else ""
        none = "" if one.has_value else f" Aucune valeur n’a été donnée pour {year}."
        said = f"Le {full_date(last.on)} : {value(last)}.{way}{none}"
    found.append(paragraph(said))
    if one.path:
        found.append(chart(one))
    found.append(
        TableBlock(
            caption=plain(f"Valeurs de « {one.label} »"),
            head=("Moment", "Date", "Valeur"),
            rows=tuple(
                (row.role, full_date(row.on) or "sans date", plain(value(row)))
                for row in one.readings
            ),
            columns=(TEXT, TEXT, TEXT if one.in_words else NUMBER),
            widths=(1, 2, 3) if one.in_words else (1, 2, 1),
        )
    )
    return found


def value(reading):
    return reading.words or figure(reading.value)


def chart(one):
    path = one.path
    return Chart(
        dots=tuple(
            (point.x, point.y, figure(point.value), str(point.on.year), point.role)
            for point in path.points
        ),
        width=path.width,
        height=path.height,
        base=path.base,
        alt=plain(f"Courbe de « {one.label} ». Les valeurs sont dans le tableau."),
    )


def steps(year):
    if not year.steps.total:
        return []
    found = [
        HeadingBlock(2, "Les étapes de l’année"),
        paragraph("Une étape est tenue quand elle est faite au jour prévu ou avant."),
    ]
    for lines, title in (
        (year.steps.kept, "Étapes tenues"),
        (year.steps.late, "Étapes en retard"),
        (year.steps.dropped, "Étapes abandonnées"),
    ):
        if lines:
            found.append(HeadingBlock(3, title))
            found.append(
                TableBlock(
                    caption=title,
                    head=("Étape", year.action_name.capitalize(), "Prévue le", "Faite le"),
                    rows=tuple(step(line) for line in lines),
                    columns=(TEXT, TEXT, TEXT, TEXT),
                    widths=(4, 4, 2, 2),
                )
            )
    return found


def step(line):
    done_on = full_date(line.done_on) or "non faite"
    return (
        plain(line.title),
        plain(line.action_title),
        full_date(line.planned_on) or "sans date",
        f"{done_on} (reportée)" if line.moved else done_on,
    )


def money(year):
    found = [HeadingBlock(2, "L’argent")]
    if not (year.money.by_funder or year.money.by_year):
        return [*found, paragraph("Aucun montant n’est publié pour cette convention.")]
    if year.money.by_funder:
        caption = f"Par financeur en {year.year}, en euros"
        found.append(money_table(caption, "Financeur", year.money.by_funder, year.money.total))
    else:
        found.append(paragraph(f"Aucun montant n’est connu pour {year.year}."))
    if year.money.by_year:
        found.append(money_table("Toute la convention, en euros", "Année", year.money.by_year))
    return found


def money_table(caption, head, lines, total=None):
    return TableBlock(
        caption=caption,
        head=(head, "Prévu", "Réel"),
        rows=tuple(
            (
                plain(line.label),
                euros(line.planned, "non indiqué"),
                euros(line.actual, "pas encore connu"),
            )
            for line in lines
        ),
        columns=(TEXT, NUMBER, NUMBER),
        widths=(3, 2, 2),
        foot=(total.label, euros(total.planned), euros(total.actual)) if total else (),
    )


def meetings(year):
    found = [HeadingBlock(2, "Les réunions")]
    if not year.meetings:
        return [*found, paragraph(f"Aucune réunion publiée ne s’est tenue en {year.year}.")]
    return [*found, bullets(meeting(one) for one in year.meetings)]


def meeting(one):
    title = f", {one.title}" if one.title != one.committee else ""
    opened = " (ouverte au public)" if one.is_open else ""
    return f"{full_date(one.on)} : {one.committee}{title}{opened}"


def silence(year):
    found = [HeadingBlock(2, "Ce dont on est sans nouvelles")]
    silent = year.silent
    if not silent:
        said = f"Chaque action attendue a donné de ses nouvelles en {year.year}."
        return [*found, paragraph(said)]
    said = counted(len(silent), "action", "actions")
    return [
        *found,
        paragraph(
            f"Rien n’a été publié en {year.year} sur {said} à venir, en cours, en pause ou en "
            "place :"
        ),
        bullets(f"{line.code} {line.title}" for line in silent),
    ]


def since(year):
    before = year.since
    if before is None:
        return []
    found = [
        HeadingBlock(2, f"Depuis le bilan {before.year}"),
        TableBlock(
            caption="Avancement dans les deux bilans",
            head=("Avancement", str(before.year), str(year.year), "Écart"),
            rows=tuple(
                (label, figure(old), figure(count), gap(count - old))
                for value, label, count in year.end.rows
                for old in [before.before.get(value, 0)]
            ),
            columns=(STATE, NUMBER, NUMBER, NUMBER),
            widths=(3, 1, 1, 1),
        ),
    ]
    for lines, title in (
        (before.moved, "Leur avancement a changé"),
        (before.appeared, "Entrées dans le plan"),
        (before.left, "Sorties du plan"),
    ):
        if lines:
            said = counted(len(lines), "action", "actions")
            found.append(HeadingBlock(3, plain(f"{title} : {said}")))
            found.append(bullets(line.title for line in lines))
    return found


def gap(moved):
    """« +2 », « −1 » or « = »."""
    return f"{'+' if moved > 0 else ''}{figure(moved)}" if moved else "="


def outlook(year):
    if not year.outlook:
        return []
    return [HeadingBlock(2, "Ce qui reste à décider"), *blocks_of(year.outlook, 3)]


def method(year):
    return [
        HeadingBlock(2, "Comment ce bilan est fait"),
        paragraph(
            f"Les chiffres viennent de ce qui est publié sur le site, tel que le "
            f"{full_date(year.prepared_on)} le montrait. Personne n’y est nommé. L’avancement "
            "d’une action compte à partir du jour où il a été déclaré. Quand rien n’a été "
            "déclaré, ce bilan le dit."
        ),
    ]
