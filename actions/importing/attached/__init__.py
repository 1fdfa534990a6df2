"""What hangs on an action, in tables: its steps, its indicators with their values, its money.

It holds the sheets of our own workbook (`sheets`: their columns, and what the exports write in
them), what a cell of a real table says (`amounts`, `texts`), what a line asks for (`wishes`, from
a plan; `reader`, from our sheets), and what that changes (`settling`, told by `words`).

It gives SHEETS, ATTACHED_ROWS, AttachedReader, RowWishes and Settling, whose AttachedChange joins
the change of its action. It never deletes a row: a line or a cell that is gone removes nothing.
"""
