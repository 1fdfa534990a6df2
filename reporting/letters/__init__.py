"""Business letters: `wording` what they say, `acts` which act writes which, `writing` the queue.

Written in the transaction of the act, sent by `manage.py send_letters` (`sending`). Sign-in codes
never come here: see partners/sign_in/letters.py.
"""
