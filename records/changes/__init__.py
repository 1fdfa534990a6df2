"""The change plan: what would change in many rows, shown, then written exactly as it was shown.

It holds the one engine behind the import, the bulk edit and the carrying over of a convention. It
works on any model whose history is kept, and knows none of them.

It gives, by module: `plan` (ChangePlan, RowChange, Fault, Scope, and the refusals ChangeRefused
and Stale), `fingerprints` (what a row says now, as one short text), `applying` (`apply`: all or
nothing, under lock), `undoing` (`undo`: every row back to its version before, by its history).

It never reads a file or a form, asks no permission, and keeps nothing of its own: what an `apply`
did is in the history of the rows, found again by its RecordedChange.
"""
