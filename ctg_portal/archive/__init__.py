"""THE ARCHIVE OF A CONVENTION: what residents could read of it, in a zip that outlives the site.

Holds `contents` (what goes in, and under which name), `copying` (a page of the site as a file that
opens without it), `zipping` (written while it is sent, with the digest of each file), and the page
of the team that gives it. Never holds a draft, an answer or a person's address: it starts from the
public pages and querysets. Decision 0054 says why.
"""
