"""Whether what is read at this moment has to be the newest, or may be what was true a few seconds ago.

utils/ does not know where late answers come from: whoever routes reads (meiduo_mall/replica/) asks here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_must_be_newest = ContextVar("must_be_newest", default=False)


@contextmanager
def newest() -> Iterator[None]:
    """Whatever is read inside is the newest."""
    token = _must_be_newest.set(True)
    try:
        yield
    finally:
        _must_be_newest.reset(token)


def must_be_newest() -> bool:
    return _must_be_newest.get()
