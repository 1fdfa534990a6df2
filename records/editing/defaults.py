"""What a form shows by default and nobody wrote: it follows what changes meanwhile.

A form names such fields in `defaults`: one that was left as it was shown takes what the form would
show now, without a question. A formset with `nobody_adds` has rows that the plan gives: one more is
no conflict either.
"""

from records.editing import versions


def shown_parts(version, forms):
    """(prefix of a formset or "", key, form, what `version` shows of it) for all the `forms`."""
    form, *formsets = forms
    yield "", "", form, version.shown["fields"]
    for formset in formsets:
        known = version.shown["lines"].get(formset.prefix, {})
        lines = formset.initial_forms if formset.management_form.is_valid() else []
        for line in lines:
            key = str(line.instance.pk)
            if key in known:
                yield formset.prefix, key, line, known[key]


def take_defaults(version, forms, saved, data):
    """Write in `data` what the defaults of the bound `forms` show now, where nobody touched them.

    `version` is changed in place, as if they had been shown so, with the rows that the unbound
    `saved` have gained. Gives [(prefix, key, name, what was shown)] for show_again().
    """
    found = []
    for prefix, key, form, shown in shown_parts(version, forms):
        for bound in versions.compared_fields(form):
            if bound.name not in getattr(form, "defaults", ()) or bound.name not in shown:
                continue
            before, now = shown[bound.name], versions.shown(bound)
            if before != now and versions.same(bound.field, before, versions.sent(bound)):
                versions.put_value(data, bound, now)
                shown[bound.name] = now
                found.append((prefix, key, bound.name, before))
    lines = versions.snapshot(saved[0], saved[1:])["lines"]
    for formset in saved[1:]:
        if getattr(formset, "nobody_adds", False):
            known = version.shown["lines"].get(formset.prefix, {})
            version.shown["lines"][formset.prefix] = lines[formset.prefix] | known
    return found


def show_again(values, untouched):
    """Write in the snapshot `values` what the page still shows of what take_defaults() gave."""
    for prefix, key, name, before in untouched:
        place = values["lines"].get(prefix, {}).get(key) if prefix else values["fields"]
        if place is not None and name in place:
            place[name] = before
