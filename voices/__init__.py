"""PAROLES D’HABITANTS: what residents think of a convention, and their ideas for the next one.

Holds both public forms (an opinion, an idea), what was received, the team's moderation, what an
idea became, the letter of thanks and the purge. One model, `Voice`, with a kind. Decision 0058.

Gives: `models.Voice`, `shown` (what residents read; opinions counted, and quoted), `purging`.

Never: sets a cookie, shows what nobody moderated, or an address. When a form is open is a rule of
`conventions/models/openings.py`; the public words of an idea are copied to `actions.ActionIdea`.
"""
