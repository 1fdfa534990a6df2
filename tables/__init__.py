"""Spreadsheets in and out: XLSX, ODS and CSV, within limits.

It holds what is true of any table: which files may be read at all (`file_limits`, `sheet_limits`),
how CSV is read (`csv_reader`), what a cell says (`cells`), a table before it becomes a file
(`output`: OutputSheet, OutputColumn, DropDown, and how a printed one looks: PrintedPage,
OutputLine, Styled, Look) and its three writers (`xlsx_writer`, `ods_writer`, `csv_writer`), which
`formats.FORMATS` lists.

It gives TableRefused, a sentence for the person who sent the file, and CellFault, one cell at
fault.

It never knows a CTG: no model, no heading of a plan, no word of its vocabulary.
"""
