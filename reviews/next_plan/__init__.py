"""The next convention, prepared from the one that ends: its draft, its levels, its actions.

Gives, by module: `models` (CarryOver, the choices of the team), `beginning` (the new convention and
its first choices), `levels` and `structure` (which levels, from which), `meeting` (two people at
once), `fates` (what becomes of each action), `copies` (an action as it goes on), `planning` (all of
it as a change plan), `applying` (apply and undo). No HTTP: the pages
are in `reviews/views/next_plan.py` and `next_choices.py`. Decision 0052 says why.
"""
