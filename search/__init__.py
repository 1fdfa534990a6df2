"""FOUND IN ONE'S OWN WORDS: an index of French texts, and the words residents type.

Holds `words` (what a text and a search have in common: accents, plurals, abbreviations), `index`
(documents, and where each word stands), `asked` (what a typed search means: synonyms, acronyms,
codes, typing mistakes), `answers` (the documents that answer, best first), `passages` (the sentence
that answers, its words marked), the synonyms that the team edits, and the words that found nothing.

Gives `Findable`, `Index`, `answers_to`, `passages` and the models.

Never knows what a document is about, nor who may read it: `actions.search` hands over what is
public. Never keeps what a person searched: single words, counted.
"""
