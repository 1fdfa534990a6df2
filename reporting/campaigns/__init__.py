"""Campaigns: whom they ask what, their dates, words and reminders, and who answered.

Gives the verbs that open, close and remind. Never reads nor writes what an answer says.
"""
