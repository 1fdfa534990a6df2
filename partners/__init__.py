"""WHO: the organisations of the territory, the people who speak for them, and the team.

Holds the organisations, the people and their memberships and invitations, the roles and what each
may do, and signing in: a code by letter, then a second factor for the team.

Gives `permissions` (predicates `may_…(user)`, the only place that knows the roles),
`staff_access.staff_page` (the decorator of every page of the team), `contacts` (who speaks for an
organisation), `client_address` (where a request comes from), and the models.

Never knows a convention, an action or an answer, and never writes business letters: it sends the
codes and warnings of an account, nothing else.
"""
