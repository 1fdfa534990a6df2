"""A form that opens on what its row was: saving it is what goes back, under the rules of today."""

from django.contrib import messages
from django.http import Http404

from records.french import moment
from records.history.timeline import moment_of

VERSION = "version"  # in the address of the form: the stamp of the version it shows
WORDS = (
    "Ce formulaire montre la version du {} : rien n’est encore modifié. Relisez, puis enregistrez."
)


def earlier(request):
    """What `edit(opened=…)` needs to show the version that the address names; None without one."""
    stamp = request.GET.get(VERSION, "")
    if not stamp:
        return None

    def show(forms):
        form = forms[0]
        past = version_of(form.instance, stamp)
        words = {name: getattr(past, name) for name in form.changeable}
        forms[0] = type(form)(instance=form.instance, initial=words)
        messages.info(request, WORDS.format(moment(past.history_date)))

    return show


def version_of(row, stamp):
    """The last version of `row` when the `stamp` of an address was made, or 404."""
    try:
        at = moment_of(int(stamp))
    except (ValueError, OverflowError) as unknown:
        raise Http404 from unknown
    past = row.history.filter(history_date__lte=at).order_by("history_date", "history_id").last()
    if past is None:
        raise Http404
    return past
