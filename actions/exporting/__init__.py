"""The plan as a table that a spreadsheet opens and that the import reads again without a change."""
