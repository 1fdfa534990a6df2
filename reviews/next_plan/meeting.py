"""Two people chose at once: what each changed stays, and what both changed is shown. No HTTP.

A page carries, signed, the values that it showed. What one person alone changed is taken; where
both did, what was typed stays in the page and the saved value is told (decision 0052).
"""

import re

from django.utils.choices import flatten_choices

from records.editing import versions
from records.editing.display import value_text

MOVED = (
    "Rien n’est enregistré : quelqu’un a changé ces choix entre-temps. Relisez chaque différence, "
    "puis enregistrez de nouveau."
)
THEIRS = "{place}, {label} : quelqu’un vient d’enregistrer « {words} ». La page le montre."
MINE = "{place}, {label} : quelqu’un vient d’enregistrer « {words} ». La page garde votre choix."
NEW = re.compile(r"n([0-9]{1,6})-(title|code|under|origins)")
REFERENCE = re.compile(r"(vers:)?(n[0-9]{1,6})")


def shown_by(form):
    """What the `form` shows, to be signed by its page: before anything typed is put in it."""
    return versions.snapshot(form)


def meet(build, opened, data):
    """What `data` becomes once met with what was saved since its page was opened.

    `build(data, spare)` gives the form as it stands now, `spare` empty new lines at least;
    `opened` is what the page showed by field, None when it is not known. Gives (bound form, how
    many fields somebody else changed): nothing is written.
    """
    data, opened, spare = in_other_lines(build(None, 0), opened, data.copy())
    form, told = build(data, spare), {}
    for bound in versions.compared_fields(form):
        saved, mine = versions.shown(bound), versions.sent(bound)
        before = None if opened is None else opened.get(bound.name, [])
        if is_same(bound, saved, mine) or is_same(bound, before, saved):
            continue
        is_mine = not is_same(bound, before, mine) and is_offered(bound.field, mine)
        if not is_mine:
            versions.put_value(data, bound, saved)
        told[bound.name] = (MINE if is_mine else THEIRS).format(
            place=form.legends[bound.name],
            label=bound.label.lower(),
            words=value_text(bound.field, saved),
        )
    form = build(data, spare)
    form.full_clean()
    if told:
        form.add_error(None, MOVED)
    for name, words in told.items():
        form.add_error(name, words)
    return form, len(told)


def is_same(bound, one, other):
    return one is not None and versions.same(bound.field, one, other)


def is_offered(field, value):
    """False for a choice that no longer is: what it named was removed meanwhile."""
    if not hasattr(field, "choices"):
        return True
    keys = {str(key) for key, _words in flatten_choices(field.choices)}
    return keys.issuperset(value)


def in_other_lines(saved, opened, data):
    """The QueryDict `data`, its new lines under keys that nobody else has taken meanwhile.

    A blank line of two pages has the same key: without this, one would write over the other. Gives
    it with what the page showed, under the same keys, and how many lines were moved.
    """
    theirs = saved.new_keys
    was = theirs if opened is None else keys_of(opened)
    sent = {key for key in keys_of(data) if key not in theirs or key not in was}
    moved, free = {}, max((int(key[1:]) for key in theirs), default=0) + 1
    for key in sorted(sent, key=lambda key: int(key[1:])):
        if key not in was or is_changed(key, opened, data):
            moved[key] = f"n{free + len(moved)}"
    lines = {name: data.getlist(name) for name in data if NEW.fullmatch(name)}
    taken = {name: given for name, given in lines.items() if key_of(name) in sent}
    for name in taken:
        del data[name]
    for name, given in taken.items():
        if key_of(name) in moved:
            data.setlist(renamed_field(name, moved), given)
    for name in list(data):
        data.setlist(name, [renamed(value, moved) for value in data.getlist(name)])
    if opened is not None:
        opened = {
            renamed_field(name, moved): value
            for name, value in opened.items()
            if not NEW.fullmatch(name) or key_of(name) in theirs | set(moved)
        }
    return data, opened, len(moved)


def key_of(name):
    return name.partition("-")[0]


def renamed_field(name, moved):
    key, dash, part = name.partition("-")
    return f"{moved.get(key, key)}{dash}{part}"


def keys_of(values):
    """Keys of the new lines in which something is written, in what a page shows or sends."""
    found = (NEW.fullmatch(name) for name in values if values[name])
    return {f"n{match[1]}" for match in found if match}


def is_changed(key, opened, data):
    names = (f"{key}-title", f"{key}-code", f"{key}-under")
    given = {name: data.get(name, "") for name in names}
    return any(text != "".join((opened or {}).get(name, [])) for name, text in given.items())


def renamed(value, moved):
    found = REFERENCE.fullmatch(value)
    return f"{found[1] or ''}{moved[found[2]]}" if found and found[2] in moved else value
