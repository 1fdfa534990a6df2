"""The plan as a table that a spreadsheet opens and that the import reads again without a change.

It holds the lines of a plan (`plan.plan_sheet`), the whole workbook (`workbook.workbook_sheets`),
the table for the committee (`committee.committee_sheet`, never imported again), the blank table to
fill (`template.template_sheets`) and the table received with each fault beside its cell
(`annotated.annotate`).

It gives sheets (`tables.output`) that `tables.formats` write, and annotated files. The columns,
their headings and what their cells hold belong to `actions.importing.columns`.

It never chooses the actions: it writes those of the queryset it is given. It never writes the name
or the address of a person.
"""
