"""WHAT IS DONE: the actions of the plan, and all that a resident reads of them.

Holds the models (action, partners, milestones, fundings, indicators and their measures, news,
pictures), the public pages of the plan, what residents search (`searchable`), the working list of
the team, `importing` and `exporting` of the plan as a table, and the bulk edit.

Gives the querysets that everything public reads (`Action.objects.published()`,
`Update.objects.published(at)`), `progress` (counts in words), `work_conditions` (what waits: one
definition for the board, the filters and the counts), and the models.

Never knows who told what: answers, drafts, comments to partners and campaigns live in
`reporting`, which copies what it publishes into an `Update`.
"""
