"""The plan on paper: what the page « Tous les objectifs » says, as blocks for the PDF."""

from actions.list_rows import days_of
from actions.models.avancement import label_of
from actions.progress import total
from records.french import figure, full_date
from reviews.documents.blocks import STATE, TEXT, HeadingBlock, Paragraph, Run, TableBlock
from reviews.documents.outline import bar
from reviews.documents.outline_parts import paragraph
from reviews.documents.rich_text import plain

NOTHING = "Aucune action publiée pour le moment."


def plan_file(convention, sections, address, on):
    """Every block of the plan of `convention`, whose page shows the `sections` (plan_sections).

    `address` is the one of its page, whole; `on` the date of what is said.
    """
    territory, progress = convention.territory, total(one["progress"] for one in sections)
    found = [
        HeadingBlock(1, plain(convention.title)),
        paragraph(f"{territory.name}. Le plan tel qu’il était publié le {full_date(on)}.", "lead"),
    ]
    if not sections:
        found.append(paragraph("Le plan de cette convention n’est pas sur ce site."))
    found += counts(progress, territory)
    for one in sections:
        title = f"{territory.enjeu_name.capitalize()} {one['enjeu']}"
        found.append(HeadingBlock(2, plain(title), one["enjeu"].accent))
        found += counts(one["progress"], territory, drawn=False)
        if one["direct"]:
            found.append(actions_table(one["enjeu"], one["direct"], territory))
        for objective, rows in one["objectives"]:
            found.append(HeadingBlock(3, plain(str(objective))))
            found.append(actions_table(objective, rows, territory) if rows else paragraph(NOTHING))
        if not one["direct"] and not one["objectives"]:
            found.append(paragraph(NOTHING))
    page = (Run("Chaque fiche, avec ses étapes et ses chiffres : "), Run(address, link=address))
    return [*found, Paragraph(page, "small")]


def counts(progress, territory, drawn=True):
    """The sentence of the counts, as the page says it, and the bar."""
    if not progress.total:
        return []
    name = territory.action_names if progress.total > 1 else territory.action_name
    begin = "À la fin de la convention, sur" if progress.is_over else "Sur"
    late = f" {progress.late_words.capitalize()}." if progress.late else ""
    said = paragraph(f"{begin} {figure(progress.total)} {name} : {progress.words}.{late}")
    return [said, bar(progress)] if drawn else [said]


def actions_table(title, rows, territory):
    return TableBlock(
        caption=plain(f"{territory.action_names.capitalize()} : {title}"),
        head=(territory.action_name.capitalize(), "Pilote et période", "Avancement"),
        rows=tuple(
            (
                plain(f"{row.code} {row.title}"),
                plain(f"{row.lead.label if row.lead else 'Pilote à préciser'}, {days_of(row)}"),
                ", ".join(
                    filter(None, (label_of(row.avancement, over=row.is_over), row.late.lower()))
                ),
            )
            for row in rows
        ),
        columns=(TEXT, TEXT, STATE),
        widths=(4, 3, 2),
    )
