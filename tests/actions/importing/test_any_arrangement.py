"""However a table is arranged (header, groups, banners, sheets, separators): the same plan."""

import csv
import io
from dataclasses import dataclass, field

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.importing.column_mapping import propose_mappings
from actions.importing.diff import make_plan
from actions.importing.import_plan import accepted, merged
from actions.importing.reading import open_table
from tests.factories import ConventionFactory

pytestmark = pytest.mark.django_db
ENJEUX = ["Petite enfance", "Jeunesse", "Accès aux droits", "Logement", "Vie sociale"]
OBJECTIVES = ["Mieux accueillir", "Faire connaître", "Coordonner les acteurs", "Aller vers"]
VERBS = ["Ouvrir", "Former", "Créer", "Soutenir", "Organiser", "Éditer", "Équiper"]
THINGS = ["un guichet", "les bénévoles", "une fête", "un guide", "la ludothèque", "des cafés"]
WORDED = ["{0} {n} : {words}", "{0} {n} – {words}", "{0} n°{n} : {words}"]
NAMINGS = [*WORDED, "{n}. {words}", "{n} - {words}", "{words}"]
ABOVE = [
    "Convention territoriale globale 2024-2028", "Plan d’actions", "Légende : vert = réalisé",
    "NR : non renseigné", "Mise à jour : mai 2026", "",
]  # fmt: skip
BELOW = ["* actions à valider", "Légende : en gras, les priorités", "Source : service CTG"]
HEADS = {
    "code": ["N°", "Code", "N° action", "Réf."],
    "enjeu": ["Enjeu", "Axe", "Orientation", "Thématique", "Axe stratégique"],
    "objective": ["Objectif", "Objectif opérationnel", "Objectifs"],
    "title": ["Action", "Intitulé de l’action", "Titre de la fiche action", "Libellé"],
    "lead": ["Pilote", "Porteur", "Chef de file", "Responsable", "Structure pilote"],
    "starts_on": ["Début", "Date de début", "Démarrage"],
    "ends_on": ["Fin", "Échéance", "Date de fin"],
    "avancement": ["État", "Statut", "Avancement"],
}
QUARTERS = {
    "ticks_2024-07-01_2024-09-30": "T3 2024",
    "ticks_2024-10-01_2024-12-31": "T4 2024",
}
GROUPS = {"lead": "Pilotage", "starts_on": "Calendrier", "ends_on": "Calendrier"}
HINTS = {"starts_on": "jj/mm/aaaa", "ends_on": "jj/mm/aaaa", "title": "(texte libre)"}


EARLIER = "Version de mars"  # a hidden sheet


@dataclass
class Layout:
    """How a plan is written."""

    heads: dict[str, str]
    order: list[str]
    enjeu: str  # column, once, banner, sheet, title
    objective: str  # none, column, once, banner
    code: str  # column, title, both, none
    naming: str
    kind: str  # xlsx, csv
    groups: bool = False
    merged: bool = False
    above: list[str] = field(default_factory=list)
    hints: bool = False
    blanks: bool = False
    totals: bool = False
    again: bool = False  # the header is written again
    rank: bool = False  # a first column « Priorité » that says how much each action matters
    quarters: bool = False  # columns of quarters under their year, ticked
    earlier: bool = False  # a hidden sheet, with the actions of before
    below: list[str] = field(default_factory=list)


@st.composite
def plans(draw):
    """(enjeu, [(objective, [titles])]) in order, every title once."""
    enjeux = draw(st.lists(st.sampled_from(ENJEUX), min_size=1, max_size=3, unique=True))
    titles = [f"{verb} {thing}" for verb in VERBS for thing in THINGS]
    titles = iter(draw(st.permutations(titles)))
    return [
        (
            enjeu,
            [
                (words, [next(titles) for _ in range(draw(st.integers(1, 3)))])
                for words in draw(
                    st.lists(st.sampled_from(OBJECTIVES), min_size=1, max_size=2, unique=True)
                )
            ],
        )
        for enjeu in enjeux
    ]


