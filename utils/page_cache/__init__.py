"""Finished pages, kept in the memory of each process and given up everywhere when something on them changes.

All pages have one version, a random word in Redis. Asking for it costs more than the rest of a warm page
(`python -m bench.pages`), so a process trusts what it read for one lease; whoever changes something writes a new
version and waits until every lease has run out before it answers. What was saved is on the next page, everywhere.
"""

from .pages import Facts, cached_page, expire_pages, expire_pages_after_commit, forget_pages

__all__ = ["Facts", "cached_page", "expire_pages", "expire_pages_after_commit", "forget_pages"]
