"""People of the organisations: contacts, invitations, departures, and what is kept about a person.

Never decides what a person may do: `partners` does.
"""
