"""The pages of partners: what they have to say, their answer, its files, and the personal link.

Gives forms of an answer to `review`, where the team writes in a partner's name. Never publishes.
"""