@st.composite
def layouts(draw):
    kind = draw(st.sampled_from(["xlsx", "csv"]))
    enjeu = ["column", "once", "banner"] + (["sheet", "title"] if kind == "xlsx" else [])
    chosen = {
        "enjeu": draw(st.sampled_from(enjeu)),
        "objective": draw(st.sampled_from(["none", "column", "once", "banner"])),
        "code": draw(st.sampled_from(["column", "title", "both", "none"])),
    }
    keys = ["title", "lead", "starts_on", "ends_on", "avancement"]
    keys += [key for key in ("enjeu", "objective") if chosen[key] in ("column", "once")]
    keys += ["code"] if chosen["code"] in ("column", "both") else []
    first = [key for key in ("enjeu", "objective", "code", "title") if key in keys]
    order = draw(st.permutations(first)) + [key for key in keys if key not in first]
    # Of a title of a part in the column of titles, or of an objective, only a word says which.
    is_worded = order[0] == "title" or chosen["objective"] == "banner" or chosen["enjeu"] == "title"
    flags = {
        name: draw(st.booleans())
        for name in ("groups", "merged", "hints", "blanks", "totals", "again", "quarters")
    }
    flags["earlier"] = kind == "xlsx" and draw(st.booleans())
    if draw(st.booleans()):
        order, flags["rank"] = [*order, "rank"], True
    if flags["quarters"]:
        order = [*order, *QUARTERS]
    heads = {key: draw(st.sampled_from(HEADS[key])) for key in keys}
    return Layout(
        heads=heads | {"rank": "Priorité"} | QUARTERS,
        order=order,
        naming=draw(st.sampled_from(WORDED if is_worded else NAMINGS)),
        kind=kind,
        above=draw(st.lists(st.sampled_from(ABOVE), max_size=3)),
        below=draw(st.lists(st.sampled_from(BELOW), max_size=2, unique=True)),
        **chosen,
        **flags,
    )


class Writer:
    """Writes a plan as a layout says; `sheets` are name → rows, merged ranges."""

    def __init__(self, plan, layout):
        self.layout, self.plan = layout, plan
        self.sheets, self.rows, self.merges = {}, [], []
        self.wanted = []

    def write(self):
        layout, by_sheet = self.layout, self.layout.enjeu in ("sheet", "title")
        several = len(self.plan) > 1
        for n, (words, objectives) in enumerate(self.plan, start=1):
            named = layout.naming.format("Enjeu", n=n, words=words)
            if n == 1 or by_sheet:
                titled = layout.enjeu == "title" or (by_sheet and not several)
                title = WORDED[0].format("Enjeu", n=n, words=words)
                self.begin(title if titled else "")
            if layout.enjeu == "banner":
                self.banner(named)
            self.part(n, words, named, objectives)
            if layout.totals:
                self.line(first=f"Sous-total {words}", last=3)
            if by_sheet:
                self.end(words if layout.enjeu == "sheet" and several else f"Feuil{n}")
        if not by_sheet:
            self.end("Plan d’actions")
        if layout.earlier:
            self.rows = [*self.head, [*["Avant"] * len(layout.order)]]
            self.merges = []
            self.sheets[EARLIER] = (self.rows, self.merges)
        return self.sheets

    def begin(self, title):
        layout = self.layout
        self.rows, self.merges = [[text] for text in layout.above], []
        if title:
            self.rows.append([title])
            self.merges.append((len(self.rows), 1, len(self.rows), len(layout.order)))
        head = [layout.heads[key] for key in layout.order]
        if layout.groups:
            self.group(head)
        else:
            self.rows.append(head)
        self.head = self.rows[-2 if layout.groups else -1 :]
        if layout.hints:
            self.rows.append([HINTS.get(key, "") for key in layout.order])

    def group(self, head):
        """Two rows: groups above, or the headings merged over both."""
        layout = self.layout
        above = [GROUPS.get(key, text) for key, text in zip(layout.order, head, strict=True)]
        pairs = zip(layout.order, head, strict=True)
        below = [text if key in GROUPS or not layout.merged else "" for key, text in pairs]
        top, upper = len(self.rows) + 1, []
        for place, text in enumerate(above):
            upper.append("" if place and text == above[place - 1] else text)
        if layout.merged and layout.kind == "xlsx":
            for place, key in enumerate(layout.order):
                if key not in GROUPS:
                    self.merges.append((top, place + 1, top + 1, place + 1))
            start = layout.order.index("starts_on") + 1
            self.merges.append((top, start, top, start + 1))
        self.rows += [upper, below]

    def part(self, n, words, named, objectives):
        layout, count, top = self.layout, 0, len(self.rows) + 1
        for m, (objective, titles) in enumerate(objectives, start=1):
            said = layout.naming.format("Objectif", n=f"{n}.{m}", words=objective)
            if layout.objective == "banner":
                self.banner(said)
            for k, title in enumerate(titles):
                count += 1
                code = f"{n}.{m}.{k + 1}"
                cells = {
                    "code": code,
                    "title": self.titled(code, title),
                    "rank": (count % 3) + 1,
                    **dict.fromkeys(QUARTERS, ""),
                    "ticks_2024-10-01_2024-12-31": "x",
                    "lead": "",
                    "starts_on": "01/09/2024",
                    "ends_on": "31/12/2026",
                    "avancement": "En cours",
                    "enjeu": named if layout.enjeu == "column" or count == 1 else "",
                    "objective": said if layout.objective == "column" or k == 0 else "",
                }
                self.rows.append([cells[key] for key in layout.order])
                self.wanted.append(
                    (
                        "" if layout.code == "none" else code,
                        title,
                        words,
                        "" if layout.objective == "none" else objective,
                    )
                )
            if layout.blanks and not layout.merged:
                self.rows.append([])
        if layout.enjeu == "once" and layout.merged and layout.objective != "banner":
            column = layout.order.index("enjeu") + 1
            self.merges.append((top, column, top + count - 1, column))
        if layout.again:
            self.rows += map(list, self.head)

    def titled(self, code, title):
        """The title as it is written, with its number or without."""
        form = {"title": "Fiche action {0}. {1}", "both": "{0} - {1}"}.get(self.layout.code, "{1}")
        return form.format(code, title)

    def banner(self, text):
        self.rows.append([text])
        self.merges.append((len(self.rows), 1, len(self.rows), len(self.layout.order)))

    def line(self, first, last):
        self.rows.append([first, *[""] * (len(self.layout.order) - 2), last])

    def end(self, name):
        if self.layout.totals:
            self.line("TOTAL", 12)
        self.rows += [[text] for text in self.layout.below]
        self.sheets[name] = (self.rows, self.merges)


