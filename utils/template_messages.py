"""Collecting the sentences of Django templates for Babel, which knows only those of Python and Jinja2."""

from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.utils.translation import templatize


def extract(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """An extractor of Babel. Django writes a template as lines of calls, as it does for its own makemessages."""
    for number, line in enumerate(templatize(file.read().decode()).splitlines(), start=1):
        for _, function, message, comments in extract_python(
            BytesIO(line.strip().encode()), keywords, comment_tags, {}
        ):
            yield number, function, message, comments
