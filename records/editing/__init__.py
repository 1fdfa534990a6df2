"""Nobody overwrites anybody, a form sent twice counts once, and no text typed is lost.

`versions` says what a form showed when it was opened, `conflicts` what differs between that, what
is saved now and what is sent, `resolution` what the answers ask for, `display` puts it into words:
none of them knows HTTP. `idempotency` holds the keys of forms and `once_only` their middleware,
`form_recovery` keeps what someone typed when their session ended. `form_page` is the order of what
every page with a form does, `views` the small interface for pages and scripts. Decisions 0011 and
0026.
"""
