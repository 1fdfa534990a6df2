"""Writing to who gave an idea: how many, in which words, then once each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from conventions.models import Convention
from conventions.sender import sender
from partners.permissions import may_publish
from partners.staff_access import staff_page
from records.editing.once_only import UnsavedRedirect
from voices.models import Voice
from voices.thanks import by_address, next_published, text_of, thank, told_of


@staff_page(may_publish)
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request, pk):
    """The letters that would leave for the ideas of the convention `pk`; then send them."""
    rows = Convention.objects.public().select_related("territory")
    convention = get_object_or_404(rows, pk=pk)
    if convention.ideas.first is None:
        raise Http404
    following = next_published(convention)
    if request.method == "POST":
        count = thank(convention, following) if following else 0
        if not count:
            messages.info(request, "Il n’y a personne à remercier pour l’instant.")
            return UnsavedRedirect(request.path)
        words = "courriel part" if count == 1 else "courriels partent"
        messages.success(request, f"{count} {words}. Les adresses sont effacées.")
        return redirect("voices-thanks", pk)
    groups = list(by_address(convention).values())
    example = ""
    if groups and following:
        longest = max(groups, key=len)
        example = text_of(told_of(longest), convention, following, sender())
    context = {
        "convention": convention,
        "following": following,
        "count": len(groups),
        "example": example,
        "waiting": Voice.objects.ideas().waiting().filter(convention=convention).count(),
    }
    return render(request, "voices/thanks.html", context)
