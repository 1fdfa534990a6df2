"""What the page of a conflict asks, in the order it is read: plain values for the template."""

from dataclasses import dataclass, field

from django import forms
from django.utils.text import capfirst

from records.editing import conflicts, display, idempotency, versions
from records.editing.conflicts import MINE, THEIRS
from records.history.diff import LONG_TEXT, pieces

VERSION = "_version"
KEEP_SAVED = "Garder ce qui est enregistré"
KEEP_MINE = "Garder ce que vous avez écrit"
PUT_BACK = "Revenir à ce qu’il y avait avant"


@dataclass
class Question:
    """One choice between what is saved and what was sent; no choice when `name` is empty."""

    label: str
    name: str = ""
    proposed: str = THEIRS
    opened: str | None = None
    saved: str = ""
    saved_changes: list = field(default_factory=list)
    mine: str = ""
    inputs: list = field(default_factory=list)
    saved_words: str = KEEP_SAVED
    mine_words: str = KEEP_MINE
    long: bool = False

    @property
    def proposes_mine(self):
        return self.proposed == MINE


@dataclass
class Section:
    title: str
    intro: str
    questions: list


# Title, then what is said under it, by (changed by me, changed by them).
SECTIONS = {
    (True, True): (
        "À vous de choisir",
        "Deux versions différentes existent. Choisissez l’une des deux ; vous pouvez aussi "
        "compléter votre texte avec ce que dit l’autre.",
    ),
    (False, True): (
        "Modifié par l’autre enregistrement, pas par vous",
        "Cette modification reste, sauf si vous choisissez le contraire.",
    ),
    (True, False): (
        "Modifié par vous seulement",
        "Personne d’autre n’y a touché : votre texte sera enregistré.",
    ),
}


def sections(comparison: conflicts.Comparison, model) -> list[Section]:
    """The Sections of the page: what both changed first; empty ones are left out."""
    asked: dict[tuple, list[Question]] = {by: [] for by in SECTIONS}
    labels = {one.name: str(getattr(one, "verbose_name", "")) for one in model._meta.get_fields()}
    for name, text in comparison.frozen:
        label = capfirst(labels.get(name, name))
        words = "Modification impossible. Vous aviez écrit"
        asked[False, True].append(Question(label, saved=text, saved_words=words))
    for one in comparison.found:
        question = of_line(one) if isinstance(one, conflicts.Line) else of_field(one)
        asked[one.by_me, one.by_them or not one.by_me].append(question)
    return [Section(*SECTIONS[by], questions) for by, questions in asked.items() if questions]


def plural_of(form):
    """What the line `form` is one of."""
    return capfirst(str(form._meta.model._meta.verbose_name_plural))


def of_field(difference):
    bound, label = difference.bound, difference.bound.label
    if difference.line is not None:
        label = f"{plural_of(bound.form)}, « {difference.line} » : {label.lower()}"
    opened = None
    if difference.opened is not None:
        opened = display.value_text(bound.field, difference.opened)
    saved = display.value_text(bound.field, difference.saved)
    sent = display.value_text(bound.field, difference.sent)
    is_text = isinstance(bound.field, forms.CharField)
    long = is_text and any(len(text) > LONG_TEXT or "\n" in text for text in (saved, sent))
    compared = long and opened not in (None, display.EMPTY) and difference.by_them
    return Question(
        label=label,
        name=difference.choice,
        proposed=difference.proposed,
        opened=opened if difference.by_them else None,
        saved=saved,
        saved_changes=marked(opened, saved) if compared else [],
        mine=sent,
        inputs=[bound] if difference.by_me else [],
        mine_words=KEEP_MINE if difference.by_me else PUT_BACK,
        long=long,
    )


def marked(before, after):
    """What was added and removed, unless so little is left that the marks would blur the text."""
    found = pieces(before, after)
    changed = sum(len(piece.text) for piece in found if piece.kind != "same")
    return found if changed < len(after) else []


def of_line(line):
    plural = plural_of(line.form)
    inputs = [bound for bound in versions.compared_fields(line.form) if not bound.is_hidden]
    question = Question(
        label=f"{plural}, « {line.title} »" if line.title else plural,
        name=line.choice,
        proposed=line.proposed,
    )
    if line.kind == conflicts.ADDED_BY_ME:
        question.label = f"{plural} : la ligne que vous ajoutez"
        question.saved_words, question.mine_words = "Ne pas l’ajouter", "L’ajouter"
        question.saved = "Cette ligne n’est pas enregistrée."
        question.inputs = inputs
    elif line.kind == conflicts.ADDED_BY_THEM:
        question.name = ""
        question.saved = summary(line.form, versions.shown)
        question.saved_words = "Cette ligne a été ajoutée : elle reste"
    elif line.kind == conflicts.REMOVED_BY_ME:
        question.saved = summary(line.form, versions.shown)
        question.mine = "Vous avez demandé de retirer cette ligne."
        question.saved_words, question.mine_words = "Garder la ligne enregistrée", "La retirer"
    else:
        question.label = f"{plural} : une ligne retirée entre-temps"
        question.saved = "Cette ligne n’existe plus."
        question.mine = summary(line.form, versions.sent)
        question.saved_words = "La laisser retirée"
        question.mine_words = "La remettre, telle que vous l’aviez"
        question.inputs = inputs if line.edited else []
    return question


def summary(form, value_of):
    """« Intitulé : Ouverture ; date : 12/03/2026 », without what is empty."""
    filled = [
        f"{bound.label} : {display.value_text(bound.field, value_of(bound))}"
        for bound in versions.compared_fields(form)
        if value_of(bound) and not bound.is_hidden
    ]
    return " ; ".join(filled)


def carried(data, found: list[Section]) -> list[tuple[str, str]]:
    """(name, value) of what was sent in `data` and no input of the Sections `found` shows."""
    shown = {
        name
        for section in found
        for question in section.questions
        for bound in question.inputs
        for name in versions.input_names(bound)
    }
    ours = {VERSION, *idempotency.NOT_TYPED}
    return [
        (name, value)
        for name in data
        if name not in shown and name not in ours and not name.startswith(conflicts.CHOICE)
        for value in data.getlist(name)
    ]