def content(sheets, kind):
    if kind == "csv":
        ((rows, _),) = sheets.values()
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(rows)
        return text.getvalue().encode()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, (rows, merges) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == EARLIER else "visible"
        for row in rows:
            sheet.append([cell or None for cell in row])
        for top, left, bottom, right in merges:
            if right > left or bottom > top:
                sheet.merge_cells(
                    start_row=top, start_column=left, end_row=bottom, end_column=right
                )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(file, kind, convention):
    """The plan, every new level being accepted."""
    sheets = open_table(io.BytesIO(file), f"plan.{kind}").plans
    mappings, decisions = propose_mappings(sheets, {}), {}
    for _ in range(2):
        plan = make_plan(sheets, mappings, decisions, convention)
        decisions = merged(decisions, accepted(plan))
    return make_plan(sheets, mappings, decisions, convention)


@pytest.fixture
def convention():
    return ConventionFactory(public=True)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans(), layout=layouts())
def test_any_arrangement_reads_to_the_same_plan(plan, layout, convention):
    writer = Writer(plan, layout)
    file = content(writer.write(), layout.kind)
    found = read(file, layout.kind, convention)

    assert [str(fault) for fault in found.faults] == []
    assert [(word.kind, word.text) for word in found.pending] == []
    told = [
        (
            "" if layout.code == "none" else row.code,
            row.title,
            row.row.enjeu.title,
            row.row.objective.title if row.row.objective else "",
        )
        for row in found.added
    ]
    assert told == writer.wanted
    codes = [row.code for row in found.added]
    assert all(codes) and len(set(codes)) == len(codes)
    parents = [row.row.objective or row.row.enjeu for row in found.added]
    if layout.code == "none":
        assert all(code.startswith(f"{p.code}.") for code, p in zip(codes, parents, strict=True))
