"""Finished pages, kept in the memory of each process and given up everywhere when something on them changes.

Each page has tags: words for what it shows. Whoever changes something writes its tags to a log in Redis and waits
until every process has read it. Reading it costs more than the rest of a warm page (`python -m bench.pages`), so a
process trusts what it read for one lease. What was saved is on the next page, everywhere; other pages stay.
"""

from .committing import expire_after_commit
from .memory import LEASE, Basis
from .pages import Facts, cached_page, expire_all_pages, expire_pages, forget_pages

__all__ = [
    "LEASE",
    "Basis",
    "Facts",
    "cached_page",
    "expire_after_commit",
    "expire_all_pages",
    "expire_pages",
    "forget_pages",
]
