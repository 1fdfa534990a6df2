"""The plan as residents could read it on a day, and what differs between two days or two plans.

Gives, by module: `reading` (PlanPhoto: the plan on a date, from history), `comparing` (two of them
side by side), `forms` (which ones), `table` (the same as a file). Writes nothing. No HTTP: the page
is in `reviews/views/photograph.py`. Decision 0055 says why.
"""
