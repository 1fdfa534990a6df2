"""The letters of campaigns, answers and contacts; the outbox they wait in is the room `letters`.

`templates` and `people` what they say, `notifications` and `digest` which act writes which,
`writing` how one enters the outbox, `source` and `send_guards` what it asks of us as one leaves,
`views` the page where the team follows them.
"""
