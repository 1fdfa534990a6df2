"""Any row that people edit: it is dated, explained, protected, brought back, archived.

Holds `editing/` (nobody overwrites anybody, a form sent twice counts once, no text typed is lost),
`history/` (versions, timeline, return, corbeille), `admin/` (the base of every screen of the
back-office), the archive, check constraints judged in memory, French words for dates and numbers.

Gives `recorded` and `one_change` to models and verbs, `edit`, `add`, `{% once_only %}` and
`form_recovery` to pages, `PortalAdmin` and `PublishedAdmin` to screens, `archive` and
`public_or_gone` to public addresses.

Never knows what a row is about, nor who people are: no model of another room is imported here, and
a right is asked by its name (`rights.PUBLISH`).
"""
