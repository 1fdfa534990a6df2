"""What hangs on an action, in tables: its steps, its indicators with their values, its money.

It holds the sheets of our own workbook (`sheets`): their columns, what the exports write in them.

It gives SHEETS and what a cell of each column holds. It never chooses the actions.
"""
