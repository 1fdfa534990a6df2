"""A review as a file: PDF, text to rework (DOCX), slides (PPTX), from the same YearReview.

`outline` says, as plain `blocks`, what the page says, in its order; `pdf` and `text_file` print the
blocks, `slides` chooses what a committee reads. `rich_text` makes blocks of Markdown. No text is
ever a program: it reaches Typst as data, and the libraries of Office files as text.
"""
