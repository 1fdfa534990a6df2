"""ASSEMBLY: what makes one site of the rooms.

Holds the settings, the table of contents of the site (`urls.py`), the home page, the board of the
team, the corbeille, the launch check-list, the settings of the territory, the errors in French,
the page cache (decision 0005), the guard of requests, the queue of SQLite's writers (decision
0022), the logs and the display filters of the templates.

Gives nothing: no room imports it.

Never holds a rule of a subject: who may, what is late, what an answer lacks are asked of the room
that knows.
"""
