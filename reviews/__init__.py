"""WHAT A YEAR LEAVES, WHAT A CONVENTION LEAVES, AND WHAT COMES NEXT.

Holds what the team writes around the figures of a year, or of four (`models`, the pages of
`/suivi/bilans/`), the figures themselves as plain values (`figures/`, `evaluation/`), the pages
that residents read, and the same as files (`documents/`: PDF, DOCX, PPTX), beside the sheet of an
action and the plan. `photograph/` reads the plan of a day from history; `next_plan/` carries a
plan over into the next convention (`/suivi/conventions/`), `draft_reading/` gives it to read:
their own `__init__.py` say how.

Gives `Review`, `ReviewEdition.objects.public()` and `latest_editions(convention)` to the pages that
lead to a review; `figures.preparing.prepare` to whoever needs a year of a convention as data.

Never reads an answer, a draft, a difficulty told to the team or the name of a person; never changes
what it published: an edition is frozen, a correction is another one. Decisions 0049 and 0052 say
why.
"""
