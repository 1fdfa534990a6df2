"""How it is told: partners give news of their actions, the team reviews them, residents read them.

Holds the campaigns, the answers of partners and what happened to each, their letters, and the
pages of both sides: `/espace/` for partners, `/suivi/` for the team.

Gives the verbs of `workflow.py`, the only ones that change the state of an answer, and
`report/sections`, where each part of an answer is declared once. Inside, a folder imports only
from those before it: models, report, letters, workflow, campaigns, answers, people, review.

Never writes a public page itself: what is validated is copied to `actions`, which knows nothing
of it. Never holds a link nor a code: they are drawn from a row and the key of the site.
"""
