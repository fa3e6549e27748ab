"""What goods are called, for people who call them something else."""

from ..index.current import catalogue_index

NAMES = 8
_SHORTEST = 2  # characters; shorter ones begin almost anything


def names_like(words: str) -> tuple[str, ...]:
    """Names that begin like these words do: by as much of them as begins any. Raises IndexAway."""
    for length in range(len(words), _SHORTEST - 1, -1):
        names = catalogue_index().suggest(words[:length], limit=NAMES)
        if names:
            return names
    return ()
