"""WHAT WAS AGREED: the territory and its communes, the convention, its enjeux and objectives.

Holds also what surrounds them on the site: governance (committees and meetings), documents,
pages and glossary; the content shipped with the portal and its loader; files kept and served.

Gives `main_territory` (whose portal this is), `uploads`, `images` and `files` (checked, stored,
removed with their row), `loading.Loader` (content files into rows, staff edits untouched),
`versioning` (the content version that page caches follow; decision 0004), and the models.

Never knows an action, an answer or a letter: what hangs on an enjeu is told by `actions`.
"""
