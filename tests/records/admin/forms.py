"""What a browser would send from a page of the back-office."""

import html5lib
from django.contrib.messages import get_messages

HTML = "{http://www.w3.org/1999/xhtml}"
FIELDS = {f"{HTML}{tag}" for tag in ("input", "textarea", "select")}


def typed(response):
    """Dict of the fields of the main form of a page, as they stand; files left out."""
    page = html5lib.parse(response.content.decode(), treebuilder="etree")
    form = next(
        form
        for form in page.iter(f"{HTML}form")
        if form.get("method") == "post" and form.get("action") != "/deconnexion/"
    )
    found = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if (
            field.tag not in FIELDS
            or not name
            or kind in ("submit", "file")
            or "__prefix__" in name
        ):
            continue
        if kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                found.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == f"{HTML}textarea":
            found[name] = (field.text or "").removeprefix("\n")
        elif field.tag == f"{HTML}select":
            chosen = [o for o in field.iter(f"{HTML}option") if o.get("selected") is not None]
            chosen = chosen or list(field.iter(f"{HTML}option"))[:1]
            found[name] = chosen[0].get("value", "") if chosen else ""
        else:
            found[name] = field.get("value", "")
    return found


def line(prefix, rank, **fields):
    """Fields of one line added under a form, and the counters that go with it."""
    given = {f"{prefix}-{rank}-{name}": value for name, value in fields.items()}
    return given | {f"{prefix}-TOTAL_FORMS": rank + 1}


def messages_of(response):
    """What the next page tells the person, in order."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors_of(response):
    """Sentences of the error summary of a page."""
    page = html5lib.parse(response.content.decode(), treebuilder="etree")
    for block in page.iter(f"{HTML}div"):
        if block.get("class") == "error-summary":
            return [" ".join("".join(item.itertext()).split()) for item in block.iter(f"{HTML}li")]
    return []
