"""One answer on one screen: what is public today beside what one has to say."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from records.editing import display, form_recovery
from records.editing import views as editing_views
from records.editing.once_only import recognises_repeats
from reporting import workflow
from reporting.answers.forms import FORMSETS, AnswerForm, comments_of
from reporting.answers.link_session import partner_page
from reporting.models.report import WRITABLE
from reporting.report import partner_summary
from reporting.report.reading import file_rows, lock_report, with_all
from reporting.report.sections import missing_before_submit

NEXT = "suite"  # the button pressed: where to go once all is saved
VERIFY, PHOTO, DOCUMENT, WITHDRAW = "verifier", "photo", "document", "retirer-"
LACKS = "manque"
LEAVING = "_part"  # sent by the script as the page goes: nobody reads the answer


def own_report(request, pk):
    """The report `pk` of this desk, as a queryset of what a page reads."""
    return with_all(request.desk.reports()).filter(pk=pk)


def own_writable(request, pk):
    """The same, while it can be written."""
    return own_report(request, pk).filter(state__in=WRITABLE)


def after_saving(request):
    """What is done of a row once it is saved, in its transaction."""

    def saved(row, changed):
        if changed:
            workflow.note_writing(row, by=request.desk.person, at=timezone.now())
        withdraw_pressed(request, row)

    return saved


def withdraw_pressed(request, row):
    """Remove the file whose button was pressed, if any."""
    pressed = request.POST.get(NEXT, "")
    pk = pressed.removeprefix(WITHDRAW)
    if pressed.startswith(WITHDRAW) and pk.isascii() and pk.isdigit():
        by, at = request.desk.person, timezone.now()
        workflow.withdraw_file(row, int(pk[:18]), by=by, at=at)


@partner_page
def report(request, pk):
    """Write the answer `pk`; once sent, it is read elsewhere."""
    today, pressed = timezone.localdate(), request.POST.get(NEXT, "")
    shows_missing = request.method != "POST" and LACKS in request.GET
    return editing_views.edit(
        request,
        own_writable(request, pk),
        AnswerForm,
        "reporting/answers/report.html",
        lambda row: address_after(row, pressed),
        words="" if pressed in (VERIFY, PHOTO, DOCUMENT) else lambda row: saved_words(row, today),
        formsets=FORMSETS,
        context=lambda row: {
            **writing_context(row, request.desk.person, shows_missing),
            "desk": request.desk,
            "files": list(file_rows(row)),
            "is_late": not row.takes_answers(today),
        },
        layout="reporting/answers/space_base.html",
        opened=mark_missing if shows_missing else None,
        saved=after_saving(request),
        absent=lambda page: already_sent(request, page),
        read=lock_report,
    )


def saved_words(row, today):
    words = "Votre brouillon est enregistré. Rien n’est encore envoyé."
    if not row.takes_answers(today):
        why = "La campagne est fermée"
        if row.action.archived_on:
            why = "Cette action est archivée"
        elif row.campaign.convention.is_read_only:
            why = "La convention est close"
        words = f"Votre brouillon est enregistré. {why} : il ne peut pas partir."
    return words


def address_after(row, pressed):
    """Where the button `pressed` leads, once all is saved."""
    here = reverse("report", args=[row.pk])
    if pressed == VERIFY:
        return reverse("report-check", args=[row.pk])
    if pressed in (PHOTO, DOCUMENT):
        return f"{reverse('report-file-add', args=[row.pk])}?nature={pressed}"
    return f"{here}#fichiers" if pressed.startswith(WITHDRAW) else here


def writing_context(row, person, shows_missing):
    """What `person`, who writes the answer `row`, reads beside its questions."""
    now = timezone.now()
    missing = missing_before_submit(row, on=timezone.localdate(now)) if shows_missing else []
    return {
        "report": row,
        "now": partner_summary.public_now(row.action, now),
        "comments": comments_of(row),
        "writes_now": partner_summary.writes_now(row, person, now),
        "missing": missing,
    }


def mark_missing(forms):
    """Say beside each field of the unbound `forms` what it lacks before sending."""
    missing = missing_before_submit(forms[0].instance, on=timezone.localdate())
    words = {one.anchor: one.words for one in missing}
    for part in forms:
        for form in part.forms if hasattr(part, "forms") else [part]:
            found = [(bound.name, words[bound.auto_id]) for bound in form if bound.auto_id in words]
            if found:
                form.full_clean()
                form.cleaned_data = {}
            for name, text in found:
                form.add_error(name, text)


def already_sent(request, page):
    """The answer left meanwhile, or was published: it is read; what was typed is kept aside."""
    row = get_object_or_404(own_report(request, page.request.resolver_match.kwargs["pk"]))
    if request.method != "POST":
        return redirect("report-sent", row.pk)
    typed = keep_aside(request, page, row, request.desk.person)
    context = {"report": row, "desk": request.desk, "typed": typed}
    return render(request, "reporting/answers/report_already_sent.html", context, status=409)


def keep_aside(request, page, row, person):
    """Keep what `person` typed of the answer `row`, which left meanwhile; gives it in words."""
    page.row = row
    form_recovery.keep(request, person)
    return display.typed(page.build(request.POST), request.POST)


@partner_page
@recognises_repeats
def draft(request, pk):
    """Save what is being typed, asked by the script of the page; the answer is JSON."""
    if request.method != "POST":
        get_object_or_404(own_report(request, pk))
        return redirect("report", pk)
    person, now = request.desk.person, timezone.now()
    writers = []

    def read(rows):
        row = lock_report(rows)
        writers.append(row and partner_summary.writes_now(row, person, now))
        return row

    outcome = editing_views.save_quietly(
        request,
        own_writable(request, pk),
        AnswerForm,
        formsets=FORMSETS,
        saved=after_saving(request),
        read=read,
    )
    if outcome.row is None:
        row = get_object_or_404(own_report(request, pk))
        writers[0] = partner_summary.writes_now(row, person, now)
    if outcome.kind in ("moved", "absent", "mistakes") and LEAVING in request.POST:
        form_recovery.keep(request, person)
    words, status = words_of(outcome)
    answer = {"kind": outcome.kind, "said": words, "version": outcome.version}
    answer["colleague"] = writers[0]
    if outcome.kind == "saved" and request.desk.is_over(timezone.localdate()):
        request.session.flush()
        answer |= {"kind": "over", "said": OVER}
        messages.info(request, OVER)
    return JsonResponse(answer, status=status)


OVER = (
    "La campagne vient de fermer. Votre texte est enregistré comme brouillon, et votre lien "
    "ne sert plus : connectez-vous par code pour le relire."
)
MOVED = (
    "Pas enregistré : une autre personne a changé cette réponse entre-temps. Rien n’est perdu, "
    "comparez les deux versions."
)
SENT = (
    "Pas enregistré : cette réponse a déjà été envoyée. Appuyez sur « Enregistrer le brouillon » : "
    "votre texte sera enregistré à part."
)


def words_of(outcome):
    """(sentence, HTTP status) for the Outcome of an automatic saving."""
    if outcome.kind == "saved":
        return f"Enregistré à {partner_summary.clock_words(timezone.now())}", 200
    if outcome.kind == "moved":
        return MOVED, 409
    if outcome.kind == "absent":
        return SENT, 409
    return f"Pas encore enregistré. {outcome.words[0]}", 422
