"""One answer, without pages: its sections, what it lacks, its public side, its publication.

`sections` declares what an answer is made of; `reading` reads one, once; `comparison` sets it
beside what residents read; `publishing` copies it there. Never changes the state of an answer:
reporting/workflow.py does.
"""
