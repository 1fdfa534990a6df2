"""A spreadsheet becomes the plan: read → diff → plan → apply → undo. No HTTP, no printing.

What pages and commands call:

    receive(file, name, convention, by=user) -> ImportBatch      batches: bounds, then stored
    table_of(batch) -> Workbook                                  batches: read again from its file
    open_table(file, name) -> Workbook                           reading
    propose_mapping(sheet, remembered_columns()) -> Mapping      mapping
    make_plan(sheet, mapping, decisions, convention) -> Plan     planning
    accepted(plan), merged(*decisions) -> Decisions              plans
    preview(batch) -> Plan                                       batches: counts and digest saved
    apply_plan(batch, by=user, reason="") -> Plan                applying: all or nothing
    undo(batch, by=user, reason="") -> list[str]                 undoing: the names of rows kept

Each raises `faults.Refused`, whose text is a French sentence for staff. What survives between a
preview and its apply is the stored file, the mapping and the decisions, all in the ImportBatch:
the plan is made again inside the transaction, and refused when it is no longer the one shown.

`columns` and `cells` say how a plan is written in a table: the exports write it the same way.
"""
