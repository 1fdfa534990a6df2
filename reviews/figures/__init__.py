"""A year of a convention as plain values: prepared from what is published, frozen, read again.

`shapes` says what a year holds, `preparing` fills it (the files beside each fill one part),
`frozen` writes it as JSON and reads it back. Nothing here knows HTTP, nor how a page or a file
looks.
"""
