"""What can go wrong inside tantivy, as one exception of ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .storage import suspect

logger = logging.getLogger(__name__)


class EngineFailed(Exception):
    """The engine could not read or write its files."""


@contextmanager
def engine_errors(version: Path) -> Iterator[None]:
    """A failure of the engine becomes EngineFailed, and makes the follower look whether the index is whole."""
    try:
        yield
    except (OSError, ValueError) as error:
        suspect(version)
        raise EngineFailed(str(error)) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":  # a panic in Rust; its class cannot be imported
            raise
        suspect(version)
        raise EngineFailed(str(error)) from error
