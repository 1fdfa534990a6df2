"""THE DEMONSTRATION: fictional data that show every case, and the doors all know.

Holds the examples (`data/`), what writes them (`plan_…` for the plan, `campaign_…` for what
partners say, `review_…` for a year, `evaluation_…` for the whole, through the verbs of every day)
and takes them away again, the accounts, the page of the letters that never leave, and the
recognition of a base made by an earlier version.

Gives commands only: `load_demo`, `remove_demo`, `demo_accounts`, `renew_demo_base`.

Never imported by another room, but for the address in `ctg_portal/urls.py`; never touches a row
that is not flagged `is_demo`; opens nothing without DEMO=1.
"""
