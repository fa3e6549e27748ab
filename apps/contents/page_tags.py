"""The words by which kept pages say which contents they show."""

from .slots import Role

HOME = "home"
SEARCH = "search-words"


def tag_of(role: str) -> str:
    """Of the pages on which contents with this role are."""
    return SEARCH if role == Role.SEARCH_WORDS else HOME
