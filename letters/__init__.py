"""The outbox: every letter of the portal waits here with its own text, and leaves from here.

Holds: the letters and where each stands (`models`), how one enters (`writing.add`), the only
conversation with a mail server (`smtp`), whose fault a failure is (`verdicts`), claims, tries and
giving up (`sending`), the letters that came back (`mailbox`, `bounces`), and the commands
send_letters, hold_letters and read_bounces.
Gives: `writing.add`, `models.OutboxLetter` and `LetterState`, `sending.send_due`,
`sending.send_unkept` for the codes that are never stored, `sources.LetterSource` and `Stopped`.
A room that writes letters says by its LetterSource (settings.LETTER_SOURCES) what to put in as one
leaves, whether it still has to, and what follows. docs/decisions/0019, 0024.
Never: knows a person, a campaign or a message; words a letter; shows a page; talks to a mail server
while somebody waits for a page.
"""
