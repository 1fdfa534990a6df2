"""HOW RESIDENTS FOLLOW THE PLAN, without an account and without a trace of what they read.

Holds the Atom feeds (`feeds`: all news, those of an action, an enjeu, a commune), the calendars
(`calendars`: what residents may come to, and the steps of actions, as iCalendar files), and
following by e-mail: what may be followed (`scopes`), what was published since a moment
(`published`), asking, confirming and stopping (`following`), the letters (`letters`, `telling`),
their end (`purging`), the pages (`views`, `link_views`).

Gives addresses, which templates name, and `purging.purge_followers` to the nightly purge.

Never reads anything but what the pages read, by the querysets of `actions` and
`agenda_meetings`; never says an hour without its zone; never changes the name (id, UID) of an
entry: what is followed would come twice; never tells anybody, the team included, who follows.
Decisions 0041 and 0045 say why.
"""
