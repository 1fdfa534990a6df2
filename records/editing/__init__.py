"""Nobody overwrites anybody, a form sent twice counts once, and no text typed is lost.

`versions` says what a form showed when it was opened, `comparing` what differs between that, what
is saved now and what is sent, `telling` how it is told; none of them knows HTTP. `once` counts a
form sent twice once, `kept` keeps what someone typed when their session ended, `pages` is the
small interface for views, `records.admin.editing` the one of the back-office.

See docs/decisions/0011-edit-conflicts.md.
"""
