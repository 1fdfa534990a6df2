"""The review for the steering committee (PPTX): one idea a slide, real tables, native charts.

A slide shows few lines; the last one then says how many more the whole review holds.
"""

from records.french import figure, full_date
from reviews.documents.blocks import NUMBER, TEXT, Bullets, HeadingBlock, Paragraph, TableBlock
from reviews.documents.colours import ACCENTS, RIVER, SOFT
from reviews.documents.deck import Deck, chart_on, lines_on, table_on
from reviews.documents.outline import facts, in_one_sentence, states_table
from reviews.documents.outline_parts import counted, gap, meeting, money_table, step, value
from reviews.documents.rich_text import blocks_of, plain

MANY_ENJEUX = 5  # above, their figures hold no slide of their own: twenty slides at most


def pptx_of(year, *, version="", **facts):
    """Bytes of the PPTX that shows the YearReview `year`; `facts` are those of a Deck."""
    deck = Deck(**facts)
    opening(deck, year, version)
    whole(deck, year)
    for part in year.enjeux:
        enjeu(deck, year, part)
    measures(deck, year)
    rest(deck, year)
    return deck.content()


def opening(deck, year, version):
    slide = deck.slide(f"{year.title} – {year.convention}")
    lines = [year.territory, f"Ce qui a été fait en {year.year}", version]
    lines_on(slide, [line for line in lines if line], size=24, top=6)
    slide = deck.slide(in_one_sentence(year))
    lines_on(slide, facts(year), size=24)
    if said := texts_in(year.introduction):
        lines_on(deck.slide("L’année en quelques phrases"), said, size=20)


def texts_in(markdown):
    """The sentences of a text of the team, paragraph by paragraph, without their look."""
    found = []
    for block in blocks_of(markdown, 3):
        match block:
            case HeadingBlock(text=text):
                found.append(text)
            case Paragraph(runs=runs):
                found.append("".join(run.text for run in runs))
            case Bullets(items=items):
                found += ["".join(run.text for run in item) for item in items]
    return found


def whole(deck, year):
    slide = deck.slide(f"Où en sont les {year.action_names}")
    rows = year.end.rows
    chart_on(
        slide,
        [label for _value, label, _count in rows],
        [
            (f"Début de {year.year}", [year.start.counts[value] for value, *_ in rows], SOFT),
            (f"Fin de {year.year}", [count for *_, count in rows], RIVER),
        ],
        f"Avancement au début et à la fin de {year.year}. Les nombres sont dans le tableau.",
    )
    table_on(
        slide, states_table(year, year.year, "Du début à la fin de l’année"), left=17.5, width=14.8
    )
    if year.highlights:
        lines = [f"{one.title} ({one.action_title})" for one in year.highlights]
        lines_on(deck.slide("Faits marquants"), lines)


def enjeu(deck, year, part):
    accent = ACCENTS[(part.accent - 1) % len(ACCENTS)]
    slide = deck.slide(f"{year.enjeu_name.capitalize()} {part.code}. {part.title}", accent)
    count = counted(len(part.lines), "action", "actions")
    lines = texts_in(part.word)[:2]
    lines.append(f"{count} : {part.end_words}" if part.lines else count)
    news = [one for line in part.lines for one in line.news]
    lines += [f"{one.title} ({full_date(one.on)})" for one in news]
    if not news:
        lines.append(f"Aucune actualité n’a été publiée sur ces actions en {year.year}")
    lines_on(slide, lines)


def measures(deck, year):
    """The figures: a slide by enjeu, or one for all of them where enjeux are many."""
    parts = [(part.title, part.figures, part.accent) for part in year.enjeux if part.figures]
    if len(year.enjeux) > MANY_ENJEUX and parts:
        parts = [(f"Bilan {year.year}", year.figures, 1)]
    for title, figures, accent in parts:
        slide = deck.slide(f"Les chiffres : {title}", ACCENTS[(accent - 1) % len(ACCENTS)])
        table_on(slide, figures_table(figures))


def figures_table(figures):
    def said(one, role):
        found = [row for row in one.readings if row.role == role]
        return value(found[-1]) if found else "–"

    return TableBlock(
        caption="Départ, dernière valeur et but de chaque indicateur",
        head=("Indicateur", "Départ", "Dernière valeur", "But"),
        rows=tuple(
            (plain(one.label), *(plain(said(one, role)) for role in ("Départ", "Valeur", "But")))
            for one in sorted(figures, key=lambda one: one.in_words)
        ),
        columns=(TEXT, NUMBER, NUMBER, NUMBER),
        widths=(4, 1, 2, 1),
    )


def rest(deck, year):
    steps = year.steps
    slide = deck.slide("Les étapes de l’année")
    said = (
        f"{counted(len(steps.kept), 'tenue', 'tenues')}, "
        f"{counted(len(steps.late), 'en retard', 'en retard')}, "
        f"{counted(len(steps.dropped), 'abandonnée', 'abandonnées')}"
    )
    late = [f"En retard : {one[0]} ({one[1]}), prévue le {one[2]}" for one in map(step, steps.late)]
    lines_on(slide, [said, *late])
    if year.money.by_funder:
        caption = f"Par financeur en {year.year}, en euros"
        slide = deck.slide(f"L’argent de {year.year}")
        total = year.money.total
        table_on(slide, money_table(caption, "Financeur", year.money.by_funder, total))
    if year.money.by_year:
        slide = deck.slide("L’argent, année par année")
        rows = year.money.by_year
        chart_on(
            slide,
            [row.label for row in rows],
            [
                ("Prévu", [float(row.planned or 0) for row in rows], SOFT),
                ("Réel", [float(row.actual or 0) for row in rows], RIVER),
            ],
            "Euros prévus et réels par année. Les montants sont dans le tableau.",
        )
        block = money_table("Toute la convention, en euros", "Année", rows)
        table_on(slide, block, left=17.5, width=14.8)
    if year.meetings:
        lines_on(deck.slide("Les réunions"), [meeting(one) for one in year.meetings])
    silent = [f"{line.code} {line.title}" for line in year.silent]
    none = [f"Chaque action attendue a donné de ses nouvelles en {year.year}"]
    lines_on(deck.slide(f"Sans nouvelles en {year.year}"), silent or none)
    if year.since:
        since(deck, year)
    lines = texts_in(year.outlook) or ["Rien n’est encore proposé à la décision"]
    lines_on(deck.slide("Ce qui reste à décider"), lines, size=24)
    slide = deck.slide("Comment ce bilan est fait")
    lines_on(
        slide,
        [
            f"Les chiffres viennent de ce qui était publié sur le site le "
            f"{full_date(year.prepared_on)}",
            "Personne n’y est nommé",
            "Le bilan complet se lit sur le site, et se télécharge en PDF et en DOCX",
        ],
    )


def since(deck, year):
    before = year.since
    slide = deck.slide(f"Depuis le bilan {before.year}")
    changes = [
        f"{label} : {figure(count)} ({gap(count - before.before.get(value, 0))})"
        for value, label, count in year.end.rows
    ]
    lines_on(slide, [*changes, f"Actions entrées dans le plan : {len(before.appeared)}"])
