"""Giving pages up once what changed them is committed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from .pages import expire_all_pages, expire_pages

_MOST = 1000  # tags; those who change more give up everything


class _Expiry:
    """What a transaction will give up. Each expiry waits for a lease, and a list of 50 lines is saved line by line."""

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.is_done = False

    def __call__(self) -> None:
        self.is_done = True
        if len(self.tags) > _MOST:
            expire_all_pages()
        elif self.tags:
            expire_pages(sorted(self.tags))


def expire_after_commit(tags: Iterable[str]) -> None:
    """Calls `expire_pages` when the transaction is committed, once for all that is given up in it."""
    planned = next((work for _, work, _ in _works() if isinstance(work, _Expiry) and not work.is_done), None)
    if planned is None:
        planned = _Expiry()
        planned.tags.update(tags)
        transaction.on_commit(planned)
    else:
        planned.tags.update(tags)


def _works() -> list[Any]:
    return transaction.get_connection().run_on_commit
