"""The base of every screen of the back-office.

`base` holds the hooks that a screen sets, `published` those of what is put on line; `change_page`
opens and saves the page of a row, `history_pages` and `archive_page` are its other pages; `forms`,
`lines` and `fields` are what is typed in. Screens themselves live in the rooms of their models.
"""
