"""Who writes: the person signed in, or the one whom a personal link lets answer."""


def writer_of(request):
    """The person in whose name the forms of `request` are filled in; AnonymousUser for nobody.

    `request.writer` is set where a door other than sign-in exists, such as a personal link; it
    opens no page by itself.
    """
    return getattr(request, "writer", None) or request.user
