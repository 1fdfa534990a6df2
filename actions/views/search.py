"""Everything public, found in the words of residents; what the team learns from those words."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.list_rows import list_rows
from actions.models import Action, Audience, Avancement
from actions.search import everyday_words, is_answered, public_index
from actions.search_page import group_page, shown_of
from conventions.models import Commune, Convention, Domain
from conventions.redirects import without_empty_parameters
from partners.permissions import may_edit, may_read
from partners.staff_access import staff_page
from records.folding import in_name_order
from search.answers import answers_to, is_near
from search.asked import MOST_LETTERS
from search.models import UnansweredWord
from search.unanswered import note

ONLY = "exacts"  # value of the parameter « mots »
FOR_ALL_SHOWN = 3


def finder_lists(convention):
    """What the finder offers for the plan of `convention`: for whom, where, what. Three queries."""
    return {
        "audiences": Audience.objects.in_use(),
        "communes": in_name_order(
            Commune.objects.filter(territory=convention and convention.territory_id)
        ),
        "domains": Domain.objects.all(),
    }


@require_safe
@without_empty_parameters
def search(request):
    """The answers to `q`; never an empty page. The words that found nothing are counted."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:MOST_LETTERS]
    today = timezone.localdate()
    convention = Convention.objects.current()
    context = {
        "text": text,
        "period": convention,
        "convention": convention,
        "everyday": everyday_words(),
        **finder_lists(convention),
    }
    if not text:
        return render(request, "search/search.html", context | {"shows_demo": False})
    index = public_index.get()
    only = request.GET.get("mots") == ONLY
    answers = answers_to(index, text, only=only)
    if not only:  # who refuses the synonyms of a word has seen its answers
        note(text, answers.asked.unknown)
    one = group_page(answers, request.GET.get("groupe"), request.GET.get("page"), today)
    named, groups = ([], []) if one else shown_of(answers, today)
    shown = [*named, *(line for group in groups for line in group.lines)]
    shown += one[1].object_list if one else []
    for_all = [] if answers.rows else for_everybody(today)
    context |= {
        "answers": answers,
        "near": is_near(answers),
        "count": len(answers.rows),
        "also": answers.also,
        "corrected": answers.corrected,
        "named": named,
        "groups": groups,
        "one": one[0] if one else None,
        "page": one[1] if one else None,
        "for_all": for_all,
        "query": query_of(request),
        "shows_demo": any(line.document.is_demo for line in shown)
        or any(action.is_demo for action in for_all),
    }
    return render(request, "search/search.html", context)


def query_of(request):
    """The query string of this search, without its page."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def for_everybody(today):
    """A few actions that serve the whole territory now, for who found nothing."""
    rows = Action.objects.of_today().filter(
        whole_territory=True, avancement__in=(Avancement.ONGOING, Avancement.SETTLED)
    )
    return list_rows(rows.with_labels().in_plan_order()[:FOR_ALL_SHOWN], today)


@staff_page(may_read)
@require_http_methods(["GET", "HEAD", "POST"])
def searched_words(request):
    """The words that found nothing, those the site answers today left out; or forget one."""
    if request.method == "POST":
        return forget(request)
    index = public_index.get()
    words = [row for row in UnansweredWord.objects.all() if not is_answered(index, row.word)]
    context = {"words": words, "editable": may_edit(request.user)}
    return render(request, "search/searched_words.html", context)


@staff_page(may_edit)
def forget(request):
    """Forget the word sent: a mistake, or nothing that the site will ever answer."""
    word = request.POST.get("word", "")
    if UnansweredWord.objects.filter(word=word).delete()[0]:
        messages.success(request, f"« {word} » n’est plus dans la liste.")
    return redirect("searched-words")
