"""A plan in preparation, read by a few before it is published, through a link that ends.

Gives `models` (DraftReader: who was given a link, until when), `reading` (the draft as its page
says it), `forms`. Nobody changes anything through such a link, and it opens one draft only. The
pages are in `reviews/views/draft_reading.py`. Decision 0056 says why.
"""
