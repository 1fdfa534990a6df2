"""The pages of the import, as a member of the team uses them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import ImportBatch
from conventions.models import Convention
from tests.actions.importing.samples import sample
from tests.reading import find, main_of, text_of


def send(client, content, name="plan.csv", convention=None):
    """Upload a file as the form does."""
    content = content.encode() if isinstance(content, str) else content
    convention = convention or Convention.objects.current()
    file = SimpleUploadedFile(name, content)
    return client.post("/suivi/import/", {"file": file, "convention": convention.pk})


def sent(client, content, name="plan.csv", convention=None):
    """(address of the import, its ImportBatch) once the file is received."""
    answer = send(client, content, name, convention)
    assert answer.status_code == 302, text_of(main_of(answer))
    return answer["Location"], ImportBatch.objects.latest("pk")


def send_sample(client, name):
    return sent(client, sample(name), name)


def said(client, address):
    """All the words of a page."""
    return text_of(main_of(client.get(address)))


def lead(response):
    """The sentence under the title."""
    return next(text_of(p) for p in find(main_of(response), "p") if p.get("class") == "lead")


def values(form):
    """Name → value of what a browser sends of a form, as it stands."""
    found = {}
    for field in find(form, "input"):
        checkable = field.get("type") == "checkbox"
        if not checkable or field.get("checked") is not None:
            found[field.get("name")] = field.get("value", "on")
    for field in find(form, "textarea"):
        found[field.get("name")] = text_of(field)
    for field in find(form, "select"):
        options = find(field, "option")
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        found[field.get("name")] = chosen[0].get("value")
    return found


def form(response, button):
    """(action, values) of the form that holds the button `button`."""
    for one in find(main_of(response), "form"):
        if any(text_of(b) == button for b in find(one, "button")):
            return one.get("action"), values(one)
    return None


def press(client, address, button, **changes):
    """Send the form of `address` that holds `button`, some values changed."""
    response = client.get(address)
    found = form(response, button)
    assert found, f"no « {button} » on {address}: {text_of(main_of(response))[:600]}"
    action, data = found
    target = action or address
    if target.startswith("?"):
        target = address.partition("?")[0] + target
    return client.post(target, data | changes)


def errors(response):
    """Sentences of the error summary."""
    (box,) = [d for d in find(main_of(response), "div") if d.get("id") == "erreurs"]
    return [text_of(item) for item in find(box, "li") or find(box, "p")]


def confirm_everything(client, address):
    """Tick all that is proposed and keep what is chosen; the page once nothing moves any more."""
    before, response = None, client.get(address)
    while found := form(response, "Enregistrer ces réponses"):
        batch = ImportBatch.objects.get(pk=address.strip("/").rpartition("/")[2])
        if batch.decisions == before:
            break
        before = batch.decisions
        client.post(address, found[1] | dict.fromkeys(checkboxes(response), "on"))
        response = client.get(address)
    return response


def checkboxes(response):
    return [
        field.get("name")
        for field in find(main_of(response), "input")
        if field.get("type") == "checkbox"
    ]
