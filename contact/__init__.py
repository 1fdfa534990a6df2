"""A RESIDENT'S MESSAGE: the public form, stored first, then carried to the territory by letter.

Holds the form, its guard (a signed one-use key and limits instead of a cookie; decision 0008),
the messages, their screen for the team and their purge after a year.

Gives the model `ContactMessage`, which the board counts.

Never sets a cookie, never shows a message to who sent it, never knows a campaign.
"""
