"""A photograph, or two compared, as sheets of a file."""

from records.french import full_date
from tables.output import OutputColumn, OutputSheet

ACTION = (
    OutputColumn("Numéro", 10),
    OutputColumn("Code", 10),
    OutputColumn("Action", 50),
    OutputColumn("Enjeu", 40),
)


def words_of(values):
    return "\n".join(f"{label} : {value}" for label, value in values.values())


def photo_sheets(photo):
    """One sheet: each action of the PlanPhoto `photo`."""
    columns = [
        *ACTION,
        *(OutputColumn(label, 22) for label in ("Pilote", "Commence le", "Fin prévue le")),
        OutputColumn("Avancement", 22),
        OutputColumn("Prévu", 14, is_money=True),
        OutputColumn("Réel", 14, is_money=True),
        OutputColumn("Indicateurs", 50),
    ]
    rows = [
        [
            *(line.number, line.code, line.title, line.enjeu, line.lead),
            *(line.starts_on, line.ends_on, line.state_label, line.planned, line.actual),
            words_of(line.values),
        ]
        for line in photo.lines
    ]
    return [OutputSheet(f"Le {photo.on:%d-%m-%Y}", columns, rows)]


def comparison_sheets(comparison):
    """Two sheets: the states counted, then each action in both PlanPhotos."""
    first, second = (
        f"{photo.convention.slug}, {full_date(photo.on)}"
        for photo in (comparison.before, comparison.after)
    )
    states = [[label, *counts] for _value, label, *counts in comparison.states]
    states.append(["Non connu", *unknown(comparison)])
    counted = OutputSheet(
        "Avancement",
        [OutputColumn(label, 30) for label in ("Avancement", first, second, "Écart")],
        states,
    )
    columns = [
        *ACTION,
        OutputColumn("Ce qui change", 22),
        *(OutputColumn(f"Avancement, {when}", 26) for when in (first, second)),
        *(OutputColumn(f"Prévu, {when}", 18, is_money=True) for when in (first, second)),
        *(OutputColumn(f"Réel, {when}", 18, is_money=True) for when in (first, second)),
        OutputColumn("Indicateurs qui changent", 60),
    ]
    rows = [
        [
            *(one.line.number, one.line.code, one.line.title, one.line.enjeu, what(one)),
            *(side.state_label if side else "" for side in (one.before, one.after)),
            *(side.planned if side else None for side in (one.before, one.after)),
            *(side.actual if side else None for side in (one.before, one.after)),
            "\n".join(f"{label} : {old} → {new}" for label, old, new in one.values),
        ]
        for one in comparison.rows
    ]
    return [counted, OutputSheet("Actions", columns, rows)]


def unknown(comparison):
    before, after = comparison.before.unknown, comparison.after.unknown
    return [before, after, after - before]


def what(one):
    """« Apparue », « Sortie », « Changée » or ""."""
    if one.before is None:
        return "Apparue"
    if one.after is None:
        return "Sortie"
    return "Changée" if one.moved else ""
