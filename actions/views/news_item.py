"""One piece of news, at its own address; the picture that stands for a page shared elsewhere."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.list_rows import shows_demo
from actions.models import Action, Picture, Update
from actions.share_card import drawn_card
from actions.telling import headline
from conventions.redirects import moved_to
from records.archive import public_or_gone

OTHERS_SHOWN = 3


def published_item(number, at):
    """The Update `number` as residents may read it at `at`, its action and its convention fetched.

    Raises Http404 without one, WasArchived when its action was archived since.
    """
    rows = Update.objects.select_related("organisation", "replaces", "replaced_by")
    update = rows.filter(pk=number, published_at__lte=at, nothing_new=False).first()
    if update is None:
        raise Http404
    actions = Action.objects.public().select_related("convention__territory", "enjeu", "lead")
    update.action = public_or_gone(actions, pk=update.action_id)
    update.action.enjeu.convention = update.action.convention
    return update


def correction_of(update, at):
    """The Update that corrects `update` and is published at `at`, or None."""
    other = getattr(update, "replaced_by", None)
    return other if other and other.published_at <= at else None


@require_safe
def news_by_number(request, number):
    """The permanent short address: leads to the address in today's words."""
    return moved_to(request, published_item(number, timezone.now()).get_absolute_url())


@require_safe
def news_item(request, number, slug):
    """One piece of news: what happened, what comes next, the action behind it, the news around it.

    What was corrected leads to what corrects it.
    """
    now, today = timezone.now(), timezone.localdate()
    update = published_item(number, now)
    if correction := correction_of(update, now):
        return moved_to(request, correction.get_absolute_url())
    if slug != update.slug:
        return moved_to(request, update.get_absolute_url())
    action = update.action
    told = Update.objects.published(now).filter(nothing_new=False)
    before, after = around(told.select_related("action"), update)
    picture = Picture.objects.public().filter(action=action).first()
    others = told.filter(action=action).exclude(pk=update.pk)
    context = {
        "update": update,
        "said": headline(update.body),
        "action": action,
        "period": action.convention,
        "late": action.late_words(today),
        "is_over": action.convention.is_over(today),
        "picture": picture,
        "before": before,
        "after": after,
        "others": list(others[:OTHERS_SHOWN]),
        "shows_demo": update.is_demo or action.is_demo or bool(picture and shows_demo([picture])),
    }
    return render(request, "actions/news_item.html", context)


def around(told, update):
    """(the news published just before `update`, just after), each an Update or None."""
    at, key = update.published_at, update.pk
    earlier = told.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=key))
    later = told.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=key))
    return earlier.first(), later.order_by("published_at", "pk").first()


@require_safe
def news_card(request, number):
    """The picture of a piece of news: its headline, its enjeu, the name of the site."""
    update = published_item(number, timezone.now())
    return card(update.action, update.title)


@require_safe
def action_card(request, number):
    """The picture of an action: the name residents read, its enjeu, the name of the site."""
    actions = Action.objects.public().select_related("convention__territory", "enjeu")
    action = public_or_gone(actions, number=number)
    return card(action, action.called)


def card(action, title):
    name = action.convention.territory.site_title
    drawing = drawn_card(title, action.enjeu.title, name, action.enjeu.accent)
    return HttpResponse(drawing, content_type="image/png")
