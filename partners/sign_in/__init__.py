"""How people sign in: a code by letter, then a second factor for the team.

See docs/decisions/0010-sign-in.md. A Django session is opened only once every step is passed:
before that, `request.user` is anonymous and no door opens.
"""
