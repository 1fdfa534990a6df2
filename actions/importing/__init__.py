"""A spreadsheet becomes the plan: read → map → diff → show → apply → undo. No HTTP, no printing.

It holds the columns of the plan table (`columns`: each parses, shows, writes and exports itself),
what hangs on an action (`attached`), the reading of a file into sheets (`reading`), of lines into
values (`row_reader`, `levels`, `resolution`), and what becomes of an ImportBatch.

It gives `batch.receive`, `batch.table_of` and `batch.preview` (a file kept, read, shown),
`import_plan.ImportPlan` with `accepted` and `merged` (answers about words), `applying.apply_plan`
and `applying.undo`. A file that cannot be read raises TableRefused, a plan that cannot be applied
or undone ChangeRefused: French sentences for staff.

It never writes a row by itself (`records.changes` does), never deletes an action that is absent
from a file, never guesses a commune or a state.
"""
