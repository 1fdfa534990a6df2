"""What anyone may take away: each public table as CSV and JSON, and all of them as one XLSX.

It holds one declaration per table (`plan`, `follow_up`, `places`: name, fields, keys, the public
rows it starts from), the list of them (`catalogue.TABLES`: one line adds a table), what is written
from them (`writing`, `package`), and when it last changed (`freshness`).

It gives TABLES to the pages; a table starts from a queryset that a public page also reads, so that
nothing is published here that residents may not read. See docs/decisions/0042-open-data.md.
"""
