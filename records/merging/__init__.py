"""Two rows that are one: everything that leads to one of them leads to the other, in one change.

It holds no list of tables: `relations` derives from the models what leads to a row, so that a
table added later moves too, or fails a test (`unhandled`). `plan` says what would move, `applying`
writes it, all or nothing. Nothing here knows HTTP. See decision 0036.

A model whose rows may say the same of both (a unique constraint that names the foreign key)
declares how its row that stays takes in its twin:

    def take_in(self, twin, way=""): …   # change `self`; the twin is deleted, or
    def retire(self, at): …              # (of the twin) leaves the constraint, and moves
    merge_ways = [("slug", "words"), …]  # what a person has to choose between, when only they know
    said_twice(cls, kept, gone): …       # a queryset of lines that say nothing once both are one
"""
