"""The questions that a preview asks about the words of a file."""

from hashlib import sha256

from django import forms

from actions.importing.import_plan import TICKS, accepted
from actions.importing.name_matching import CREATE
from actions.models import WordKind

LINES_NAMED = 8
LEVELS_FIRST = [WordKind.ENJEU, WordKind.OBJECTIVE]  # other answers depend on these
HEADINGS = {WordKind.TICK: "Case cochée"}  # of a year, or of an organisation
A_MINUTE = 4  # questions answered in a minute


def word_id(word):
    return short_id(f"{word.kind}:{word.key}")


def name_of(kind, place):
    """The name of the field about `place`, a line or a cell."""
    return f"{kind}-{short_id(place)}"


def short_id(text):
    return sha256(text.encode()).hexdigest()[:12]


def lines_in_words(word):
    """« ligne 5 » or « lignes 5, 6, 7… », with their sheets when there are several."""
    sheets = {place.rpartition("!")[0] for place in word.places}
    named = word.places if len(sheets) > 1 else map(str, word.lines)
    shown = ", ".join(list(named)[:LINES_NAMED])
    if len(word.lines) == 1:
        return f"ligne {shown}"
    return f"lignes {shown}{'…' if len(word.lines) > LINES_NAMED else ''}"


def names_of_word(word):
    return {f"mot-{word_id(word)}", f"creer-{word_id(word)}"}


def sent_or_shown(everything, page, names, data):
    """What a form is about: what was on the page that was sent, else what is on this `page`.

    An answer moves what is left from page to page: what was sent is found wherever it is now.
    """
    return [one for one in everything if names(one) & set(data)] if data else list(page)


def line_in_words(place, with_sheet):
    """« Ligne 5 » for the line called « Plan!5 », or « Plan, ligne 5 »."""
    sheet, _, line = place.rpartition("!")
    return f"{sheet}, ligne {line}" if with_sheet else f"Ligne {line}"


class WordsForm(forms.Form):
    """One question for each of `words`, all of `plan`; `decisions` once valid."""

    def __init__(self, plan, words, data=None):
        super().__init__(data, auto_id="%s")
        self.plan = plan
        self.words = {}
        to_create = [word for word in words if word.suggestion == CREATE and word.is_pending]
        if len(to_create) > 1 or (data and "tout-creer" in data):
            self.fields["tout-creer"] = forms.BooleanField(
                label=f"Tout créer ({len([w for w in plan.pending if w.creates])})",
                help_text="Coche toutes les cases « Créer » ci-dessous, et des pages suivantes.",
                required=False,
            )
        for name, alike in self.alike().items():
            if len(alike) > 1 or (data and name in data):
                self.fields[name] = forms.BooleanField(
                    label=alike[0].tick.format(len(alike)), required=False
                )
        for word in words:
            self.ask(word, may_tick=word in to_create)

    def ask(self, word, *, may_tick):
        """What `word` means, in a list; or a box to tick when a row to create is proposed."""
        name = word_id(word)
        self.words[name] = word
        about = lines_in_words(word)
        label, initial = f"« {word.text} »", word.decision or word.suggestion
        offered = self.plan.choices[word.kind] if word.choices is None else word.choices
        choices = [("", "À décider"), *offered]
        if may_tick:
            self.fields[f"creer-{name}"] = forms.BooleanField(
                label=f"Créer {label}", help_text=about, required=False
            )
            label, initial, about = f"ou prendre, pour {label}", "", ""
            choices = [pair for pair in choices if pair[0] != CREATE]
        elif word.detail:
            about = f"{about}. {word.detail}"
        self.fields[f"mot-{name}"] = forms.ChoiceField(
            label=label,
            help_text=about,
            choices=choices,
            initial=initial,
            required=False,
            error_messages={"invalid_choice": "Choisissez une des réponses proposées."},
        )

    def alike(self):
        """Name of a tick → the words of all the pages that it answers."""
        found = {}
        for word in self.plan.pending:
            if word.tick in TICKS:
                found.setdefault(f"tous-{TICKS.index(word.tick)}", []).append(word)
        return found

    @property
    def ticks(self):
        """The boxes that answer several questions at once."""
        return [self[name] for name in self.fields if name.startswith(("tout-", "tous-"))]

    @property
    def groups(self):
        """(kind of word, its questions): each question is a box to tick, or None, and a list."""
        found = {}
        for name, word in self.words.items():
            box = self[f"creer-{name}"] if f"creer-{name}" in self.fields else None
            found.setdefault(WordKind(word.kind), []).append((box, self[f"mot-{name}"]))
        order = [kind for kind in LEVELS_FIRST if kind in found]
        order += [kind for kind in WordKind if kind in found and kind not in order]
        return [(HEADINGS.get(kind, kind.label), found[kind]) for kind in order]

    @property
    def decisions(self):
        """Kind → word → target, for the words that got an answer."""
        found = accepted(self.plan, words=False) if self.cleaned_data.get("tout-creer") else {}
        for name, alike in self.alike().items():
            for word in alike if self.cleaned_data.get(name) else ():
                found.setdefault(word.kind, {})[word.key] = word.ticked
        for name, word in self.words.items():
            target = self.cleaned_data.get(f"mot-{name}")
            if not target and self.cleaned_data.get(f"creer-{name}"):
                target = CREATE
            if target:
                found.setdefault(word.kind, {})[word.key] = target
        return found


def minutes(questions):
    """How long it takes to answer so many `questions`, in whole minutes."""
    return max(1, -(-questions // A_MINUTE))
