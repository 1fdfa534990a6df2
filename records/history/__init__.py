"""Who changed what, when and why; how it is read; how one goes back.

`recording` writes one version per change of a row (`bulk` for many rows), `versions` reads them,
`diff` puts values into words, `timeline` tells the past of a row and of its lines. `revert_plan`
says what going back would change and `revert` writes it; `deletions` lists the corbeille: a
deletion is a version to go back to. Nothing here knows HTTP. See decision 0012.
"""
