"""The final evaluation of a convention, twin of the review of a year. Decision 0051.

`shapes` says what it holds, `preparing` fills it (`sheets` counts for each objective), `sentences`
says its figures in words, `opinions` counts what partners think and `residents` what residents
said, `outline` and `slides` put it in files, `publishing` takes it from its first draft to its
editions. Freezing, reading back and printing are those of the reviews.
"""
