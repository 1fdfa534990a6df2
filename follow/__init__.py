"""HOW RESIDENTS FOLLOW THE PLAN, without an account and without leaving a trace here.

Holds the Atom feeds (`feeds`: all news, those of an action, an enjeu, a commune) and the calendars
(`calendars`: what residents may come to, and the steps of actions, as iCalendar files).

Gives addresses alone: no other room imports it; templates name its addresses.

Never reads anything but what the pages read, by the querysets of `actions` and
`agenda_meetings`; never says an hour without its zone; never changes the name (id, UID) of an
entry: what is followed would come twice. Decision 0041 says why.
"""
