"""What the index of a search costs in the database named by DATABASE_URL: one line of JSON.

Seconds to read everything again after a change, milliseconds of a search (the slowest of WORDS, the
best of a few turns each), mebibytes of the index.
"""

import json
import time
import tracemalloc

import django

WORDS = ("creche", "nounou", "permanance", "logement jeunes", "lavaur", "2.1", "zzzzqq", "accueil")
TURNS = 5


def milliseconds(index, words):
    from search.answers import answers_to

    best = float("inf")
    for _turn in range(TURNS):
        start = time.perf_counter()
        answers_to(index, words)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main():
    django.setup()
    from actions.search import public_index

    public_index.get()  # modules, addresses and stems are there, as in a server that runs
    public_index.kept = None
    start = time.perf_counter()
    index = public_index.get()
    built = time.perf_counter() - start
    slowest = max(milliseconds(index, words) for words in WORDS)
    public_index.kept = None
    del index
    tracemalloc.start()
    index = public_index.get()
    weight = tracemalloc.get_traced_memory()[0] / 2**20
    print(json.dumps([len(index.documents), built, slowest, weight]))


if __name__ == "__main__":
    main()
