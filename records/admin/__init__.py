"""The base of every screen of the back-office.

`base` holds the hooks that a screen sets, `published` those of what is put on line; `change_page`
builds, shows and writes the page of a row, `history_pages` and `archive_page` are its other pages,
which share `row_page`; `tampered` reads addresses that somebody changed; `forms`, `lines` and
`fields` are what is typed in. Screens themselves live in the rooms of their models.
"""
