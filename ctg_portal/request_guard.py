"""Requests no page can answer are stopped at the door, in French."""

from django.shortcuts import render

from ctg_portal.errors import site_of_errors

MAX_QUERY_CHARACTERS = 4000


class RequestGuardMiddleware:
    """Answer 400 to NUL characters and endless query strings, before any view or query."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "%00" in query or len(query) > MAX_QUERY_CHARACTERS:
            return render(request, "400.html", site_of_errors(400), status=400)
        return self.get_response(request)
